"""Facts about symbols, and proofs of comparisons from them."""
