"""The domain of expressions with an index: what repeats in symbols need besides exact arithmetic."""

from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING, Any

from sympy import Add, Integer, Mod, ilcm

from symcnn import formula as f
from symcnn.algebra.exact import NoFormula
from symcnn.algebra.facts.conditions import stated
from symcnn.algebra.forms.forms import to_form
from symcnn.algebra.laws import expanded
from symcnn.algebra.monomials import merged, taken_apart
from symcnn.algebra.plain import to_plain, to_sympy
from symcnn.algebra.quotient import Quotient
from symcnn.algebra.remainder import Remainder
from symcnn.algebra.sums import add, multiply, negated, subtract
from symcnn.algebra.symbolic import Symbolic, make_symbol
from symcnn.algebra.turns.extremes import extreme
from symcnn.algebra.turns.recurrence import Unsolved, solve_recurrences
from symcnn.algebra.turns.series import Index, summed
from symcnn.formula import Formula

if TYPE_CHECKING:
    from collections.abc import Mapping

    from symcnn.algebra.exact import Scalar

Turns = tuple["Scalar", "Scalar", "Scalar"]
"""An index, the first value that it takes, and the last."""


class Turning(Symbolic):
    """Exact arithmetic on formulas whose indices stand for every turn of a repeat.

    >>> domain = Turning()
    >>> n, i = domain.symbol("n"), domain.index("i")
    >>> domain.series(2**i, i, 0, n - 1)
    2**n - 1
    """

    turns: tuple[Turns, ...] = ()

    def index(self, name: str) -> Scalar:
        """A symbol that counts turns."""
        return Index(name)

    def turning(self, index: Scalar, first: Scalar, last: Scalar) -> Turning:
        """A domain of its own in which an index runs from a first to a last value."""
        domain = copy(self.supposing([add(index, to_sympy(-first)), subtract(to_sympy(last), index)]))
        assert isinstance(domain, Turning)
        domain.turns = (*self.turns, (index, to_sympy(first), to_sympy(last)))
        return domain

    def recur(
        self, updates: Mapping[Scalar, Scalar], start: Mapping[Scalar, Scalar], index: Scalar
    ) -> tuple[Mapping[Scalar, Scalar], int] | NoFormula:
        """The state after ``index`` turns, and from which turn on that holds; words if no formula is known."""
        after = {symbol: to_sympy(value) for symbol, value in updates.items()}
        before = {symbol: to_sympy(value) for symbol, value in start.items()}
        try:
            solution = solve_recurrences(after, before, index, self.facts.least)
        except Unsolved as failure:
            return NoFormula(("each turn makes ", self.told(failure.update), " of ", self.told(failure.symbol)))
        return {symbol: self._settled(value) for symbol, value in solution.values.items()}, solution.peel

    def put(self, value: Scalar, replaced: Mapping[Scalar, Scalar]) -> Scalar:
        """A value with symbols replaced, as it would have been computed with what stands for them."""
        rule = {symbol: to_sympy(new) for symbol, new in replaced.items()}
        return to_plain(self._settled(to_sympy(value).xreplace(rule)))

    def _settled(self, expr: Any) -> Any:
        """The quotients of an expression simplified by what is assumed, innermost first."""
        if not (self.facts.assumptions or self.granted or self.is_exact) or not expr.has(Quotient):
            return expr
        parts = [self._settled(part) for part in expr.args]
        return to_sympy(self.floor(*parts)) if isinstance(expr, Quotient) else expr.func(*parts) if parts else expr

    def series(self, value: Scalar, index: Scalar, first: Scalar, last: Scalar) -> Scalar:
        """What a value adds up to while the index runs; a sum stays where it has no closed form.

        The range may be empty, but not less than that: who asks sees to it.
        """
        turns = make_symbol("so many turns", "integer", ">=", 0)  # a name that no author can write
        start = to_sympy(first)
        total = summed(to_sympy(value), index, start, add(start, turns, Integer(-1)), self.facts.least)
        return to_plain(total.xreplace({turns: add(to_sympy(last), Integer(1), negated(start))}))

    def greatest(self, value: Scalar, index: Scalar, first: Scalar, last: Scalar) -> list[Scalar] | None:
        """Values of which one is the greatest while the index runs; None where no turns are known for that.

        >>> domain = Turning()
        >>> n, i = domain.symbol("n"), domain.index("i")
        >>> domain.greatest(2*i + 1, i, 0, n - 1)
        [2*n - 1]
        """
        ends = extreme(to_sympy(value), index, to_sympy(first), to_sympy(last), "<=")
        if ends is None or index not in to_sympy(value).free_symbols:
            return None if ends is None else [value]
        return [to_plain(expanded(negated(end))) for end in ends]

    def grant(self, value: Scalar) -> None:
        """Take it that a value is a whole number and not below 0."""
        self._grant(value)
        self.suppose(value)

    def formed(self, value: Scalar, form: str = "shortest", symbol: str = "") -> Formula:
        """The value as a formula, written in a form."""
        return to_form(value, form, symbol or None)

    def condition(self, relation: str, left: Scalar, right: Scalar) -> Formula:
        """A comparison as a condition of the result, powers below the line multiplied out."""
        sides = (to_sympy(left), to_sympy(right))
        divisor = _power_below(merged(expanded(subtract(*sides))))
        if divisor == 1 or relation in ("==", "!="):
            return super().condition(relation, left, right)
        return super().condition(relation, *(to_plain(merged(expanded(multiply(side, divisor)))) for side in sides))

    def whole_condition(self, value: Scalar) -> Formula:
        """That a denominator divides its numerator; what it divides anyway is left out."""
        expr = merged(expanded(to_sympy(value)))
        divisor = _power_below(expr)
        if divisor == 1:
            return super().whole_condition(value)
        rest = add(*(term for term in Add.make_args(expr) if not self.whole(to_plain(term))))
        scale = Integer(ilcm(*(term.as_coeff_Mul()[0].q for term in Add.make_args(rest)), 1))
        above, below = merged(expanded(multiply(rest, divisor, scale))), multiply(divisor, scale)
        return stated("==", Remainder(above, below, evaluate=False), Integer(0))

    def throughout(self, condition: Formula) -> list[Formula]:
        """Conditions without an index that say the same as one that holds in every turn; none where all do anyway."""
        found = [condition]
        for turns in reversed(self.turns):
            found = [part for formula in found for part in self._in_every_turn(formula, turns)]
        return found

    def _in_every_turn(self, condition: Formula, turns: Turns) -> list[Formula]:
        index, first, last = turns
        sides = getattr(condition, "sides", None)
        if sides is None or not any(index in side.free_symbols for side in sides):
            return [condition]
        left, right = sides
        relation = str(condition.value)
        if relation == "==" and isinstance(left, Mod):
            return self._divides_throughout(condition, turns)
        if relation == "<=":
            left, right, relation = right, left, ">="
        ends = extreme(subtract(left, right), index, first, last) if relation == ">=" else None
        if ends is None:
            return [self._folded(condition, turns)]
        open_ends = [end for end in map(self._settled, ends) if self.decide(">=", to_plain(end), 0) is not True]
        return [self.condition(">=", to_plain(end), 0) for end in open_ends]

    def _divides_throughout(self, condition: Formula, turns: Turns) -> list[Formula]:
        """What the last divisor divides, the ones before it do, if each divides the next and the rest agrees."""
        index, _, last = turns
        above, below = condition.sides[0].args  # type: ignore[attr-defined]  # a condition with sides
        final = [self._settled(part.xreplace({index: last})) for part in (above, below)]
        ratio, apart = final[1] / below, subtract(final[0], above) / below
        if self.whole(to_plain(ratio)) and self.whole(to_plain(apart)):
            return [self.whole_condition(to_plain(final[0] / final[1]))]
        return [self._folded(condition, turns)]

    def _folded(self, condition: Formula, turns: Turns) -> Formula:
        """Where no turn is known to be the hardest: the least of all turns is what counts."""
        index, first, last = turns
        left, right = (side.xreplace({index: add(index, first)}) for side in condition.sides)  # type: ignore[attr-defined]
        gap = subtract(left, right)
        if condition.value == "==":
            gap = -(gap**2)
        extent = (f.name(index.name), self.written(to_plain(add(last, Integer(1), -first))))
        least = Formula("fold", (self.written(to_plain(gap)), *extent), "min")
        return Formula("compare", (least, f.ZERO), ">=")


def _power_below(expr: Any) -> Any:
    """The powers of numbers by which an expanded sum has to be multiplied so that none stands below the line."""
    most: dict[Any, Any] = {}
    for term in Add.make_args(expr):
        for base, exponent in taken_apart(term)[1].items():
            if base.is_Integer and base > 1 and exponent.could_extract_minus_sign():
                known = most.get(base, Integer(0))
                most[base] = known if subtract(exponent, known).is_nonnegative else exponent
    return multiply(*(base ** negated(exponent) for base, exponent in most.items()))
