"""Proves that a polynomial divided by a number is whole wherever some congruences hold.

All remainders of one symbol are gone through at a time; what is proved for one is taken away before the next.
"""

from __future__ import annotations

from itertools import groupby
from math import lcm
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from symcnn.compiled.integer_polynomials import Powers, StepPolynomial

MOST_REMAINDERS = 5_000


class StepCongruence(NamedTuple):
    """A polynomial that leaves nothing when it is divided by a number."""

    polynomial: StepPolynomial
    modulus: int


def is_multiple(polynomial: StepPolynomial, number: int, known: Sequence[StepCongruence] = ()) -> bool:
    """Whether a number is shown to divide a polynomial for all whole numbers for which the congruences hold.

    >>> n, square = ((0, 1),), ((0, 2),)
    >>> is_multiple({square: 1, n: -1}, 2), is_multiple({square: 1, n: 1}, 3)
    (True, False)
    >>> is_multiple({n: 1, (): -1}, 3, [StepCongruence({n: 1, (): -4}, 3)])
    True
    """
    left = _remaining(polynomial, number)
    for step in sorted({step for powers in left for step, _ in powers}):
        left = _without_proved(left, step, number, [one for one in known if _symbols(one.polynomial) == {step}])
    return not left


def _remaining(polynomial: StepPolynomial, number: int) -> StepPolynomial:
    return {powers: coefficient % number for powers, coefficient in polynomial.items() if coefficient % number}


def _symbols(polynomial: StepPolynomial) -> set[int]:
    return {step for powers in polynomial for step, _ in powers}


def _without_proved(
    polynomial: StepPolynomial, step: int, number: int, known: Sequence[StepCongruence]
) -> StepPolynomial:
    period = lcm(number, *(one.modulus for one in known))
    if period > MOST_REMAINDERS:
        return polynomial
    allowed = [
        value
        for value in range(period)
        if all(_at(_exponents(one.polynomial), value) % one.modulus == 0 for one in known)
    ]
    left: StepPolynomial = {}
    for group in _grouped(polynomial, step):
        terms = [(dict(powers).get(step, 0), coefficient) for powers, coefficient in group.items()]
        if any(_at(terms, value) % number for value in allowed):
            left |= group
    return left


def _exponents(polynomial: StepPolynomial) -> list[tuple[int, int]]:
    return [(powers[0][1] if powers else 0, coefficient) for powers, coefficient in polynomial.items()]


def _at(terms: Iterable[tuple[int, int]], value: int) -> int:
    return sum(int(coefficient * value**exponent) for exponent, coefficient in terms)


def _grouped(polynomial: StepPolynomial, step: int) -> Iterator[StepPolynomial]:
    """The terms that differ only in their power of one step."""

    def others(item: tuple[Powers, int]) -> Powers:
        return tuple(factor for factor in item[0] if factor[0] != step)

    for _, group in groupby(sorted(polynomial.items(), key=others), key=others):
        yield dict(group)
