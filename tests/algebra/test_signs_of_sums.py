"""A sum and the same with all signs changed are one factor: printed is what came about, ``W - F`` and not ``F - W``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from symcnn.algebra.forms.forms import to_form
from symcnn.algebra.quotients.quotient import Quotient
from symcnn.algebra.quotients.symbol import make_symbol
from symcnn.render.formula.order import arrange
from symcnn.render.formula.text import to_source

if TYPE_CHECKING:
    from sympy import Expr

W, H, F, c, k, m, n, s = map(make_symbol, ["W", "H", "F", "c", "k", "m", "n", "s"])

SUMS = [
    (
        c * (W - F - m - n + 3) * (H - F - m - n + 3) + k * (W - F - m + 2) * (H - F - m + 2),
        "c*(H - F - m - n + 3)*(W - F - m - n + 3) + k*(H - F - m + 2)*(W - F - m + 2)",
    ),
    (
        k * ((H - F) / s + 1) * ((W - F) / s + 1) + c * ((H - F + 2 * m) / s + 1) * ((W - F + 2 * m) / s + 1),
        "c*((H - F + 2*m)/s + 1)*((W - F + 2*m)/s + 1) + k*((H - F)/s + 1)*((W - F)/s + 1)",
    ),
    (Quotient(99 - 19 * n, s), "floor((99 - 19*n)/s)"),
    (-3 - Quotient(19 * n - 99, s), "floor((98 - 19*n)/s) - 2"),
    (2 - Quotient(19 * n - 99, s), "2 - floor((19*n - 99)/s)"),
]


@pytest.mark.parametrize(("given", "shown"), SUMS)
def test_a_difference_of_symbols_stands_as_it_came_about(given: Expr, shown: str) -> None:
    assert to_source(arrange(to_form(given), {})) == shown
