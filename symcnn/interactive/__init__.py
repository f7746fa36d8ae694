"""A network as one page with sliders: formulas, numbers, conditions, a figure."""
