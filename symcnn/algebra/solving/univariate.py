"""Where a polynomial with whole coefficients is at least 0, over the whole numbers and exactly.

A polynomial p rises from t to t + 1 where its difference p(t + 1) - p(t) is at least 0, and the difference is of one
degree less. So the stretches on which p rises or falls are known exactly, and on each one bisection finds the place
where the sign changes. No roots, no floating point.
"""

from __future__ import annotations

from fractions import Fraction
from math import comb, lcm
from typing import TYPE_CHECKING, TypeAlias

from symcnn.algebra.integer_sets.sets import IntegerSet
from symcnn.algebra.proofs.undecided import Unable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from symcnn.formula import Comparator
    from symcnn.support.scalar import Number

Univariate: TypeAlias = "tuple[Number, ...]"
"""Coefficients, constant first, the last one not 0; the zero polynomial has none."""

LINE = 2
"""Coefficients of a line."""

Interval = tuple[int | None, int | None]
"""Both ends belong to it; None is no end."""


def trimmed(coefficients: Sequence[Number]) -> Univariate:
    """The coefficients without zeros at the end."""
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


def where(polynomial: Univariate, op: Comparator) -> IntegerSet:
    """The whole numbers at which a polynomial is 0, or at least 0.

    >>> where((-6, 1, 1), "==").words("t"), where((1, 2), "==").words("t"), where((-6, 1, 1), ">=").words("t")
    ('t in {−3, 2}', 'no whole number t', 't ≤ −3 or t ≥ 2')
    """
    multiple = whole(polynomial)
    found = _nonnegative(multiple)
    return found if op == ">=" else found & _nonnegative(tuple(-coefficient for coefficient in multiple))


def _nonnegative(polynomial: tuple[int, ...]) -> IntegerSet:
    if len(polynomial) <= 1:
        return IntegerSet.everything() if not polynomial or polynomial[0] >= 0 else IntegerSet.nothing()
    if len(polynomial) == LINE:
        constant, slope = polynomial
        low, high = (-(constant // slope), None) if slope > 0 else (None, constant // -slope)
        return IntegerSet.interval(low, high)
    rising, found = where(difference(polynomial), ">="), IntegerSet.nothing()
    for steps, rises in ((rising, True), (~rising, False)):
        for low, high in stretches(steps):
            end = None if high is None else high + 1
            found |= one_change(
                lambda point: value_at(polynomial, point) >= 0, low, end, rises=rises, doublings=_farthest(polynomial)
            )
    return found


def _farthest(polynomial: tuple[int, ...]) -> int:
    """More doublings than lie between the roots of a polynomial and of its difference, by Cauchy's bound for roots."""
    return max(coefficient.bit_length() for coefficient in polynomial) + len(polynomial) + 6


def stretches(numbers: IntegerSet) -> Iterator[Interval]:
    """The stretches without gaps of a set that has few; they may be as regular as a progression."""
    for piece in numbers.pieces:
        yield from [(piece.low, piece.high)] if piece.modulus == 1 else ((one, one) for one in piece.numbers())


# -- where a sign changes ----------------------------------------------------------------------------------------------


FARTHEST = 400
"""Doublings after which a search without end gives up."""


def one_change(
    test: Callable[[int], bool], low: int | None, high: int | None, *, rises: bool, doublings: int = FARTHEST
) -> IntegerSet:
    """The numbers between two ends at which a test holds that changes once: from no to yes, or from yes to no.

    >>> one_change(lambda x: x * x >= 50, 1, None, rises=True).words("x")
    'x ≥ 8'
    """
    start = _first(lambda number: test(number) == rises, low, high, doublings)
    if rises:
        return IntegerSet.interval(start, high) if start is not None else IntegerSet.nothing()
    return IntegerSet.interval(low, start - 1 if start is not None else high)


def _first(changed: Callable[[int], bool], low: int | None, high: int | None, doublings: int) -> int | None:
    """The first number at which the test holds; None if it holds nowhere."""
    if low is None:
        low = _far_end(lambda number: not changed(number), 0 if high is None else high, -1, doublings) + 1
        if high is not None and low > high:
            return None
    if changed(low):
        return low
    end = high if high is not None else _far_end(changed, low, 1, doublings)
    if high is not None and not changed(high):
        return None
    while end - low > 1:
        middle = (low + end) // 2
        low, end = (low, middle) if changed(middle) else (middle, end)
    return end


def _far_end(test: Callable[[int], bool], start: int, sign: int, doublings: int) -> int:
    """A number for which the test holds, ever farther from the start."""
    for doubled in range(doublings):
        if test(start + sign * ((1 << doubled) - 1)):
            return start + sign * ((1 << doubled) - 1)
    raise Unable("no change of sign was found however far")
