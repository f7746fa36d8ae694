"""Whole pages in a format: one module for each, and the table that names them."""
