"""Shows that a sum is at least 0: by bounds of what is left of it when multiples of known sums are taken away."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from symcnn.algebra.exact.polynomial import inverse, times
from symcnn.algebra.proofs.as_polynomial import factor_of
from symcnn.algebra.quotients.intervals import ends_of_product, ends_of_sum
from symcnn.algebra.quotients.laws import is_whole
from symcnn.algebra.quotients.numbers import to_number
from symcnn.support.budget import tick

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from sympy import Expr

    from symcnn.algebra.exact.polynomial import Atom, Monomial, Polynomial
    from symcnn.algebra.quotients.bounds import SymbolicInterval
    from symcnn.support.scalar import Number

    NumericInterval = tuple[Number | None, Number | None]
    """The least and the greatest value, None where there is no such number."""

_STEPS = 2
"""How many facts one proof may add up."""

_MOST_TERMS = 3_000
"""How many terms the sums may have together that one proof looks at."""


_REMEMBERED = 20_000
"""Of how many products the bounds are remembered."""


class KnownEnds(NamedTuple):
    """Between which numbers powers and their products lie that were met."""

    powers: dict[tuple[Atom, int | Polynomial], NumericInterval]
    products: dict[Monomial, NumericInterval]


class TermBounds:
    """Between which numbers polynomials lie, by the bounds of their factors, each found once.

    >>> from symcnn.algebra.proofs.as_polynomial import polynomial_of
    >>> from symcnn.algebra.quotients.bounds import bounds
    >>> from symcnn.algebra.quotients.symbol import make_symbol
    >>> W, F = make_symbol("W"), make_symbol("F")
    >>> TermBounds(lambda factor: bounds(factor, {W: 3})).of(polynomial_of(2*W*F - 1))
    (5, None)
    """

    def __init__(self, ends: Callable[[Expr], SymbolicInterval], known: KnownEnds | None = None) -> None:
        self._ends = ends
        self._known = KnownEnds({}, {}) if known is None else known

    def of(self, polynomial: Polynomial) -> NumericInterval:
        """A lower and an upper bound: every term with a positive coefficient is at least its value at the least."""
        return ends_of_sum((number, self._product(monomial)) for monomial, number in polynomial.terms.items())

    def is_nonnegative(self, monomial: Monomial, coefficient: Number) -> bool:
        """Whether a term is at least 0."""
        low = ends_of_sum([(coefficient, self._product(monomial))])[0]
        return low is not None and low >= 0

    def shows(self, polynomial: Polynomial) -> bool:
        """Whether a sum is at least 0; one that is whole is, where it is above -1."""
        low = self.of(polynomial)[0]
        return low is not None and (low >= 0 or (low > -1 and _is_whole(polynomial)))

    def _product(self, monomial: Monomial) -> NumericInterval:
        known = self._known.products.get(monomial)
        if known is None:
            if len(self._known.products) > _REMEMBERED:
                self._known.products.clear()
            known = self._known.products[monomial] = ends_of_product(monomial, self._factor)
        return known

    def _factor(self, factor: tuple[Atom, int | Polynomial]) -> NumericInterval:
        known = self._known.powers.get(factor)
        if known is None:
            ends = self._ends(factor_of(*factor))
            low, high = (None if end is None else to_number(end) for end in ends)
            known = self._known.powers[factor] = low, high
        return known


def _is_whole(polynomial: Polynomial) -> bool:
    return all(
        isinstance(coefficient, int) and all(is_whole(factor_of(*factor)) for factor in monomial)
        for monomial, coefficient in polynomial.terms.items()
    )


def falls_without_end(polynomial: Polynomial, bounded: Callable[[Expr], bool]) -> bool:
    """Whether a symbol makes a sum as small as wanted, alone in one term: no multiple of a fact makes up for that.

    >>> from symcnn.algebra.proofs.as_polynomial import polynomial_of
    >>> from symcnn.algebra.quotients.symbol import make_symbol
    >>> W, F = make_symbol("W"), make_symbol("F")
    >>> [falls_without_end(polynomial_of(F * F - W), lambda symbol: symbol in known) for known in ((), (W,))]
    [True, False]
    """
    falling = {
        monomial: factor_of(*monomial[0])
        for monomial, coefficient in polynomial.terms.items()
        if coefficient < 0 and len(monomial) == 1 and monomial[0][1] == 1
    }
    free = ((term, symbol) for term, symbol in falling.items() if symbol.is_Symbol and not bounded(symbol))
    return any(
        all(
            symbol not in factor_of(*factor).free_symbols
            for other in polynomial.terms
            if other != term
            for factor in other
        )
        for term, symbol in free
    )


class Subtracting(NamedTuple):
    """How multiples of facts are taken away: bounds that say which multiples are at least 0, and points that refute."""

    bounds: TermBounds
    is_refuted: Callable[[Polynomial], bool]
    """Whether a sum is below 0 at a point where all that is known holds."""

    def rests(self, difference: Polynomial, facts: Iterable[Polynomial]) -> Iterator[Polynomial]:
        """The difference, and what is left of it without one fact or two, unless it is below 0 somewhere."""
        yield difference
        if not facts:
            return
        found, level, terms = {difference}, [difference], 0
        for _ in range(_STEPS):
            before, level = [rest for rest in level if not self.is_refuted(rest)], []
            for rest in (rest for known in before for fact in facts for rest in self._less(known, fact)):
                terms += len(rest)
                if terms > _MOST_TERMS:
                    return
                if rest not in found:
                    found.add(rest)
                    level.append(rest)
                    yield rest

    def _less(self, difference: Polynomial, fact: Polynomial) -> Iterator[Polynomial]:
        """A multiple of the difference without as many facts as make one of its terms vanish; no fraction comes up."""
        below = [(inverse(its), has) for its, has in fact.terms.items() if its]
        for mine, have in difference.terms.items():
            tick(len(fact))
            for its, has in below if mine else ():
                monomial = times(mine, its)
                if self.bounds.is_nonnegative(monomial, 1 if (have > 0) == (has > 0) else -1):
                    yield difference.less(fact, monomial, *((have, has) if has > 0 else (-have, -has)))
