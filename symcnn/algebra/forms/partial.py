"""Factors that only some terms of a sum share: ``n*x + 4*n*y - y + 4*n*z - z`` is ``n*x + (4*n - 1)*(y + z)``."""

from __future__ import annotations

from collections import Counter
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

from symcnn.algebra.forms.splitting import divided, split
from symcnn.algebra.forms.terms import PowersByPlace, Terms, coefficients, content, over, places, shifted, times
from symcnn.support.work import spend

if TYPE_CHECKING:
    from collections.abc import Iterator

    from symcnn.algebra.exact.polynomial import Coefficient

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
    for place in _paired(terms):
        spend(len(terms))
        alike = max(_alike(terms, place), key=lambda group: len(group[1]), default=None)
        if alike is not None and len(alike[1]) > 1:
            yield _parted(terms, *alike)


def _in_one_generator(terms: Terms) -> Iterator[PartlyFactored]:
    """A polynomial in one generator that falls into factors, beside terms in others: ``5*(F - 1)^2 + x``."""
    for place in places(terms):
        inside = {m: c for m, c in terms.items() if not m or [p for p, _ in m] == [place]}
        if () not in inside or not _FEWEST_IN_ONE <= len(inside) < len(terms):
            continue
        number, _ = content(inside)
        factors = split(shifted(inside, (), number))
        if factors:
            factor = factors[0][0]
            beside = divided(inside, factor)
            assert beside is not None, "a factor divides"
            yield PartlyFactored(factor, beside, {m: c for m, c in terms.items() if m not in inside})


def _paired(terms: Terms) -> list[int]:
    """The generators of which two terms or more are left the same by different powers: no other one has a factor."""
    met: dict[tuple[int, PowersByPlace], int] = {}
    for monomial in terms:
        for at, (place, _) in enumerate(monomial):
            rest = place, monomial[:at] + monomial[at + 1 :]
            met[rest] = met.get(rest, int(rest[1] in terms)) + 1
    pairs = Counter(place for (place, _), count in met.items() if count > 1)
    return sorted(place for place, count in pairs.items() if count > 1)


def _alike(terms: Terms, place: int) -> Iterator[tuple[Terms, list[PowersByPlace]]]:
    """A factor of two terms, and what stands beside it wherever both of its terms do."""
    parts = coefficients(terms, place)
    for high, low in combinations(sorted(parts, reverse=True), 2):
        if low < 0:
            continue
        found: dict[Coefficient, list[PowersByPlace]] = {}
        for monomial, coefficient in parts[high].items():
            if monomial in parts[low]:
                ratio = over(coefficient, parts[low][monomial])
                found.setdefault(ratio, []).append(times(monomial, _power(place, low)))
        for ratio, beside in found.items():
            sign = -1 if ratio < 0 else 1
            yield {_power(place, high - low): sign * ratio.numerator, (): sign * ratio.denominator}, beside


def _power(place: int, exponent: int) -> PowersByPlace:
    return ((place, exponent),) if exponent else ()


def _parted(terms: Terms, factor: Terms, beside: list[PowersByPlace]) -> PartlyFactored:
    inside = {monomial: over(terms[monomial], factor[()]) for monomial in beside}
    taken = {times(monomial, part) for monomial in beside for part in factor}
    return PartlyFactored(factor, inside, {m: c for m, c in terms.items() if m not in taken})
