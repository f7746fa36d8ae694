"""The quantities that fold over layers, as rows: one row here and one rule per layer in the prelude make a quantity."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Self

from symcnn.derive.rule_scope import rule_of
from symcnn.formula import ZERO

if TYPE_CHECKING:
    from collections.abc import Callable

    from symcnn.formula import Formula
    from symcnn.model.steps import LayerStep


class Heading(str):
    """The word of a quantity among the names of a formula; a symbol that an author calls so is another name.

    >>> Heading("parameters", "params").key
    'params'
    """

    __slots__ = ("key",)

    key: str

    def __new__(cls, word: str, key: str) -> Self:
        """The word, and the key by which programs know it."""
        self = super().__new__(cls, word)
        self.key = key
        return self


class Quantity(NamedTuple):
    """A number of things per layer; a network's is the sum over its layers."""

    key: str
    """The word in rules, in Python and in JSON."""
    heading: str
    meaning: str
    is_stored: bool = False
    """Whether it counts what is stored with the weights, which layers that share them share as well."""

    def translated(self, say: Callable[[str], str]) -> Quantity:
        """The quantity with its heading and its meaning in another language."""
        return self._replace(heading=say(self.heading), meaning=say(self.meaning))

    def of(self, step: LayerStep) -> Formula | None:
        """The formula in which a layer states it; what is stored with weights is 0 where they are another layer's."""
        return ZERO if self.is_stored and step.twin else rule_of(step.layer, self.key)


UNITS = Quantity("units", "units", "values that leave the layer: the product of its output sizes")

QUANTITIES: tuple[Quantity, ...] = (
    UNITS,
    Quantity("params", "parameters", "numbers that training changes", is_stored=True),
    Quantity("connections", "connections", "links through which a weight or a bias reaches an output unit"),
    Quantity("macs", "MACs", "multiply-accumulates: products of a weight and an input, added up; padding counts"),
)
"""Those that every derivation holds and every table shows."""

OPERATIONS: tuple[Quantity, ...] = (
    Quantity("multiplications", "multiplications", "products of two numbers"),
    Quantity("additions", "additions", "sums and differences of two numbers"),
    Quantity("comparisons", "comparisons", "of two numbers the greater one, or the lesser"),
    Quantity("divisions", "divisions", "quotients of two numbers"),
    Quantity("exponentials", "exponentials", "values of functions such as exp, log, tanh and the square root"),
)
"""Elementary operations of a trained network that runs, what is common to several outputs once."""

ON_REQUEST: tuple[Quantity, ...] = (
    Quantity("buffers", "buffers", "numbers that are stored and not trained, such as running means", is_stored=True),
    *OPERATIONS,
)
"""Those that are computed on request."""

DEPTH = Quantity("depth", "depth", "layers with weights on the longest way from the input to the output")
"""Not a sum: the longest of all ways."""

BY_KEY = {quantity.key: quantity for quantity in (*QUANTITIES, *ON_REQUEST)}
HEADINGS = {key: Heading(quantity.heading, key) for key, quantity in BY_KEY.items()}
