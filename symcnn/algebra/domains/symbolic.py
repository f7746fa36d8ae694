"""The domain of SymPy expressions. Numbers stay Python's whole numbers and fractions until they meet a symbol."""

from __future__ import annotations

from contextlib import suppress
from copy import copy
from fractions import Fraction
from typing import TYPE_CHECKING, cast

from sympy import Expr, Integer, Max, Min, Mod, Pow, Symbol, default_sort_key

from symcnn.algebra.domains.assuming import AssumingDomain
from symcnn.algebra.domains.assumption_symbols import in_symbols
from symcnn.algebra.domains.assumptions import assumed
from symcnn.algebra.domains.choices import choice_between
from symcnn.algebra.exact.values import ListOfSymbols
from symcnn.algebra.forms.to_formula import to_formula
from symcnn.algebra.proofs.assumption import Assumption
from symcnn.algebra.proofs.conditions import irredundant
from symcnn.algebra.proofs.facts import Contradiction, Facts
from symcnn.algebra.proofs.points import Points
from symcnn.algebra.proofs.stated_formulas import stated
from symcnn.algebra.quotients.bounds import compared, normal
from symcnn.algebra.quotients.common_factors import over_divisors, root, without_factor, without_fractions
from symcnn.algebra.quotients.construct import add, divide_terms, factors_of, like_terms, multiply, negated
from symcnn.algebra.quotients.even_shares import shares_together
from symcnn.algebra.quotients.extrema_in import extrema_in
from symcnn.algebra.quotients.extremum_comparison import judged_apart, judged_in_order
from symcnn.algebra.quotients.laws import Fraction as Division
from symcnn.algebra.quotients.laws import is_whole, simplify
from symcnn.algebra.quotients.min_max import (
    Ranking,
    both_values_inside,
    common_number,
    distributed,
    remaining,
    simplest,
    without_lesser_sums,
)
from symcnn.algebra.quotients.monomials import has_power, merged, tidied
from symcnn.algebra.quotients.multiplying_out import expanded
from symcnn.algebra.quotients.numbers import is_symbolic, to_plain, to_sympy
from symcnn.algebra.quotients.quotient import Quotient, quotients_in
from symcnn.algebra.quotients.remainder import Remainder
from symcnn.algebra.quotients.symbol import make_symbol
from symcnn.errors import ArithmeticMistake, LimitExceeded, ShapeMistake
from symcnn.limits import DEFAULT, Limits
from symcnn.support.work import now

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from symcnn.algebra.exact.values import Value
    from symcnn.formula import Comparator, Extremum, Formula
    from symcnn.support.requirement import AnyRequirement
    from symcnn.support.scalar import Scalar


