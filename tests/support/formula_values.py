"""The value of a formula at a point, in fractions, straight from its tree: a witness for what is compiled of it."""

from __future__ import annotations

from fractions import Fraction
from functools import reduce
from math import ceil, floor
from operator import eq, ge, gt, le, lt, mod, mul, ne, neg
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from symcnn.formula import Formula

    Point = Mapping[str, Fraction]

COMPARED: Mapping[str, Callable[..., bool]] = {"==": eq, "!=": ne, "<": lt, "<=": le, ">": gt, ">=": ge}
CALLED: Mapping[str, Callable[..., Any]] = {"floor": floor, "ceil": ceil, "min": min, "max": max, "abs": abs}


def power(base: Fraction, exponent: Fraction) -> Fraction:
    return base ** int(exponent) if exponent.denominator == 1 else Fraction(1, 0)


COMPUTED: Mapping[str, Callable[..., Fraction]] = {
    "given": Fraction,
    "sum": lambda *terms: sum(terms, Fraction(0)),
    "product": lambda *factors: reduce(mul, factors),
    "reciprocal": lambda number: 1 / number,
    "negative": neg,
    "remainder": mod,
    "power": power,
}
"""Of the values of all operands."""


def value(formula: Formula, point: Point) -> Fraction:
    """Raises ZeroDivisionError where it has none; a branch that is not taken is not looked at."""
    if formula.op in COMPUTED:
        return COMPUTED[formula.op](*(value(arg, point) for arg in formula.args))
    return LOOKED_INTO.get(formula.op, truth)(formula, point)


def chosen(formula: Formula, point: Point) -> Fraction:
    then, condition, otherwise = formula.args
    return value(then if holds(condition, point) else otherwise, point)


def added(formula: Formula, point: Point) -> Fraction:
    body, index, count = formula.args
    inner = ({**point, str(index.value): Fraction(turn)} for turn in range(int(value(count, point))))
    return sum((value(body, at) for at in inner), Fraction(0))


def called(formula: Formula, point: Point) -> Fraction:
    return Fraction(CALLED[str(formula.value)](*(value(arg, point) for arg in formula.args)))


def truth(formula: Formula, point: Point) -> Fraction:
    return Fraction(holds(formula, point))


LOOKED_INTO: Mapping[str, Callable[[Formula, Point], Fraction]] = {
    "number": lambda formula, _: Fraction(str(formula.value)),
    "name": lambda formula, point: point[str(formula.value)],
    "call": called,
    "if": chosen,
    "fold": added,
}


def holds(formula: Formula, point: Point) -> bool:
    """Whether a condition holds; what comes behind the part that decides is not looked at."""
    if formula.op == "compare":
        return COMPARED[str(formula.value)](*(value(arg, point) for arg in formula.args))
    if formula.op in ("and", "or"):
        return (all if formula.op == "and" else any)(holds(arg, point) for arg in formula.args)
    return not holds(formula.args[0], point) if formula.op == "not" else value(formula, point) != 0
