"""Sets of whole numbers: finite unions of intervals and residue classes."""