class Symbolic(AssumingDomain):
    """Exact arithmetic on numbers and on formulas with symbols.

    >>> domain = Symbolic()
    >>> W = domain.symbol("W")
    >>> domain.floor(domain.sum([W, -6]), 2)
    floor(W/2) - 3
    """

    def __init__(self, limits: Limits = DEFAULT) -> None:
        super().__init__(limits)
        self.assumed = Facts()
        """What is assumed, and no more: conditions that follow from it need not be stated."""

    def symbol(self, name: str, kind: str = "", relation: str = "", bound: Scalar = 1) -> Scalar:
        """A symbol of a kind: a positive whole number unless declared otherwise; bounds that say more are facts."""
        symbol = make_symbol(name, kind, relation, bound)
        own = ((">", 0), (">=", 0), (">=", 1 if symbol.is_integer else 0))
        if relation in (">", ">=", "<", "<=") and (relation, bound) not in own:
            self._assume(Assumption(cast("Comparator", relation), symbol, to_sympy(bound)))
        if kind == "boolean":
            self._assume(Assumption("<=", symbol, Integer(1)))
        return symbol

    def _assume(self, assumption: Assumption) -> None:
        """Take something to be assumed."""
        self.assumed = self.assumed.with_assumptions(assumption)
        self._use_facts(self._facts_with(assumption))

    def sum(self, terms: Iterable[Scalar]) -> Scalar:
        """The sum of any number of terms."""
        known = list(terms)
        if not is_symbolic(*known):
            return super().sum(known)
        return to_plain(shares_together(both_values_inside(add(*map(to_sympy, known)))))

    def product(self, factors: Iterable[Scalar]) -> Scalar:
        """The product of any number of factors."""
        known = list(factors)
        return to_plain(multiply(*map(to_sympy, known))) if is_symbolic(*known) else super().product(known)

    def negate(self, value: Scalar) -> Scalar:
        """``-value``."""
        return to_plain(negated(to_sympy(value))) if is_symbolic(value) else super().negate(value)

    def divide(self, a: Scalar, b: Scalar) -> Scalar:
        """``a/b``."""
        if not is_symbolic(a, b):
            return super().divide(a, b)
        self._assume_nonzero(to_sympy(b))
        return to_plain(multiply(to_sympy(a), 1 / to_sympy(b)))

    def power(self, base: Scalar, exponent: Scalar) -> Scalar:
        """``base^exponent``; whole exponents are bounded, since a power may be expanded later."""
        if not is_symbolic(base, exponent):
            return super().power(base, exponent)
        if isinstance(exponent, int) and abs(exponent) > self.limits.exponent:
            raise LimitExceeded(f"an exponent above {self.limits.exponent:,}")
        if isinstance(exponent, Fraction):
            raise ArithmeticMistake(f"the exponent {exponent} is not a whole number")
        if self.decide("<", exponent, 0):
            self._assume_nonzero(to_sympy(base))
        return to_plain(Pow(to_sympy(base), to_sympy(exponent)))

    def floor(self, numerator: Scalar, denominator: Scalar = 1) -> Scalar:
        """The whole part of ``numerator/denominator``."""
        if is_symbolic(numerator, denominator):
            self._assume_nonzero(to_sympy(denominator))
        return self._floor(numerator, denominator)

    def _floor(self, numerator: Scalar, denominator: Scalar) -> Scalar:
        """The whole part of a quotient whose divisor is not 0."""
        if not is_symbolic(numerator, denominator) or denominator == 0:
            return super().floor(numerator, denominator)
        above, below = to_sympy(numerator), to_sympy(denominator)
        if extrema_in(above) and (extreme := self._floor_of_extreme(above, below)) is not None:
            return extreme
        if not (self.facts.whole or self.integers or has_power(above)):
            return to_plain(Quotient(above, below))
        return to_plain(self._floor_by_facts(Division(above, below)))

    def _floor_by_facts(self, fraction: Division) -> Expr:
        """A quotient rounded down: its terms that divide evenly, and a quotient of the rest with a simple number."""
        whole, left = simplify(fraction)
        if left is None:
            return whole
        exact, rest = self._split(divide_terms(expanded(left.numerator), left.denominator))
        if rest.is_Rational:
            return add(whole, exact, Integer(rest.__floor__()))
        above = left.numerator if exact == 0 else merged(expanded(multiply(rest, left.denominator)))
        return add(whole, exact, Quotient(self.facts.rounded(above, left.denominator), left.denominator))

    def _floor_of_extreme(self, numerator: Expr, denominator: Expr) -> Scalar | None:
        """Rounding keeps the order of quotients: the least of them is that of the least numerator."""
        inside = distributed(numerator)
        if inside is None or self.decide(">", to_plain(denominator), 0) is not True:
            return None
        function, values = inside
        return self.extremum(function, [self.floor(to_plain(value), to_plain(denominator)) for value in values])

    def ceiling(self, numerator: Scalar, denominator: Scalar = 1) -> Scalar:
        """``floor((a + b - 1)/b)`` where both are whole and b is above 0: equal sizes look equal."""
        if is_symbolic(numerator, denominator):
            above, below = to_sympy(numerator), to_sympy(denominator)
            if is_whole(above) and is_whole(below) and self.facts.is_above_0(below):
                return self.floor(add(above, below, Integer(-1)), denominator)
        return super().ceiling(numerator, denominator)

    def evenly(self, numerator: Scalar, denominator: Scalar = 1) -> Scalar:
        """``numerator/denominator``, assumed to be whole from now on."""
        if not is_symbolic(numerator, denominator) or denominator == 0:
            return super().evenly(numerator, denominator)
        return self._assume_integer_value(self.divide(numerator, denominator))

    def remainder(self, a: Scalar, b: Scalar) -> Scalar:
        """``a mod b``; a number where that is known."""
        if not is_symbolic(a, b):
            return super().remainder(a, b)
        self._assume_nonzero(to_sympy(b))
        above, below = self.facts.put(to_sympy(a)), self.facts.put(to_sympy(b))
        _, rest = self._split(divide_terms(expanded(above), below))
        if rest == 0 or is_whole(multiply(above, 1 / below)) or self.facts.is_whole(rest):
            return 0
        if below.is_Integer and rest.is_Rational:
            return to_plain((rest % 1) * below)
        return to_plain(Remainder(to_sympy(a), to_sympy(b)))

    def extremum(self, function: Extremum, values: list[Scalar]) -> Scalar:
        """The least or greatest value; values that are known not to win are left out."""
        if not is_symbolic(*values):
            return super().extremum(function, values)
        kind = Min if function == "min" else Max
        outside, inside = simplest(kind, list(map(to_sympy, values)))
        inside = without_lesser_sums(function, inside, self.decide)
        kept = Ranking(function, self.decide, Points.of(self.facts).values).winners(inside)
        if len(kept) == 1:
            return to_plain(add(outside, kept[0]))
        # Inside of a loop's turn, where it is a value that the turn gives on, it stays an extremum by itself.
        varies = any(self.varying & value.free_symbols for value in kept)
        factor = Integer(1) if varies else common_number(kept)
        inside = [divide_terms(value, factor) for value in kept]
        return to_plain(add(outside, multiply(factor, kind(*inside, evaluate=False))))

    def alternative(self, formula: Formula, scope: Mapping[str, Value]) -> Value:
        """One of two values, where it is open which."""
        varies = self.varying & self._symbols_behind(formula.args[1], scope)
        found = None if varies else choice_between(formula, scope, self)
        return super().alternative(formula, scope) if found is None else found

    def _symbols_behind(self, formula: Formula, scope: Mapping[str, Value]) -> set[Scalar]:
        """The symbols that the names in a formula stand for."""
        values = [scope[word] for node in formula.named() if (word := str(node.value)) in scope]
        parts = [part for value in values for part in (value if isinstance(value, tuple) else (value,))]
        return set().union(*(part.free_symbols for part in parts if isinstance(part, Expr)))

    def above(self, values: Iterable[Scalar], end: Scalar) -> list[Scalar]:
        """The values that are not known to be at most that."""
        asked, least = [to_sympy(value) for value in values], to_sympy(end)
        ends = least.args if isinstance(least, Max) else (least,)
        ranking = Ranking("max", self.decide, Points.of(self.facts).values)
        return [to_plain(value) for value in ranking.beyond(asked, ends)]

    def decide(self, relation: Comparator, a: Scalar, b: Scalar) -> bool | None:
        """Whether the relation holds for all symbols (yes), for none (no), or depends on them (None)."""
        if not is_symbolic(a, b):
            return super().decide(relation, a, b)
        answers, question = self.answers, (relation, a, b)
        if question not in answers.found:
            answers.store(question, self._judged(relation, to_sympy(a), to_sympy(b)))
        return answers.found[question]  # type: ignore[no-any-return]

    def _judged(self, relation: Comparator, a: Expr, b: Expr) -> bool | None:
        asked = relation
        relation, difference = compared(relation, self.facts.put(a), self.facts.put(b), self.facts.is_above_0)
        difference = expanded(difference)
        if self.facts.leaves_open(relation, difference):
            return None
        answer = self.facts.judges(relation, difference)
        if answer is None and asked in (">=", "<="):
            apart = judged_apart(difference, self.decide)
            answer = apart if apart is not None else judged_in_order(asked, a, b, self.facts.put, self.decide)
        if answer is None and self.facts.whole and (settled := expanded(self._settled(difference))) != difference:
            return self.facts.judges(relation, settled)
        return answer

    def _settled(self, expr: Expr) -> Expr:
        """The quotients of an expression simplified by what is assumed, innermost first."""
        return self.once(("settled", expr), lambda: self._settled_anew(expr)) if quotients_in(expr) else expr

    def _settled_anew(self, expr: Expr) -> Expr:
        parts = [self._settled(part) for part in expr.args]
        if isinstance(expr, Quotient):
            return to_sympy(self._floor(*parts))
        return expr if parts == [*expr.args] else expr.func(*parts)  # SymPy compares extrema for long

    def whole(self, value: Scalar) -> bool | None:
        """Whether the value is a whole number."""
        if not is_symbolic(value):
            return super().whole(value)
        expr = self.facts.put(to_sympy(value))
        if is_whole(expr) or self.facts.is_whole(rest := self._split(expanded(expr))[1]):
            return True
        constant, others = rest.as_coeff_Add()
        is_fraction = not constant.is_Integer and self.facts.is_whole(others)
        return False if is_fraction or (rest.is_number and rest.is_irrational) else None

    def assume(self, condition: Formula, scope: Mapping[str, Value]) -> list[Formula]:
        """Assume a comparison, or several joined by ``and``, wherever that helps; returns what this says of symbols.

        Raises :class:`ShapeMistake` where no numbers fulfil it together with what was assumed before.

        >>> domain = Symbolic()
        >>> domain.assume_nonnegative(domain.symbol("W") - 8)
        >>> domain.decide(">=", domain.symbol("W"), 8)
        True
        """
        plain = type(self)(self.limits)
        said = [one for part in in_symbols(condition, scope, plain) for one in self.throughout(part)]
        self.assumed = assumed(self.assumed, condition, scope, plain)
        with suppress(ShapeMistake):  # what contradicts conditions that were stated before is seen when all are
            self._use_facts(assumed(self.facts, condition, scope, plain))
        return said

    def assume_nonnegative(self, *expressions: Scalar) -> None:
        """Take it that expressions are at least 0; where they cannot be, there is nothing to prove anything about."""
        for expr in expressions:
            with suppress(Contradiction):
                self._use_facts(self._facts_with(Assumption(">=", to_sympy(expr), Integer(0))))

    def with_nonnegative(self, expressions: Iterable[Scalar]) -> Symbolic:
        """A domain of its own that knows what this one does, and that some expressions are at least 0."""
        domain = copy(self)
        domain.integers, domain.pending, domain.gathered = self.integers.with_assumptions(), {}, self.gathered.apart()
        domain.assume_nonnegative(*expressions)
        return domain

    def condition(self, relation: Comparator, left: Scalar, right: Scalar) -> Formula:
        """A comparison as a condition of the result, with a single term on the left where that can be."""
        if isinstance(left, Mod) and relation == "==" and right == 0:
            return self.whole_condition(left.args[0] / left.args[1])
        sides = without_factor(to_sympy(left), to_sympy(right), self.facts.is_above_0)
        word, above, below = normal(relation, *(sides if relation in ("==", "!=") else without_fractions(*sides)))
        return stated(word, tidied(above), tidied(below))

    def whole_condition(self, value: Scalar) -> Formula:
        """That a denominator divides its numerator."""
        above, below = over_divisors(root(to_sympy(value)))
        above = above if below.is_number else remaining(above, below)
        return stated("==", Remainder(above, below, evaluate=False), Integer(0))

    def irredundant(
        self, conditions: Iterable[AnyRequirement], sizes: Iterable[Scalar] = ()
    ) -> Iterable[AnyRequirement]:
        """The conditions without those that follow from others or from what is assumed; sizes that go by a name."""
        asked, assumed, named = tuple(conditions), self.assumed, frozenset(map(to_sympy, sizes))
        now("leaving out conditions that follow from others")
        question = "weakest", asked, named, assumed.assumptions  # less than what is known, by which answers are kept
        return self.once(question, lambda: irredundant(asked, assumed, named))

    def collect(self, values: Iterable[Scalar]) -> list[Scalar]:
        """Terms with the same sum, like terms together; linear in their number, unlike SymPy's sorted sum."""
        counts = like_terms(map(to_sympy, values))
        return [to_plain(multiply(coefficient, rest)) for rest, coefficient in counts.items() if coefficient != 0]

    def factors(self, value: Scalar) -> list[Scalar]:
        """The bases of a product's factors; a negative power is no factor that counts."""
        if not is_symbolic(value):
            return super().factors(value)
        powers = [factor.as_base_exp() for factor in factors_of(to_sympy(value))]
        return [to_plain(base if exponent.is_positive else Integer(-1)) for base, exponent in powers]

    def symbols_in(self, value: Value) -> Iterable[str]:
        """The names of the symbols in a value."""
        if isinstance(value, Symbol):
            return (value.name,)
        if isinstance(value, ListOfSymbols):
            return self.symbols_in(value.length)
        if not isinstance(value, Expr):
            return ()
        return (symbol.name for symbol in sorted(value.free_symbols, key=default_sort_key))

    def written(self, value: Scalar) -> Formula:
        """The value as a formula, its terms in SymPy's order."""
        return to_formula(value) if isinstance(value, Expr) else super().written(value)

    def _split(self, share: Expr) -> tuple[Expr, Expr]:
        """A sum as a part that is whole by what is known of its symbols, and the rest."""
        exact, rest = self.facts.whole.split(share, self.facts.proves)
        if self.integers:
            more, rest = self.integers.split(rest, self.facts.proves)
            exact = add(exact, more)
        return exact, rest
