"""What formulas are computed on: symbols, symbols with an index."""
