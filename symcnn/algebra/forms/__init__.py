"""The forms in which one formula can be written: shortest, expanded, factored, Horner's, by one symbol."""
