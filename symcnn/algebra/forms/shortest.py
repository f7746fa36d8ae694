"""The shortest form of a formula: takes common factors out of sums until nothing more is saved.

What is shared by all terms goes out first, then sums that divide (``(m + r)(n + s)``), then the factor whose removal
from some of the terms saves most operations, and so on with what is left: a greedy way, not a proof of a minimum.
It is done once with the sums in products as they stand and, where that is not too long, once multiplied out, and where
a sum stands below a fraction bar, once more over one bar; the form with the fewest operations wins, among equals the
one as it stood. A sum over layers is read more easily layer by layer, so what has to be multiplied out must save a good
part; parts without a common symbol are judged one by one.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING

from symcnn.algebra.forms.areas import with_areas
from symcnn.algebra.forms.finishing import finished
from symcnn.algebra.forms.generators import Generators
from symcnn.algebra.forms.long_sums import grouped
from symcnn.algebra.forms.merging import is_area, merged, parts, within
from symcnn.algebra.forms.nodes import FormNode, Leaf, formula_of, leaf, node_cost, product, total, turned
from symcnn.algebra.forms.operation_count import cost, operations
from symcnn.algebra.forms.partial import MOST_TERMS as MOST_PARTED
from symcnn.algebra.forms.partial import partly_factored
from symcnn.algebra.forms.rational import over_one_bar
from symcnn.algebra.forms.regrouping import regrouped
from symcnn.algebra.forms.savings import Savings, best_factor, divides, worthwhile_number
from symcnn.algebra.forms.splitting import MOST_PLACES, alike_together, split
from symcnn.algebra.forms.terms import (
    PowersByPlace,
    Terms,
    content,
    gather,
    magnitude,
    multiplied,
    places,
    shifted,
)
from symcnn.algebra.forms.to_formula import to_formula, with_written_parts
from symcnn.support.work import spend

if TYPE_CHECKING:
    from collections.abc import Callable

    from sympy import Expr

    from symcnn.algebra.exact.polynomial import Coefficient
    from symcnn.formula import Formula

MOST_TERMS = 150
"""Of a longer sum only what very many of its terms share is taken out."""
_WORTHWHILE, _WORTHWHILE_TORN = Fraction(4, 5), Fraction(2, 3)
"""What may be left of the operations where sums are multiplied out; the second where ``(W - 4)(H - 4)`` is torn."""
_ANY = Fraction(99, 100)
_SIGNS = (1, -1)
_FEW_INSIDE = 4
"""A generator of at most this many operations is not searched for shorter forms."""
_MOST_PAIRS = 12
"""Sums of at most this many terms try the common factors of all pairs; longer ones only single generators."""
_MOST_WORK = 2_000
"""Generators times terms of a sum of which more than the whole is tried."""


class Search:
    """Finds short forms over one set of generators.

    >>> from symcnn.algebra.forms.generators import Generators
    >>> from symcnn.algebra.quotients.symbol import make_symbol
    >>> C, D, K = map(make_symbol, "CDK")
    >>> generators = Generators()
    >>> node = Search(generators).best(generators.read(C*D + C*K + C))
    >>> node.cost
    3
    """

    def __init__(self, generators: Generators, *, puts_areas_together: bool = True, evenly: bool = False) -> None:
        self.generators = generators
        self._puts_areas_together, self._evenly = puts_areas_together, evenly
        self._apart: Search | None = None
        self._prices: dict[frozenset[tuple[PowersByPlace, Coefficient]], int] = {}
        self._nodes: dict[int, FormNode] = {}
        self._weights: dict[PowersByPlace, tuple[int, int]] = {}
        self._with_sums: dict[PowersByPlace, bool] = {}
        self._left: tuple[Terms, Savings] | None = None
        """What was left of a long sum at last, and what factors save in it."""
        self._scalings: dict[tuple[int, Coefficient], FormNode] = {}
        self._pulled: dict[frozenset[tuple[PowersByPlace, Coefficient]], FormNode] = {}

    def evenly(self) -> Search:
        """A search over the same generators in which sizes of two axes stand alike, if only a size comes once more."""
        return Search(self.generators, evenly=True)

    def best(self, terms: Terms) -> FormNode:
        """The shortest of the forms tried."""
        given = self.pulled(terms)
        signs = {e > 0 for monomial in terms for place, e in monomial if self.generators.sums[place]}
        if not signs or self._stands_apart(terms) or self.generators.size(terms) > MOST_TERMS:
            return given
        found = [given] if self.is_long(terms) else [given, self._partly_expanded(terms)]
        if False in signs:
            found.append(self._over_one_bar(terms) or given)
        return self._or_expanded(terms, min(found, key=node_cost))

    def is_long(self, terms: Terms) -> bool:
        """Whether a sum is taken as a whole: what else is tried saves at most one operation in a hundred of it."""
        found = set().union(*(within(monomial, self.generators.sums) for monomial in terms))
        return len(found) * self.generators.size(terms) > _MOST_WORK

    def _or_expanded(self, terms: Terms, given: FormNode) -> FormNode:
        """Multiplied out, if that is worthwhile."""
        torn = any(is_area(monomial, self.generators.sums) for monomial in terms)
        return self._or_whole(terms, given, _WORTHWHILE_TORN if torn else _WORTHWHILE)

    def _or_whole(self, terms: Terms, given: FormNode, worthwhile: Fraction) -> FormNode:
        whole = self.pulled(self.generators.expanded(terms))
        return whole if whole.cost <= given.cost * worthwhile else given

    def _partly_expanded(self, terms: Terms) -> FormNode:
        """Those parts multiplied out in which it is worthwhile, under the common factor."""
        return self._by_parts(terms, self._or_expanded)

    def by_parts(self, terms: Terms) -> FormNode:
        """Those parts multiplied out in which that saves anything."""
        return self._by_parts(terms, lambda part, given: self._or_whole(part, given, _ANY))

    def _by_parts(self, terms: Terms, chosen: Callable[[Terms, FormNode], FormNode]) -> FormNode:
        number, monomial = content(terms)
        torn: list[tuple[PowersByPlace, Coefficient]] = []  # parts multiplied out may have like terms
        for part in parts(shifted(terms, monomial, number), self.generators.sums):
            given = self.pulled(part)
            torn += (self.generators.expanded(part) if chosen(part, given) is not given else part).items()
        return self.pulled(multiplied({monomial: number}, gather(torn)))

    def _stands_apart(self, terms: Terms) -> bool:
        """Whether it is one product of sums that have nothing in common: multiplied out it cannot get shorter."""
        monomials = [dict(monomial) for monomial in terms]
        if len(monomials) > 1 or any(e < 0 for e in monomials[0].values()):
            return False
        inside = [places(inner) for place in monomials[0] if (inner := self.generators.sums[place])]
        return sum(map(len, inside)) == len({place for found in inside for place in found})

    def _over_one_bar(self, terms: Terms) -> FormNode | None:
        """A fraction whose denominator is a sum, cancelled."""
        ratio = over_one_bar(self.generators, terms)
        return product(1, [(self.pulled(ratio.above), 1), (self.pulled(ratio.below), -1)]) if ratio else None

    def node(self, place: int) -> FormNode:
        """The shortest form of one generator."""
        if place not in self._nodes:
            terms = self.generators.sums[place]
            self._nodes[place] = self.best(terms) if terms else short_leaf(self.generators.shown(place))
        return self._nodes[place]

    def term(self, monomial: PowersByPlace, coefficient: Coefficient, *others: tuple[FormNode, int]) -> FormNode:
        """One term, times other factors."""
        for place, exponent in monomial:
            inside = self._scaled(place, magnitude(coefficient)) if exponent == 1 else None
            if inside is not None:
                left = tuple(pair for pair in monomial if pair[0] != place)
                return self.term(left, -1 if coefficient < 0 else 1, (inside, 1), *others)
        return product(coefficient, [*((self.node(place), e) for place, e in monomial), *others])

    def _scaled(self, place: int, number: Coefficient) -> FormNode | None:
        """A sum with a number multiplied in, if that is free: ``150D + 6`` for ``6(25D + 1)``, not ``2W + 2``."""
        terms = self.generators.sums[place]
        if not terms or number == 1 or number.denominator != 1:
            return None
        key = place, number
        if key not in self._scalings:
            self._scalings[key] = self.best(multiplied({(): number}, terms))
        return self._scalings[key] if self._scalings[key].cost <= self.node(place).cost else None

    def plain(self, terms: Terms) -> FormNode:
        """The terms in a row."""
        return total(self.term(*item) for item in terms.items()) if terms else product(0, ())

    def pulled(self, terms: Terms) -> FormNode:
        """What all terms share in front of what is left."""
        if len(terms) > MOST_TERMS:
            return self._in_groups(terms)
        key = frozenset(terms.items())
        if key not in self._pulled:
            self._pulled[key] = self._taken_out(self._merged(terms))
        return self._pulled[key]

    def _taken_out(self, terms: Terms) -> FormNode:
        if len(terms) <= 1:
            return self.plain(terms)
        shared, monomial = content(terms)
        number = worthwhile_number(terms, monomial, shared)
        rest = self._grouped(shifted(terms, monomial, number))
        whole = self.term(monomial, number, (rest, 1)) if monomial or number != 1 else rest
        if monomial and any(e < 0 for term in terms for _, e in term):  # r/a + r/b is shorter than r(1/a + 1/b)
            return min(whole, self._grouped(terms), key=node_cost)
        return whole

    def _in_groups(self, terms: Terms) -> FormNode:
        """What all terms of a long sum share in front of its groups."""
        number, monomial = content(terms)
        groups, rest = grouped(shifted(terms, monomial, number), MOST_TERMS)
        nodes = [self.term(factor, 1, (self.pulled(inside), 1)) for factor, inside in groups]
        nodes += [self.plain(rest) if len(rest) > MOST_TERMS else self.pulled(rest)] * bool(rest)
        return self.term(monomial, number, (total(nodes), 1))

    def _merged(self, terms: Terms) -> Terms:
        """Like terms joined, also within what is left behind the common factor."""
        found = merged(terms, self.generators.sums, self._row)
        number, monomial = content(found)
        if len(found) <= 1 or not monomial:
            return found
        inside = shifted(found, monomial, number)
        rest = merged(inside, self.generators.sums, self._row)
        return found if rest == inside else self._merged(multiplied({monomial: number}, rest))

    def _grouped(self, terms: Terms) -> FormNode:
        """The shortest form of terms that share nothing."""
        factors = split(terms)
        if factors:
            return self._multiplied(factors)
        found = [self._with_common(terms)]
        for factor, inside, rest in partly_factored(terms):
            group = self._multiplied([(factor, 1), (inside, 1)])
            found.append(regrouped(total([group, self.pulled(rest)])) if rest else group)
        return self._or_with_areas(terms, min(found, key=node_cost))

    def _or_with_areas(self, terms: Terms, given: FormNode) -> FormNode:
        """Sizes put together, where that costs a reader no more or, evenly, a size; a search without says where to."""
        if not self._puts_areas_together or self.is_long(terms):
            return given
        self._apart = self._apart or Search(self.generators, puts_areas_together=False)
        more = (lambda place: self.node(place).cost) if self._evenly else lambda _: 0
        areas = with_areas(terms, self.generators.sums, self.generators.sum_place, self._apart.price, more)
        if areas is terms:
            return given
        found = self._taken_out(areas)
        if self._evenly:
            return found
        return min(given, found, key=node_cost if found.cost != given.cost else lambda node: cost(formula_of(node)))

    def price(self, terms: Terms) -> int:
        """Operations in terms that stay as they are, but for what is taken out of them."""
        key = frozenset(terms.items())
        return self._prices.get(key) or self._prices.setdefault(key, self._taken_out(terms).cost)

    def _multiplied(self, factors: list[tuple[Terms, int]]) -> FormNode:
        """A product of sums, those turned round that begin with a minus."""
        number, factors = alike_together(factors)
        rows = [(self.generators.is_turned(factor), factor, e) for factor, e in factors]
        sign = -1 if sum(e for back, _, e in rows if back) % 2 else 1
        turned_round = [(shifted(factor, (), -1) if back else factor, e) for back, factor, e in rows]
        return product(sign * number, [(self.pulled(factor), e) for factor, e in turned_round])

    def _with_common(self, terms: Terms, savings: Savings | None = None) -> FormNode:
        """What saves most taken out of those terms that have it."""
        if len(terms) > _MOST_PAIRS:
            savings = savings or self._savings(terms)
        common = savings.best() if savings else best_factor(terms, self._weight, self._has_sum)
        if common is None:
            return self.plain(terms)
        chosen, number = common
        if savings and number == 1:
            inside = savings.having(chosen)
        else:
            inside = {m: c for m, c in terms.items() if self._belongs(m, c, chosen, number)}
        group = self.term(chosen, number, (self.pulled(shifted(inside, chosen, number)), 1))
        others = {m: c for m, c in terms.items() if m not in inside}
        if savings:
            savings.take(inside)
        return regrouped(total([group, self._what_is_left(others, savings)])) if others else group

    def _savings(self, terms: Terms) -> Savings:
        """What factors save in a long sum, as it is known where the sum was left of a longer one."""
        left, self._left = self._left, None
        return left[1] if left and left[0] is terms else Savings(terms, self._weight, self._has_sum)

    def _what_is_left(self, terms: Terms, savings: Savings | None) -> FormNode:
        """Terms of which some were taken out; where they are many, often nothing else can be done than to go on."""
        if savings is None or len(terms) <= MOST_PARTED or not savings.are_all_of(terms, MOST_PLACES):
            self._left = (terms, savings) if savings else None
            return self.pulled(terms)
        key = frozenset(terms.items())
        if key not in self._pulled:
            self._pulled[key] = self._with_common(terms, savings)
        return self._pulled[key]

    def _belongs(
        self, monomial: PowersByPlace, coefficient: Coefficient, chosen: PowersByPlace, number: Coefficient
    ) -> bool:
        """Whether a term goes into the brackets behind a common factor, or behind a common number."""
        if number == 1:
            return divides(chosen, dict(monomial))
        return magnitude(coefficient) == number and bool(monomial) and not self._has_sum(monomial)

    def _has_sum(self, monomial: PowersByPlace) -> bool:
        found = self._with_sums.get(monomial)
        if found is None:
            found = self._with_sums[monomial] = any(self.generators.sums[place] for place, _ in monomial)
        return found

    def _row(self, terms: Terms) -> int:
        """Operations in terms that stand in a row."""
        spend(len(terms))
        weights, found = self._weights, max(len(terms) - 1, 0)
        for monomial, coefficient in terms.items():
            if type(coefficient) is int:  # as `_weight`, without a call for each of very many terms
                found += (weights.get(monomial) or self._weigh(monomial))[coefficient not in _SIGNS]
            else:
                found += self._weight(monomial, coefficient)
        return found

    def _weight(self, monomial: PowersByPlace, coefficient: Coefficient) -> int:
        """Operations in one term."""
        alone, with_number = self._weights.get(monomial) or self._weigh(monomial)
        if type(coefficient) is int:
            return alone if coefficient in _SIGNS else with_number
        above = alone if coefficient.numerator in _SIGNS else with_number
        return above + (coefficient.denominator != 1)

    def _weigh(self, monomial: PowersByPlace) -> tuple[int, int]:
        """Operations in a term with the number 1, and in one with a number that is written."""
        inside = sum([self.node(place).cost + (abs(e) != 1) for place, e in monomial]) + len(monomial) - 1
        one_is_written = not any(e > 0 for _, e in monomial)
        found = self._weights[monomial] = inside + one_is_written, inside + 1
        return found


@lru_cache(1_000)
def short_leaf(expr: Expr) -> Leaf:
    """A generator that is no sum; within a quotient, a maximum or a sum over an index shorter forms, if there are.

    >>> from symcnn.algebra.quotients.quotient import Quotient
    >>> from symcnn.algebra.quotients.symbol import make_symbol
    >>> k, L = make_symbol("k"), make_symbol("L")
    >>> leaf(Quotient(k * L + 8 * k, 12)).cost, short_leaf(Quotient(k * L + 8 * k, 12)).cost
    (5, 4)
    """
    given = leaf(expr)
    if given.cost <= _FEW_INSIDE:
        return given
    shown = with_written_parts(expr, _short)
    cost = given.cost if shown is None else operations(shown)
    return Leaf(expr, shown, cost) if shown is not None and cost < given.cost else given


def _short(expr: Expr) -> Formula:
    """What stands inside a generator, in the shortest form that is found at once."""
    generators = Generators()
    found = turned(finished(Search(generators).best(generators.read(expr))))
    return min(to_formula(expr), formula_of(found), key=operations)
