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
from symcnn.support.work import Work


def test_of_long_sums_what_most_terms_share_is_taken_out() -> None:
    k, d, w = (make_symbol(letter) for letter in "KDW")
    symbols = [make_symbol(f"a_{i}") for i in range(2 * MOST_TERMS)]
    assert operations(to_form(Add(*(k * symbol for symbol in symbols)))) == len(symbols)
    first, second = symbols[:MOST_TERMS], symbols[MOST_TERMS:]
    groups = Add(*(k * d**2 * symbol for symbol in first), *(k * w * symbol + k for symbol in second))
    assert operations(to_form(groups)) == len(symbols) + 4  # K(D²(a + …) + W(b + …) + 150)
    sizes = Add(*(step * k * (w - step) * (d - 2 * step) for step in range(1, 401)))
    formula = to_form(sizes)
    assert operations(formula) == 6  # multiplied out, a polynomial of few terms
    point: Any = {"K": 7, "W": 1_000, "D": 900}
    assert evaluate(formula, point, Exact()) == sum(7 * s * (1_000 - s) * (900 - 2 * s) for s in range(1, 401))


def depths_of_a_chain(layers: int, *, with_areas: bool) -> Any:
    """Parameters of a chain of convolutions with a depth of its own in each, or their connections; and a point."""
    depths = [make_symbol(f"F_{i}") for i in range(layers)]
    pairs = zip([make_symbol("D"), *depths], depths, strict=False)
    area = make_symbol("W") * make_symbol("H") if with_areas else 1
    return Add(*(area * above * (9 * below + 1) for below, above in pairs))


def test_what_a_long_sum_shares_stands_before_the_form_without_it() -> None:
    parameters, connections = (depths_of_a_chain(60, with_areas=areas) for areas in (False, True))
    short, long = to_form(parameters), to_form(connections)
    assert long.op == "product"
    assert short in long.args
    assert operations(short) == 150  # 239 as it stands: each second depth is taken out, and 9
    point: Any = {f"F_{i}": 3 + i % 7 for i in range(60)} | {"D": 2, "W": 11, "H": 13}
    counted = sum(point[f"F_{i}"] * (9 * (point[f"F_{i - 1}"] if i else 2) + 1) for i in range(60))
    assert evaluate(short, point, Exact()) == counted
    assert evaluate(long, point, Exact()) == 143 * counted


def test_a_long_sum_is_searched_a_few_times_and_not_from_each_of_its_ends() -> None:
    work = Work(1_000_000)
    with work.counting():
        to_form(depths_of_a_chain(50, with_areas=False))
        used = work.most - work.left
        to_form(depths_of_a_chain(50, with_areas=True))
    assert used < 4_000
    assert work.most - work.left < 1.3 * used


def sum_of_areas(many: int) -> Any:
    """Areas of sizes of their own, each with numbers of its own."""
    sizes = [(make_symbol(f"W_{i}"), make_symbol(f"H_{i}")) for i in range(many)]
    numbers = [(11 * i + 5, 11 * i + 7, 11 * i + 9) for i in range(many)]
    return Add(*(a * w * h + b * w + c * h for (a, b, c), (w, h) in zip(numbers, sizes, strict=True)))


def test_what_three_terms_share_with_nothing_else_is_not_searched_again_for_each_of_its_sizes() -> None:
    work = Work(10_000_000)
    with work.counting():
        formula = to_form(sum_of_areas(8))
    assert operations(formula) == 47  # W(5H + 7) + 9H, eight times
    assert work.most - work.left < 3_000
    shared = to_form(Add(sum_of_areas(6), 62 * make_symbol("K")))
    assert operations(shared) == 36  # H_5(60W_5 + 64) + 62(W_5 + K)
