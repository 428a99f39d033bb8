"""Results of the chapter on training cost: pure functions of a World."""
