"""Results of the chapter on which limit binds first: pure functions of a World."""
