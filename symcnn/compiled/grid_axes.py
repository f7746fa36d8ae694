"""The values that a symbol takes in a sweep, or for which a function is made: ``32..512:32``, ``1/4, 1/2``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from math import lcm
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from symcnn.algebra.exact.polynomial import plain
from symcnn.analysis.value_ranges import read_values
from symcnn.errors import ArgumentMistake
from symcnn.limits import DEFAULT
from symcnn.model.given_values import read_value

if TYPE_CHECKING:
    from symcnn.support.scalar import Number

AxisValues: TypeAlias = "str | Number | Iterable[str | Number]"
"""Text such as ``32..512:32``, a number, or numbers."""

ValuesBySymbol: TypeAlias = Mapping[str, AxisValues]
"""The values of each symbol."""

_HINT = "such as W=32..512, W=32..512:16, alpha=1/4..2:1/16 or W=32,64,96"


class GridAxis(NamedTuple):
    """The values of one symbol: evenly spaced, or listed.

    >>> axis = read_axis("alpha", "1/4..1:1/4")
    >>> axis.length, axis.scale, axis.at(1), axis.last
    (4, 4, Fraction(1, 2), 1)
    """

    name: str
    first: Number
    step: Number
    length: int
    listed: tuple[Number, ...] = ()

    @property
    def scale(self) -> int:
        """The least number that makes every value whole."""
        if self.listed:
            return lcm(*(value.denominator for value in self.listed))
        return lcm(self.first.denominator, self.step.denominator if self.length > 1 else 1)

    @property
    def last(self) -> Number:
        """The greatest value."""
        return self.at(self.length - 1)

    def at(self, place: int) -> Number:
        """The value at a place."""
        value = self.listed[place] if self.listed else Fraction(self.first) + Fraction(self.step) * place
        return plain(value)

    def numerators(self, scale: int, start: int = 0, end: int | None = None) -> list[int]:
        """Some of the values, times a number that makes them whole."""
        return [int(self.at(place) * scale) for place in range(start, self.length if end is None else end)]


def read_axis(name: str, given: AxisValues) -> GridAxis:
    """Reads the values of a symbol, from the least to the greatest.

    >>> read_axis("W", "32..10^9").length
    999999969
    """
    if isinstance(given, range) and given and given.step > 0:
        return GridAxis(name, given[0], given.step, len(given))
    text = given if isinstance(given, str) else ""
    if isinstance(given, str) and not given.strip():
        raise ArgumentMistake(f"no values are given for {name}", hint=_HINT)
    start, dots, rest = text.partition("..")
    end, colon, step = rest.partition(":")
    if dots and "," not in text and (not colon or step.strip()[:1] not in ("*", "l")):
        return _even(name, text, (_exact(name, start), _exact(name, end), _exact(name, step or "1")))
    values = read_values(name, given if isinstance(given, str | Iterable) else (given,))
    return GridAxis(name, values[0], 1, len(values), values)


def _even(name: str, text: str, ends: tuple[Number, Number, Number]) -> GridAxis:
    low, high, step = ends
    if low > high:
        raise ArgumentMistake(f"{name}={text}: the first value is above the last", hint=_HINT)
    if step <= 0:
        raise ArgumentMistake(f"a step of {step} does not arrive", hint=_HINT)
    return GridAxis(name, low, step, int((Fraction(high) - low) / Fraction(step)) + 1)


def _exact(name: str, text: str) -> Number:
    value = read_value(name, text.strip(), dict, DEFAULT)
    if not isinstance(value, int | Fraction):
        raise ArgumentMistake(f"{name} = {text} is not a number", hint=_HINT)
    return value
