"""Markdown: tables and chains of formulas, with an author's words made harmless."""

from __future__ import annotations

import symcnn


def test_a_table_has_a_row_for_every_layer() -> None:
    lines = symcnn.load("lenet5").numbers().table("markdown").splitlines()
    assert "| C1 | `conv(F=5, K=6)` | $28 \\times 28 \\times 6$ | 4,704 | 156 | 122,304 | 117,600 |" in lines
    assert "| **total** |  |  | 8,094 | 60,000 | 340,908 | 326,520 |" in lines


def test_the_work_of_one_layer_has_no_total() -> None:
    text = symcnn.load("lenet5").explain("C1", "markdown")
    assert "= 156 \\cdot 28 \\cdot 28 = 122304$" in text
    assert "total" not in text


def test_words_of_an_author_are_no_markup() -> None:
    layer = "layer a(k) { require k < 3 \"<b>*loud*</b> `x`\" \n X' = X \n D' = D \n params = 0 }"
    text = symcnn.parse(f"{layer} input(W, D); a(k)").table("markdown")
    assert "\\<b\\>\\*loud\\*\\</b\\> \\`x\\`" in text
    assert "not stated" in text


def test_a_sign_is_no_bullet_and_a_line_behind_items_is_none() -> None:
    net = symcnn.parse("input(8, 8, 3); conv(3, 4)")
    assert net.reconcile("with-bias", "macs").render("markdown").splitlines() == [
        "multiply-accumulates, and what counting conventions make of them",
        "",
        "with-bias  4,032  multiply-accumulates and biases",
        "",
        "- a bias is one sum per value",
        r"- \+ 144  bias: 1 per value (1 layer)",
        "",
        "macs       3,888  multiply-accumulates",
        "",
        "- products of a weight and an input, added up",
    ]


def test_a_choice_stays_on_the_line() -> None:
    text = symcnn.parse("input(W, D); conv(1, 2*D if n == 1 else K)").table("markdown")
    assert r"\text{ if } n = 1 \text{ else } K" in text
    assert "cases" not in text
