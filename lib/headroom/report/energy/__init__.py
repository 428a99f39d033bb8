"""The chapter on energy: results, figures, claims and the live figure, all functions of a World."""
