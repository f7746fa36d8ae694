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
        inside = {m: c for m, c in terms.items() if _stands_beside(m, pair, terms)}
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


def _stands_beside(monomial: PowersByPlace, pair: Pair, terms: Terms) -> bool:
    """Whether a term has one of the sizes, or both, or is what an area with both of them leaves."""
    if any(place in pair for place, _ in monomial):
        return True
    one, other = (times(monomial, ((place, 1),)) for place in pair)
    return one in terms and other in terms


def _completed(terms: Terms, pair: Pair, place_of: Callable[[Terms], int]) -> Terms:
    """``m*A*B + a*m*A + b*m*B + c*m`` as ``m*(A + b)*(B + a) + (c - a*b)*m`` for whole a and b."""
    changes: list[tuple[PowersByPlace, Coefficient]] = []
    one, other = (((place, 1),) for place in pair)
    for monomial, number in terms.items():
        beside_one, beside_other = times(monomial, other, -1), times(monomial, one, -1)
        rest = times(beside_one, one, -1)
        if not terms.keys() >= {beside_one, beside_other, rest} or not all((p, 1) in monomial for p in pair):
            continue
        a, b = over(terms[beside_one], number), over(terms[beside_other], number)
        if a.denominator == b.denominator == 1:
            sizes = ((place_of({size: 1, (): shift}), 1) for size, shift in ((one, b), (other, a)))
            changes += [(monomial, -number), (beside_one, -terms[beside_one]), (beside_other, -terms[beside_other])]
            changes += [(times(rest, gathered_powers(sizes)), number), (rest, -a * b * number)]
    return gather([*terms.items(), *changes])


def _added(terms: Terms, pair: Pair, place_of: Callable[[Terms], int]) -> Terms:
    """``m*A + m*B`` as ``m*(A + B)``; ``A + B`` stays as it is."""
    one, other = (((place, 1),) for place in pair)
    both = ((place_of({one: 1, other: 1}), 1),)
    changes: list[tuple[PowersByPlace, Coefficient]] = []
    for monomial, number in terms.items():
        rest = times(monomial, one, -1)
        twin = times(rest, other)
        is_more = rest or number not in _SIGNS
        if is_more and terms.get(twin) == number and not any(place in pair for place, _ in rest):
            changes += [(monomial, -number), (twin, -number), (times(rest, both), number)]
    return gather([*terms.items(), *changes])
