"""How pieces of a page are set in a format: lines, tables, grids, cells."""
