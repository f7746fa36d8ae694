"""A network and its layers as Python values."""
