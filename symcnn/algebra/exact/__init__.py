"""Exact numbers, the evaluator of formulas, and results kept in memory; imports no SymPy."""
