"""The domain of exact numbers: whole numbers and fractions, each operation bounded in size; imports no SymPy."""

from __future__ import annotations

import operator
from copy import copy
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from symcnn import formula as f
from symcnn.algebra.exact.memo import Gathered, Memo
from symcnn.errors import ArgumentMistake, ArithmeticMistake, FormulaText, IllegalSize, LimitExceeded
from symcnn.formula import Comparator, Extremum, Formula
from symcnn.limits import DEFAULT, Limits
from symcnn.support.message import Message

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Mapping

    from symcnn.algebra.exact.values import Value
    from symcnn.support.requirement import AnyRequirement
    from symcnn.support.scalar import Scalar

Found = TypeVar("Found")

RELATIONS: Mapping[str, Callable[[Any, Any], Any]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}

DIVIDED = Message("something is divided by it")
"""The reason of a condition on a divisor that may be 0."""

EXACT_DIVISION = Message("nothing may be left over")
"""The reason of a condition where every division is assumed exact."""

RANGE = "a range is a whole number, not below 0"
"""The reason of a condition on the range of a sum."""


class NoFormula(NamedTuple):
    """Why no formula is known, in words and values."""

    words: tuple[str | FormulaText, ...]


class IteratedState(NamedTuple):
    """A state after any number of turns, each of its symbols with its value, and the turn from which on that holds."""

    values: Mapping[Scalar, Scalar]
    first: int


