"""Domains with symbols: what the evaluator computes on when sizes are SymPy expressions, with an index or without."""
