"""The quantities that fold over layers, as rows: one row here and one rule per layer in the prelude make a quantity."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple, Self

from symcnn.derive.gradient_rules import in_all, of_training, of_weights
from symcnn.derive.rule_scope import rule_of
from symcnn.formula import ZERO, name, total
from symcnn.model.parameters import MERGES
from symcnn.model.rule_names import SIZES
from symcnn.syntax.parser import parse_expression

if TYPE_CHECKING:
    from collections.abc import Callable

    from symcnn.formula import Formula
    from symcnn.model.steps import LayerStep
    from symcnn.syntax.tree import LayerDefinition


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
    rule: Callable[[LayerStep], Formula | None] | None = None
    """What it is of a layer, where that follows from what the layer states."""
    is_per_example: bool = True
    """Whether each example of a batch takes as many."""
    follows: tuple[str, ...] = ()
    """The rules that it follows from, where a layer need not state it itself."""

    def lacking(self, step: LayerStep) -> str:
        """The rule that a layer lacks for it."""
        return next((key for key in self.follows if rule_of(step.layer, key) is None), self.key)

    def translated(self, say: Callable[[str], str]) -> Quantity:
        """The quantity with its heading and its meaning in another language."""
        return self._replace(heading=say(self.heading), meaning=say(self.meaning))

    def of(self, step: LayerStep) -> Formula | None:
        """The formula in which a layer states it; what is stored with weights is 0 where they are another layer's."""
        if self.is_stored and step.twin:
            return ZERO
        return rule_of(step.layer, self.key) if self.rule is None else self.rule(step)


UNITS = Quantity("units", "units", "values that leave the layer: the product of its output sizes")

QUANTITIES: tuple[Quantity, ...] = (
    UNITS,
    Quantity("params", "parameters", "numbers that training changes", is_stored=True, is_per_example=False),
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


def is_idle(layer: LayerDefinition) -> bool:
    """Whether a layer states that it only hands values on: it does no operation of any kind."""
    return all(rule_of(layer, quantity.key) == ZERO for quantity in OPERATIONS)


def _weights_read(step: LayerStep) -> Formula | None:
    """Those of another layer are read as well."""
    stated = [rule_of(step.layer, key) for key in ("params", "buffers")]
    return None if None in stated else total([name("params"), name("buffers")])


def _values_moved(step: LayerStep) -> Formula:
    """What enters through each branch, and what leaves; what is only handed on stays where it is.

    Branches side by side are written anew; a layer that puts values elsewhere states what it moves.
    """
    branches = [parameter.symbol for parameter in step.layer.parameters if parameter.kind in MERGES]
    if not branches:
        stated = rule_of(step.layer, "values_moved")
        return stated or (ZERO if is_idle(step.layer) else _read("prod(X)*D + units"))
    sizes = f"{SIZES}[t]" if SIZES in step.values else "X"
    return _read(f"units + sum(prod({sizes})*{branches[0]}[t] for t in len({branches[0]}))")


@cache
def _read(text: str) -> Formula:
    return parse_expression(text)


WORK_OF_TRAINING: tuple[Quantity, ...] = (
    Quantity(
        "input_gradients",
        "MACs of input gradients",
        "multiply-accumulates for the gradients of what enters each layer, where weights stand before it",
        rule=in_all,
        follows=("macs",),
    ),
    Quantity(
        "weight_gradients",
        "MACs of weight gradients",
        "multiply-accumulates for the gradients of the weights",
        rule=of_weights,
        follows=("macs",),
    ),
    Quantity(
        "training_macs",
        "MACs of training",
        "multiply-accumulates of a step of training: forward, gradients of inputs, gradients of weights",
        rule=of_training,
        follows=("macs",),
    ),
)
"""The gradients, and they together with the forward pass."""

TRAFFIC: tuple[Quantity, ...] = (
    Quantity(
        "weights_read",
        "weights read",
        "parameters and buffers that each layer reads once, also where it shares them",
        rule=_weights_read,
        follows=("params", "buffers"),
        is_per_example=False,
    ),
    Quantity(
        "values_moved",
        "values moved",
        "values that each layer reads once and writes once; none where it only hands them on",
        rule=_values_moved,
    ),
)
"""What goes between a memory and what computes, every layer by itself."""

ON_REQUEST: tuple[Quantity, ...] = (
    Quantity(
        "buffers",
        "buffers",
        "numbers that are stored and not trained, such as running means",
        is_stored=True,
        is_per_example=False,
    ),
    *OPERATIONS,
    *WORK_OF_TRAINING,
    *TRAFFIC,
)
"""Those that are computed on request."""

DEPTH = Quantity("depth", "depth", "layers with weights on the longest way from the input to the output")
"""Not a sum: the longest of all ways."""

BY_KEY = {quantity.key: quantity for quantity in (*QUANTITIES, *ON_REQUEST)}
HEADINGS = {key: Heading(quantity.heading, key) for key, quantity in BY_KEY.items()}
