"""Fractions of polynomials: brought to one denominator, cancelled and factored, with SymPy's polynomial rings.

Generators that are no symbols count as independent; whatever holds between them is not used, so a result is right but
need not be in lowest terms where such a relation holds.
"""

from __future__ import annotations

from fractions import Fraction
from math import prod
from typing import TYPE_CHECKING, NamedTuple

from sympy import QQ, ring

from symcnn.algebra.exact.polynomial import plain
from symcnn.algebra.forms.terms import Terms, gather, multiplied, places, raised, shifted

if TYPE_CHECKING:
    from sympy import DomainElement, PolyElement

    from symcnn.algebra.exact.polynomial import Coefficient
    from symcnn.algebra.forms.generators import Generators
    from symcnn.algebra.forms.terms import PowersByPlace

MOST_TERMS = 60
"""A longer numerator or denominator is neither cancelled nor factorised."""
_MOST_DEGREE = 20
_MOST_PLACES = 8
"""With more generators the algorithms of SymPy's rings may take long."""
_MOST_DENSE = 4_000
"""Where powers of several generators meet, factorising takes minutes."""


class Ratio(NamedTuple):
    """A numerator over a denominator, both multiplied out, without negative exponents."""

    above: Terms
    below: Terms


def over_one_bar(generators: Generators, terms: Terms) -> Ratio | None:
    """One fraction, multiplied out and cancelled; None where it would be too long."""
    above: Terms = terms
    below: Terms = {(): 1}
    while max(generators.size(above), generators.size(below)) <= MOST_TERMS:
        above, below = generators.expanded(above), generators.expanded(below)
        bar = _bar(above, below)
        if not bar:
            return cancelled(above, below)
        above, below = shifted(above, bar), shifted(below, bar)
    return None


def _bar(*parts: Terms) -> PowersByPlace:
    """The lowest negative power of every generator."""
    lowest: dict[int, int] = {}
    for part in parts:
        for monomial in part:
            for place, exponent in monomial:
                lowest[place] = min(lowest.get(place, 0), exponent)
    return tuple(sorted((place, exponent) for place, exponent in lowest.items() if exponent < 0))


def cancelled(above: Terms, below: Terms) -> Ratio | None:
    """The same fraction in lowest terms; None where it is too long for that."""
    if len(below) == 1 and () in below:
        return Ratio({m: plain(Fraction(c) / below[()]) for m, c in above.items()}, {(): 1})
    found = sorted({*places(above), *places(below)})
    if not (_is_small(above) and _is_small(below)):
        return None
    upper, lower = (_to_ring(terms, found) for terms in (above, below))
    return Ratio(*(_from_ring(part, found) for part in upper.cancel(lower)))


def factorised(terms: Terms) -> tuple[Coefficient, list[tuple[Terms, int]]] | None:
    """A number and irreducible factors over the rational numbers; None where the terms are too many."""
    found = places(terms)
    if not _is_small(terms) or _dense_terms(terms) > _MOST_DENSE:
        return None
    if not found:
        return terms.get((), 0), []
    number, factors = _to_ring(terms, found).factor_list()
    return _plain(number), [(_from_ring(factor, found), exponent) for factor, exponent in factors]


def cannot_factor(terms: Terms) -> bool:
    """Whether a sum is seen to have no factors but a number: it is ``a*x + b`` with one product ``a`` prime to ``b``.

    >>> cannot_factor({((0, 1), (1, 2)): 3, ((1, 1),): 1, (): 5}), cannot_factor({((0, 1), (1, 2)): 3, ((1, 1),): 1})
    (True, False)
    """
    rows = [dict(monomial) for monomial in terms]
    for place in places(terms):
        having = [row for row in rows if place in row]
        if len(having) == 1 < len(rows) and having[0][place] == 1:
            rest = [row for row in rows if place not in row]
            return not any(all(other in row for row in rest) for other in having[0])
    return False


def substituted(terms: Terms, put_in: dict[int, Terms]) -> Terms:
    """Sums put in for generators, multiplied out; exponents of these are not negative."""
    found: list[tuple[PowersByPlace, Coefficient]] = []
    for monomial, coefficient in terms.items():
        product: Terms = {tuple(pair for pair in monomial if pair[0] not in put_in): coefficient}
        for place, exponent in monomial:
            if place in put_in:
                product = multiplied(product, raised(put_in[place], exponent))
        found.extend(product.items())
    return gather(found)


def _is_small(terms: Terms) -> bool:
    if len(terms) > MOST_TERMS or len(places(terms)) > _MOST_PLACES:
        return False
    return all(sum(abs(e) for _, e in monomial) <= _MOST_DEGREE for monomial in terms)


def _dense_terms(terms: Terms) -> int:
    """How many terms there are up to the highest power of each generator: with them SymPy's factorisation works."""
    highest: dict[int, int] = {}
    for monomial in terms:
        for place, exponent in monomial:
            highest[place] = max(highest.get(place, 0), exponent)
    return prod(exponent + 1 for exponent in highest.values())


def _to_ring(terms: Terms, found: list[int]) -> PolyElement:
    """The polynomial of SymPy, generators numbered in their order."""
    polynomials = ring([f"x{place}" for place in found] or ["x"], QQ)[0]
    rows = {}
    for monomial, coefficient in terms.items():
        exponents = dict(monomial)
        row = tuple(exponents.get(place, 0) for place in found) or (0,)
        rows[row] = QQ(coefficient.numerator, coefficient.denominator)
    return polynomials.from_dict(rows)


def _from_ring(polynomial: PolyElement, found: list[int]) -> Terms:
    return {
        tuple((place, e) for place, e in zip(found, row, strict=False) if e): _plain(coefficient)
        for row, coefficient in polynomial.terms()
    }


def _plain(number: DomainElement) -> Coefficient:
    return plain(Fraction(int(number.numerator), int(number.denominator)))
