"""Results of the chapter on GPU scarcity: pure functions of a World."""
