"""Polynomials as dictionaries from monomial to coefficient: exact, without SymPy.

A monomial is a row of pairs (place of a generator, whole exponent not 0), in the order of places. What a generator
stands for is not known here; exponents may be negative.
"""

from __future__ import annotations

from fractions import Fraction
from math import comb, gcd, lcm
from typing import TYPE_CHECKING

from symcnn.algebra.exact.polynomial import Coefficient, plain
from symcnn.support.work import spend

if TYPE_CHECKING:
    from collections.abc import Iterable

PowersByPlace = tuple[tuple[int, int], ...]
Terms = dict[PowersByPlace, Coefficient]


def magnitude(value: Coefficient) -> Coefficient:
    """The value without its sign."""
    return -value if value < 0 else value


def times(a: PowersByPlace, b: PowersByPlace, sign: int = 1) -> PowersByPlace:
    """The product of two monomials, or their quotient for sign -1.

    >>> times(((0, 1),), ((0, 2), (1, 1)))
    ((0, 3), (1, 1))
    """
    if not b:
        return a
    if len(b) == 1:
        return _times_power(a, b[0][0], sign * b[0][1])
    exponents = dict(a)
    for place, exponent in b:
        exponents[place] = exponents.get(place, 0) + sign * exponent
    return tuple(sorted([pair for pair in exponents.items() if pair[1]]))


def _times_power(monomial: PowersByPlace, place: int, exponent: int) -> PowersByPlace:
    """The same for one power, the order kept without sorting."""
    for at, (its, power) in enumerate(monomial):
        if its == place:
            both = power + exponent
            return (*monomial[:at], (place, both), *monomial[at + 1 :]) if both else monomial[:at] + monomial[at + 1 :]
        if its > place:
            return (*monomial[:at], (place, exponent), *monomial[at:])
    return (*monomial, (place, exponent))


def gathered_powers(powers: Iterable[tuple[int, int]]) -> PowersByPlace:
    """The monomial of some powers, generators in any order and more than once.

    >>> gathered_powers([(2, 1), (0, 3), (2, 1)])
    ((0, 3), (2, 2))
    """
    exponents: dict[int, int] = {}
    for place, exponent in powers:
        exponents[place] = exponents.get(place, 0) + exponent
    return tuple(sorted(pair for pair in exponents.items() if pair[1]))


def gather(pairs: Iterable[tuple[PowersByPlace, Coefficient]]) -> Terms:
    """Like terms added up; terms that vanish are left out."""
    found: Terms = {}
    for monomial, coefficient in pairs:
        found[monomial] = found[monomial] + coefficient if monomial in found else coefficient
    spend(len(found))
    return {m: c if type(c) is int else plain(c) for m, c in found.items() if c}


def multiplied(a: Terms, b: Terms) -> Terms:
    """The product, multiplied out."""
    spend(len(a) * len(b))
    return gather((times(m, n), c * d) for m, c in a.items() for n, d in b.items())


def raised(terms: Terms, exponent: int) -> Terms:
    """A power with an exponent of at least 0, multiplied out."""
    result: Terms = {(): 1}
    for _ in range(exponent):
        result = multiplied(result, terms)
    return result


def most_terms(count: int, exponent: int) -> int:
    """How many terms a power of so many terms has at most."""
    return comb(count + exponent - 1, exponent)


def shifted(terms: Terms, monomial: PowersByPlace, coefficient: Coefficient = 1) -> Terms:
    """Every term divided by one term."""
    if not monomial and coefficient == 1:
        return terms
    spend(len(terms))
    if coefficient == 1:
        return {times(m, monomial, -1): c for m, c in terms.items()}
    return {times(m, monomial, -1): over(c, coefficient) for m, c in terms.items()}


def over(above: Coefficient, below: Coefficient) -> Coefficient:
    """The exact quotient of two numbers; a fraction is made only where one is needed.

    >>> over(6, 3), over(6, 4)
    (2, Fraction(3, 2))
    """
    if type(above) is int and type(below) is int and not above % below:
        return above // below
    return plain(Fraction(above) / below)


def shared(a: PowersByPlace, b: PowersByPlace) -> PowersByPlace:
    """What two monomials have in common: of positive exponents the lesser, of negative ones the greater."""
    other = dict(b)
    found = ((place, exponent, other.get(place, 0)) for place, exponent in a)
    return tuple(
        (place, min(e, f) if e > 0 else max(e, f)) for place, e, f in found if (e > 0 and f > 0) or (e < 0 and f < 0)
    )


def content(terms: Terms) -> tuple[Coefficient, PowersByPlace]:
    """The greatest term that divides every term evenly; negative where all terms are.

    >>> content({((0, 2),): 6, ((0, 1), (1, 1)): 4})
    (2, ((0, 1),))
    """
    above, below, negative, common = 0, 1, True, None
    for monomial, coefficient in terms.items():
        if type(coefficient) is int:
            above = gcd(above, coefficient)
        else:
            above, below = gcd(above, coefficient.numerator), lcm(below, coefficient.denominator)
        negative = negative and coefficient < 0
        if common != ():
            common = monomial if common is None else shared(common, monomial)
    above = -above if negative else above
    return above if below == 1 else plain(Fraction(above, below)), common or ()


def coefficients(terms: Terms, place: int) -> dict[int, Terms]:
    """The coefficients of the powers of one generator, by exponent."""
    found: dict[int, Terms] = {}
    for monomial, coefficient in terms.items():
        exponent, rest = 0, monomial
        for at, pair in enumerate(monomial):
            if pair[0] == place:
                exponent, rest = pair[1], monomial[:at] + monomial[at + 1 :]
                break
        found.setdefault(exponent, {})[rest] = coefficient
    return found


def places(terms: Terms) -> list[int]:
    """The generators that occur, in their order."""
    return sorted({place for monomial in terms for place, _ in monomial})


def has_turned_signs(terms: Terms) -> bool:
    """Whether of a sum and the same with all signs changed the other one is to stand for both."""
    if len(terms) == 1:
        return False
    balance = sum(1 if coefficient > 0 else -1 for coefficient in terms.values())
    return balance < 0 or (balance == 0 and terms[max(terms, key=_by_degree)] < 0)


def has_mixed_signs(terms: Terms) -> bool:
    """Whether terms of the highest degree have both signs: no rule tells ``W - F`` from ``F - W``."""
    highest = max((sum(exponent for _, exponent in monomial) for monomial in terms), default=0)
    return len({c > 0 for monomial, c in terms.items() if sum(exponent for _, exponent in monomial) == highest}) > 1


def _by_degree(monomial: PowersByPlace) -> tuple[int, PowersByPlace]:
    """The key that sorts monomials so that ``W - 184`` and ``M*W - 184*M`` stay as they stand."""
    return sum(exponent for _, exponent in monomial), monomial
