"""The quotient as SymPy's users meet it: evaluated, differentiated, solved, and written."""

from __future__ import annotations

import pytest
from sympy import Derivative, Expr, N, Rational, Symbol, floor, solve

from symcnn.algebra.forms.to_formula import to_formula
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
