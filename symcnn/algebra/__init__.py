"""A small library of whole-number formulas that would stand without networks: domains, evaluation, quotients, laws."""
