"""The value of an expression, found by Python alone: a witness that owes the algebra nothing."""

from __future__ import annotations

import operator
from fractions import Fraction
from functools import cache
from math import prod
from typing import TYPE_CHECKING, Any

from sympy import Add, Max, Min, Mod, Mul, Pow

from symcnn.algebra.quotients.choice import ChoiceIfZero, ChosenValue
from symcnn.algebra.quotients.quotient import Quotient
from symcnn.algebra.sums.series import Series

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def value(expr: Any, point: Mapping[Any, Any]) -> Any:
    """The value of an expression at a point."""
    return compiled(expr)(point)


def whole(number: Any) -> int:
    """A number that is whole, whatever it was computed from."""
    found = Fraction(number)
    assert found.denominator == 1, found
    return found.numerator


@cache
def compiled(expr: Any) -> Callable[[Mapping[Any, Any]], Any]:
    """An expression as a function of the values of its symbols."""
    if isinstance(expr, Series):
        index = expr.index
        body, first, last = (compiled(part) for part in (expr.body, expr.first, expr.last))
        return lambda point: sum(
            body({**point, index: step}) for step in range(whole(first(point)), whole(last(point)) + 1)
        )
    if expr.is_Rational:
        number = int(expr) if expr.is_Integer else Fraction(int(expr.p), int(expr.q))
        return lambda _: number
    if expr.is_Symbol:
        return lambda point: point[expr]
    if isinstance(expr, ChosenValue):
        holds = operator.eq if isinstance(expr, ChoiceIfZero) else operator.ge
        apart, then, otherwise = (compiled(part) for part in expr.args)
        return lambda point: (then if holds(apart(point), 0) else otherwise)(point)
    meaning = next(meaning for kind, meaning in MEANINGS.items() if isinstance(expr, kind))
    parts = [compiled(part) for part in expr.args]
    return lambda point: meaning(*[part(point) for part in parts])


MEANINGS: dict[Any, Callable[..., Any]] = {
    Add: lambda *terms: sum(terms),
    Mul: lambda *factors: prod(factors),
    Pow: lambda base, exponent: base**exponent if exponent >= 0 else Fraction(base) ** exponent,
    Quotient: operator.floordiv,
    Mod: operator.mod,
    Min: min,
    Max: max,
}
