"""A domain that assumes divisors other than 0 and exact quotients whole, and reports this as conditions of results."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from sympy import Expr, Mul

from symcnn.algebra.exact.arithmetic import DIVIDED, EXACT_DIVISION, Exact
from symcnn.algebra.proofs.assumption import Assumption
from symcnn.algebra.proofs.conditions import stated
from symcnn.algebra.proofs.facts import Facts
from symcnn.algebra.proofs.whole import Whole
from symcnn.algebra.quotients.bounds import apart
from symcnn.algebra.quotients.laws import over_one
from symcnn.algebra.quotients.numbers import to_plain, to_sympy
from symcnn.errors import ArithmeticMistake, ShapeMistake
from symcnn.limits import DEFAULT, Limits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from symcnn.algebra.exact.arithmetic import Found
    from symcnn.formula import Formula
    from symcnn.support.scalar import Scalar


class Granting(Exact):
    """A domain that assumes divisors to differ from 0 and, where divisions are exact, remainders to be 0.

    >>> from symcnn.algebra.domains.symbolic import Symbolic
    >>> domain = Symbolic()
    >>> quotient = domain.floor(domain.symbol("W"), domain.symbol("b") - 5)
    >>> [words for _, words in domain.pending_conditions()], domain.decide("!=", domain.symbol("b"), 5)
    (['something is divided by it'], True)
    """

    def __init__(self, limits: Limits = DEFAULT) -> None:
        super().__init__(limits)
        self.facts = Facts()
        """What is known of symbols: what is assumed, and what the conditions of the result say so far."""
        self.integers = Whole()
        """What is whole because it was assumed to be."""
        self.taken: dict[Formula, tuple[Scalar, str]] = {}
        """What was assumed since the last call of ``pending_conditions``: the conditions, and the reasons for them."""

    def _know(self, facts: Facts) -> None:
        """Reason from these facts from now on."""
        self.facts = facts
        self.answers = self.answers.under((facts.assumptions, facts.unused))

    def _having(self, assumption: Assumption) -> Facts:
        """The facts and one more, found once where the same is known."""
        return self.once(assumption, lambda: self.facts.with_assumptions(assumption))

    def once(self, question: object, find: Callable[[], Found]) -> Found:
        """The answer to a question; what was assumed on the way to it is assumed again."""

        def finding() -> tuple[Found, tuple[tuple[Formula, tuple[Scalar, str]], ...]]:
            before = len(self.taken)
            return find(), tuple(self.taken.items())[before:]

        answer, taken = cast(
            "tuple[Found, tuple[tuple[Formula, tuple[Scalar, str]], ...]]", self._found(question, finding)[0]
        )
        for formula, (value, words) in taken:
            self._take(formula, value, words)
        return answer

    def pending_conditions(self) -> list[tuple[Formula, str]]:
        """The conditions of what was assumed since the last call, and why."""
        found = [(formula, words) for formula, (_, words) in self.taken.items()]
        self.taken.clear()
        return found

    def _taken_whole(self, value: Scalar) -> Scalar:
        """The value, which is a whole number from now on."""
        answer = self.whole(value)
        if answer is False:
            above, below = over_one(to_sympy(value))
            raise ShapeMistake((self.formula_text(above), " is not a multiple of ", self.formula_text(below)))
        if answer is None:
            self._take(self.whole_condition(value), value, EXACT_DIVISION)
        return value

    def _divide_by(self, divisor: Expr) -> None:
        """Take it that a divisor is not 0, where that is not known; each of its factors by itself."""
        if divisor.is_positive or self.facts.is_above_0(divisor):
            return
        answer = self.decide("!=", to_plain(divisor), 0)
        if answer is False:
            raise ArithmeticMistake("division by zero")
        for factor in _factors(divisor) if answer is None else ():
            if self.decide("!=", to_plain(factor), 0) is None:
                self._take(stated("!=", *apart(factor)), 0, DIVIDED)

    def _take(self, condition: Formula, value: Scalar, words: str) -> None:
        if condition not in self.taken:
            self.taken[condition] = value, words
            if words == DIVIDED:
                assert condition.sides is not None
                self._know(self._having(Assumption("!=", *condition.sides)))
            else:
                self._assume_whole(value)

    def _assume_whole(self, value: Scalar) -> None:
        self.integers.note(to_sympy(value))
        self.answers = self.answers.under(value)


def _factors(divisor: Expr) -> Iterator[Expr]:
    """What must not be 0 so that a divisor is not: the bases of its factors, without numbers."""
    for factor in Mul.make_args(over_one(divisor)[0]):
        yield factor.as_base_exp()[0].primitive()[1]
