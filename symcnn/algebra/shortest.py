"""The shortest form of a formula: sums of products with common factors pulled out, until nothing more is saved.

What is shared by all terms goes out first, then sums that divide (``(m + r)(n + s)``), then the factor whose removal
from some of the terms saves most operations, and so on with what is left: a greedy way, not a proof of a minimum.
It is done once with the sums in products as they stand and, where that is not too long, once multiplied out, and where
a sum stands below a fraction bar, once more over one bar; the form with the fewest operations wins, among equals the
one as it stood.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations
from math import lcm
from typing import TYPE_CHECKING, Any

from symcnn.algebra.nodes import Node, leaf, product, total
from symcnn.algebra.rational import over_one_bar
from symcnn.algebra.splitting import split
from symcnn.algebra.terms import Monomial, Terms, content, magnitude, places, shared, shifted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from symcnn.algebra.generators import Generators

MOST_TERMS = 40
"""A longer sum is printed as it stands, in time that grows with its length."""
_MOST_PAIRS = 12
"""Up to so many terms the common factors of all pairs are tried; beyond it, only single generators."""


class Search:
    """Finds short forms over one set of generators.

    >>> from symcnn.algebra.generators import Generators
    >>> from symcnn.algebra.symbolic import make_symbol
    >>> C, D, K = map(make_symbol, "CDK")
    >>> generators = Generators()
    >>> node = Search(generators).best(generators.read(C*D + C*K + C))
    >>> node.cost
    3
    """

    def __init__(self, generators: Generators) -> None:
        self.generators = generators
        self._nodes: dict[int, Node] = {}

    def best(self, terms: Terms) -> Node:
        """The shortest of the forms tried."""
        given = self.pulled(terms)
        signs = {e > 0 for monomial in terms for place, e in monomial if self.generators.sums[place]}
        if not signs or self._stands_apart(terms) or self.generators.size(terms) > MOST_TERMS:
            return given
        found = [given, self.pulled(self.generators.expanded(terms))]
        if False in signs:
            found.append(self._over_one_bar(terms) or given)
        return min(found, key=lambda node: node.cost)

    def _stands_apart(self, terms: Terms) -> bool:
        """Whether it is one product of sums that have nothing in common: multiplied out it cannot get shorter."""
        monomials = [dict(monomial) for monomial in terms]
        if len(monomials) > 1 or any(e < 0 for e in monomials[0].values()):
            return False
        inside = [places(inner) for place in monomials[0] if (inner := self.generators.sums[place])]
        return sum(map(len, inside)) == len({place for found in inside for place in found})

    def _over_one_bar(self, terms: Terms) -> Node | None:
        """A fraction whose denominator is a sum, cancelled."""
        ratio = over_one_bar(self.generators, terms)
        return product(1, [(self.pulled(ratio.above), 1), (self.pulled(ratio.below), -1)]) if ratio else None

    def node(self, place: int) -> Node:
        """The shortest form of one generator."""
        if place not in self._nodes:
            terms = self.generators.sums[place]
            self._nodes[place] = self.best(terms) if terms else leaf(self.generators.expressions[place])
        return self._nodes[place]

    def term(self, monomial: Monomial, coefficient: Any, *others: tuple[Node, int]) -> Node:
        """One term, times other factors."""
        return product(coefficient, [*((self.node(place), e) for place, e in monomial), *others])

    def plain(self, terms: Terms) -> Node:
        """The terms in a row."""
        return total(self.term(*item) for item in terms.items()) if terms else product(0, ())

    def pulled(self, terms: Terms) -> Node:
        """What all terms share in front of what is left."""
        if len(terms) <= 1 or len(terms) > MOST_TERMS:
            return self.plain(terms)
        number, monomial = content(terms)
        number = self._scale(terms, monomial, number)
        rest = self._grouped(shifted(terms, monomial, number))
        whole = self.term(monomial, number, (rest, 1)) if monomial or number != 1 else rest
        if monomial and any(e < 0 for term in terms for _, e in term):  # r/a + r/b is shorter than r(1/a + 1/b)
            return min(whole, self._grouped(terms), key=lambda node: node.cost)
        return whole

    def _scale(self, terms: Terms, monomial: Monomial, number: Any) -> Any:
        """The part of a common number that is worth pulling out: all of it, its denominator, or none."""
        if number == 1:
            return number
        sign = -1 if number < 0 else 1
        below = lcm(*(coefficient.denominator for coefficient in terms.values()))
        scales = [number, Fraction(sign, below), sign] if monomial or below > 1 else [sign, number]
        return min(scales, key=lambda scale: _price(terms, monomial, scale))

    def _grouped(self, terms: Terms) -> Node:
        """The shortest form of terms that share nothing."""
        factors = split(terms)
        if factors:
            return product(1, [(self.pulled(factor), exponent) for factor, exponent in factors])
        common = self._best_factor(terms)
        if common is None:
            return self.plain(terms)
        chosen, number = common
        inside = {m: c for m, c in terms.items() if _divides(chosen, m) and (number == 1 or magnitude(c) == number)}
        group = self.term(chosen, number, (self.pulled(shifted(inside, chosen, number)), 1))
        others = {m: c for m, c in terms.items() if m not in inside}
        return total([group, self.pulled(others)]) if others else group

    def _best_factor(self, terms: Terms) -> tuple[Monomial, Any] | None:
        """The factor whose removal from the terms that have it saves most operations."""
        best: tuple[Monomial, Any] | None = None
        most = 0
        for chosen in dict.fromkeys(_candidates(terms)):
            saved = self._saved(terms, chosen)
            if saved > most:
                best, most = (chosen, 1), saved
        for number in sorted({magnitude(c) for c in terms.values()} - {1}):
            alike = sum(magnitude(c) == number and bool(m) for m, c in terms.items())
            if alike - 1 > most:
                best, most = ((), number), alike - 1
        return best

    def _saved(self, terms: Terms, chosen: Monomial) -> int:
        """How many operations it saves to write a factor once."""
        saved = -1 - self._weight(chosen, 1)
        for monomial, coefficient in terms.items():
            if _divides(chosen, monomial):
                without = tuple(sorted(_without(monomial, chosen)))
                saved += self._weight(monomial, coefficient) - self._weight(without, coefficient)
        return saved

    def _weight(self, monomial: Monomial, coefficient: Any) -> int:
        """Operations in one term."""
        inside: int = sum(self.node(place).cost + (abs(e) != 1) for place, e in monomial)
        above = sum(e > 0 for _, e in monomial) + (abs(coefficient.numerator) != 1)
        below = sum(e < 0 for _, e in monomial) + (coefficient.denominator != 1)
        cost: int = inside + max(above, 1) + below - 1
        return cost


def _candidates(terms: Terms) -> Iterator[Monomial]:
    """Factors that two terms have in common; for long sums, one generator or its power."""
    if len(terms) <= _MOST_PAIRS:
        for a, b in combinations(terms, 2):
            common = shared(a, b)
            if common:
                yield common
        return
    for place in places(terms):
        exponents = sorted({e for monomial in terms for p, e in monomial if p == place})
        yield from (((place, e),) for e in exponents[:3])


def _divides(chosen: Monomial, monomial: Monomial) -> bool:
    """Whether a factor can be pulled out of a term without turning a factor into a divisor or back."""
    exponents = dict(monomial)
    return all(0 < e <= exponents.get(p, 0) if e > 0 else exponents.get(p, 0) <= e for p, e in chosen)


def _without(monomial: Monomial, chosen: Monomial) -> Iterator[tuple[int, int]]:
    removed = dict(chosen)
    return ((place, e - removed.get(place, 0)) for place, e in monomial if e != removed.get(place, 0))


def _price(terms: Terms, monomial: Monomial, scale: Any) -> int:
    """Operations that the numbers cost once a number is pulled out."""
    cost: int = (scale.denominator != 1) + (abs(scale.numerator) != 1)
    for term, coefficient in terms.items():
        left = Fraction(coefficient) / scale
        cost += (left.denominator != 1) + (abs(left.numerator) != 1 and term != monomial)
    return cost
