"""Factors that only some terms of a sum share: ``n*x + 4*n*y - y + 4*n*z - z`` is ``n*x + (4*n - 1)*(y + z)``."""

from __future__ import annotations

from collections import Counter
from itertools import combinations
from math import gcd
from typing import TYPE_CHECKING, NamedTuple

from symcnn.algebra.forms.splitting import divided, split
from symcnn.algebra.forms.terms import PowersByPlace, Terms, content, over, shifted, times
from symcnn.support.work import spend

if TYPE_CHECKING:
    from collections.abc import Iterator

    from symcnn.algebra.exact.polynomial import Coefficient

    Row = tuple[int, PowersByPlace, Coefficient]
    """A term that has a generator: its power, what stands beside it, its number."""

_FEWEST_TERMS, _FEWEST_IN_ONE = 4, 3
MOST_TERMS = 24


class PartlyFactored(NamedTuple):
    """``factor * inside + rest``."""

    factor: Terms
    inside: Terms
    rest: Terms


def partly_factored(terms: Terms) -> Iterator[PartlyFactored]:
    """The terms with a sum of two powers of a generator taken out as a factor of most of them.

    >>> n, x, y = ((0, 1),), ((1, 1),), ((2, 1),)
    >>> next(partly_factored({times(n, x): 4, x: -1, times(n, y): 8, y: -2, (): 7}))
    PartlyFactored(factor={((0, 1),): 4, (): -1}, inside={((1, 1),): 1, ((2, 1),): 2}, rest={(): 7})
    """
    if not _FEWEST_TERMS <= len(terms) <= MOST_TERMS:
        return
    yield from _in_one_generator(terms)
    for place, rows in _paired(terms):
        spend(len(rows))
        alike = max(_alike(terms, place, rows), key=lambda group: len(group[1]), default=None)
        if alike is not None and len(alike[1]) > 1:
            yield _parted(terms, *alike)


def _in_one_generator(terms: Terms) -> Iterator[PartlyFactored]:
    """A polynomial in one generator that falls into factors, beside terms in others: ``5*(F - 1)^2 + x``."""
    if () not in terms:
        return
    alone = Counter(m[0][0] for m in terms if len(m) == 1)
    for place in sorted(alone):
        if not _FEWEST_IN_ONE <= alone[place] + 1 < len(terms):
            continue
        inside = {m: c for m, c in terms.items() if not m or (len(m) == 1 and m[0][0] == place)}
        number, _ = content(inside)
        factors = split(shifted(inside, (), number))
        if factors:
            factor = factors[0][0]
            beside = divided(inside, factor)
            assert beside is not None, "a factor divides"
            yield PartlyFactored(factor, beside, {m: c for m, c in terms.items() if m not in inside})


def _paired(terms: Terms) -> list[tuple[int, list[Row]]]:
    """The generators of which two terms or more are left the same by different powers: no other one has a factor."""
    rows: dict[int, list[Row]] = {}
    met: dict[tuple[int, PowersByPlace], int] = {}
    for monomial, coefficient in terms.items():
        for at, (place, exponent) in enumerate(monomial):
            rest = monomial[:at] + monomial[at + 1 :]
            rows.setdefault(place, []).append((exponent, rest, coefficient))
            met[place, rest] = met.get((place, rest), int(rest in terms)) + 1
    pairs = Counter(place for (place, _), count in met.items() if count > 1)
    return [(place, rows[place]) for place in sorted(pairs) if pairs[place] > 1]


def _alike(terms: Terms, place: int, rows: list[Row]) -> Iterator[tuple[Terms, list[PowersByPlace]]]:
    """A factor of two terms, and what stands beside it wherever both of its terms do."""
    exponents = {exponent for exponent, _, _ in rows}
    for high, low in combinations(sorted(exponents | {0}, reverse=True), 2):
        if low < 0:
            continue
        found: dict[tuple[int, int], list[PowersByPlace]] = {}
        for exponent, rest, coefficient in rows:
            beside = times(rest, _power(place, low)) if exponent == high else ()
            if exponent == high and beside in terms:
                found.setdefault(_ratio(coefficient, terms[beside]), []).append(beside)
        for (above, below), beside_it in found.items():
            yield {_power(place, high - low): above, (): below}, beside_it


def _ratio(one: Coefficient, other: Coefficient) -> tuple[int, int]:
    """Two numbers without what they share, the first of them above 0."""
    above, below = one.numerator * other.denominator, other.numerator * one.denominator
    shared = gcd(above, below) if above > 0 else -gcd(above, below)
    return above // shared, below // shared


def _power(place: int, exponent: int) -> PowersByPlace:
    return ((place, exponent),) if exponent else ()


def _parted(terms: Terms, factor: Terms, beside: list[PowersByPlace]) -> PartlyFactored:
    inside = {monomial: over(terms[monomial], factor[()]) for monomial in beside}
    taken = {times(monomial, part) for monomial in beside for part in factor}
    return PartlyFactored(factor, inside, {m: c for m, c in terms.items() if m not in taken})