class Exact:
    """Exact arithmetic on numbers.

    >>> from fractions import Fraction
    >>> Exact().divide(7, 2)
    Fraction(7, 2)
    >>> Exact().floor(7, 2)
    3
    """

    enumerates = True
    """Whether a range is gone through; otherwise the domain writes the fold down."""

    def __init__(self, limits: Limits = DEFAULT) -> None:
        self.limits = limits
        self.gathered = Gathered()
        """Values that folds have gathered so far; all of them together are bounded."""
        self.is_exact = False
        """Whether divisions of sizes are taken to leave nothing."""

    @cached_property
    def answers(self) -> Memo:
        """What was found out before, here or in a domain with the same assumptions."""
        return Memo.of((type(self), self.limits.given))

    def once(self, question: object, find: Callable[[], Found]) -> Found:
        """The answer to a question, found once for all domains with the same assumptions.

        >>> Exact().once("the answer", lambda: 42), Exact().once("the answer", lambda: 43)
        (42, 42)
        """
        found: Found = self._found(question, find)[0]
        return found

    def _found(self, question: Any, find: Callable[[], Any]) -> tuple[Any, Any]:
        """What was found, now or before, and what folds gather for it."""
        answers = self.answers
        found: tuple[Any, Any] | None = answers.found.get(question)
        if found is None or (found[1] and not self.gathered.again(found[1], self.limits.range)):
            found = self.gathered.while_finding((answers, question), find)
            answers.store(question, found)
        return found

    def number(self, value: int | Fraction) -> Scalar:
        """A number of the formula itself."""
        return value

    def counted(self, value: int) -> Scalar:
        """A number found by counting what the author gave."""
        return value

    def sum(self, terms: Iterable[Scalar]) -> Scalar:
        """The sum of any number of terms."""
        return self._bounded(sum(terms))

    def product(self, factors: Iterable[Scalar]) -> Scalar:
        """The product of any number of factors."""
        product: Scalar = 1
        for factor in factors:
            product = self._bounded(product * factor)
        return product

    def negate(self, value: Scalar) -> Scalar:
        """``-value``."""
        return -value

    def divide(self, a: Scalar, b: Scalar) -> Scalar:
        """``a/b``, exactly."""
        if b == 0:
            raise ArithmeticMistake("division by zero")
        if isinstance(a, int) and isinstance(b, int) and not a % b:
            return self._bounded(a // b)
        return self._bounded(Fraction(a) / Fraction(b))  # type: ignore[arg-type]  # numbers, here

    def power(self, base: Scalar, exponent: Scalar) -> Scalar:
        """``base^exponent`` for a whole exponent; the size is checked before the work is done."""
        if not isinstance(exponent, int):
            raise ArithmeticMistake(f"the exponent {exponent} is not a whole number, so the power has no exact value")
        if base == 0 and exponent < 0:
            raise ArithmeticMistake("division by zero")
        longest = max(abs(base.numerator).bit_length(), base.denominator.bit_length())  # type: ignore[union-attr]
        if (longest - 1) * abs(exponent) > self.limits.bits:
            raise LimitExceeded(f"this power has more than {self.limits.bits:,} bits")
        return self._bounded(Fraction(base) ** exponent)  # type: ignore[arg-type]  # numbers, here

    def floor(self, numerator: Scalar, denominator: Scalar = 1) -> Scalar:
        """The whole part of ``numerator/denominator``."""
        if denominator == 0:
            raise ArithmeticMistake("division by zero")
        return numerator // denominator

    def ceiling(self, numerator: Scalar, denominator: Scalar = 1) -> Scalar:
        """The least whole number not below ``numerator/denominator``."""
        return -self.floor(-numerator, denominator)

    def evenly(self, numerator: Scalar, denominator: Scalar = 1) -> Scalar:
        """``numerator/denominator``, which must be whole."""
        if denominator != 0 and (left := numerator % denominator):
            raise IllegalSize(f"{numerator} is not a multiple of {denominator}", hint=f"{numerator} leaves {left} over")
        return self.floor(numerator, denominator)

    def remainder(self, a: Scalar, b: Scalar) -> Scalar:
        """``a - b*floor(a/b)``."""
        if b == 0:
            raise ArithmeticMistake("division by zero")
        return self._bounded(a % b)

    def extremum(self, function: Extremum, values: list[Scalar]) -> Scalar:
        """The least (``min``) or greatest (``max``) of some values."""
        if not values:
            raise ArgumentMistake(f"{function} of nothing")
        return min(values) if function == "min" else max(values)

    def above(self, values: Iterable[Scalar], end: Scalar) -> list[Scalar]:
        """The values that are not known to be at most that."""
        return [value for value in values if not self.decide("<=", value, end)]

    def fold(self, formula: Formula, scope: Mapping[str, Value]) -> Scalar:
        """A fold that is written down instead of gone through."""
        raise NotImplementedError

    def alternative(self, formula: Formula, scope: Mapping[str, Value]) -> Value:
        """One of two values, where it is open which."""
        words = "this condition decides between two formulas, so its symbols need numbers"
        raise ArgumentMistake(words, formula.args[1].span)

    def vary(self, symbols: Iterable[Scalar]) -> None:
        """Choose no value by symbols that stand for something else in every turn of a loop."""

    def function(self, name: str, values: list[Scalar]) -> Scalar:
        """A function without exact values."""
        raise ArithmeticMistake(f"{name} has no exact value, so no formula can be derived through it")

    def condition(self, relation: Comparator, left: Scalar, right: Scalar) -> Formula:
        """A comparison as a condition of the result."""
        return Formula("compare", (self.written(left), self.written(right)), relation)

    def whole_condition(self, value: Scalar) -> Formula:
        """That a value is whole, as a condition of the result."""
        return Formula("compare", (Formula("remainder", (self.written(value), f.ONE)), f.ZERO), "==")

    def known_of(self, values: Iterable[Value]) -> Hashable:
        """The facts on which answers about some values rest, as a key that other domains can compare."""
        return self.answers

    def decide(self, relation: Comparator, a: Scalar, b: Scalar) -> bool | None:
        """Whether the relation holds: yes, no, or None where that depends on the symbols."""
        return bool(RELATIONS[relation](a, b))

    def whole(self, value: Scalar) -> bool | None:
        """Whether the value is a whole number: yes, no, or None where that depends on the symbols."""
        return isinstance(value, int)

    def collect(self, values: Iterable[Scalar]) -> list[Scalar]:
        """Terms with the same sum, like terms together, in the order in which they first come."""
        return [self.sum(values)]

    def factors(self, value: Scalar) -> list[Scalar]:
        """Factors with the same product, each once."""
        return [value]

    def weight(self, value: Value) -> int:
        """How many nodes the value has as a formula."""
        return 0

    def is_oversized(self, value: Value) -> bool:
        """Whether the value as a formula is beyond the limits; numbers have their own."""
        return False

    def symbols_in(self, value: Value) -> Iterable[str]:
        """The names of the symbols in a value, in order."""
        return ()

    def symbol(self, name: str, kind: str = "", relation: str = "", bound: Scalar = 1) -> Scalar:
        """A symbol of a kind; exact numbers have none."""
        raise ArithmeticMistake(f"{name} has no number")

    def assume(self, condition: Formula, scope: Mapping[str, Value]) -> list[Formula]:
        """Assume a fact that symbols leave open, and return what it says of them; among numbers nothing is open."""
        return []

    def put_in(self, value: Scalar) -> Scalar:
        """A value in which what is assumed to be equal to something stands as that."""
        return value

    def assume_nonnegative(self, *expressions: Scalar) -> None:
        """Take it that expressions are at least 0; among numbers nothing is open."""

    def learn(self, condition: Formula) -> None:
        """Reason from a condition of the result; numbers have none."""

    def undoes_rounding(self, condition: Formula, sizes: Iterable[Scalar]) -> bool:
        """Whether a condition says that something divides what stands in sizes that were rounded; for numbers none."""
        return False

    def with_nonnegative(self, expressions: Iterable[Scalar]) -> Exact:
        """A domain of its own that takes expressions to be at least 0."""
        domain = copy(self)
        domain.gathered = self.gathered.apart()
        return domain

    def with_conditions(self, conditions: Iterable[Formula]) -> Exact:
        """A domain of its own in which conditions of a result hold; numbers fulfil them."""
        return self

    def assume_exact(self) -> None:
        """From now on the divisions of sizes have to leave nothing.

        >>> domain = Exact()
        >>> domain.assume_exact()
        >>> domain.is_exact, domain.evenly(6, 2)
        (True, 3)
        """
        self.is_exact = True
        self.answers = self.answers.under("exact")

    def count(self, length: Scalar) -> None:
        """Assume that a range has ``length`` values; numbers are checked where they are counted."""

    def tried(self, find: Callable[[], Found | None]) -> Found | None:
        """The result of an attempt; where there is none, the assumptions made for it are forgotten."""
        return find()

    def aside(self, find: Callable[[], Found]) -> tuple[Found, list[Formula]]:
        """What is found, and the conditions recorded on the way, which are not known from here on; here none."""
        return find(), []

    def pending_conditions(self) -> list[tuple[Formula, str]]:
        """The conditions of what was assumed since the last call, and why; among numbers there are none."""
        return []

    def throughout(self, condition: Formula) -> list[Formula]:
        """A condition that holds in every turn of the repeats around it, as conditions of the network."""
        return [condition]

    def index(self, name: str) -> Scalar:
        """A symbol that counts turns; a number of turns that is known is gone through instead."""
        raise ArgumentMistake(f"{name} cannot go over a range whose length is a symbol")

    def with_index(self, index: Scalar, first: Scalar, last: Scalar) -> Exact:
        """A domain of its own in which an index runs from a first to a last value."""
        raise NotImplementedError

    def recur(
        self, updates: Mapping[Scalar, Scalar], start: Mapping[Scalar, Scalar], index: Scalar
    ) -> IteratedState | NoFormula:
        """The state after ``index`` turns."""
        raise NotImplementedError

    def put(self, value: Scalar, replaced: Mapping[Scalar, Scalar]) -> Scalar:
        """A value with symbols replaced."""
        raise NotImplementedError

    def assume_integer(self, value: Scalar) -> None:
        """Take it that a value is a whole number and not below 0."""
        raise NotImplementedError

    def series(self, value: Scalar, index: Scalar, first: Scalar, last: Scalar) -> Scalar:
        """What a value adds up to while an index runs."""
        raise NotImplementedError

    def greatest(self, value: Scalar, index: Scalar, first: Scalar, last: Scalar) -> list[Scalar] | None:
        """Values of which one is the greatest while an index runs; None where that is not known."""
        raise NotImplementedError

    def irredundant(
        self, conditions: Iterable[AnyRequirement], sizes: Iterable[Scalar] = ()
    ) -> Iterable[AnyRequirement]:
        """The conditions without those that follow from others."""
        return conditions

    def written(self, value: Scalar) -> Formula:
        """The value as a formula."""
        return f.number(value)  # type: ignore[arg-type]  # numbers, here

    def formula_text(self, value: Scalar) -> FormulaText:
        """The value for the message of an error."""
        return FormulaText(self.written(value), str(value))

    def formed(self, value: Scalar, form: str = "shortest", symbol: str = "") -> Formula:
        """The value as a formula, written in a form."""
        return self.written(value)

    def _bounded(self, value: Scalar) -> Scalar:
        if isinstance(value, Fraction):
            value = value.numerator if value.denominator == 1 else value
            longest = max(value.numerator.bit_length(), value.denominator.bit_length())
        else:
            longest = value.bit_length()  # type: ignore[union-attr]  # a whole number, here
        if longest > self.limits.bits:
            raise LimitExceeded(f"a number of more than {self.limits.bits:,} bits")
        return value
