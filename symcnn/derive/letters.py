"""Chooses the letters of the axes in the work shown: unlike all other names, one for axes that stay equal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symcnn.algebra.exact.values import Table, is_number
from symcnn.derive.quantities import HEADINGS
from symcnn.model.rule_names import GIVEN
from symcnn.model.volume import apart

if TYPE_CHECKING:
    from collections.abc import Iterator

    from symcnn.algebra.exact.values import Value
    from symcnn.derive.derivation import Derivation, LayerResult
    from symcnn.syntax.tree import Parameter


def shown_letters(derivation: Derivation) -> tuple[str, ...]:
    """What the axes are called in the work shown; two have one letter if their sizes have one name and stay equal.

    >>> from symcnn.api import parse
    >>> [shown_letters(parse(f"input(W, W, D); conv({size}, 8)").derivation) for size in (3, (3, 5))]
    [('W', 'W', 'T'), ('W', 'H', 'T')]
    """
    names = derivation.inputs[0].names
    first = [_first_alike(place, names, derivation) for place in range(len(names))]
    taken = GIVEN.union(HEADINGS, HEADINGS.values(), *map(_arguments, derivation.layers))
    letters = apart([name if first[place] == place else "" for place, name in enumerate(names)], taken)
    return tuple(
        letters[first[place]] if place < len(first) else letters[place] for place in range(len(derivation.letters))
    )


def _first_alike(place: int, names: tuple[str, ...], derivation: Derivation) -> int:
    """The first axis whose size has the same name, and never another value."""
    named = (other for other in range(place) if names[other] == names[place] != "")
    return next((other for other in named if all(_are_alike(row, other, place) for row in derivation.layers)), place)


def _are_alike(layer: LayerResult, one: int, other: int) -> bool:
    rows = (*_per_axis(layer), layer.received.sizes, layer.output.sizes)
    return all(row[one] == row[other] for row in rows if len(row) > other)


def _per_axis(layer: LayerResult) -> Iterator[tuple[Value, ...]]:
    values = layer.step.values.values()
    return (value for value in values if isinstance(value, tuple) and not isinstance(value, Table))


def _arguments(layer: LayerResult) -> Iterator[str]:
    """The arguments that the work shows by their letters: numbers, but not a plain default, which is put in."""
    step = layer.step
    numbers = (parameter for parameter in step.layer.parameters if is_number(step.values[parameter.symbol]))
    return (parameter.symbol for parameter in numbers if parameter.symbol in step.given or not is_plain(parameter))


def is_plain(parameter: Parameter) -> bool:
    """Whether a default may vanish or show what it refers to; any other is computed, so its result is shown."""
    return parameter.default is not None and parameter.default.op in ("number", "name")
