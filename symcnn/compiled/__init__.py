"""Formulas as functions that run: exact, in several languages, with the conditions under which they hold."""
