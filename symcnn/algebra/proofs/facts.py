"""Facts about symbols: assumptions in forms that proofs can use. Immutable: adding one makes a new value."""

from __future__ import annotations

from functools import cached_property
from math import gcd
from typing import TYPE_CHECKING

from sympy import Expr, Integer, Mod

from symcnn.algebra.exact.arithmetic import RELATIONS
from symcnn.algebra.proofs.as_polynomial import expression_of, polynomial_of
from symcnn.algebra.proofs.periodic import is_always_whole
from symcnn.algebra.proofs.points import Points
from symcnn.algebra.proofs.remainders import EVERY, Residue, residue_of_symbol, whole_where
from symcnn.algebra.proofs.rules import KnownFacts, decided
from symcnn.algebra.proofs.subtracting import KnownEnds, Subtracting, TermBounds, falls_without_end
from symcnn.algebra.quotients.bounds import SymbolicInterval, bounds, compared, judged, lowest
from symcnn.algebra.quotients.construct import add, multiply, negated, subtract, terms_of
from symcnn.algebra.quotients.extrema_in import extrema_in
from symcnn.algebra.quotients.growing import bound_of_growing
from symcnn.algebra.quotients.laws import is_above_0, is_whole
from symcnn.algebra.quotients.monomials import has_power, merged
from symcnn.algebra.quotients.multiplying_out import expanded

if TYPE_CHECKING:
    from symcnn.algebra.exact.polynomial import Polynomial
    from symcnn.algebra.proofs.assumption import Assumption
    from symcnn.formula import Comparator, Formula


class Contradiction(Exception):  # noqa: N818 - what it says
    """Facts that no numbers fulfil together."""


