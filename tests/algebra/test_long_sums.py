"""Sums of more terms than are searched for the shortest form."""

from __future__ import annotations

from typing import Any

from sympy import Add

from symcnn.algebra.exact.arithmetic import Exact
from symcnn.algebra.exact.evaluate import evaluate
from symcnn.algebra.forms.forms import to_form
from symcnn.algebra.forms.operation_count import operations
from symcnn.algebra.forms.shortest import MOST_TERMS
from symcnn.algebra.quotients.symbol import make_symbol


def test_of_long_sums_what_most_terms_share_is_taken_out() -> None:
    k, d, w = (make_symbol(letter) for letter in "KDW")
    symbols = [make_symbol(f"a_{i}") for i in range(2 * MOST_TERMS)]
    assert operations(to_form(Add(*(k * symbol for symbol in symbols)))) == len(symbols)
    first, second = symbols[:MOST_TERMS], symbols[MOST_TERMS:]
    groups = Add(*(k * d**2 * symbol for symbol in first), *(k * w * symbol + k for symbol in second))
    assert operations(to_form(groups)) == len(symbols) + 4  # K(D²(a + …) + W(b + …) + 150)
    sizes = Add(*(step * k * (w - step) * (d - 2 * step) for step in range(1, 401)))
    formula = to_form(sizes)
    assert operations(formula) == 7  # multiplied out, a polynomial of few terms
    point: Any = {"K": 7, "W": 1_000, "D": 900}
    assert evaluate(formula, point, Exact()) == sum(7 * s * (1_000 - s) * (900 - 2 * s) for s in range(1, 401))
