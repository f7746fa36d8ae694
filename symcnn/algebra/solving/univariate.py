"""Where a polynomial with whole coefficients is at least 0, over the whole numbers and exactly.

A polynomial p rises from t to t + 1 where its difference p(t + 1) - p(t) is at least 0, and the difference is of one
degree less. So the stretches on which p rises or falls are known exactly, and on each one bisection finds the place
where the sign changes. No roots, no floating point.
"""

from __future__ import annotations

from fractions import Fraction
from math import comb, lcm
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from symcnn.support.scalar import Number

Univariate: TypeAlias = "tuple[Number, ...]"
"""Coefficients, constant first, the last one not 0; the zero polynomial has none."""

Interval = tuple[int | None, int | None]
"""Both ends belong to it; None is no end."""


def trimmed(coefficients: Sequence[Number]) -> Univariate:
    """Without zeros at the end."""
    end = len(coefficients)
    while end and coefficients[end - 1] == 0:
        end -= 1
    return tuple(coefficients[:end])


def plus(a: Univariate, b: Univariate) -> Univariate:
    """The sum."""
    longer, shorter = (a, b) if len(a) >= len(b) else (b, a)
    return trimmed([*(x + y for x, y in zip(longer, shorter, strict=False)), *longer[len(shorter) :]])


def times(a: Univariate, b: Univariate) -> Univariate:
    """The product."""
    found: list[Number] = [0] * max(0, len(a) + len(b) - 1)
    for i, x in enumerate(a):
        for j, y in enumerate(b):
            found[i + j] += x * y
    return trimmed(found)


def value_at(polynomial: Univariate, point: Number) -> Number:
    """The value, by Horner's rule."""
    value: Number = 0
    for coefficient in reversed(polynomial):
        value = value * point + coefficient
    return value


def difference(polynomial: Univariate) -> Univariate:
    """``p(t + 1) - p(t)``."""
    found: list[Number] = [0] * max(0, len(polynomial) - 1)
    for degree, coefficient in enumerate(polynomial):
        for lower in range(degree):
            found[lower] += coefficient * comb(degree, lower)
    return trimmed(found)


def common_denominator(polynomial: Univariate) -> int:
    """The least number that makes all coefficients whole."""
    return lcm(*(Fraction(coefficient).denominator for coefficient in polynomial))


def whole(polynomial: Univariate) -> tuple[int, ...]:
    """A positive multiple with whole coefficients."""
    scale = common_denominator(polynomial)
    return tuple(int(coefficient * scale) for coefficient in polynomial)


def nonnegative(polynomial: Univariate) -> list[Interval]:
    """The intervals of whole numbers t with ``p(t) >= 0``, rising and apart.

    >>> nonnegative((-6, 1, 1))
    [(None, -3), (2, None)]
    """
    if len(polynomial) <= 1:
        return [(None, None)] if not polynomial or polynomial[0] >= 0 else []
    if len(polynomial) == 2:  # noqa: PLR2004 - a line
        constant, slope = polynomial
        return [(-(constant // slope), None)] if slope > 0 else [(None, constant // -slope)]
    found: list[Interval] = []
    rising = nonnegative(difference(polynomial))
    for low, high, up in _stretches(rising):
        found += _part(polynomial, low, high, up=up)
    return _touching_joined(found)


def _stretches(rising: list[Interval]) -> list[tuple[int | None, int | None, bool]]:
    """The whole line cut into stretches on which the polynomial rises, or falls; neighbours share one number."""
    found: list[tuple[int | None, int | None, bool]] = []
    place: int | None = None
    for low, high in rising:
        if low is not None:
            found.append((place, low, False))
        place = None if high is None else high + 1
        found.append((low, place, True))
        if high is None:
            return found
    found.append((place, None, False))
    return found


def _part(polynomial: Univariate, low: int | None, high: int | None, *, up: bool) -> list[Interval]:
    """The numbers of a stretch where the polynomial is at least 0."""

    def holds(point: int) -> bool:
        return value_at(polynomial, point) >= 0

    if up:
        start = first_true(holds, low, high)
        return [] if start is not None and high is not None and start > high else [(start, high)]
    end = first_true(lambda point: not holds(point), low, high)
    if end is None or (low is not None and end == low):
        return []
    return [(low, end - 1)]


def first_true(holds: Callable[[int], bool], low: int | None, high: int | None) -> int | None:
    """The first number from low to high for which a statement holds that never stops holding; ``high + 1`` if for none.

    Without a low end it must fail somewhere, without a high end hold somewhere, or the search does not end.
    """
    if low is None:
        start = 0 if high is None else high + 1
        step = 1
        while holds(start - step):
            step *= 2
        low = start - step + 1
        high = start - 1 if step > 1 and high is None else high
    if high is None:
        step = 1
        while not holds(low + step - 1):
            step *= 2
        high = low + step - 1
    end = high + 1
    while low < end:
        middle = (low + end) // 2
        if holds(middle):
            end = middle
        else:
            low = middle + 1
    return end


def _touching_joined(intervals: list[Interval]) -> list[Interval]:
    """Intervals in rising order that overlap or touch, as one."""
    found: list[Interval] = []
    for low, high in intervals:
        if found and (found[-1][1] is None or low is None or low <= found[-1][1] + 1):
            before_low, before_high = found[-1]
            both = before_high is not None and high is not None
            found[-1] = (before_low, max(before_high, high) if both else None)  # type: ignore[type-var]
        else:
            found.append((low, high))
    return found
