"""Areas put together: what the terms of a sum have to do with two sizes that stand in a product.

What layers leave is areas, ``16(A - 6)(B - 6)`` and ``48(A - 2)(B - 2)``. Where these are added up, ``A*B``, ``A``
and ``B`` stand apart, and what saves most takes out one of the sizes: ``B(64A - 192) - 192A + 768``. Here the sizes
stay together, as ``64(A - 3)(B - 3) + 192``, or as ``62A*B - 191(A + B)``, wherever that is no longer.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from symcnn.algebra.forms.terms import PowersByPlace, Terms, gather, gathered_powers, over, times
from symcnn.support.work import spend

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from symcnn.algebra.exact.polynomial import Coefficient

Pair = tuple[int, int]
_SIGNS = (1, -1)
_FEWEST_TERMS = 3
_MOST_TERMS = 24
"""In a longer sum no pairs are looked for."""


def with_areas(
    terms: Terms,
    sums: Sequence[Terms | None],
    place_of: Callable[[Terms], int],
    price: Callable[[Terms], int],
    more: Callable[[int], int] = lambda _: 0,
) -> Terms:
    """The same terms with sizes together wherever the price allows it; sums of two sizes are generators.

    ``more`` is what the price may rise by where a size is written once more.

    >>> a, b = ((0, 1),), ((1, 1),)
    >>> with_areas({times(a, b): 8, a: -5, b: -5}, [None, None], lambda terms: 2, len)
    {((0, 1), (1, 1)): 8, ((2, 1),): -5}
    """
    if not _FEWEST_TERMS <= len(terms) <= _MOST_TERMS:
        return terms
    for pair in pairs(terms, sums):
        inside = _beside(pair, terms)
        options = [one for build in (_completed, _added) if (one := build(inside, pair, place_of)) != inside]
        found = min(options, key=price, default=inside)
        if found is not inside and price(found) <= price(inside) + max(map(more, pair)):
            terms = gather([*((m, c) for m, c in terms.items() if m not in inside), *found.items()])
    return terms


def pairs(terms: Terms, sums: Sequence[Terms | None]) -> list[Pair]:
    """Generators of which a term has the product and two others one each, beside the same.

    >>> pairs({((0, 1), (1, 1)): 8, ((0, 1),): -5, ((1, 1),): -5}, [None, None])
    [(0, 1)]
    """
    found: dict[Pair, None] = {}
    for monomial in terms:
        spend()
        once = [place for place, exponent in monomial if exponent == 1 and not sums[place]]
        for one, other in combinations(once, 2):
            if times(monomial, ((one, 1),), -1) in terms and times(monomial, ((other, 1),), -1) in terms:
                found[one, other] = None
    return list(found)


def _beside(pair: Pair, terms: Terms) -> Terms:
    """The terms that have one of the sizes, or both, or are what an area with both of them leaves."""
    left: list[set[PowersByPlace]] = [{times(m, ((p, 1),), -1) for m in terms if (p, 1) in m} for p in pair]
    rest = left[0] & left[1]
    return {m: c for m, c in terms.items() if m in rest or any(place in pair for place, _ in m)}


def _completed(terms: Terms, pair: Pair, place_of: Callable[[Terms], int]) -> Terms:
    """``m*A*B + a*m*A + b*m*B + c*m`` as ``m*(A + b)*(B + a) + (c - a*b)*m`` for whole a and b."""
    changes: list[tuple[PowersByPlace, Coefficient]] = []
    one, other = (((place, 1),) for place in pair)
    for monomial, number in terms.items():
        if one[0] not in monomial or other[0] not in monomial:
            continue
        beside_one, beside_other = times(monomial, other, -1), times(monomial, one, -1)
        rest = times(beside_one, one, -1)
        if not terms.keys() >= {beside_one, beside_other, rest}:
            continue
        a, b = over(terms[beside_one], number), over(terms[beside_other], number)
        if a.denominator == b.denominator == 1:
            sizes = ((place_of({size: 1, (): shift}), 1) for size, shift in ((one, b), (other, a)))
            changes += [(monomial, -number), (beside_one, -terms[beside_one]), (beside_other, -terms[beside_other])]
            changes += [(times(rest, gathered_powers(sizes)), number), (rest, -a * b * number)]
    return gather([*terms.items(), *changes]) if changes else terms


def _added(terms: Terms, pair: Pair, place_of: Callable[[Terms], int]) -> Terms:
    """``m*A + m*B`` as ``m*(A + B)``; ``A + B`` stays as it is."""
    one, other = (((place, 1),) for place in pair)
    both = ((place_of({one: 1, other: 1}), 1),)
    changes: list[tuple[PowersByPlace, Coefficient]] = []
    for monomial, number in terms.items():
        if one[0] not in monomial:
            continue
        rest = times(monomial, one, -1)
        twin = times(rest, other)
        is_more = rest or number not in _SIGNS
        if is_more and terms.get(twin) == number and not any(place in pair for place, _ in rest):
            changes += [(monomial, -number), (twin, -number), (times(rest, both), number)]
    return gather([*terms.items(), *changes]) if changes else terms
