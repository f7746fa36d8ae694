"""Ratios of two formulas are in lowest terms."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sympy import Integer

from symcnn.algebra.forms.forms import to_form
from symcnn.algebra.growth.ratio import ratio
from symcnn.algebra.quotients.quotient import Quotient
from symcnn.algebra.quotients.symbol import make_symbol
from symcnn.errors import ArithmeticMistake
from symcnn.render.formula.order import arrange
from symcnn.render.formula.text import to_source

if TYPE_CHECKING:
    from sympy import Expr

F, D, K, C, W, m, n = map(make_symbol, "FDKCWmn")
HALVES = Quotient(W, Integer(2)) + 1
RATIOS = [
    (F**2 * D * m + D * K * m, F**2 * D * K * m, "1/F^2 + 1/K"),
    (49 * C**2, 27 * C**2, "49/27"),
    (K * (F**2 * D + 1) * HALVES, K * HALVES * D, "F^2 + 1/D"),
    (n**2 - 1, n - 1, "n + 1"),
    (Integer(0), n, "0"),
]


@pytest.mark.parametrize(("above", "below", "best"), RATIOS)
def test_ratios_are_in_lowest_terms(above: Expr, below: Expr, best: str) -> None:
    assert to_source(arrange(to_form(ratio(above, below)), {})) == best


def test_a_ratio_to_nothing_is_refused() -> None:
    with pytest.raises(ArithmeticMistake, match="a ratio to 0"):
        ratio(W, (K + 1) ** 2 - K**2 - 2 * K - 1)