class Facts(KnownFacts):
    """What is known of symbols.

    >>> from symcnn.algebra.proofs.assumption import Assumption
    >>> from symcnn.algebra.quotients.symbol import make_symbol
    >>> W = make_symbol("W")
    >>> facts = Facts().with_assumptions(Assumption("==", Mod(W, 16), Integer(12)))
    >>> facts.least[W], facts.residues[W]
    (12, Residue(modulus=16, remainder=12))
    """

    @cached_property
    def _proved(self) -> dict[Expr, bool]:
        """Earlier questions, and whether each was proved."""
        return {}

    @cached_property
    def _ends(self) -> dict[Expr, SymbolicInterval]:
        """Between which numbers powers and nodes lie."""
        return {}

    @cached_property
    def _term_ends(self) -> tuple[KnownEnds, KnownEnds]:
        """The same of the terms of polynomials, by bounds alone and where exponents are proved."""
        return KnownEnds({}, {}), KnownEnds({}, {})

    def with_assumptions(self, *assumptions: Assumption) -> Facts:
        """These facts and more; raises :class:`Contradiction` where no numbers fulfil them all."""
        facts = self
        for assumption in assumptions:
            facts = facts._replace(assumptions=(*facts.assumptions, assumption)).used(assumption)
        return facts

    def with_formula(self, formula: Formula) -> Facts:
        """These facts, and one that no proof can use."""
        return self._replace(unused=(*self.unused, formula))

    def used(self, assumption: Assumption) -> Facts:
        """These facts and what follows from an assumption."""
        relation, left, right = assumption.relation, self.put(assumption.left), self.put(assumption.right)
        if relation == "==" and isinstance(right, Mod) and not isinstance(left, Mod):
            left, right = right, left
        if isinstance(left, Mod) and relation == "==" and not right.has(Mod):
            return self._congruent(left.args[0], left.args[1], right)
        relation, difference = compared(relation, left, right, self.is_above_0)
        difference = merged(expanded(difference))
        if relation == "==":
            return self._equal(difference).at_least_0(difference).at_least_0(expanded(negated(difference)))
        if relation in (">", "!=") and self.judges(relation, difference) is False:
            raise Contradiction
        return self.at_least_0(difference) if relation in (">=", ">") else self

    def _congruent(self, expr: Expr, modulus: Expr, remainder: Expr) -> Facts:
        """``expr ≡ remainder (mod modulus)``."""
        if modulus.is_Rational and remainder.is_Rational and (modulus == 0 or remainder % modulus != remainder):
            raise Contradiction
        difference = expanded(subtract(expr, remainder))
        share = merged(expanded(multiply(difference, 1 / modulus)))
        facts = self._replace(whole=self.whole.with_assumptions(share))
        alone = residue_of_symbol(difference, modulus)
        if alone is not None:
            return facts.of_symbol(*alone)
        if remainder == 0 and self.is_above_0(expr) and self.is_above_0(modulus):
            return facts.at_least_0(subtract(share, Integer(1))).at_least_0(merged(subtract(expr, modulus)))
        return facts

    def of_symbol(self, symbol: Expr, residue: Residue | None) -> Facts:
        """These facts and the residue of a symbol."""
        joined = residue and self.residues.get(symbol, EVERY).joined(residue)
        if joined is None:
            raise Contradiction
        whole = self.whole.with_assumptions(whole_where(symbol, joined))
        facts = self._replace(residues={**self.residues, symbol: joined}, whole=whole)
        return facts.between(symbol, None, None)

    def at_least_0(self, difference: Expr) -> Facts:
        """These facts and that an expanded sum is at least 0."""
        high = self.bounds(difference)[1]
        if (high is not None and high < 0) or (
            is_whole(difference) and self.proves(expanded(subtract(Integer(-1), difference)))
        ):
            raise Contradiction
        constant, rest = difference.as_coeff_Add()
        multiple, symbol = rest.as_coeff_Mul()
        if symbol.is_Symbol and multiple.is_Rational:
            end = -constant / multiple
            return self.between(symbol, end, None) if multiple > 0 else self.between(symbol, None, end)
        if difference.is_number:
            return self
        return self._replace(nonnegative=(*self.nonnegative, difference))

    def between(self, symbol: Expr, low: Expr | None, high: Expr | None) -> Facts:
        """A symbol between two numbers, None for no end; congruences narrow the interval."""
        lows = [end for end in (low, self.least.get(symbol, lowest(symbol))) if end is not None]
        highs = [end for end in (high, self.most.get(symbol)) if end is not None]
        low, high = max(lows, default=None), min(highs, default=None)
        if symbol.is_integer:
            residue = self.residues.get(symbol, EVERY)
            low = None if low is None else Integer(residue.least_from(int(low.__ceil__())))
            high = None if high is None else Integer(residue.greatest_to(int(high.__floor__())))
        if high is not None and ((low is not None and low > high) or (symbol.is_positive and high <= 0)):
            raise Contradiction
        facts = self._replace(least=self.least if low is None else {**self.least, symbol: low})
        return facts if high is None else facts._replace(most={**self.most, symbol: high})

    def _equal(self, difference: Expr) -> Facts:
        """One symbol that the difference fixes stands for the others, in earlier assumptions too."""
        if difference.is_number and difference != 0:
            raise Contradiction
        for term in reversed(terms_of(difference)):
            sign, symbol = term.as_coeff_Mul()
            value = merged(expanded(multiply(subtract(term, difference), 1 / sign)))
            if symbol.is_Symbol and not value.has(symbol) and is_whole(value):
                put = {symbol: value}
                equal = {name: merged(expanded(expr.xreplace(put))) for name, expr in self.equal.items()} | put
                facts = Facts(self.assumptions, self.unused, equal=equal)
                for assumption in self.assumptions[:-1]:
                    facts = facts.used(assumption)
                low = lowest(symbol)
                return facts if low is None else facts.at_least_0(merged(expanded(subtract(facts.put(value), low))))
        return self

    # -- what follows --------------------------------------------------------------------------------------------------

    def put(self, expr: Expr) -> Expr:
        """The expression without the symbols that are known to be others."""
        return expr.xreplace(self.equal) if self.equal else expr

    def bounds(self, expr: Expr) -> SymbolicInterval:
        """Between which numbers an expanded sum lies."""
        return bounds(expr, self.least, self.most, None, self._ends)

    def is_above_0(self, expr: Expr) -> bool:
        """Whether an expression is shown to be above 0, as divisors have to be."""
        if is_above_0(expr):
            return True
        known = merged(expanded(expr))
        low = self.bounds(known)[0]
        return bool(low is not None and low > 0) or (is_whole(known) and self.proves(subtract(known, Integer(1))))

    def is_whole(self, expr: Expr) -> bool:
        """Whether a sum is whole by what is known to divide evenly, or by trying one period of its symbols."""
        return self.whole.is_whole(expr, self.proves) or is_always_whole(expr, self.residues)

    def proves(self, difference: Expr) -> bool:
        """Whether an expanded sum is shown to be at least 0."""
        known = self._proved.get(difference)
        if known is None:
            if len(self._proved) >= _REMEMBERED:
                self._proved.clear()
            known = self._proves(polynomial_of(difference), self.nonnegative, self._by_exponents)
            self._proved[difference] = known
        return known

    def _proves_exponent(self, exponent: Expr) -> bool:
        """Whether facts without powers prove that an exponent is not below 0."""
        if has_power(exponent):
            return False
        plain = tuple(fact for fact in self.nonnegative if not has_power(fact))
        return self._proves(polynomial_of(exponent), plain, self._by_symbols)

    @property
    def _by_symbols(self) -> TermBounds:
        """Bounds of sums by those of their symbols alone."""
        return TermBounds(self.bounds, self._term_ends[0])

    @property
    def _by_exponents(self) -> TermBounds:
        """Bounds of sums where it is proved of exponents whether they are at least 0."""
        return TermBounds(
            lambda factor: bounds(factor, self.least, self.most, self._proves_exponent), self._term_ends[1]
        )

    def judges(self, relation: Comparator, difference: Expr) -> bool | None:
        """Whether an expanded sum is ``>=``, ``>``, ``==`` or ``!=`` 0, as far as that can be proved."""
        return decided(self, relation, difference)

    def holds_where(self, case: Assumption, relation: Comparator, difference: Expr) -> bool:
        """Whether a comparison of a sum with 0 is shown to hold wherever these facts and one more do."""
        try:
            facts = self.with_assumptions(case)
        except Contradiction:
            return True
        found = merged(expanded(facts.put(difference)))
        # What a fact puts in may be a minimum again, whose cases would be taken without end.
        return len(extrema_in(found)) <= len(extrema_in(difference)) and decided(facts, relation, found) is True

    def rounded(self, numerator: Expr, denominator: Expr) -> Expr:
        """The numerator with the plainest number for which the quotient is the same: that of a floor or a ceiling."""
        constant, others = numerator.as_coeff_Add()
        if not self.residues or not denominator.is_Integer or not constant.is_Integer or others == 0:
            return numerator
        if denominator < 0:
            return numerator
        modulus, remainder = self.residue(others)
        modulus = gcd(modulus, int(denominator))
        first = constant - (constant + remainder) % modulus
        for plain in (Integer(0), Integer(-1)):
            number = first + (plain - first) % denominator
            if number < first + modulus:
                return add(others, number)
        return add(others, first)

    def refutes(self, difference: Expr | Polynomial) -> bool:
        """Whether an expanded sum is below 0 at a point where all that is known holds."""
        return Points.of(self).refute(difference)

    @property
    def is_met(self) -> bool:
        """Whether a point was found at which all that is known holds; without one a proof is a long search."""
        return bool(Points.of(self))

    def leaves_open(self, relation: Comparator, difference: Expr) -> bool:
        """Whether a comparison of an expanded sum with 0 holds at one point and fails at another: no proof can tell."""
        if judged(relation, *self.bounds(difference)) is not None:
            return False
        values = Points.of(self).values(difference)
        return len({bool(RELATIONS[relation](value, 0)) for value in values if value is not None}) > 1

    def _is_bounded(self, symbol: Expr) -> bool:
        """Whether a symbol is known to be at most something, or may be."""
        return symbol in self.most or symbol in self._compared

    @cached_property
    def _compared(self) -> frozenset[Expr]:
        """The symbols of sums that are at least 0."""
        return frozenset().union(*(fact.free_symbols for fact in self.nonnegative))

    def _proves(self, difference: Polynomial, facts: tuple[Expr, ...], shown: TermBounds) -> bool:
        """Whether a sum, or what is left of it without some facts, is shown to be at least 0."""
        if falls_without_end(difference, self._is_bounded):
            return False
        subtracting, left = Subtracting(self._by_symbols, self.refutes), []
        for rest in subtracting.rests(difference, tuple(map(polynomial_of, facts))):
            if shown.shows(rest):
                return True
            left.append(rest)
        return any(map(self._grows, left[:_MOST_GROWING]))

    def _grows(self, rest: Polynomial) -> bool:
        """Whether a sum of few terms is at least 0 where each symbol is its least value and more."""
        if len(rest) > _MOST_TERMS_GROWING or self.refutes(rest):
            return False
        low = bound_of_growing(expression_of(rest), self.least)
        return low is not None and bool(low >= 0)

    def residue(self, expr: Expr) -> Residue:
        """What an expanded sum leaves when the greatest number for which that is known divides it."""
        modulus, remainder = 0, 0
        for term in terms_of(expr):
            coefficient, rest = term.as_coeff_Mul()
            if not coefficient.is_Integer or not is_whole(rest):
                return EVERY
            step, left = self.residues.get(rest, EVERY) if rest != 1 else (0, 1)
            modulus = gcd(modulus, int(coefficient) * step)
            remainder += int(coefficient) * left
        return Residue(modulus, remainder % modulus) if modulus else EVERY


_MOST_GROWING, _MOST_TERMS_GROWING = 8, 8
"""How many of the sums that one proof looks at are shifted to the least values of their symbols, and how long ones."""

_REMEMBERED = 10_000
"""How many answers are remembered of the same facts."""
