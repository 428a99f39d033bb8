"""Results of the chapter on inference and test-time scaling: pure functions of a World."""
