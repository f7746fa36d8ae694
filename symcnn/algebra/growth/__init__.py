"""Leading terms, derivatives and ratios: how fast formulas grow."""
