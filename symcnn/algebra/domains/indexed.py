"""The domain of expressions with an index: sums and recurrences over the iterations of a symbolic repeat."""

from __future__ import annotations

from contextlib import suppress
from copy import copy
from typing import TYPE_CHECKING, NamedTuple

from sympy import Expr, Integer, Mod, floor

from symcnn import formula as f
from symcnn.algebra.domains.forming import in_form
from symcnn.algebra.domains.symbolic import Symbolic
from symcnn.algebra.exact.arithmetic import RANGE, IteratedState, NoFormula
from symcnn.algebra.proofs.assumption import Assumption
from symcnn.algebra.proofs.extreme_turns import critical_indices, least_values
from symcnn.algebra.proofs.facts import Contradiction
from symcnn.algebra.proofs.joint_turns import joint_ends
from symcnn.algebra.proofs.stated_formulas import Guarded, at_least_0, guarded, stated
from symcnn.algebra.quotients.construct import (
    add,
    divide_terms,
    least_denominator,
    multiply,
    negated,
    subtract,
    terms_of,
)
from symcnn.algebra.quotients.monomials import merged, power_below
from symcnn.algebra.quotients.multiplying_out import expanded
from symcnn.algebra.quotients.numbers import is_symbolic, to_plain, to_sympy
from symcnn.algebra.quotients.remainder import Remainder
from symcnn.algebra.quotients.symbol import make_symbol
from symcnn.algebra.sums.joined_sums import with_sums_joined
from symcnn.algebra.sums.recurrence import Unsolved, solve_recurrences
from symcnn.algebra.sums.series import Index, summed
from symcnn.errors import ArgumentMistake, ArithmeticMistake
from symcnn.formula import Comparator, Formula

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping

    from symcnn.algebra.exact.values import Value
    from symcnn.support.scalar import Scalar


class IndexRange(NamedTuple):
    """An index, the first value that it takes and the last, and when it takes none."""

    index: Expr  # type: ignore[assignment]  # no method of a tuple
    first: Expr
    last: Expr
    absent: tuple[Formula, ...] = ()
    """A comparison that holds exactly where there is no such turn, if there may be none."""


