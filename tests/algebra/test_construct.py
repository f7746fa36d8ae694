"""Sums and products built by our own hand are those that SymPy makes."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import Add, Expr, Integer, Max, Mul, Pow, Rational, sqrt, srepr

from symcnn.algebra.quotients.construct import add, multiply
from symcnn.algebra.quotients.quotient import Quotient
from symcnn.algebra.quotients.symbol import make_symbol

W, H, n, a = make_symbol("W"), make_symbol("H"), make_symbol("n"), make_symbol("a", "real")
PARTS = (
    W, H, n, a, Integer(2), Integer(-1), Integer(0), Rational(1, 2), Rational(3, 4), W + 1, 2*W + 2, -W - 1, W**2,
    W**-2, 1/W, 1/a, 3*W, W*H/2, -W*n, H*(W + 1), 1/(W + 1), (W + 1)**2, (W - H)**-2, sqrt(W), sqrt(2), 2**n,
    2**(n + 1), W*2**n, W**n, Max(W, H), Quotient(W, 2), Quotient(W - 1, 2), 1/Quotient(W, 2), Quotient(W, H),
)  # fmt: skip
FACTORS = st.lists(st.sampled_from(PARTS), max_size=4)
MANY = settings(max_examples=2_000, deadline=None, database=None, derandomize=True)


def product_of_sympy(factors: list[Expr]) -> Expr:
    """What SymPy makes of the factors when those with one base are joined first."""
    number, others = Mul(*(each for each in factors if each.is_Rational)), [e for e in factors if not e.is_Rational]
    parts = [part.as_base_exp() for factor in others for part in Mul.make_args(factor)]
    if len(others) > 1 and all(exponent.is_Integer for _, exponent in parts):
        bases = dict.fromkeys(base for base, _ in parts)
        others = [Pow(base, sum(exponent for other, exponent in parts if other == base)) for base in bases]
    return Mul(number, *others)


@MANY
@given(FACTORS)
def test_products_are_those_of_sympy(factors: list[Expr]) -> None:
    assert srepr(multiply(*factors)) == srepr(product_of_sympy(factors))


@MANY
@given(FACTORS)
def test_sums_are_those_of_sympy(terms: list[Expr]) -> None:
    assert srepr(add(*terms)) == srepr(Add(*terms))
