"""Rounded quotients, remainders, minima and maxima: nodes, laws, bounds."""
