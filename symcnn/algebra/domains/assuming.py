"""A domain that assumes divisors to be nonzero and exact quotients whole, and reports this as conditions of results."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from sympy import Expr, Mod

from symcnn.algebra.exact.arithmetic import DIVIDED, EXACT_DIVISION, Exact
from symcnn.algebra.proofs.assumption import Assumption
from symcnn.algebra.proofs.facts import Facts
from symcnn.algebra.proofs.stated_formulas import stated
from symcnn.algebra.proofs.whole import Whole
from symcnn.algebra.quotients.bounds import apart
from symcnn.algebra.quotients.common_factors import over_divisors
from symcnn.algebra.quotients.construct import factors_of
from symcnn.algebra.quotients.numbers import is_symbolic, to_plain, to_sympy
from symcnn.algebra.quotients.quotient import Quotient
from symcnn.algebra.quotients.size import measured
from symcnn.errors import ArithmeticMistake, IllegalSize
from symcnn.limits import DEFAULT, Limits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from symcnn.algebra.exact.arithmetic import Found
    from symcnn.algebra.exact.values import Value
    from symcnn.formula import Formula
    from symcnn.support.scalar import Scalar


class AssumingDomain(Exact):
    """A domain that assumes that divisors are nonzero, and that exact divisions leave no remainder.

    >>> from symcnn.algebra.domains.symbolic import Symbolic
    >>> domain = Symbolic()
    >>> quotient = domain.floor(domain.symbol("W"), domain.symbol("b") - 5)
    >>> [words for _, words in domain.pending_conditions()], domain.decide("!=", domain.symbol("b"), 5)
    (['something is divided by it'], True)
    """

    def __init__(self, limits: Limits = DEFAULT) -> None:
        super().__init__(limits)
        self.facts = Facts()
        """What is known of the symbols: what the author assumes, and the conditions recorded so far."""
        self.integers = Whole()
        """Expressions assumed to be whole numbers."""
        self.varying: frozenset[Scalar] = frozenset()
        """Symbols that stand for something else in every turn of a loop: no value is chosen by them."""
        self.pending: dict[Formula, tuple[Scalar, str]] = {}
        """Conditions recorded since the last call of ``pending_conditions``, each with its value and its reason."""

    def _use_facts(self, facts: Facts) -> None:
        """Use these facts from now on; answers are kept for each set of facts."""
        self.facts = facts
        self.answers = self.answers.under((facts.assumptions, facts.unused))

    def _facts_with(self, assumption: Assumption) -> Facts:
        """The facts with one more assumption, found once."""
        return self.once(assumption, lambda: self.facts.with_assumptions(assumption))

    def once(self, question: object, find: Callable[[], Found]) -> Found:
        """The answer to a question, kept; conditions recorded while it was found are recorded again."""

        def finding() -> tuple[Found, tuple[tuple[Formula, tuple[Scalar, str]], ...]]:
            before = len(self.pending)
            return find(), tuple(self.pending.items())[before:]

        answer, recorded = cast(
            "tuple[Found, tuple[tuple[Formula, tuple[Scalar, str]], ...]]", self._found(question, finding)[0]
        )
        for formula, (value, words) in recorded:
            self._record(formula, value, words)
        return answer

    def tried(self, find: Callable[[], Found | None]) -> Found | None:
        """The result of an attempt; where there is none, what it assumed is forgotten, with the conditions."""
        before = self.facts, self.integers.with_assumptions(), dict(self.pending), self.answers
        found = find()
        if found is None:
            self.facts, self.integers, self.pending, self.answers = before
        return found

    def aside(self, find: Callable[[], Found]) -> tuple[Found, list[Formula]]:
        """The result, and the conditions recorded for it, which are not known from here on.

        >>> from symcnn.algebra.domains.symbolic import Symbolic
        >>> domain = Symbolic()
        >>> F = domain.symbol("F")
        >>> found, conditions = domain.aside(lambda: domain.divide(F - 1, F - 1))
        >>> found, len(conditions), domain.decide("!=", F, 1)
        (1, 1, None)
        """
        before = self.facts, self.integers.with_assumptions(), self.pending, self.answers
        self.pending = {}
        try:
            return find(), [*self.pending]
        finally:
            self.facts, self.integers, self.pending, self.answers = before

    def pending_conditions(self) -> list[tuple[Formula, str]]:
        """The conditions recorded since the last call, with their reasons; none is left behind."""
        found = [(formula, words) for formula, (_, words) in self.pending.items()]
        self.pending.clear()
        return found

    def undoes_rounding(self, condition: Formula, sizes: Iterable[Scalar]) -> bool:
        """Whether a condition says that something divides what stands in sizes that were rounded."""
        left = condition.sides[0] if condition.value == "==" and condition.sides else None
        if not isinstance(left, Mod) or left.args[0].has(Quotient):
            return False
        rounded = (node for size in sizes if is_symbolic(size) for node in to_sympy(size).atoms(Quotient))
        return any(left.args[0].free_symbols & node.free_symbols for node in rounded)

    def _assume_integer_value(self, value: Scalar) -> Scalar:
        """The value, assumed to be whole from now on; an error where it is known not to be."""
        answer = self.whole(value)
        if answer is False:
            above, below = over_divisors(to_sympy(value))
            raise IllegalSize((self.formula_text(above), " is not a multiple of ", self.formula_text(below)))
        if answer is None:
            self._record(self.whole_condition(value), value, EXACT_DIVISION)
        return value

    def _assume_nonzero(self, divisor: Expr) -> None:
        """Assume a divisor to be nonzero if that is not known, each of its factors by itself."""
        if divisor.is_positive or self.facts.is_above_0(divisor):
            return
        answer = self.decide("!=", to_plain(divisor), 0)
        if answer is False:
            raise ArithmeticMistake("division by zero")
        for factor in _factors(divisor) if answer is None else ():
            if self.decide("!=", to_plain(factor), 0) is None:
                self._record(stated("!=", *apart(factor)), 0, DIVIDED)

    def weight(self, value: Value) -> int:
        """How many nodes the value has."""
        return measured(value, self.limits.nodes)[0] if isinstance(value, Expr) and is_symbolic(value) else 0

    def is_oversized(self, value: Value) -> bool:
        """Whether the value has more nodes, or more of them above one another, than the limits allow."""
        if not isinstance(value, Expr) or not is_symbolic(value):
            return False
        nodes, depth = measured(value, self.limits.nodes)
        return nodes > self.limits.nodes or depth > self.limits.nesting

    def vary(self, symbols: Iterable[Scalar]) -> None:
        """Choose no value by symbols that stand for something else in every turn of a loop."""
        self.varying |= {*symbols}

    def ask(self, condition: Formula, words: str) -> None:
        """Make a condition of the result of what is needed only in some cases, and so is not known from here on."""
        self._record(condition, 0, words)

    def _record(self, condition: Formula, value: Scalar, words: str) -> None:
        if condition not in self.pending:
            self.pending[condition] = value, words
            if condition.op == "or":
                return
            if words == DIVIDED:
                assert condition.sides is not None
                self._use_facts(self._facts_with(Assumption("!=", *condition.sides)))
            else:
                self._assume_whole(value)

    def _assume_whole(self, value: Scalar) -> None:
        self.integers.note(to_sympy(value))
        self.answers = self.answers.under(value)


def _factors(divisor: Expr) -> Iterator[Expr]:
    """The bases of a divisor's factors, without numbers: it is nonzero where all of them are."""
    for factor in factors_of(over_divisors(divisor)[0]):
        yield factor.as_base_exp()[0].primitive()[1]
