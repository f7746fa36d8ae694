"""How many operations it saves to write a factor once: the factor of a sum that saves most.

Of a short sum every factor that two terms share is tried; of a long one only powers of single generators. Greedy
factoring takes one after the other out of what is left. What a factor saves changes only where a term that has it
goes, so that a long sum is weighed once and not once for every factor.
"""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from itertools import combinations
from math import lcm
from operator import itemgetter
from typing import TYPE_CHECKING

from symcnn.algebra.forms.terms import PowersByPlace, Terms, magnitude, over, shared, times
from symcnn.support.work import spend

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from symcnn.algebra.exact.polynomial import Coefficient

    Common = tuple[PowersByPlace, Coefficient]
    """A factor: powers with the number 1, or a number alone."""
    Weight = Callable[[PowersByPlace, Coefficient], int]
    """Operations in a term."""
    HasSum = Callable[[PowersByPlace], bool]

_MOST_POWERS = 3
"""Of a generator so many powers are tried, the lowest ones."""
_SHORT = 2
"""A number of more digits is written once rather than a symbol, where both save as many operations."""


class Savings:
    """What each power of a generator saves in a sum, and what a number does that stands before terms without sums.

    >>> D, K, F = ((0, 1),), ((1, 1),), ((2, 1),)
    >>> terms = {times(D, K): 1, times(D, F): 1, times(K, F): 1, K: 1}
    >>> found = Savings(terms, lambda monomial, number: len(monomial), lambda monomial: False)
    >>> found.best()
    (((1, 1),), 1)
    >>> found.take({times(D, K): 1, times(K, F): 1, K: 1})
    >>> found.best() is None
    True
    """

    __slots__ = ("_alike", "_has_sum", "_most", "_odd", "_positive", "_rows", "_weight")

    def __init__(self, terms: Terms, weight: Weight, has_sum: HasSum) -> None:
        spend(len(terms))
        self._weight, self._has_sum = weight, has_sum
        self._rows: dict[int, dict[PowersByPlace, tuple[int, Coefficient, int]]] = {}
        """The terms of each generator, each with its power, its number and its operations."""
        for monomial, coefficient in terms.items():
            operations = weight(monomial, coefficient)
            for place, e in monomial:
                self._rows.setdefault(place, {})[monomial] = e, coefficient, operations
        self._most = {place: self._most_of(place) for place in sorted(self._rows)}
        self._alike = numbers_alike(terms, has_sum)
        self._positive = sum(c > 0 for c in terms.values())
        self._odd = any(type(c) is not int for c in terms.values()) or any(map(has_sum, terms))
        """Whether there is a fraction or a sum, with which more can be done than to take factors out."""

    def best(self) -> Common | None:
        """The factor that saves most operations, the first among equals; None where none saves any."""
        most, best = max(self._most.values(), key=itemgetter(0), default=(0, ()))
        return number_or((best, 1) if most > 0 else None, max(most, 0), self._alike)

    def having(self, chosen: PowersByPlace) -> Terms:
        """The terms out of which a power of a generator can be taken."""
        ((place, e),) = chosen
        return {m: c for m, (its, c, _) in self._rows[place].items() if its >= e > 0 or its <= e < 0}

    def take(self, gone: Terms) -> None:
        """Take some terms out of the sum."""
        touched: set[int] = set()
        for monomial, coefficient in gone.items():
            for place, _ in monomial:
                del self._rows[place][monomial]
                touched.add(place)
            self._positive -= coefficient > 0
            if monomial and not self._has_sum(monomial):
                self._alike[magnitude(coefficient)] -= 1
        for place in touched:
            if self._rows[place]:
                self._most[place] = self._most_of(place)
            else:
                del self._rows[place], self._most[place]

    def are_all_of(self, terms: Terms, places: int) -> bool:
        """Whether it is clear that of these terms, which are left, only factors that some share can be taken out.

        There are more generators than so many places, no sum is multiplied in, and no number and no factor is common.
        """
        if self._odd or not self._positive or not self._alike[1] or len(self._rows) <= places:
            return False
        return all(len(self._rows[place]) < len(terms) for place, _ in next(iter(terms)))

    def _most_of(self, place: int) -> tuple[int, PowersByPlace]:
        """What a power of a generator saves at most, and the lowest that does."""
        powers = sorted({e for e, _, _ in self._rows[place].values()})[:_MOST_POWERS]
        return max(((self._saved(place, e), ((place, e),)) for e in powers), key=itemgetter(0), default=(0, ()))

    def _saved(self, place: int, e: int) -> int:
        rows, chosen = self._rows[place], ((place, e),)
        spend(len(rows))
        if len(rows) == 1:  # a factor of one term is written once anyhow
            return 0
        saved = -1 - self._weight(chosen, 1)
        for monomial, (its, coefficient, operations) in rows.items():
            if its >= e > 0 or its <= e < 0:
                saved += operations - self._weight(times(monomial, chosen, -1), coefficient)
        return saved


