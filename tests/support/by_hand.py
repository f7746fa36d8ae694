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
    parts = [compiled(part) for part in expr.args]
    if (of_all := next((of_all for kind, of_all in OF_ALL.items() if isinstance(expr, kind)), None)) is not None:
        return lambda point: of_all([part(point) for part in parts])
    of_two = next(of_two for kind, of_two in OF_TWO.items() if isinstance(expr, kind))
    one, other = parts
    return lambda point: of_two(one(point), other(point))


OF_ALL: dict[Any, Callable[..., Any]] = {Add: sum, Mul: prod, Min: min, Max: max}
OF_TWO: dict[Any, Callable[..., Any]] = {
    Pow: lambda base, exponent: base**exponent if exponent >= 0 else Fraction(base) ** exponent,
    Quotient: operator.floordiv,
    Mod: operator.mod,
}
