"""Factors of short polynomials in three special cases: no general factorisation, but fast.

Three cases are found: a sum that is the coefficient of one generator's power and divides all the others
(``(m + r)(n + s)``), a square or a cube of a sum, and linear factors with whole coefficients of a polynomial in
one generator that falls into such factors altogether.
"""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from itertools import pairwise
from math import prod
from typing import TYPE_CHECKING

from sympy import divisors, integer_nthroot

from symcnn.algebra.exact.polynomial import Coefficient, plain
from symcnn.algebra.forms.terms import (
    Terms,
    coefficients,
    content,
    gather,
    multiplied,
    over,
    places,
    raised,
    shifted,
    times,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from symcnn.algebra.forms.terms import PowersByPlace

Factors = list[tuple[Terms, int]]

_FEWEST_TERMS = 3
MOST_PLACES = 10
_LARGEST = 10_000
"""The largest constant or leading coefficient whose divisors are tried."""
_DEGREE = 6
_FIRST = 1_009
"""The first generator stands for this number where division is tried at a point, the next for twice as much."""
_MOST_STEPS = 100_000
"""Most terms of a quotient; the division gives up behind that."""


def split(terms: Terms) -> Factors:
    """Two or more factors, or one power; empty where none is found. The terms must have no common factor.

    >>> split({((0, 1), (1, 1)): 1, ((0, 1),): 1, ((1, 1),): 1, (): 1})
    [({((1, 1),): 1, (): 1}, 1), ({((0, 1),): 1, (): 1}, 1)]
    """
    found = places(terms)
    if len(terms) < _FEWEST_TERMS or len(found) > MOST_PLACES or any(map(_has_divisor, terms)):
        return []
    assert all(map(_is_ordered, terms)), "each monomial is in the order of places"
    if len(found) == 1:
        return _power(terms) or _linear(terms, found[0])
    return _power(terms) or _coefficient(terms, found)


def alike_together(factors: Factors) -> tuple[Coefficient, Factors]:
    """Two factors that differ by a number as that number and a power.

    >>> alike_together([({((0, 1),): 1, (): -1}, 1), ({((0, 1),): 5, (): -5}, 1)])
    (5, [({((0, 1),): 1, (): -1}, 2)])
    """
    if len(factors) != 2:  # noqa: PLR2004  # the two of them
        return 1, factors
    (one, power), (other, again) = factors
    if power != 1 or again != 1 or one.keys() != other.keys():
        return 1, factors
    numbers = {over(other[monomial], coefficient) for monomial, coefficient in one.items()}
    return (numbers.pop(), [(one, 2)]) if len(numbers) == 1 else (1, factors)


def _has_divisor(monomial: PowersByPlace) -> bool:
    return any(e < 0 for _, e in monomial)


def _is_ordered(monomial: PowersByPlace) -> bool:
    return all(before < place for (before, _), (place, _) in pairwise(monomial))


def divided(terms: Terms, divisor: Terms) -> Terms | None:
    """The exact quotient of two sums without negative exponents; None for a remainder, or too many terms.

    >>> divided({((0, 2),): 1, (): -1}, {((0, 1),): 1, (): 1})
    {((0, 1),): 1, (): -1}
    """
    width = max([*places(terms), *places(divisor), -1]) + 1
    lead = max(divisor, key=lambda monomial: _dense(monomial, width))
    degrees = _ends(_dense(monomial, width) for monomial in terms)
    taken = _ends(_dense(monomial, width) for monomial in divisor)
    lowest, highest = ([a - b for a, b in zip(*pair, strict=True)] for pair in zip(degrees, taken, strict=True))
    rest: Terms = dict(terms)
    found: Terms = {}
    for _ in range(_MOST_STEPS):
        if not rest:
            return found
        first = max(rest, key=lambda monomial: _dense(monomial, width))
        step = times(first, lead, -1)
        if not all(low <= e <= high for low, e, high in zip(lowest, _dense(step, width), highest, strict=True)):
            return None
        found[step] = plain(Fraction(rest[first]) / divisor[lead])
        rest = _minus(rest, multiplied({step: found[step]}, divisor))
    return None


def _may_divide(divisor: Terms, value: Coefficient | None) -> bool:
    """Whether a sum without a common number divides another at one point, as it does everywhere if it divides it.

    >>> value = _at_a_point({((0, 2),): 1, (): -1})
    >>> _may_divide({((0, 1),): 1, (): 1}, value), _may_divide({((0, 1),): 1, (): 2}, value)
    (True, False)
    """
    below = None if value is None else _at_a_point(divisor)
    return value is None or not below or value % below == 0


def _at_a_point(terms: Terms) -> Coefficient | None:
    """The value where each generator stands for a number of its own; None where a coefficient is a fraction."""
    if any(type(c) is not int for c in terms.values()):
        return None
    found: Coefficient = 0
    for monomial, coefficient in terms.items():
        found += coefficient * prod([(_FIRST * (place + 1)) ** e for place, e in monomial])
    return found


def _ends(rows: Iterable[tuple[int, ...]]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The least and the greatest exponent of each place: those of a product are the sums of those of its factors."""
    columns = list(zip(*rows, strict=True))
    return tuple(map(min, columns)), tuple(map(max, columns))


def _dense(monomial: PowersByPlace, width: int) -> tuple[int, ...]:
    """The exponents by place: their order is a monomial order, which products keep."""
    row = [0] * width
    for place, exponent in monomial:
        row[place] = exponent
    return tuple(row)


def _minus(a: Terms, b: Terms) -> Terms:
    return gather([*a.items(), *((monomial, -coefficient) for monomial, coefficient in b.items())])


def _coefficient(terms: Terms, found: list[int]) -> Factors:
    met = Counter(pair for monomial in terms for pair in monomial)
    value = _at_a_point(terms)
    for place in found:
        sizes = [count for (its, _), count in met.items() if its == place]
        if 1 in (*sizes, len(terms) - sum(sizes)):  # one term alone is no sum that divides the others
            continue
        parts = list(coefficients(terms, place).values())
        shortest = min(parts, key=len)
        if len(shortest) == 1 or len(parts) == 1:
            continue
        number, monomial = content(shortest)
        divisor = shifted(shortest, monomial, number)
        if _may_divide(divisor, value):
            quotient = divided(terms, divisor)
            if quotient is not None:
                return [(divisor, 1), (quotient, 1)]
    return []


def _power(terms: Terms) -> Factors:
    """A square or a cube, its root found term by term from the leading one."""
    width = max(places(terms)) + 1
    greatest, least = (pick(terms, key=lambda monomial: _dense(monomial, width)) for pick in (max, min))
    for degree in (2, 3):
        first = _root(terms, greatest, degree)
        if first and _root(terms, least, degree):
            root = _whole_root(terms, first, degree, width)
            if root:
                return [(root, degree)]
    return []


def _whole_root(terms: Terms, first: tuple[PowersByPlace, Coefficient], degree: int, width: int) -> Terms | None:
    root: Terms = {first[0]: first[1]}
    slope = raised(root, degree - 1)
    ((below, number),) = slope.items()
    while len(root) < len(terms):
        rest = _minus(terms, raised(root, degree))
        if not rest:
            return root
        lead = max(rest, key=lambda monomial: _dense(monomial, width))
        step = times(lead, below, -1)
        if _has_divisor(step) or step in root:
            return None
        root[step] = plain(Fraction(rest[lead]) / (degree * number))
    return None


def _root(terms: Terms, monomial: PowersByPlace, degree: int) -> tuple[PowersByPlace, Coefficient] | None:
    """The root of one term, if it has one."""
    if any(e % degree for _, e in monomial):
        return None
    coefficient = Fraction(terms[monomial])
    above, below = (_integer_root(part, degree) for part in (coefficient.numerator, coefficient.denominator))
    if above is None or below is None:
        return None
    return tuple((place, e // degree) for place, e in monomial), plain(Fraction(above, below))


def _integer_root(value: int, degree: int) -> int | None:
    if value < 0:
        root = None if degree % 2 == 0 else _integer_root(-value, degree)
        return None if root is None else -root
    root, exact = integer_nthroot(value, degree)
    return int(root) if exact else None


def _linear(terms: Terms, place: int) -> Factors:
    """The linear factors of a polynomial in one generator, if it is a product of such."""
    dense = {e: c for e, part in coefficients(terms, place).items() for c in part.values()}
    if max(dense) > _DEGREE or any(c.denominator != 1 for c in dense.values()):
        return []
    factors: Factors = []
    rest = terms
    for above, below in _candidates(int(dense[0]), int(dense[max(dense)])):
        divisor: Terms = {((place, 1),): below, (): -above}
        while len(rest) > 1 and sum(c * Fraction(above, below) ** _exponent(m) for m, c in rest.items()) == 0:
            rest = divided(rest, divisor) or {}
            factors.append((divisor, 1))
    return [*factors, (rest, 1)] if rest and all(m == () for m in rest) and len(factors) > 1 else []


def _exponent(monomial: PowersByPlace) -> int:
    return monomial[0][1] if monomial else 0


def _candidates(constant: int, leading: int) -> Iterator[tuple[int, int]]:
    """Fractions in lowest terms that may be roots."""
    if not 0 < abs(constant) <= _LARGEST or not 0 < abs(leading) <= _LARGEST:
        return
    for below in divisors(abs(leading)):
        for size in divisors(abs(constant)):
            if Fraction(size, below).denominator == below:
                yield from ((-size, below), (size, below))
