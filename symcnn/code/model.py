"""What code is made from: a network, the values of its parameters, and what must hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from symcnn.algebra.exact.values import Value
    from symcnn.formula import Formula
    from symcnn.limits import Limits
    from symcnn.model.library import Library
    from symcnn.syntax import tree


class Precondition(NamedTuple):
    """A condition on the arguments of a network, and why."""

    formula: Formula
    words: str


class CodeModel(NamedTuple):
    """What code is made from: a network, the values of its parameters, and what must hold."""

    library: Library
    body: tree.Body | None
    parameters: tuple[tree.Parameter, ...]
    values: Mapping[str, Value]
    """Of the parameters that are no number of one's choice: their defaults, or what was put in."""
    conditions: tuple[Precondition, ...]
    limits: Limits
    most_layers: Callable[[], int]
    """How many layers stand behind one another at the values and defaults; 0 where symbols leave it open."""
