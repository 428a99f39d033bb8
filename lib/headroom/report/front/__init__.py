"""The front page: the findings of all chapters with a small chart each, and how the claims came out."""
