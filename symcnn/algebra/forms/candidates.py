"""Candidates for the form that is printed, as rows, and the choice among them by what a reader has to take in.

The cost is that of `operation_count`: operations first, then brackets, then length; what stands, layer by layer, stays
unless another form saves an operation. Each candidate is the same
polynomial over the same generators, so that all are equal whatever the generators stand for.
"""

from __future__ import annotations

from collections import Counter
from types import MappingProxyType
from typing import TYPE_CHECKING

from symcnn.algebra.forms.evenness import Twins, is_even, twins
from symcnn.algebra.forms.finishing import finished
from symcnn.algebra.forms.merging import parts as unrelated
from symcnn.algebra.forms.nodes import FormNode, formula_of, product, total, turned
from symcnn.algebra.forms.operation_count import cost
from symcnn.algebra.forms.rational import cannot_factor, factorised
from symcnn.algebra.forms.regrouping import regrouped
from symcnn.algebra.forms.terms import PowersByPlace, Terms, coefficients, content, magnitude, places, shifted, times

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from symcnn.algebra.exact.polynomial import Coefficient
    from symcnn.algebra.forms.shortest import Search

MOST_TERMS = 150
"""A longer sum has no candidates but the form as it stands."""
_MOST_MULTIPLIED_OUT = 2_000
"""What would have more terms before like ones are joined is not multiplied out."""
_TWO = 2
_MOST_WORK, _FOREMOST = 600, 5
"""Where generators times terms exceed the first number, as many generators are tried as the second says."""
_FEW = 4
"""A form of at most this many operations has no candidates."""
_FEW_TERMS = 3
"""A part of at most this many terms, which shares no generator and no number with others, is as the search left it."""


def printed(search: Search, terms: Terms) -> FormNode:
    """The candidate that costs least; what stands stays unless another saves an operation.

    Where two symbols play the same part it is one in which they stand alike, if that costs little more.
    """
    given = search.best(terms)
    if given.cost <= _FEW or search.generators.size(terms) > _MOST_MULTIPLIED_OUT:
        return given
    expanded = search.generators.expanded(terms)
    if not 0 < len(expanded) <= MOST_TERMS:
        return given
    found = _cheapest([given, *_candidates(search, terms, expanded, given.cost)])
    axes = twins(search.generators, expanded)
    return found if axes is None or is_even(found, axes.swap) else _evenly(search, terms, expanded, axes, found)


