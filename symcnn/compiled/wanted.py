"""What is to be compiled: formulas of a network, their symbols, and the conditions under which they hold."""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor
from typing import TYPE_CHECKING, NamedTuple

from symcnn.compiled import integer_polynomials as p
from symcnn.compiled.lowering import Lowering
from symcnn.compiled.program_steps import Check, Result, Steps, pruned
from symcnn.compiled.step_arithmetic import StepFraction
from symcnn.compiled.step_bounds import WholeRange
from symcnn.compiled.whole_values import StepCongruence, is_multiple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from symcnn.compiled.integer_polynomials import StepPolynomial
    from symcnn.compiled.program_steps import IntegerProgram
    from symcnn.formula import Formula


class Variable(NamedTuple):
    """A symbol that a function takes: what it may be, what it is if nothing is given, and what it means."""

    name: str
    is_whole: bool = True
    low: int | Fraction | None = 1
    high: int | Fraction | None = None
    default: int | Fraction | None = None
    meaning: str = ""


class WantedFormula(NamedTuple):
    """What a function gives: what it is called, its formula, and what it counts."""

    key: str
    formula: Formula
    unit: str = ""


class Wanted(NamedTuple):
    """Formulas to be compiled together, so that what they share is worked out once."""

    name: str
    variables: tuple[Variable, ...]
    definitions: tuple[tuple[str, Formula], ...]
    conditions: tuple[tuple[Formula, str], ...]
    """Each with its words."""
    formulas: tuple[WantedFormula, ...]


class Slot(NamedTuple):
    """A whole number that a program takes: a symbol, or part of one that is a fraction."""

    variable: int
    part: str = ""
    """``above`` and ``below`` for numerator and denominator, or empty."""
    scale: int = 1
    """What the symbol was multiplied by to be whole."""


def slots_of(wanted: Wanted, scales: Mapping[str, int] | None) -> tuple[Slot, ...]:
    """The whole numbers that stand for the symbols; ``scales`` has a common denominator for each that is a fraction.

    Without scales a fraction is given as numerator and denominator.
    """
    found: list[Slot] = []
    for place, variable in enumerate(wanted.variables):
        if variable.is_whole:
            found.append(Slot(place))
        elif scales is None:
            found += [Slot(place, "above"), Slot(place, "below")]
        else:
            found.append(Slot(place, scale=scales.get(variable.name, 1)))
    return tuple(found)


Ranges = dict[str, tuple[int | Fraction | None, int | Fraction | None]]
"""The least and the greatest value of symbols, by name."""


def box_of(wanted: Wanted, slots: Iterable[Slot], ranges: Ranges | None = None) -> list[WholeRange]:
    """What each whole number lies in, as declared or as given."""
    return [_interval(wanted.variables[slot.variable], slot, ranges or {}) for slot in slots]


def _interval(variable: Variable, slot: Slot, ranges: Ranges) -> WholeRange:
    low, high = ranges.get(variable.name, (variable.low, variable.high))
    if slot.part == "below":
        return WholeRange(1, None)
    if slot.part == "above":
        return WholeRange(None if low is None or low < 0 else int(low > 0), None)
    return WholeRange(
        None if low is None else ceil(low * slot.scale), None if high is None else floor(high * slot.scale)
    )


def program_of(
    wanted: Wanted, slots: tuple[Slot, ...], box: Sequence[WholeRange], *, is_inside: bool = False
) -> IntegerProgram:
    """The program of some formulas; conditions that hold in all of the box are left out if it runs inside only.

    >>> from symcnn.syntax.parser import parse_expression
    >>> wanted = Wanted("", (Variable("n"),), (), (), (WantedFormula("half", parse_expression("n*(n + 1)/2")),))
    >>> slots = slots_of(wanted, None)
    >>> [step.op for step in program_of(wanted, slots, box_of(wanted, slots)).steps]
    ['input', 'const', 'add', 'mul', 'const', 'floor']
    """
    steps = Steps(box)
    lowering = Lowering(steps, dict(_named(wanted, slots, steps)))
    for name, formula in wanted.definitions:
        above, below = lowering.value(formula)
        lowering.names[name] = StepFraction(lowering.kept(above), below)
    checks = [Check(lowering.holds(formula), words) for formula, words in wanted.conditions]
    values = [lowering.value(one.formula) for one in wanted.formulas]
    known = [*_congruences(wanted, lowering), *_powers_of_numbers(steps)]
    results = [_result(one.key, value, lowering, known) for one, value in zip(wanted.formulas, values, strict=True)]
    asked = [check for check in (*checks, *lowering.checks) if not (is_inside and _is_certain(check, steps))]
    return pruned(steps, asked, results)


