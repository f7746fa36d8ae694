"""Forms in one symbol and sums with polynomials in one symbol: short, and the same value at every point."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import pytest
from sympy import Add, expand

from symcnn.algebra.exact.arithmetic import Exact
from symcnn.algebra.exact.evaluate import evaluate
from symcnn.algebra.forms.forms import to_form
from symcnn.algebra.forms.operation_count import operations
from symcnn.algebra.quotients.quotient import Quotient
from symcnn.algebra.quotients.symbol import make_symbol
from symcnn.render.formula.order import arrange
from symcnn.render.formula.text import to_text

if TYPE_CHECKING:
    from sympy import Expr

W, H, F, D, K, M, R = map(make_symbol, "WHFDKMR")
FIRST, SECOND = (W - F + 1) * (H - F + 1), (W - 2 * F + 2) * (H - 2 * F + 2)
HALVES = Quotient(W, 2), Quotient(H, 2)
STAGES = 60, 320, 1824, 3520

ROWS: list[tuple[Expr, str, str]] = [
    (K * (FIRST + SECOND), "by K", "K((F − 1)(5F − 3(H + W) − 5) + 2HW)"),
    (
        K * (F**2 * D + 1) * FIRST + K * (F**2 * K + 1) * SECOND,
        "by K",
        "F²K²(H − 2F + 2)(W − 2F + 2) + K((F²D + 1)(H − F + 1)(W − F + 1) + (H − 2F + 2)(W − 2F + 2))",
    ),
    (2 * W * H + 5 * F**2 - 10 * F + 5, "shortest", "2HW + 5(F − 1)²"),
    ((3 - 3 * F) * K**2 + D * K, "by K", "DK − 3K²(F − 1)"),
    (D * (2 * W + 4) * H + K, "by K", "2DH(W + 2) + K"),
    (
        6 * (HALVES[0] - 2) * (HALVES[1] - 2) + 16 * (HALVES[0] - 6) * (HALVES[1] - 6) + K,
        "shortest",
        "22⌊H/2⌋⌊W/2⌋ − 108(⌊H/2⌋ + ⌊W/2⌋) + K + 600",
    ),
    (
        6 * D * (HALVES[0] - 2) * (HALVES[1] - 2) + 16 * D * (HALVES[0] - 6) * (HALVES[1] - 6) + K * D**2,
        "by D",
        "D(22⌊H/2⌋⌊W/2⌋ − 108(⌊H/2⌋ + ⌊W/2⌋) + 600) + D²K",
    ),
]
"""A value, a form, and how it is printed."""


def test_layers_of_several_sizes_stand_by_their_sizes() -> None:
    first, *areas = [Quotient(W + 2**n - 1, 2**n) * Quotient(H + 2**n - 1, 2**n) for n in range(1, 7)]
    pyramid = [area * (2 * K * (9 * K + 1) + 5 * M * (K + 1)) for area in areas]
    depths = [
        area * (9 * K**2 + n * F**2 + 4 * k * K * F) for area, n, k in zip(areas[:4], STAGES, (1, 2, 4, 8), strict=True)
    ]
    value = Add(49 * D * first * F, *map(expand, pyramid), *map(expand, depths), K * (36 * K + 1024) * R**2)
    assert all(operations(to_form(value)) <= operations(to_form(value, "by", symbol)) for symbol in (F, D, K, M, R))


@pytest.mark.parametrize(("value", "form", "printed"), ROWS)
def test_a_form_is_as_short_as_an_author_writes_it(value: Expr, form: str, printed: str) -> None:
    name, _, symbol = form.partition(" ")
    found = to_form(value, name, symbol or None)
    assert to_text(arrange(found, {})) == printed
    assert operations(found) <= operations(to_form(value, "expanded"))


@pytest.mark.parametrize(("value", "form", "printed"), ROWS)
def test_a_form_has_the_value_that_it_stands_for(value: Expr, form: str, printed: str) -> None:
    del printed
    name, _, symbol = form.partition(" ")
    found = to_form(value, name, symbol or None)
    for point in product((1, 5), repeat=5):
        numbers = dict(zip((W, H, F, D, K), point, strict=True))
        assert evaluate(found, {symbol.name: n for symbol, n in numbers.items()}, Exact()) == value.subs(numbers)