def numbers_alike(terms: Terms, has_sum: HasSum) -> Counter[Coefficient]:
    """How many terms without sums have a number, whatever its sign."""
    return Counter(magnitude(c) for m, c in terms.items() if m and not has_sum(m))


def number_or(best: Common | None, most: int, alike: Mapping[Coefficient, int]) -> Common | None:
    """A number that saves more than the best factor, or as much and is long."""
    for number in sorted(number for number, count in alike.items() if count > 1 and number != 1):
        saved = alike[number] - 1
        if saved > most or (saved == most > 0 and len(str(number)) > _SHORT):
            best, most = ((), number), saved
    return best


def best_factor(terms: Terms, weight: Weight, has_sum: HasSum) -> Common | None:
    """The factor of a short sum whose removal from the terms that have it saves most operations."""
    best, most = None, 0
    rows = [(monomial, dict(monomial), number, weight(monomial, number)) for monomial, number in terms.items()]
    for chosen in dict.fromkeys(_of_pairs(terms)):
        spend(len(rows))
        having = [(monomial, number, cost) for monomial, powers, number, cost in rows if divides(chosen, powers)]
        left = (cost - weight(times(monomial, chosen, -1), number) for monomial, number, cost in having)
        saved = sum(left) - 1 - weight(chosen, 1)
        if saved > most:
            best, most = (chosen, 1), saved
    return number_or(best, most, numbers_alike(terms, has_sum))


def _of_pairs(terms: Terms) -> Iterator[PowersByPlace]:
    """Factors that two terms have in common."""
    for a, b in combinations(terms, 2):
        common = shared(a, b)
        if common:
            yield common


def divides(chosen: PowersByPlace, exponents: dict[int, int]) -> bool:
    """Whether a factor can be pulled out of a term without turning a factor into a divisor or back."""
    for place, e in chosen:
        its = exponents.get(place, 0)
        if (its < e) if e > 0 else (its > e):
            return False
    return True


def worthwhile_number(terms: Terms, monomial: PowersByPlace, number: Coefficient) -> Coefficient:
    """The part of a common number that is worth pulling out: all of it, its denominator, or none."""
    if number == 1:
        return number
    sign = -1 if number < 0 else 1
    below = lcm(*(coefficient.denominator for coefficient in terms.values()))
    scales: list[Coefficient] = [number, Fraction(sign, below), sign] if monomial or below > 1 else [sign, number]
    return min(scales, key=lambda scale: _price(terms, monomial, scale))


def _price(terms: Terms, monomial: PowersByPlace, scale: Coefficient) -> int:
    """Operations that the numbers cost once a number is pulled out."""
    cost: int = (scale.denominator != 1) + (abs(scale.numerator) != 1)
    for term, coefficient in terms.items():
        left = over(coefficient, scale)
        cost += (left.denominator != 1) + (abs(left.numerator) != 1 and term != monomial)
    return cost
