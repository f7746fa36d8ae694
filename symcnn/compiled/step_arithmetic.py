"""Arithmetic on fractions of polynomials over the steps of a program."""

from __future__ import annotations

from contextlib import contextmanager
from math import lcm
from typing import TYPE_CHECKING, NamedTuple

from symcnn.compiled import integer_polynomials as p
from symcnn.compiled.program_steps import Check
from symcnn.errors import ArithmeticMistake

if TYPE_CHECKING:
    from collections.abc import Iterator

    from symcnn.compiled.integer_polynomials import Powers, StepPolynomial
    from symcnn.compiled.program_steps import Steps

EXPANDED = 4
"""Products of sums are multiplied out to at most that many terms."""

MOST_OPENED = 500
"""Terms of a sum that is multiplied out to see whether a number divides it."""

MULTIPLIED = 64
"""Powers with a number above that are left to a loop."""


class StepFraction(NamedTuple):
    """A value: a polynomial divided by another, which is not 0 where there is a network."""

    above: StepPolynomial
    below: StepPolynomial


ONE = p.constant(1)


def whole_ratio(step: int) -> StepFraction:
    """The result of a step as a fraction over 1."""
    return StepFraction(p.single(step), ONE)


class StepArithmetic:
    """Operations on fractions; what they need of the steps is made on the way."""

    def __init__(self, steps: Steps) -> None:
        self.steps = steps
        self.checks: list[Check] = []
        """What has to hold besides the conditions, so that the steps give the value of the formula."""
        self.kept_as: dict[int, StepPolynomial] = {}
        """Sums that are steps of their own."""
        self.is_certain = True
        """Whether what is being lowered is needed at every point, and not only under a condition."""

    @contextmanager
    def apart(self) -> Iterator[list[Check]]:
        """What is lowered meanwhile is needed at some points only; gives what has to hold where it is."""
        before, self.checks = (self.checks, self.is_certain), []
        self.is_certain = False
        try:
            yield self.checks
        finally:
            self.checks, self.is_certain = before

    @contextmanager
    def only_where(self, condition: int, *, is_true: bool = True) -> Iterator[None]:
        """What is lowered meanwhile is needed only where a condition holds, or only where it does not."""
        with self.apart() as found:
            yield
        for check in found:
            without = self.steps.made("not", condition) if is_true else condition
            self.needs(self.steps.made("or", without, check.step), check.words)

    def needs(self, step: int, words: str) -> None:
        """Something has to hold."""
        check = Check(step, words)
        self.checks += [check] if check not in self.checks else []

    def step(self, polynomial: StepPolynomial) -> int:
        """The step that gives a polynomial."""
        return p.emitted(polynomial, self.steps)

    def added(self, terms: list[StepFraction]) -> StepFraction:
        """Over the least common denominator where all are numbers, else over their product."""
        numbers = [p.number_of(term.below) for term in terms]
        if all(number is not None for number in numbers):
            below = lcm(*(number for number in numbers if number is not None))
            scaled = (
                p.multiply(term.above, p.constant(below // number))
                for term, number in zip(terms, numbers, strict=True)
                if number is not None
            )
            return StepFraction(*p.reduced(p.add(scaled), p.constant(below)))
        total = terms[0]
        for term in terms[1:]:
            total = self.two_added(total, term)
        return total

    def two_added(self, one: StepFraction, other: StepFraction) -> StepFraction:
        """The sum of two."""
        if one.below == other.below:
            return StepFraction(*p.reduced(p.add([one.above, other.above]), one.below))
        mine, yours = p.reduced(one.below, other.below)
        above = p.add([p.multiply(one.above, yours), p.multiply(other.above, mine)])
        return StepFraction(*p.reduced(above, p.multiply(one.below, yours)))

    def negated(self, value: StepFraction) -> StepFraction:
        """The negative of a fraction."""
        return StepFraction(p.multiply(value.above, p.constant(-1)), value.below)

    def multiplied(self, one: StepFraction, other: StepFraction) -> StepFraction:
        """The product of two."""
        above = self.times(one.above, other.above)
        if p.is_one(one.below) and p.is_one(other.below):
            return StepFraction(above, ONE)
        return StepFraction(*p.reduced(above, self.times(one.below, other.below)))

    def times(self, one: StepPolynomial, other: StepPolynomial) -> StepPolynomial:
        """Multiplied out where that stays short; else a long sum is a step of its own."""
        if len(one) * len(other) > EXPANDED:
            one, other = (self.kept(part) if len(part) > 2 else part for part in (one, other))  # noqa: PLR2004
        if len(one) * len(other) > EXPANDED:
            one = self.kept(one)
        return p.multiply(one, other)

    def kept(self, polynomial: StepPolynomial) -> StepPolynomial:
        """The same value as one step; what has one term stays as it is."""
        if len(polynomial) < 2:  # noqa: PLR2004
            return polynomial
        step = self.step(polynomial)
        self.kept_as[step] = polynomial
        return p.single(step)

    def opened(self, polynomial: StepPolynomial) -> StepPolynomial:
        """The polynomial with sums that are steps of their own multiplied out, as far as it stays short."""
        while hidden := {step for powers in polynomial for step, _ in powers if step in self.kept_as}:
            terms = [self._opened(powers, coefficient, hidden) for powers, coefficient in polynomial.items()]
            polynomial = p.add(terms)
            if len(polynomial) > MOST_OPENED:
                break
        return polynomial

    def _opened(self, powers: Powers, coefficient: int, hidden: set[int]) -> StepPolynomial:
        product = p.constant(coefficient)
        for step, exponent in powers:
            factor = self.kept_as[step] if step in hidden else p.single(step)
            for _ in range(exponent):
                product = p.multiply(product, factor)
        return product

    def inverse(self, value: StepFraction) -> StepFraction:
        """The inverse of a fraction; where it may be 0, that is checked."""
        number = p.number_of(value.above)
        if number == 0:
            raise ArithmeticMistake("division by zero")
        if number is None:
            self.needs_nonzero(self.step(value.above))
        sign = -1 if number is not None and number < 0 else 1
        return StepFraction(p.multiply(value.below, p.constant(sign)), p.multiply(value.above, p.constant(sign)))

    def needs_nonzero(self, step: int) -> None:
        """A check that something is not 0, if it may be."""
        if self.steps.bounds[step].has(0):
            self.needs(self.steps.made("!=", step, self.steps.number(0)), "something is divided by it")

    def one_unless(self, condition: int, below: StepPolynomial) -> StepPolynomial:
        """A denominator where a condition holds, and 1 where it does not, if it may be 0."""
        step = self.step(below)
        if not self.steps.bounds[step].has(0):
            return below
        return p.single(self.steps.made("where", condition, step, self.steps.number(1)))

    def with_positive(self, value: StepFraction) -> StepFraction:
        """The fraction with a denominator above 0: ``a/b`` is ``ab/b²``."""
        if p.is_one(value.below) or self.steps.bounds[self.step(value.below)].is_positive:
            return value
        below = self.kept(value.below)
        return StepFraction(self.times(value.above, below), p.multiply(below, below))

    def multiplied_often(self, base: StepPolynomial, exponent: int) -> StepPolynomial:
        """A power with a number above."""
        kept, product = self.kept(base), ONE
        for _ in range(exponent):
            product = p.multiply(product, kept)
        return product

    def with_exponent(self, base: StepFraction, exponent: int) -> StepFraction:
        """An exponent that may be below 0 is split in two, so that no step has one."""
        if self.steps.bounds[exponent].is_nonnegative:
            return StepFraction(*(self.raised(part, exponent) for part in base))
        zero, value = self.steps.number(0), p.single(exponent)
        up = self.steps.made("max", exponent, zero)
        down = self.steps.made("max", self.step(p.multiply(value, p.constant(-1))), zero)
        with self.only_where(self.steps.made("<", exponent, zero)):
            inverse = self.inverse(base)
        raised, lowered = (
            StepFraction(*(self.raised(part, many) for part in one)) for one, many in ((base, up), (inverse, down))
        )
        return self.multiplied(raised, lowered)

    def raised(self, base: StepPolynomial, exponent: int) -> StepPolynomial:
        """A power with a step above that is not below 0."""
        return base if p.is_one(base) else p.single(self.steps.made("pow", self.step(base), exponent))

    def rounded(self, value: StepFraction) -> int:
        """The step that gives the whole part."""
        above, below = (self.step(part) for part in value)
        self.needs_nonzero(below)
        return self.steps.made("floor", above, below)
