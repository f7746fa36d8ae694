"""Reads the values of a swept symbol: ``32..512``, ``32..512:16``, ``32..512:*2``, ``32..512:log``, ``1/4, 1/2, 1``."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from symcnn.algebra.exact.polynomial import plain
from symcnn.errors import ArgumentMistake
from symcnn.limits import DEFAULT
from symcnn.model.given_values import read_value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from symcnn.support.scalar import Number


MOST = 10_000
"""Values of one picture; no page has room for more."""

LOG_POINTS = 48
"""Values of a span that is even on a logarithmic axis."""

_HINT = "such as W=32..512, W=32..512:16, W=32..512:*2, W=32..512:log or W=32,64,96"


def read_values(name: str, given: str | Iterable[object]) -> tuple[Number, ...]:
    """Exact numbers, each once, from the least to the greatest.

    >>> read_values("W", "32..128:32"), read_values("W", "32..512:*2"), read_values("alpha", "1/4, 0.5")
    ((32, 64, 96, 128), (32, 64, 128, 256, 512), (Fraction(1, 4), Fraction(1, 2)))
    >>> read_values("W", range(3))
    (0, 1, 2)
    """
    if isinstance(given, str):
        parts = (value for part in given.split(",") for value in _read_part(name, part.strip()))
    else:
        parts = (_exact(name, value) for value in given)
    found: set[Number] = set()
    for value in parts:
        found.add(value)
        if len(found) > MOST:
            raise ArgumentMistake(f"{name} takes more than {MOST:,} values", hint="give a step, such as W=32..512:16")
    if not found:
        raise ArgumentMistake(f"{name} takes no value", hint=_HINT)
    return tuple(sorted(found))


def _exact(name: str, value: object) -> Number:
    read = read_value(name, value, dict, DEFAULT)
    if not isinstance(read, int | Fraction):
        raise ArgumentMistake(f"{name} = {value} is not a number", hint=_HINT)
    return read


def _read_part(name: str, part: str) -> Iterable[Number]:
    start, dots, rest = part.partition("..")
    if not dots:
        return (_exact(name, part),)
    end, colon, step = rest.partition(":")
    low, high = _exact(name, start), _exact(name, end)
    if low > high:
        raise ArgumentMistake(f"{name}={part}: the first value is above the last", hint=_HINT)
    step = step.strip() if colon else "1"
    kind = next(kind for kind in _STEPS if step.startswith(kind))
    return _STEPS[kind](name, low, high, step[len(kind) :])


def _doubled(name: str, low: Number, high: Number, word: str) -> Iterable[Number]:
    factor = _exact(name, word)
    if factor <= 1 or low <= 0:
        raise ArgumentMistake(f"a step of *{word} from {low} on does not arrive", hint=_HINT)
    while low <= high:
        yield low
        low = plain(Fraction(low) * factor)


def _even(name: str, low: Number, high: Number, word: str) -> Iterable[Number]:
    step = _exact(name, word)
    if step <= 0:
        raise ArgumentMistake(f"a step of {word} does not arrive", hint=_HINT)
    return (plain(Fraction(low) + step * place) for place in range(int((high - low) / Fraction(step)) + 1))


def _even_on_a_log_axis(name: str, low: Number, high: Number, rest: str) -> Iterable[Number]:
    """Whole numbers near the powers ``low^(1 - i/n) high^(i/n)``, rounded down, found without floating point."""
    if rest or low.denominator != 1 or high.denominator != 1 or low < 1:
        raise ArgumentMistake(f"{name}: a logarithmic span goes from a whole number above 0 to another", hint=_HINT)
    steps = LOG_POINTS - 1
    return (_root(int(low) ** (steps - i) * int(high) ** i, steps) for i in range(LOG_POINTS))


def _root(value: int, degree: int) -> int:
    """The greatest whole number whose power is not above the value."""
    low, high = 1, 1 << (value.bit_length() // degree + 1)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if middle**degree <= value else (low, middle)
    return low


_STEPS: Mapping[str, Callable[[str, Number, Number, str], Iterable[Number]]] = {
    "log": _even_on_a_log_axis,
    "*": _doubled,
    "": _even,
}
"""How a span is gone through, by how the word behind the colon begins."""
