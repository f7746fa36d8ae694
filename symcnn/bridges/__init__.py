"""Models of other tools as texts in the language: read, folded into blocks and repeats, their counts compared."""
