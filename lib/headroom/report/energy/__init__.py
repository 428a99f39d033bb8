"""Results of the chapter on energy: pure functions of a World."""
