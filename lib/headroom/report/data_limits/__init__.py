"""Results of the chapter on data limits and scaling laws: pure functions of a World."""