class Indexed(Symbolic):
    """Exact arithmetic on formulas whose indices stand for every turn of a repeat.

    >>> domain = Indexed()
    >>> n, i = domain.symbol("n"), domain.index("i")
    >>> domain.series(2**i, i, 0, n - 1)
    2**n - 1
    """

    turns: tuple[IndexRange, ...] = ()
    outside: tuple[Indexed, ...] = ()
    """For each of these, the domain around: what is known there does not rest on there being a turn."""

    def index(self, name: str) -> Scalar:
        """A symbol that counts turns."""
        return Index(name)

    def with_index(self, index: Scalar, first: Scalar, last: Scalar) -> Indexed:
        """A domain of its own in which an index runs from a first to a last value."""
        domain = copy(self.with_nonnegative([add(index, to_sympy(-first)), subtract(to_sympy(last), to_sympy(index))]))
        assert isinstance(domain, Indexed)
        domain.vary([index])
        turns = IndexRange(to_sympy(index), to_sympy(first), to_sympy(last), self._absent(first, last))
        domain.turns, domain.outside = (*self.turns, turns), (*self.outside, self)
        return domain

    def _absent(self, first: Scalar, last: Scalar) -> tuple[Formula, ...]:
        """That there is no turn from a first to a last one."""
        count = add(to_sympy(last), Integer(1), negated(to_sympy(first)))
        if self.decide(">=", to_plain(count), 1):
            return ()
        relation = "==" if self.decide(">=", to_plain(count), 0) else "<="
        constant, rest = count.as_coeff_Add()
        times, symbol = rest.as_coeff_Mul()
        if symbol.is_Symbol and (times > 0 or relation == "=="):
            whole = (constant / times).is_Integer or relation == "<="
            return (stated(relation, symbol, floor(-constant / times)),) if whole else ()
        return (self.condition("<=", to_plain(count), 0),)

    def recur(
        self, updates: Mapping[Scalar, Scalar], start: Mapping[Scalar, Scalar], index: Scalar
    ) -> IteratedState | NoFormula:
        """The state after ``index`` turns; words if no formula is known."""
        after = {to_sympy(symbol): to_sympy(value) for symbol, value in updates.items()}
        before = {to_sympy(symbol): to_sympy(value) for symbol, value in start.items()}
        try:
            solution = solve_recurrences(after, before, to_sympy(index), self.facts.least)
        except Unsolved as failure:
            return NoFormula(
                ("each turn makes ", self.formula_text(failure.update), " of ", self.formula_text(failure.symbol))
            )
        values: dict[Scalar, Scalar] = {symbol: self._settled(value) for symbol, value in solution.values.items()}
        return IteratedState(values, solution.peel)

    def put(self, value: Scalar, replaced: Mapping[Scalar, Scalar]) -> Scalar:
        """A value with symbols replaced, as it would have been computed with what stands for them."""
        return to_plain(self._settled(to_sympy(value).xreplace({old: to_sympy(new) for old, new in replaced.items()})))

    def _settled(self, expr: Expr) -> Expr:
        return super()._settled(expr) if self.facts.assumptions or self.integers else expr

    def series(self, value: Scalar, index: Scalar, first: Scalar, last: Scalar) -> Scalar:
        """What a value adds up to while the index runs: a sum where it has no closed form; the range may be empty."""
        start, turns = to_sympy(first), make_symbol("so many turns", "integer", ">=", 0)  # no author can write that
        asked = to_sympy(value), to_sympy(index), start, add(start, turns, Integer(-1))
        total = self.once(("series", *asked), lambda: summed(*asked, self.facts.least))
        return to_plain(total.xreplace({turns: add(to_sympy(last), Integer(1), negated(start))}))

    def greatest(self, value: Scalar, index: Scalar, first: Scalar, last: Scalar) -> list[Scalar] | None:
        """Values of which one is the greatest while the index runs; None where no turns are known for that.

        >>> domain = Indexed()
        >>> n, i = domain.symbol("n"), domain.index("i")
        >>> domain.greatest(2*i + 1, i, 0, n - 1)
        [2*n - 1]
        """
        ends = least_values(negated(to_sympy(value)), to_sympy(index), to_sympy(first), to_sympy(last))
        if ends is None or index not in to_sympy(value).free_symbols:
            return None if ends is None else [value]
        return [to_plain(expanded(negated(end))) for end in ends]

    def count(self, length: Scalar) -> None:
        """Assume that a range has ``length`` values.

        >>> domain = Indexed()
        >>> domain.count(domain.symbol("K") - 5)
        >>> [(str(condition.value), words) for condition, words in domain.pending_conditions()]
        [('>=', 'a range is a whole number, not below 0')]
        """
        whole, enough = self.whole(length), self.decide(">=", length, 0)
        if False in (whole, enough):
            raise ArgumentMistake("a range needs a whole number, not below 0")
        if whole is None:
            self._record(self.whole_condition(length), length, RANGE)
        if enough is None:
            self._record(self.condition(">=", length, 0), length, RANGE)

    def assume_integer(self, value: Scalar) -> None:
        """Take it that a value is a whole number and not below 0."""
        self._assume_whole(value)
        with suppress(Contradiction):
            self._assume(Assumption(">=", to_sympy(value), Integer(0)))

    def learn(self, condition: Formula) -> None:
        """Reason from a condition of the result from now on: who reads the result has seen to it that it holds."""
        if condition.sides is None:
            return
        left, right = condition.sides
        if isinstance(left, Mod) and condition.value == "==":
            with suppress(Contradiction):
                self._use_facts(self._facts_with(Assumption("==", left, right)))
        elif len(left.free_symbols | right.free_symbols) == 1 and (gap := at_least_0(condition)) is not None:
            self.assume_nonnegative(gap)  # one of several symbols would make every later proof longer, for little

    def known_of(self, values: Iterable[Value]) -> Hashable:
        """The assumptions about the symbols in some values, and about those that they are compared with.

        >>> one, other = Indexed(), Indexed()
        >>> W, n = one.symbol("W"), one.symbol("n")
        >>> other.assume_nonnegative(n - 2)
        >>> one.known_of([W]) == other.known_of([W]), one.known_of([W + n]) == other.known_of([W + n])
        (True, False)
        """
        if self.integers or self.facts.unused:
            return self.answers
        known = {name for value in values for name in self.symbols_in(value)}
        said = [
            (one, {symbol.name for symbol in one.left.free_symbols | one.right.free_symbols})
            for one in self.facts.assumptions
        ]
        while more := [names for _, names in said if names & known and not names <= known]:
            known.update(*more)
        turns = tuple(turns for turns in self.turns if turns.index.name in known)
        return self.limits.given, self.is_exact, turns, tuple(one for one, names in said if names & known)

    def put_in(self, value: Scalar) -> Scalar:
        """A value in which what is assumed to be equal to something stands as that."""
        return to_plain(self.assumed.put(to_sympy(value))) if is_symbolic(value) else value

    def with_conditions(self, conditions: Iterable[Formula]) -> Symbolic:
        """A domain of its own in which conditions of a result hold: those that say that something is large enough."""
        sides = (condition.sides for condition in conditions if condition.value == ">=")
        return self.with_nonnegative([subtract(*pair) for pair in sides if pair is not None])

    def formed(self, value: Scalar, form: str = "shortest", symbol: str = "") -> Formula:
        """The value as a formula, written in a form."""
        return in_form(value, form, symbol)

    def condition(self, relation: Comparator, left: Scalar, right: Scalar) -> Formula:
        """A comparison as a condition of the result, powers below the line multiplied out."""
        sides = (to_sympy(left), to_sympy(right))
        divisor = power_below(merged(expanded(subtract(*sides))))
        if divisor == 1 or relation in ("==", "!="):
            return super().condition(relation, left, right)
        return super().condition(relation, *(to_plain(merged(expanded(multiply(side, divisor)))) for side in sides))

    def whole_condition(self, value: Scalar) -> Formula:
        """That a denominator divides its numerator; what it divides anyway is left out."""
        expr = merged(expanded(to_sympy(value)))
        divisor = power_below(expr)
        if divisor == 1:
            return super().whole_condition(value)
        rest = add(*(term for term in terms_of(expr) if not self.whole(to_plain(term))))
        scale = least_denominator(rest)
        above, below = merged(expanded(multiply(rest, divisor, scale))), multiply(divisor, scale)
        return stated("==", Remainder(above, below, evaluate=False), Integer(0))

    def throughout(self, condition: Formula) -> list[Formula]:
        """Conditions without an index that say the same as one that holds in every turn; none where all do anyway."""
        found = self._joined(condition) if len(self.turns) > 1 else [condition]
        for turns, outside in zip(reversed(self.turns), reversed(self.outside), strict=True):
            found = [part for formula in found for part in self._in_every_turn(formula, turns, outside)]
        return found

    def _joined(self, condition: Formula) -> list[Formula]:
        """Those at the ends of several loops together, where one sign decides about all of them."""
        gap = at_least_0(condition)
        if gap is None:
            return [condition]
        ends = joint_ends(gap, [turns[:3] for turns in self.turns])
        return [condition] if len(ends) == 1 else self._open(ends)

    def _open(self, ends: Iterable[Expr]) -> list[Formula]:
        """That expressions are at least 0, but for those that always are."""
        settled = map(with_sums_joined, map(self._settled, ends))
        return [self.condition(">=", to_plain(end), 0) for end in settled if not self.decide(">=", to_plain(end), 0)]

    def _in_every_turn(self, condition: Formula, turns: IndexRange, outside: Indexed) -> list[Formula]:
        absent, inner = (condition.absent, condition.inner) if isinstance(condition, Guarded) else ((), condition)
        name = turns.index.name
        if any(name in one.free_names() for one in absent):
            first = stated("==", turns.index, turns.first)
            if absent != (first,):
                return [guarded(turns.absent, self._folded(condition, turns))]
            later = turns._replace(first=add(turns.first, Integer(1)))  # in the first iteration it is not required
            absent, turns = outside._absent(later.first, later.last), later
        return [guarded((*absent, *turns.absent), found) for found in self._required_in_every_iteration(inner, turns)]

    def _required_in_every_iteration(self, condition: Formula, turns: IndexRange) -> list[Formula]:
        index, first, last, _ = turns
        if index.name not in condition.free_names():
            return [condition]
        if condition.sides is None:
            return [self._folded(condition, turns)]
        if condition.value == "==":
            return self._equal_throughout(condition, turns)
        gap = at_least_0(condition)
        ends = None if gap is None else critical_indices(gap, index, first, last)
        return [self._folded(condition, turns)] if ends is None else self._open(ends)

    def _equal_throughout(self, condition: Formula, turns: IndexRange) -> list[Formula]:
        """An equation for all turns: it is checked at the ends, a whole quotient where all others are its multiples."""
        index, first, last, _ = turns
        assert condition.sides is not None
        left, right = condition.sides
        if not isinstance(left, Mod):
            ends = critical_indices(subtract(left, right), index, first, last, "==")
            return (
                [self.condition("==", to_plain(end), 0) for end in ends] if ends else [self._folded(condition, turns)]
            )
        share = divide_terms(expanded(subtract(left.args[0], right)), left.args[1])
        for end in (last, first):
            hardest = self._settled(merged(expanded(share.xreplace({index: end}))))
            if self._whole_with(share, hardest):
                return [] if self.whole(to_plain(hardest)) else [self.whole_condition(to_plain(hardest))]
        return [self._folded(condition, turns)]

    def _whole_with(self, share: Expr, known: Expr) -> bool:
        """Whether a quotient is whole where another one is."""
        more = self.facts.whole if self.whole(to_plain(known)) else self.facts.whole.with_assumptions(known)
        return more.is_whole(self._split(share)[1], self.facts.proves)

    def _folded(self, condition: Formula, turns: IndexRange) -> Formula:
        """A condition for all turns where none is known to be the hardest: it holds for the least of all turns."""
        index, first, last, _ = turns
        gap = self._gap(condition, index, first)
        extent = (f.name(index.name), self.written(to_plain(add(last, Integer(1), -first))))
        if condition.op == "compare" and condition.value == "==":
            greatest = Formula("fold", (f.negative(gap), *extent), "max")
            return Formula("compare", (greatest, f.ZERO), "==")
        return Formula("compare", (Formula("fold", (gap, *extent), "min"), f.ZERO), ">=")

    def _gap(self, condition: Formula, index: Expr, first: Expr) -> Formula:
        """A formula that is at least 0 where a condition holds and below 0 elsewhere, its index counted from 0 on."""
        if condition.op in _JOINED:
            return f.call(_JOINED[condition.op], *(self._gap(part, index, first) for part in condition.args))
        sides = condition.sides
        if sides is None:
            return _moved(_least(condition), index.name, self.written(to_plain(first)))
        if condition.value == "==" and isinstance(sides[0], Mod) and sides[1] == 0:
            above, below = (self.written(to_plain(part.xreplace({index: add(index, first)}))) for part in sides[0].args)
            return f.negative(Formula("remainder", (above, below)))
        left, right = (side.xreplace({index: add(index, first)}) for side in sides)
        gap = subtract(right, left) if condition.value in ("<=", "<") else subtract(left, right)
        if condition.value in ("<", ">", "!="):
            return self._gap_above_0(gap, apart=condition.value == "!=")
        written = self.written(to_plain(gap))
        return f.negative(f.call("abs", written)) if condition.value == "==" else written

    def _gap_above_0(self, gap: Expr, *, apart: bool) -> Formula:
        """A formula that is at least 0 where a difference is above 0, or with ``apart`` where it is not 0."""
        total = expanded(gap)
        whole = expanded(multiply(least_denominator(total), total))
        if not self.whole(to_plain(whole)):
            raise ArithmeticMistake("this cannot be said of all turns at once: what it compares need not be whole")
        written = self.written(to_plain(whole))
        return f.total([f.call("abs", written) if apart else written, f.number(-1)])


_JOINED = {"or": "max", "and": "min"}
"""Of what must be at least 0 in each of several conditions, what must be in all of them together."""


def _least(condition: Formula) -> Formula:
    """The formula that is at least 0 where a condition holds; the condition says so already, ``… ≥ 0`` or ``… = 0``."""
    gap = condition.args[0]
    return f.negative(gap) if condition.value == "==" else gap


def _moved(formula: Formula, name: str, by: Formula) -> Formula:
    """A formula whose index is counted from another number on."""
    if by == f.ZERO:
        return formula
    if formula.op == "name" and formula.value == name:
        return Formula("sum", (formula, by))
    bound = [place for place in range(1, len(formula.args), 2) if formula.args[place].value == name]
    if formula.op != "fold" or not bound:
        return Formula(formula.op, tuple(_moved(part, name, by) for part in formula.args), formula.value, formula.span)
    moved = range(2, bound[0] + 2, 2)  # the ranges up to its own: behind an index of its name, that one is meant
    args = (_moved(part, name, by) if place in moved else part for place, part in enumerate(formula.args))
    return Formula("fold", tuple(args), formula.value, formula.span)
