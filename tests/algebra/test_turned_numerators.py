"""Quotients of what is below 0 have one form, which counting holds and in which equal ones are equal."""

from __future__ import annotations

import random
from itertools import product

import pytest
from fast_rows import some_fast
from sympy import Add, Expr, Integer, Symbol

from symcnn.algebra.quotients.quotient import Quotient

W = Symbol("W", integer=True, positive=True)
K = Symbol("K", integer=True, positive=True)
S = Symbol("S", integer=True, positive=True)
N = Symbol("N", integer=True)
"""May be below 0 as well."""


def quotients(expr: Expr) -> list[Quotient]:
    inside = (expr, *expr.args, *(part for arg in expr.args for part in arg.args))
    return [node for node in inside if isinstance(node, Quotient)]


@pytest.mark.parametrize("divisor", some_fast([Integer(2), Integer(3), Integer(7), S, 2 * S, 2 * S + 1], 3), ids=str)
def test_by_counting(divisor: Expr) -> None:
    draw = random.Random(str(divisor))
    for _ in range(40):
        a, b, c = draw.randint(1, 6), draw.randint(0, 4), draw.randint(-9, 9)
        numerator = -a * W - b * K + c - draw.randint(0, 1) * N
        made = Quotient(numerator, divisor)
        for w, k, s, n in product((1, 2, 5, 12), (1, 4), (1, 3), (-4, 3)):
            at = {W: w, K: k, S: s, N: n}
            above, below = int(numerator.subs(at)), int(divisor.subs(at))
            assert made.subs(at) == above // below


@pytest.mark.parametrize("divisor", [Integer(2), Integer(5), S], ids=str)
@pytest.mark.parametrize("value", [W, 2 * W + 3 * K, W + K - 4, W * K + 1], ids=str)
def test_rounded_down_below_0_is_rounded_up_above(value: Expr, divisor: Expr) -> None:
    below, above = Quotient(-value, divisor), Quotient(value + divisor - 1, divisor)
    assert below + above == 0
    for node in quotients(below):
        assert any(term.as_coeff_Mul()[0] > 0 for term in Add.make_args(node.numerator))
