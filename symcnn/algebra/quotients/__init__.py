"""Rounded quotients, remainders, minima and maxima: their nodes, their laws, their bounds."""
