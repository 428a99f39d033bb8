"""The book held against what was published: every case, and what its answers are worth, of all chapters together."""
