"""Every law proved by z3 for all whole numbers at once, on instances with numbers for denominators."""

from __future__ import annotations

from functools import reduce
from math import lcm
from operator import add
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from sympy import Add, Integer, Max, Min, Mul, Rational

from symcnn.algebra.quotients.laws import LAWS, Fraction, Law
from symcnn.algebra.quotients.min_max import EXTREMES
from symcnn.algebra.quotients.quotient import Quotient
from symcnn.algebra.quotients.symbol import make_symbol

if TYPE_CHECKING:
    from collections.abc import Callable

z3 = pytest.importorskip("z3")

W, F = make_symbol("W"), make_symbol("F")
HALF = Quotient(W + F, 2)

INSTANCES: dict[str, list[tuple[Any, Any]]] = {
    "numbers": [(Integer(7), Integer(2)), (Integer(-7), Integer(2)), (Rational(7, 3), Rational(1, 2))],
    "unit": [(W - F, Integer(1)), (HALF + 3, Integer(1))],
    "negative divisor": [(W - F, Integer(-3)), (HALF + W, Integer(-1)), (Integer(2) - W, Integer(-6))],
    "one fraction": [(W / 2 + F, Integer(3)), (W / 6 - F / 4 + Rational(1, 3), Integer(5))],
    "exact multiples": [(W + 3 * F, Integer(3)), (2 * W - 7, Integer(3)), (-4 * F + W + 9, Integer(4))],
    "common factor": [(2 * W + 4, Integer(6)), (6 * W - 9 * F, Integer(3))],
    "one less": [],
    "joined powers": [],
    "small remainder": [(2 * W + 1, Integer(4)), (6 * W - 3 * F + 5, Integer(9)), (2 * W - 1, Integer(6))],
    "nested quotients": [(HALF + 1, Integer(3)), (Quotient(W - 5, 3) - F, Integer(2)), (Quotient(W, 7), Integer(5))],
}
"""One less than a multiple and powers need symbols in the denominator, where z3 does not decide."""

EXTREME_VALUES: list[list[Any]] = [
    [Min(W, F, evaluate=False) + 2, 3 * W - F],
    [2 * Min(W, F, evaluate=False) - 1, W + F],
    [3 * Max(W, 2 * F, evaluate=False) + W, 5 * F],
    [W - F, W - F, 2 * W],
    [W + F + 3, W - F + 5, W + 1],
    [HALF + W, HALF + 2 * F],
]


class Share(NamedTuple):
    """A whole number of z3's over a number."""

    above: Any
    below: int


def in_z3(expr: Any) -> Share:
    """An expression in z3's whole numbers, whose division by a positive number rounds down."""
    if expr.is_Rational:
        return Share(z3.IntVal(int(expr.p)), int(expr.q))
    if expr.is_Symbol:
        return Share(z3.Int(expr.name), 1)
    if isinstance(expr, Quotient):
        return floor(in_z3(expr.numerator), expr.denominator)
    parts = [in_z3(part) for part in expr.args]
    if isinstance(expr, Mul):
        return Share(z3.simplify(parts[0].above * parts[1].above), parts[0].below * parts[1].below)
    below = lcm(*(part.below for part in parts))
    above = [part.above * (below // part.below) for part in parts]
    return Share(next(meaning for kind, meaning in MEANINGS.items() if isinstance(expr, kind))(above), below)


def floor(above: Share, below: Any) -> Share:
    sign = -1 if below < 0 else 1
    return Share((sign * above.above * int(below.q)) / z3.IntVal(sign * above.below * int(below.p)), 1)


def less(a: Any, b: Any) -> Any:
    return z3.If(a <= b, a, b)


MEANINGS: dict[Any, Callable[[list[Any]], Any]] = {
    Add: lambda terms: reduce(add, terms),
    Min: lambda values: reduce(less, values),
    Max: lambda values: -reduce(less, [-value for value in values]),
}


def equal(left: Share, *right: Share) -> Any:
    """That one share is the sum of others."""
    below = lcm(left.below, *(part.below for part in right))
    return left.above * (below // left.below) == sum(part.above * (below // part.below) for part in right)


def refuted(claim: Any) -> Any:
    """A point at which a claim fails, or None: it is proved."""
    solver = z3.Solver()
    solver.add(z3.Int("W") >= 1, z3.Int("F") >= 1, z3.Not(claim))
    answer = solver.check()
    assert answer != z3.unknown
    return None if answer == z3.unsat else solver.model()


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.name)
def test_a_law_is_proved(law: Law[Any]) -> None:
    for numerator, denominator in INSTANCES[law.name]:
        rewritten = law.apply(Fraction(numerator, denominator))
        assert rewritten is not None, (numerator, denominator)
        whole, rest = rewritten
        left = [] if rest is None else [floor(in_z3(rest.numerator), rest.denominator)]
        claim = equal(floor(in_z3(numerator), denominator), in_z3(whole), *left)
        assert refuted(claim) is None, (numerator, denominator, rewritten)


@pytest.mark.parametrize("law", EXTREMES, ids=lambda law: law.name)
@pytest.mark.parametrize("kind", [Min, Max])
def test_a_law_of_extremes_is_proved(law: Law[Any], kind: Any) -> None:
    for values in EXTREME_VALUES:
        outside, inside = law.apply(kind, values)
        sides = (in_z3(kind(*each, evaluate=False)) if len(each) > 1 else in_z3(each[0]) for each in (values, inside))
        claim = equal(next(sides), in_z3(outside), next(sides))
        assert refuted(claim) is None, (kind, values, outside, inside)


def test_a_wrong_law_is_refuted() -> None:
    claim = equal(floor(in_z3(W + 1), Integer(2)), floor(in_z3(W), Integer(2)))
    assert refuted(claim) is not None
