"""Turns formulas into steps on whole numbers: every value is a fraction of two polynomials, divided only at the end.

A row of ``_LOWERED`` says what an operator makes of its operands. Rounded quotients become integer divisions, so that
no step holds a fraction, and nothing is ever rounded that the formula does not round.
"""

from __future__ import annotations

from fractions import Fraction
from functools import partial, reduce
from typing import TYPE_CHECKING

from symcnn.compiled import integer_polynomials as p
from symcnn.compiled.extremes_in_conditions import counted, has_extremes
from symcnn.compiled.step_arithmetic import MULTIPLIED, ONE, StepArithmetic, StepFraction, whole_ratio
from symcnn.errors import Unavailable
from symcnn.formula import Formula

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from symcnn.compiled.program_steps import Check, Steps


class Lowering(StepArithmetic):
    """Formulas as steps, with what stands for each name.

    >>> from symcnn.compiled.step_bounds import WholeRange
    >>> from symcnn.compiled.program_steps import Steps
    >>> from symcnn.syntax.parser import parse_expression
    >>> steps = Steps([WholeRange(1, None)])
    >>> lowering = Lowering(steps, {"W": whole_ratio(steps.made("input", value=0))})
    >>> lowering.value(parse_expression("W/2 + 1/3"))
    StepFraction(above={((0, 1),): 3, (): 2}, below={(): 6})
    """

    def __init__(self, steps: Steps, names: dict[str, StepFraction]) -> None:
        super().__init__(steps)
        self.names = names
        self._called: dict[Formula, StepFraction] = {}
        """What calls gave at which no index is bound: the widths of a network come again and again."""

    def value(self, formula: Formula) -> StepFraction:
        """The value of a formula that is a number."""
        row = _LOWERED.get(formula.op)
        if row is None and formula.op == "index":
            name = formula.value
            raise Unavailable(f"{name} is a list without entries", f"give the list its entries, such as {name}=3,5,7")
        if row is None:
            raise Unavailable(f'a formula with "{formula.op}" cannot be compiled')
        return row(self, formula)

    def whole(self, formula: Formula) -> int:
        """The step of a formula whose value is whole."""
        value = self.value(formula)
        return self.rounded(value) if not p.is_one(value.below) else self.step(value.above)

    def holds(self, formula: Formula) -> int:
        """The step of a condition; a number counts as true where it is not 0."""
        row = _DECIDED.get(formula.op)
        if row is not None:
            return row(self, formula)
        return self.steps.made("!=", self.step(self.value(formula).above), self.steps.number(0))

    # Values ---------------------------------------------------------------------------------------------------------

    def number(self, formula: Formula) -> StepFraction:
        value = formula.value
        assert isinstance(value, int | Fraction)
        return StepFraction(p.constant(value.numerator), p.constant(value.denominator))

    def name(self, formula: Formula) -> StepFraction:
        word = str(formula.value)
        if word in _CONSTANTS:
            return StepFraction(p.constant(_CONSTANTS[word]), ONE)
        if word not in self.names:
            raise Unavailable(f"nothing is known of {word}, so it cannot be compiled")
        return self.names[word]

    def given(self, formula: Formula) -> StepFraction:
        return self.value(formula.args[0])

    def sum(self, formula: Formula) -> StepFraction:
        return self.added([self.value(term) for term in formula.args])

    def product(self, formula: Formula) -> StepFraction:
        first, *others = (self._factor(factor) for factor in formula.args)
        return reduce(self.multiplied, others, first)

    def _factor(self, formula: Formula) -> StepFraction:
        return self.inverse(self.value(formula.args[0])) if formula.op == "reciprocal" else self.value(formula)

    def negative(self, formula: Formula) -> StepFraction:
        return self.negated(self.value(formula.args[0]))

    def remainder(self, formula: Formula) -> StepFraction:
        """``a/b mod c/d`` is ``(ad mod cb)/bd``."""
        one, other = (self.with_positive(self.value(arg)) for arg in formula.args)
        divisor = self.step(self.times(other.above, one.below))
        self.needs_nonzero(divisor)
        rest = self.steps.made("mod", self.step(self.times(one.above, other.below)), divisor)
        return StepFraction(*p.reduced(p.single(rest), self.times(one.below, other.below)))

    def power(self, formula: Formula) -> StepFraction:
        base, exponent = (self.value(arg) for arg in formula.args)
        number = p.number_of(exponent.above) if p.is_one(exponent.below) else None
        if number is not None and abs(number) <= MULTIPLIED:
            value = self.inverse(base) if number < 0 else base
            return StepFraction(*(self.multiplied_often(part, abs(number)) for part in value))
        return self.with_exponent(base, self._whole_exponent(exponent))

    def _whole_exponent(self, exponent: StepFraction) -> int:
        if p.is_one(exponent.below):
            return self.step(exponent.above)
        above, below = (self.step(part) for part in exponent)
        self.needs(self.steps.made("==", self.steps.made("mod", above, below), self.steps.number(0)), "")
        return self.steps.made("floor", above, below)

    def call(self, formula: Formula) -> StepFraction:
        row = _CALLED.get(str(formula.value))
        if row is None:
            raise Unavailable(f'the function "{formula.value}" has no exact value, so it cannot be compiled')
        if not self.is_certain:
            return row(self, [self.value(arg) for arg in formula.args])
        found = self._called.get(formula)
        if found is None:
            found = self._called[formula] = row(self, [self.value(arg) for arg in formula.args])
        return found

    def floor(self, values: list[StepFraction]) -> StepFraction:
        """Whole numbers stand outside, so that ``⌊(n - 1)/2⌋`` and ``⌊(n + 1)/2⌋`` are one step."""
        (value,) = values
        if p.is_one(value.below):
            return value
        divisor = p.number_of(value.below)
        whole = value.above.get(p.NONE, 0) // divisor if divisor and len(value.above) > 1 else 0
        inside = p.add([value.above, p.multiply(value.below, p.constant(-whole))]) if whole else value.above
        rounded = p.single(self.rounded(StepFraction(inside, value.below)))
        return StepFraction(p.add([rounded, p.constant(whole)]), ONE)

    def ceiling(self, values: list[StepFraction]) -> StepFraction:
        """``⌈a/b⌉`` is ``⌊(a + b - 1)/b⌋`` for whole numbers with b above 0."""
        value = self.with_positive(values[0])
        above = p.add([value.above, value.below, p.constant(-1)])
        return self.floor([StepFraction(above, value.below)])

    def _extremum(self, values: list[StepFraction], word: str) -> StepFraction:
        """Compared as numerators over what all denominators divide."""
        positive = [self.with_positive(value) for value in values]
        below = ONE
        for value in positive:
            below = p.multiply(value.below, p.reduced(below, value.below)[0])
        found: int | None = None
        for value in positive:
            factor = p.reduced(below, value.below)[0]
            step = self.step(p.multiply(value.above, factor))
            found = step if found is None else self.steps.made(word, found, step)
        assert found is not None
        return StepFraction(*p.reduced(p.single(found), below))

    def least(self, values: list[StepFraction]) -> StepFraction:
        return self._extremum(values, "min")

    def greatest(self, values: list[StepFraction]) -> StepFraction:
        return self._extremum(values, "max")

    def absolute(self, values: list[StepFraction]) -> StepFraction:
        above, below = values[0]
        return self._extremum([values[0], StepFraction(p.multiply(above, p.constant(-1)), below)], "max")

    def choice(self, formula: Formula) -> StepFraction:
        then, condition, otherwise = formula.args
        answer = self.holds(condition)
        with self.only_where(answer):
            one = self.with_positive(self.value(then))
        with self.only_where(answer, is_true=False):
            other = self.with_positive(self.value(otherwise))
        one = one._replace(below=self.one_unless(answer, one.below))
        other = other._replace(below=self.one_unless(self.steps.made("not", answer), other.below))
        mine, yours = p.reduced(one.below, other.below)
        steps = (self.step(p.multiply(one.above, yours)), self.step(p.multiply(other.above, mine)))
        below = p.multiply(one.below, yours)
        return StepFraction(*p.reduced(p.single(self.steps.made("where", answer, *steps)), below))

    def fold(self, formula: Formula) -> StepFraction:
        """A sum over a range; where terms have denominators of their own, over the product of all of these."""
        if formula.value != "sum":
            raise Unavailable(f'"{formula.value}" over a range cannot be compiled')
        body, index, extent, *inner = formula.args
        body = Formula("fold", (body, *inner), "sum") if inner else body
        count, word = self.whole(extent), str(index.value)
        with self.apart() as found:
            value, which = self._term(body, word, count)
        self._needs_of_terms(found, body, word, count, which)
        above, below = (self.step(part) for part in value)
        if which not in self.steps.all[below].loops:
            some = self.steps.made(">", count, self.steps.number(0))
            return StepFraction(p.single(self.steps.series(count, above, which)), self.one_unless(some, value.below))
        with self.apart():  # of these factors the same has to hold
            again, other = self._term(body, word, count)
        common = self.steps.series(count, self.step(again.below), other, "factors")
        term = self.steps.made("mul", above, self.steps.made("floor", common, below))
        return StepFraction(p.single(self.steps.series(count, term, which)), p.single(common))

    def _term(self, body: Formula, word: str, count: int) -> tuple[StepFraction, int]:
        """A term of a sum over a new index, and which series that counts for."""
        counter, which = self.steps.index(count)
        hidden, self.names[word] = self.names.get(word), whole_ratio(counter)
        value = self.value(body)
        del self.names[word]
        self.names |= {word: hidden} if hidden is not None else {}
        return value, which

    def _needs_of_terms(self, found: list[Check], body: Formula, word: str, count: int, which: int) -> None:
        """What has to hold if there are terms, and what for each: of those for which it does not there are none."""
        always = [check for check in found if which not in self.steps.all[check.step].loops]
        with self.only_where(self.steps.made(">", count, self.steps.number(0))):
            self.checks += always
        if len(always) == len(found):
            return
        with self.apart() as again:
            _, other = self._term(body, word, count)
        each = [check for check in again if other in self.steps.all[check.step].loops]
        holds = reduce(partial(self.steps.made, "and"), (check.step for check in each))
        fails = self.steps.made("where", holds, self.steps.number(0), self.steps.number(1))
        many = self.steps.series(count, fails, other)
        self.needs(self.steps.made("==", many, self.steps.number(0)), each[0].words)

    # Conditions -----------------------------------------------------------------------------------------------------

    def compare(self, formula: Formula) -> int:
        if has_extremes(formula):
            return self.holds(counted(formula))
        one, other = (self.with_positive(self.value(arg)) for arg in formula.args)
        mine, yours = p.reduced(one.below, other.below)
        left, right = self.step(self.times(one.above, yours)), self.step(self.times(other.above, mine))
        return self.steps.made(formula.comparator, left, right)

    def joined(self, formula: Formula) -> int:
        """The steps of ``and`` and ``or``; parts behind the first may not be computed if that one decides."""
        first, *others = formula.args
        found = self.holds(first)
        for part in others:
            with self.only_where(found, is_true=formula.op == "and"):
                holds = self.holds(part)
            found = self.steps.made(formula.op, found, holds)
        return found

    def opposite(self, formula: Formula) -> int:
        return self.steps.made("not", self.holds(formula.args[0]))

    def truth(self, formula: Formula) -> StepFraction:
        return whole_ratio(self.steps.made("where", self.holds(formula), self.steps.number(1), self.steps.number(0)))


_CONSTANTS: Mapping[str, int] = {"true": 1, "false": 0}

_LOWERED: Mapping[str, Callable[[Lowering, Formula], StepFraction]] = {
    "number": Lowering.number,
    "name": Lowering.name,
    "given": Lowering.given,
    "sum": Lowering.sum,
    "product": Lowering.product,
    "negative": Lowering.negative,
    "remainder": Lowering.remainder,
    "power": Lowering.power,
    "call": Lowering.call,
    "fold": Lowering.fold,
    "if": Lowering.choice,
    **dict.fromkeys(("compare", "and", "or", "not"), Lowering.truth),
}

_CALLED: Mapping[str, Callable[[Lowering, list[StepFraction]], StepFraction]] = {
    "floor": Lowering.floor,
    "ceil": Lowering.ceiling,
    "min": Lowering.least,
    "max": Lowering.greatest,
    "abs": Lowering.absolute,
}

_DECIDED: Mapping[str, Callable[[Lowering, Formula], int]] = {
    "compare": Lowering.compare,
    "and": Lowering.joined,
    "or": Lowering.joined,
    "not": Lowering.opposite,
}
