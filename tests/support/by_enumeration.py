"""Conditions at whole numbers, in Python's own arithmetic: a witness for what the algebra says of them."""

from __future__ import annotations

import math
import operator
from fractions import Fraction
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from symcnn.formula import Formula

RELATIONS = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
CALLS: dict[str, Any] = {"floor": math.floor, "ceil": math.ceil, "abs": abs, "min": min, "max": max}
FOLDS: dict[str, Any] = {"sum": sum, "prod": math.prod, "min": min, "max": max}


def holds(formula: Formula, values: Mapping[str, Any]) -> bool:
    """Whether a condition holds."""
    if formula.op == "and":
        return all(holds(part, values) for part in formula.args)
    if formula.op == "or":
        return any(holds(part, values) for part in formula.args)
    left, right = (value_of(side, values) for side in formula.args)
    return bool(RELATIONS[str(formula.value)](left, right))


def value_of(formula: Formula, values: Mapping[str, Any]) -> Fraction:
    """The value of a formula."""
    if formula.op == "number":
        return Fraction(formula.value)  # type: ignore[arg-type]
    if formula.op == "name":
        return Fraction(values[str(formula.value)])
    if formula.op == "fold":
        return Fraction(FOLDS[str(formula.value)](_all_turns(formula, values)))
    parts = [value_of(part, values) for part in formula.args]
    if formula.op == "call":
        return Fraction(CALLS[str(formula.value)](*parts))
    return _joined(formula.op, parts)


def _joined(op: str, parts: list[Fraction]) -> Fraction:
    if op == "sum":
        return sum(parts, Fraction(0))
    if op == "product":
        return math.prod(parts, start=Fraction(1))
    if op == "negative":
        return -parts[0]
    if op == "reciprocal":
        return 1 / parts[0]
    if op == "power":
        return parts[0] ** int(parts[1])
    assert op == "remainder"
    return parts[0] % parts[1]


def _all_turns(formula: Formula, values: Mapping[str, Any]) -> Iterator[Fraction]:
    body, index, count = formula.args
    for turn in range(int(value_of(count, values))):
        yield value_of(body, {**values, str(index.value): turn})
