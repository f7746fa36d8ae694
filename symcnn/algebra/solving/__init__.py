"""Solving relations for one unknown over the whole numbers."""
