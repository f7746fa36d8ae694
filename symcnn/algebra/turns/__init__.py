"""Repetition: sums over an index, recurrences, and where a condition on every turn is hardest."""
