"""Decides whether a formula is above or below 0 for all values of its symbols."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symcnn.algebra.forms.generators import Generators
from symcnn.algebra.forms.rational import over_one_bar, substituted
from symcnn.algebra.forms.terms import Terms, content, places, shifted
from symcnn.algebra.quotients.bounds import lowest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sympy import Expr

_MOST_TERMS = 40
_MOST_DEGREE = 8


def sign_of(expr: Expr) -> int | None:
    """1 or -1 where an expression is above or below 0 throughout, 0 where it is 0, None where that is not decided.

    >>> from symcnn.algebra.quotients.symbol import make_symbol
    >>> C, D = make_symbol("C"), make_symbol("D")
    >>> sign_of(9*C**2 - C), sign_of(C - D)
    (1, None)

    Every symbol is written as its least value and a rest of at least 0; where all coefficients then have one sign and
    the constant is not 0, the sign is proved.
    """
    generators = Generators()
    ratio = over_one_bar(generators, generators.read(expr))
    if ratio is None:
        return None
    least = {place: _least(generators.shown(place)) for part in ratio for place in places(part)}
    above, below = (_sign(generators, part, least) for part in ratio)
    return None if above is None or below is None else above * below


def _least(expr: Expr) -> int | None:
    low = lowest(expr)
    return int(low) if low is not None and low.is_Integer else None


def _sign(generators: Generators, terms: Terms, least: Mapping[int, int | None]) -> int | None:
    if not terms:
        return 0
    _, shared = content(terms)
    if not all(generators.shown(place).is_positive or (least[place] or 0) > 0 for place, _ in shared):
        return None
    rest = shifted(terms, shared)
    found = places(rest)
    long = len(rest) > _MOST_TERMS or any(sum(e for _, e in monomial) > _MOST_DEGREE for monomial in rest)
    if long or any(least[place] is None for place in found):
        return None
    moved = substituted(rest, {place: {(): least[place] or 0, ((place, 1),): 1} for place in found})
    if all(coefficient > 0 for coefficient in moved.values()):
        return 1 if () in moved else None
    if all(coefficient < 0 for coefficient in moved.values()):
        return -1 if () in moved else None
    return None
