"""Numbers and fraction bars where they cost a reader least, also in what stands inside roundings and maxima."""

from __future__ import annotations

import pytest
from sympy import Expr, Max

from symcnn.algebra.forms.forms import to_form
from symcnn.algebra.quotients.quotient import Quotient
from symcnn.algebra.quotients.symbol import make_symbol
from symcnn.render.formula.order import arrange
from symcnn.render.formula.text import to_source

W, F, L, K, k, k0, n, s = map(make_symbol, ("W", "F", "L", "K", "k", "k0", "n", "s"))


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (9 * k * n * (k * (n - 1) + 2 * k0) / 2, "9*k*n*(k*(n - 1)/2 + k0)"),
        ((k * (L - 4) + 48) / 3, "k*(L - 4)/3 + 16"),
        (n * (k - 1) * (n + 1) / 2 + 1, "n*(k - 1)*(n + 1)/2 + 1"),
        (((W - F) / s + 1) / 2, "(W - F + s)/(2*s)"),
        (Quotient(k * L + 8 * k, 12), "floor(k*(L + 8)/12)"),
        (K * Max(2 * W * n - 4 * n, k), "K*max(k, 2*n*(W - 2))"),
        (Quotient(W - s * F - F + 2 * s * k + 2 * k + s, s**2), "floor((W + (2*k - F)*(s + 1) + s)/s^2)"),
        (
            Quotient(W * s - W - k * s**n + k + s**n - s, s**n * s - s**n),
            "floor((W*s - W - s^n*(k - 1) + k - s)/(s^n*(s - 1)))",
        ),
    ],
)
def test_it_costs_a_reader_least(value: Expr, shown: str) -> None:
    assert to_source(arrange(to_form(value), {})) == shown
