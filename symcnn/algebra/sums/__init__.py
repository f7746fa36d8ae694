"""Finite sums and recurrences."""
