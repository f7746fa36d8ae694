"""Proves that a polynomial divided by a monomial is whole wherever some congruences hold.

A symbol that leaves a known remainder is put in as ``my + r`` for any whole y. Then all remainders of one symbol are
gone through at a time; what is proved for one is taken away before the next.
"""

from __future__ import annotations

from bisect import insort
from itertools import groupby
from math import gcd, lcm
from typing import TYPE_CHECKING, NamedTuple

from symcnn.compiled import integer_polynomials as p

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from symcnn.compiled.integer_polynomials import Powers, StepPolynomial

MOST_REMAINDERS = 5_000

MOST_TERMS = 5_000
"""Terms of a polynomial with symbols put in."""


class StepCongruence(NamedTuple):
    """A polynomial that leaves nothing when it is divided by a number, or by that times steps."""

    polynomial: StepPolynomial
    modulus: int
    factors: Powers = p.NONE


def is_multiple(
    polynomial: StepPolynomial, number: int, known: Sequence[StepCongruence] = (), factors: Powers = p.NONE
) -> bool:
    """Whether a number times steps is shown to divide a polynomial for all whole numbers for which congruences hold.

    >>> n, square = ((0, 1),), ((0, 2),)
    >>> is_multiple({square: 1, n: -1}, 2), is_multiple({square: 1, n: 1}, 3)
    (True, False)
    >>> is_multiple({n: 1, (): -1}, 3, [StepCongruence({n: 1, (): -4}, 3)])
    True
    >>> g = ((1, 1),)
    >>> is_multiple({square: 1}, 16, [StepCongruence({n: 1}, 4, g)], factors=g)
    True
    >>> is_multiple({square: 12, (*n, *g): 5}, 1, [StepCongruence({n: 4}, 1, g)], factors=g)
    True
    """
    if _is_shown(polynomial, number, known, factors):
        return True
    left = _without_multiples(polynomial, known, number, factors)
    return left != polynomial and _is_shown(left, number, known, factors)


def _without_multiples(
    polynomial: StepPolynomial, known: Sequence[StepCongruence], number: int, factors: Powers
) -> StepPolynomial:
    """What is left when multiples of what is divided are taken away, term by term from the leading one of each on.

    What a multiple lacks of the divisor its factor has to give.

    A leading monomial is the greatest in an order that products keep, so that what is taken away lets only lesser
    ones come.
    """
    left = dict(polynomial)
    terms = [one for one in known if len(one.polynomial) == 1]
    for one in (*known, StepCongruence({p.NONE: 1}, 1)):
        lead = max(one.polynomial, key=_order, default=p.NONE)
        pending = sorted(left, key=_order) if one.polynomial else []
        while pending and len(left) <= MOST_TERMS:
            powers = pending.pop()
            coefficient, leading = left.get(powers, 0), one.polynomial[lead]
            if not coefficient or coefficient % leading or not _divides(lead, powers):
                continue
            quotient, cofactor = coefficient // leading, p.over(powers, lead)
            rest = number // gcd(number, one.modulus), _beyond(factors, one.factors)
            if not _is_term_divided((quotient, cofactor), *rest, terms):
                continue
            for other, value in p.multiply(one.polynomial, {cofactor: -quotient}).items():
                left[other] = left.get(other, 0) + value
                if other != powers:
                    insort(pending, other, key=_order)
    return {powers: coefficient for powers, coefficient in left.items() if coefficient}


def _is_term_divided(term: tuple[int, Powers], number: int, factors: Powers, known: Sequence[StepCongruence]) -> bool:
    """Whether a number times steps divides a term, as products of what is divided show; each may be used again."""
    coefficient, powers = term
    if coefficient % number == 0 and _divides(factors, powers):
        return True
    for place, one in enumerate(known):
        ((lead, leading),) = one.polynomial.items()
        rest = number // gcd(number, one.modulus), _beyond(factors, one.factors)
        if rest == (number, factors) or coefficient % leading or not _divides(lead, powers):
            continue
        if _is_term_divided((coefficient // leading, p.over(powers, lead)), *rest, known[place:]):
            return True
    return False


def _beyond(one: Powers, other: Powers) -> Powers:
    """The powers of a monomial beyond those that another has."""
    less = dict(other)
    return tuple((step, left) for step, exponent in one if (left := exponent - less.get(step, 0)) > 0)


def _order(powers: Powers) -> tuple[tuple[int, int], ...]:
    return tuple((-step, exponent) for step, exponent in powers)


def _divides(one: Powers, other: Powers) -> bool:
    exponents = dict(other)
    return all(exponents.get(step, 0) >= exponent for step, exponent in one)


def _is_shown(polynomial: StepPolynomial, number: int, known: Sequence[StepCongruence], factors: Powers) -> bool:
    """Whether a number divides a polynomial, by what steps are in others, then remainder by remainder."""
    left = polynomial
    kept = {step for powers in (factors, *(one.factors for one in known)) for step, _ in powers}
    for step in sorted(_symbols(polynomial) - kept):
        put_in = _as_multiple(step, known)
        if put_in is not None:
            left = _put_in(left, step, put_in)
            known = [one for one in known if step not in _symbols(one.polynomial)]
        if len(left) > MOST_TERMS:
            return False
    shared = dict(p.common(left)[1])
    if any(shared.get(step, 0) < exponent for step, exponent in factors):
        return not left
    common = gcd(number, *left.values())
    rest = {p.over(powers, factors): value // common for powers, value in left.items()}
    return _is_divided(rest, number // common, known)


def _as_multiple(step: int, known: Sequence[StepCongruence]) -> StepPolynomial | None:
    """A step written by a new one, ``period·t + least``, from the congruences that are linear in it alone."""
    (least, period), others = (0, 1), p.NONE
    for one in sorted(known, key=lambda one: -len(one.factors)):
        slope, start = one.polynomial.get(((step, 1),), 0), one.polynomial.get(p.NONE, 0)
        if not slope or len(one.polynomial) > 1 + (start != 0):
            continue
        if one.factors:
            if abs(slope) != 1 or others or period > 1:
                continue
            (least, period), others = (-start * slope, one.modulus), one.factors
        elif not others:
            least, period = _together((least, period), (slope, start, one.modulus))
    if (period, others) == (1, p.NONE):
        return None
    return p.add([{p.times(others, ((step, 1),)): period}, p.constant(least)])


def _together(found: tuple[int, int], linear: tuple[int, int, int]) -> tuple[int, int]:
    """The remainder and the period at which another congruence ``ax + b ≡ 0`` holds as well; unchanged if nowhere."""
    (least, period), (slope, start, modulus) = found, linear
    whole = modulus // gcd(slope, modulus)
    fits = (value for value in range(least, least + period * whole, period) if (slope * value + start) % modulus == 0)
    value = next(fits, None) if whole <= MOST_REMAINDERS else None
    return found if value is None else (value, lcm(period, whole))


def _put_in(polynomial: StepPolynomial, step: int, value: StepPolynomial) -> StepPolynomial:
    terms = []
    for powers, coefficient in polynomial.items():
        term: StepPolynomial = {tuple(power for power in powers if power[0] != step): coefficient}
        for _ in range(dict(powers).get(step, 0)):
            term = p.multiply(term, value)
        terms.append(term)
    return p.add(terms)


def _is_divided(polynomial: StepPolynomial, number: int, known: Sequence[StepCongruence]) -> bool:
    left = _remaining(polynomial, number)
    for step in sorted(_symbols(left)):
        own = [one for one in known if _symbols(one.polynomial) == {step} and not one.factors]
        left = _without_proved(left, step, number, own)
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
