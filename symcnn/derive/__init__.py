"""The walk over a network: sizes, quantities, conditions, totals, and the work shown."""