def _evenly(search: Search, terms: Terms, expanded: Terms, axes: Twins, torn: FormNode) -> FormNode:
    """The cheapest form in which two symbols stand alike, if it costs at most a size of each area more than another.

    It is no more than a tenth longer than polynomials in one of them, in which they cannot stand alike.
    """
    most = torn.cost + sum(max(search.node(place).cost for place in pair) for pair in axes.pairs)
    for place in places(expanded):
        if search.generators.expressions[place] in axes.swap:
            by_one = finished(by_powers(search, expanded, place, lambda part: printed(search, part)))
            most = min(most, by_one.cost * 11 // 10)
    even = search.evenly()
    found = [even.best(terms), even.pulled(terms), *_candidates(even, terms, expanded, torn.cost)]
    alike = [node for node in found if node.cost <= most and is_even(node, axes.swap)]
    return _cheapest(alike) if alike else torn


def _candidates(search: Search, terms: Terms, expanded: Terms, cost: int) -> Iterator[FormNode]:
    """What is tried beside the form as it stands, of some cost."""
    if not search.is_long(terms):
        yield search.by_parts(terms)
    if len(expanded) <= cost:  # with more terms than operations nothing comes together
        for build in CANDIDATES.values():
            yield from map(regrouped, build(search, expanded))


def _cheapest(found: Sequence[FormNode]) -> FormNode:
    """The first, if none has fewer operations; else of those with the fewest what is the least to read."""
    least = min(node.cost for node in found)
    if found[0].cost <= least:
        return found[0]
    return min(
        (node for node in found if node.cost == least), key=lambda node: cost(formula_of(turned(finished(node))))
    )


def _taken_out(search: Search, terms: Terms) -> Iterator[FormNode]:
    """One generator taken out of all terms that have it."""
    for place in _repeated(search, terms):
        parts = coefficients(terms, place)
        low = min((exponent for exponent in parts if exponent > 0), default=0)
        if low and 0 in parts and len(parts) > _TWO:
            power = ((place, low),)
            inside = {times(m, power, -1): c for m, c in terms.items() if dict(m).get(place, 0) >= low}
            rest = {m: c for m, c in terms.items() if dict(m).get(place, 0) < low}
            yield total([times_power(search, place, low, search.best(inside)), search.best(rest)])


def _factored(search: Search, terms: Terms) -> Iterator[FormNode]:
    """All factors over the rational numbers."""
    if any(e < 0 for monomial in terms for _, e in monomial) or cannot_factor(terms):
        return
    parts = factorised(terms)
    if parts is not None and len(parts[1]) > 1:
        number, factors = parts
        yield product(number, [(search.pulled(factor), exponent) for factor, exponent in factors])


def by_powers(search: Search, terms: Terms, place: int, form: Callable[[Terms], FormNode]) -> FormNode:
    """A polynomial in one generator, highest power first, each coefficient in a form."""
    parts = sorted(coefficients(terms, place).items(), reverse=True)
    return total(times_power(search, place, exponent, form(part)) for exponent, part in parts)


def nested(search: Search, terms: Terms, place: int, form: Callable[[Terms], FormNode]) -> FormNode:
    """Nested: ``(a*n + b)*n + c``, each coefficient in a form."""
    parts = sorted(coefficients(terms, place).items(), reverse=True)
    exponents = [exponent for exponent, _ in parts]
    node: FormNode | None = None
    for (exponent, part), lower in zip(parts, [*exponents[1:], 0], strict=True):
        node = form(part) if node is None else total([node, form(part)])
        node = times_power(search, place, exponent - lower, node)
    return node or product(0, ())


def _by_layers(search: Search, terms: Terms) -> Iterator[FormNode]:
    """What stands beside each product of sizes in one bracket, and the other way round; brackets alike are one."""
    sizes = frozenset(place for place in places(terms) if not search.generators.is_symbol(place))
    for front in (True, False):
        beside: dict[PowersByPlace, Terms] = {}
        for monomial, coefficient in terms.items():
            key = tuple(power for power in monomial if (power[0] in sizes) is front)
            rest = tuple(power for power in monomial if (power[0] in sizes) is not front)
            beside.setdefault(key, {})[rest] = coefficient
        if 1 < len(beside) < len(terms):
            yield total(_beside_alike(search, beside))


def _beside_alike(search: Search, beside: Mapping[PowersByPlace, Terms]) -> Iterator[FormNode]:
    """Products of brackets, those with the same brackets but for a number added up."""
    groups: dict[frozenset[tuple[PowersByPlace, Coefficient]], Terms] = {}
    for front, inside in beside.items():
        number, _ = content(inside)
        groups.setdefault(frozenset(shifted(inside, (), number).items()), {})[front] = number
    for bracket, fronts in groups.items():
        first = next(iter(fronts))
        alone = len(fronts) == 1
        before: Terms = {first: 1} if alone else fronts
        yield product(1, [(search.best(before), 1), (search.best(beside[first] if alone else dict(bracket)), 1)])


def times_power(search: Search, place: int, exponent: int, node: FormNode) -> FormNode:
    """A form times a power of one generator."""
    return product(1, [*([(search.node(place), exponent)] if exponent else []), (node, 1)])


def _repeated(search: Search, terms: Terms) -> list[int]:
    """The generators that stand in more than one term, in a longer sum those that stand in most, in a long one none."""
    if search.is_long(terms):
        return []
    counts = Counter(place for monomial in terms for place, _ in monomial)
    settled = _settled(search, terms)
    found = [place for place in sorted(counts) if counts[place] > 1 and place not in settled]
    if len(found) * len(terms) <= _MOST_WORK:
        return found
    return sorted(found, key=lambda place: -counts[place])[:_FOREMOST]


def _settled(search: Search, terms: Terms) -> set[int]:
    """The generators of parts such as ``a*W*H + b*W + c*H`` beside others: what can be taken out there was tried.

    Numbers that stand in another part as well can be taken out of both, as 13 of ``W*(3*H + 5) + 13*H + 13*K``.
    """
    apart = [part for part in unrelated(terms, search.generators.sums) if () not in part]
    numbers = [{magnitude(c) for c in part.values()} - {1} for part in apart]
    often = Counter(number for found in numbers for number in found)
    alone = [part for part, found in zip(apart, numbers, strict=True) if all(often[number] == 1 for number in found)]
    few = [part for part in alone if len(part) <= _FEW_TERMS] if len(apart) > 1 else []
    return {place for part in few for monomial in part for place, _ in monomial}


CANDIDATES: Mapping[str, Callable[[Search, Terms], Iterable[FormNode]]] = MappingProxyType(
    {
        "collected": lambda search, terms: [search.pulled(terms)],
        "by powers": lambda search, terms: [
            by_powers(search, terms, place, search.best) for place in _repeated(search, terms)
        ],
        "nested": lambda search, terms: [
            nested(search, terms, place, search.best) for place in _repeated(search, terms)
        ],
        "taken out": _taken_out,
        "by layers": _by_layers,
        "factored": _factored,
    }
)
"""What is tried on a sum that was multiplied out."""
