"""What a derivation is: frozen values for every layer, and the definitions and conditions they rest on."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from symcnn.derive.quantities import BY_KEY
from symcnn.errors import Unavailable, nearest, printable
from symcnn.syntax import tree

if TYPE_CHECKING:
    from collections.abc import Mapping

    from symcnn.algebra.exact import Exact, Scalar
    from symcnn.formula import Formula
    from symcnn.model.steps import LayerStep
    from symcnn.model.volume import Volume


_COMMENT = re.compile(r"#[^\n]*")
_LONG_LIST = re.compile(r"\[.{12,}\]")


class Condition(NamedTuple):
    """What must hold for the formulas to hold, and the first layer that asks for it."""

    formula: Formula
    layer: str
    words: str


class Definition(NamedTuple):
    """A size that got a name, because its formula is long: the name and the formula, in earlier names."""

    name: str
    symbol: Scalar
    value: Scalar


class Loop(NamedTuple):
    """A repeat in symbols: its rows stand for every turn from the first to the last."""

    name: str
    counter: str
    first: Scalar
    last: Scalar
    source: int
    """The layer that its first turn starts from; -1 is the input."""
    start: int
    """The place of the first layer that stands for all turns."""
    end: int
    """The place behind the last of these layers."""


@dataclass(frozen=True)
class LayerResult:
    """One layer, derived."""

    step: LayerStep
    received: Volume
    output: Volume
    quantities: Mapping[str, Scalar]
    """Only the quantities for which the layer states a rule; inside a loop, those of one turn."""
    inputs: tuple[int, ...]
    """The layers whose output it receives, by place; -1 is the input."""
    way: Scalar
    """Layers with weights on the longest way up to it; None where some layer states no rule for it."""
    all_turns: Mapping[str, Scalar] | None = None
    """Inside a loop, the quantities of all turns together."""

    @property
    def totals(self) -> Mapping[str, Scalar]:
        """The layer's share in the totals of the network."""
        return self.quantities if self.all_turns is None else self.all_turns

    @property
    def name(self) -> str:
        """The author's label with the labels above it, or the layer's word with a number."""
        return self.step.name

    @property
    def written(self) -> str:
        """The call as the author wrote it, on one line, without its label; a long table is left out."""
        if isinstance(self.step.call, tree.Merge):
            return f"of {len(self.step.call.branches)} branches"
        words = printable(_LONG_LIST.sub("[…]", " ".join(_COMMENT.sub("", self.step.call.span.text).split())))
        label = self.step.call.label
        return words[len(label) :].lstrip(" :") if label else words


@dataclass(frozen=True)
class Derivation:
    """A network, derived in one domain."""

    name: str
    doc: str
    letters: tuple[str, ...]
    input: Volume
    output: Volume
    way: Scalar
    """Layers with weights on the longest way; None where some layer states no rule for it."""
    layers: tuple[LayerResult, ...]
    loops: tuple[Loop, ...]
    definitions: tuple[Definition, ...]
    conditions: tuple[Condition, ...]
    assumptions: tuple[Formula, ...]
    """What the author told the derivation to take for granted."""
    domain: Exact
    roles: Mapping[str, str]
    """Each symbol's part in the formulas, as the letter that the rules use for it; in order of appearance."""

    def terms(self, key: str) -> list[Scalar]:
        """A quantity of every layer, in order."""
        if key not in BY_KEY:
            raise Unavailable(f'there is no quantity "{key}"', nearest(key, BY_KEY))
        for layer in self.layers:
            if key not in layer.totals:
                message = f'layer "{layer.name}" ({layer.step.layer.name}) states no rule for {key}'
                raise Unavailable(message, f"so {key} of the whole network cannot be told")
        return [layer.totals[key] for layer in self.layers]

    def written(self, value: Scalar) -> Formula:
        """A value as a formula, in the order in which SymPy keeps it."""
        return self.domain.written(value)

    def addends(self, key: str) -> list[Formula]:
        """The total of a quantity as terms in the order of the layers; like terms stand where the first does."""
        return [self.domain.written(term) for term in self.domain.collect(self.terms(key))]
