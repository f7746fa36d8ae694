"""Numbers: exact arithmetic, the evaluator of rules, and what was found out; without SymPy."""
