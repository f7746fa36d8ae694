"""Simplifies a sum of products before common factors are taken out: joins like terms, groups unrelated ones.

``M + M(n - 1)`` becomes ``M*n``: a sum in a product is multiplied into what stands beside it where the terms that come
out join others. Parts of a sum that have no generator in common are looked at one by one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from symcnn.algebra.forms.terms import PowersByPlace, Terms, gather, magnitude, multiplied, times
from symcnn.support.work import spend

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence


def merged(terms: Terms, sums: Sequence[Terms | None], price: Callable[[Terms], int]) -> Terms:
    """The terms with sums multiplied in wherever that makes the row of terms cheaper.

    >>> merged({(): 1, ((1, 1),): 1}, [None, {((0, 1),): 1, (): -1}], len)
    {((0, 1),): 1}
    """
    if not any(e == 1 and sums[place] for monomial in terms for place, e in monomial):
        return terms
    terms, cost = _dissolved(terms, sums), -1
    while True:
        options = [_dissolved(_multiplied_in(terms, sums, chosen), sums) for chosen in _choices(terms, sums)]
        if not options:
            return terms
        cost = price(terms) if cost < 0 else cost
        least, place = min((price(option), place) for place, option in enumerate(options))
        if least >= cost:
            return terms
        terms, cost = options[place], least


def _dissolved(terms: Terms, sums: Sequence[Terms | None]) -> Terms:
    """The terms with a sum that is a term by itself replaced by its own terms."""
    alone = [m for m, c in terms.items() if _is_sum(m, sums) and magnitude(c) == 1]
    return _dissolved(_multiplied_in(terms, sums, [(m, m[0][0]) for m in alone]), sums) if alone else terms


def _choices(terms: Terms, sums: Sequence[Terms | None]) -> Iterator[list[tuple[PowersByPlace, int]]]:
    """Factors to be multiplied in, by what stands beside them: all of them together, and one by one."""
    beside: dict[PowersByPlace, list[tuple[PowersByPlace, int]]] = {}
    for monomial in terms:
        for place, exponent in monomial:
            if exponent == 1 and sums[place]:
                beside.setdefault(times(monomial, ((place, 1),), -1), []).append((monomial, place))
    for chosen in beside.values():
        if len({monomial for monomial, _ in chosen}) == len(chosen) > 1:
            yield chosen
        for pair in chosen:
            if _meets(pair, terms, sums):
                yield [pair]


def _meets(pair: tuple[PowersByPlace, int], terms: Terms, sums: Sequence[Terms | None]) -> bool:
    """Whether one of the products is a term already, or a sum with one."""
    monomial, place = pair
    rest = times(monomial, ((place, 1),), -1)
    products = [times(rest, inner) for inner in sums[place] or ()]
    return any(m in terms or (_is_sum(m, sums) and any(n in terms for n in sums[m[0][0]] or ())) for m in products)


def _is_sum(monomial: PowersByPlace, sums: Sequence[Terms | None]) -> bool:
    return len(monomial) == 1 and monomial[0][1] == 1 and bool(sums[monomial[0][0]])


def _multiplied_in(terms: Terms, sums: Sequence[Terms | None], chosen: list[tuple[PowersByPlace, int]]) -> Terms:
    gone = {monomial for monomial, _ in chosen}
    rows = [item for item in terms.items() if item[0] not in gone]
    for monomial, place in chosen:
        rest = times(monomial, ((place, 1),), -1)
        rows.extend(multiplied({rest: terms[monomial]}, sums[place] or {}).items())
    return gather(rows)


def parts(terms: Terms, sums: Sequence[Terms | None]) -> list[Terms]:
    """The terms in groups that have no generator in common, also none within their sums.

    >>> parts({((0, 1),): 1, ((1, 1),): 1, ((0, 2), (2, 1)): 1}, [None, None, None])
    [{((1, 1),): 1}, {((0, 1),): 1, ((0, 2), (2, 1)): 1}]
    """
    groups: list[tuple[set[int], Terms]] = []
    for monomial, coefficient in terms.items():
        found = within(monomial, sums)
        joined: Terms = {}
        apart = []
        spend(len(groups))
        for used, group in groups:
            if used.isdisjoint(found):
                apart.append((used, group))
            else:
                found, joined = found | used, {**joined, **group}
        groups = [*apart, (found, {**joined, monomial: coefficient})]
    return [group for _, group in groups]


def within(monomial: PowersByPlace, sums: Sequence[Terms | None]) -> set[int]:
    """The generators of a term that are no sums, also those within its sums."""
    found: set[int] = set()
    for place, _ in monomial:
        inner = sums[place]
        found |= set().union(*(within(term, sums) for term in inner)) if inner else {place}
    return found


def is_area(monomial: PowersByPlace, sums: Sequence[Terms | None]) -> bool:
    """Whether two sums in a term have nothing in common, or one is squared: ``(W - 4)(H - 4)``, ``(W - 4)^2``."""
    inside = [(within(((place, 1),), sums), e) for place, e in monomial if e > 0 and sums[place]]
    return any(e > 1 or any(a.isdisjoint(b) for b, _ in inside[:place]) for place, (a, e) in enumerate(inside))
