"""The quotient as SymPy's users meet it: evaluated, differentiated, solved, and written."""

from __future__ import annotations

import random

import pytest
from sympy import Add, Derivative, Expr, Mul, N, Rational, Symbol, floor, solve, together

from symcnn.algebra.forms.to_formula import to_formula
from symcnn.algebra.quotients.common_factors import over_divisors
from symcnn.algebra.quotients.multiplying_out import expanded
from symcnn.algebra.quotients.quotient import Quotient
from symcnn.algebra.quotients.symbol import make_symbol
from symcnn.render.formula.text import to_text

W = make_symbol("W")
A = make_symbol("a", "real", ">", 0)


def test_floats_come_out_whole() -> None:
    assert Quotient(W - 6, 4).subs(W, 33.0) == 6
    assert N(Quotient(W, 2)).subs(W, 7) == 3


def test_the_derivative_is_said_not_hidden() -> None:
    assert Quotient(W, 2).diff(Symbol("K")) == 0
    assert Quotient(W, 2).diff(W).has(Derivative)


def test_rewritten_with_sympys_own_floor() -> None:
    assert Quotient(W + 3, 4).rewrite(floor) == floor(W / 4 + Rational(3, 4))
    with pytest.raises(NotImplementedError):
        solve((Quotient(W, 4) - 8).rewrite(floor), W)


@pytest.mark.parametrize(
    ("quotient", "text"),
    [
        (Quotient(32 * A, 1), "⌊32a⌋"),
        (Quotient(A + 1, 2), "⌊(1 + a)/2⌋"),
        (Quotient(W + 1, 2), "⌈W/2⌉"),
        (Quotient(W - 3, 2) + 1, "⌊(-1 + W)/2⌋"),
        (Quotient(W - 6, 2), "-3 + ⌊W/2⌋"),
    ],
    ids=str,
)
def test_as_text(quotient: Expr, text: str) -> None:
    assert to_text(to_formula(quotient)).replace("−", "-") == text


def test_a_sum_over_one_divisor_is_what_sympy_makes_of_it() -> None:
    draw = random.Random(4)
    a, b, c, d = (make_symbol(letter) for letter in "abcd")
    atoms = [a, b, c, d, Quotient(a, 2), a + b, a + 1, 6 * a - 4 * b, 3 * c - 9]
    for _ in range(300):
        rows = (
            (draw.randint(-6, 6), draw.choice([1, 1, 2, 3]), draw.sample(atoms, draw.randint(0, 3))) for _ in range(4)
        )
        expr = expanded(
            Add(*(Rational(p, q) * Mul(*(x ** draw.choice([-2, -1, 1, 2]) for x in found)) for p, q, found in rows))
        )
        above, below = over_divisors(expr)
        assert tuple(map(expanded, together(expr).as_numer_denom())) == (expanded(above), expanded(below))
