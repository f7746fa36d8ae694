"""Layer definitions, the library they come from, and a network unrolled into one layer after another."""