def _is_certain(check: Check, steps: Steps) -> bool:
    """Whether a comparison holds throughout the ranges."""
    step = steps.all[check.step]
    if step.op not in (">=", ">"):
        return False
    left, right = (steps.bounds[arg] for arg in step.args)
    return left.low is not None and right.high is not None and left.low - right.high >= (step.op == ">")


def _named(wanted: Wanted, slots: tuple[Slot, ...], steps: Steps) -> Iterator[tuple[str, StepFraction]]:
    for place, variable in enumerate(wanted.variables):
        own = [(at, slot) for at, slot in enumerate(slots) if slot.variable == place]
        above, *below = (p.single(steps.made("input", value=at)) for at, _ in own)
        scale = p.constant(own[0][1].scale)
        yield variable.name, StepFraction(*p.reduced(above, below[0] if below else scale))


def _congruences(wanted: Wanted, lowering: Lowering) -> Iterator[StepCongruence]:
    """The conditions of the form ``a mod m = r`` for a number r; m is a number, or one times symbols.

    Of ``e ≤ 0 or a ≡ r (mod m)`` with an e that is never below 0 it follows that m divides ``e(a - r)``.
    """
    for formula in _parts(formula for formula, _ in wanted.conditions):
        parts = formula.args if formula.op == "or" else (formula,)
        found = [_congruence(part, lowering) for part in parts]
        if sum(one is not None for one in found) != 1:
            continue
        product = p.constant(1)
        for part, one in zip(parts, found, strict=True):
            factor = _least_zero(part, lowering) if one is None else one.polynomial
            product = p.multiply(product, factor)
        if product:
            yield next(one for one in found if one is not None)._replace(polynomial=product)


def _congruence(formula: Formula, lowering: Lowering) -> StepCongruence | None:
    if formula.op != "compare" or formula.comparator != "==" or formula.args[0].op != "remainder":
        return None
    (one, modulus), rest = formula.args[0].args, formula.args[1]
    above, below, left = lowering.value(one), lowering.value(modulus), lowering.value(rest)
    apart = lowering.two_added(above, lowering.negated(left))
    (powers, number), *more = lowering.opened(p.multiply(below.above, apart.below)).items() or [(p.NONE, 0)]
    if not number or more or not p.is_one(below.below):
        return None
    return StepCongruence(lowering.opened(apart.above), abs(number), powers)


def _least_zero(formula: Formula, lowering: Lowering) -> StepPolynomial:
    """What is 0 wherever ``a ≤ b`` holds, as ``a - b`` is never below 0; empty where that is not known."""
    if formula.op != "compare" or formula.comparator not in ("<=", "=="):
        return {}
    one, other = (lowering.value(side) for side in formula.args)
    apart = lowering.two_added(one, lowering.negated(other))
    low = lowering.steps.bounds[lowering.step(apart.above)].low
    is_least = p.number_of(apart.below) is not None and low is not None and low >= 0
    return lowering.opened(apart.above) if is_least or formula.comparator == "==" else {}


def _powers_of_numbers(steps: Steps) -> Iterator[StepCongruence]:
    """Congruences of powers: for n ≥ 0, b^n leaves 1 when divided by b − 1; for n ≥ 1, b divides it."""
    for place, step in enumerate(steps.all):
        if step.op != "pow" or steps.all[step.args[0]].op != "const":
            continue
        base, least = steps.all[step.args[0]].value, steps.bounds[step.args[1]].low
        if base > 2 and least is not None and least >= 0:  # noqa: PLR2004 - 1 divides everything
            yield StepCongruence({((place, 1),): 1, p.NONE: -1}, base - 1)
        if base > 1 and least is not None and least >= 1:
            yield StepCongruence(p.single(place), base)


def _parts(formulas: Iterable[Formula]) -> Iterator[Formula]:
    """Conditions, those that are joined by ``and`` one by one."""
    for formula in formulas:
        yield from _parts(formula.args) if formula.op == "and" else (formula,)


def _result(key: str, value: StepFraction, lowering: Lowering, known: Sequence[StepCongruence]) -> Result:
    above, below = value
    if above == {} or p.is_one(below):
        return Result(key, lowering.step(above))
    opened = lowering.opened(below)
    if len(opened) == 1:
        ((powers, number),) = opened.items()
        if number > 0 and is_multiple(lowering.opened(above), number, known, powers):
            return Result(key, lowering.rounded(value))
    if p.number_of(below) is None:
        lowering.needs_nonzero(lowering.step(below))
        value = lowering.with_positive(value)
    return Result(key, lowering.step(value.above), lowering.step(value.below))
