"""The chapter on GPU scarcity: results, figures, claims and live inputs, all functions of a World."""
