"""The quantities that fold over layers, as rows: one row here and one rule per layer in the prelude make a quantity."""

from __future__ import annotations

from typing import NamedTuple


class Quantity(NamedTuple):
    """A number of things per layer; a network's is the sum over its layers."""

    key: str
    """The word in rules, in Python and in JSON."""
    heading: str
    meaning: str


UNITS = Quantity("units", "units", "values that leave the layer: the product of its output sizes")

QUANTITIES: tuple[Quantity, ...] = (
    UNITS,
    Quantity("params", "parameters", "numbers that training changes"),
    Quantity("connections", "connections", "links through which a weight or a bias reaches an output unit"),
    Quantity("macs", "MACs", "multiply-accumulates: products of a weight and an input, added up; padding counts"),
)
DEPTH = Quantity("depth", "depth", "layers with weights on the longest way from the input to the output")
"""Not a sum: the longest of all ways."""

BY_KEY = {quantity.key: quantity for quantity in QUANTITIES}
HEADINGS = {quantity.key: quantity.heading for quantity in QUANTITIES}
