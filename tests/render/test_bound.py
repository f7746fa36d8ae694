"""Indices of sums and of turns: none reads as a symbol, and each turn goes by the letter that its author gave it."""

from __future__ import annotations

import json
import re

import pytest

import symcnn
from symcnn.formula import Formula
from symcnn.render.formula.bound_indices import with_fresh_indices
from symcnn.render.formula.text import to_source
from symcnn.syntax.parser import parse_expression


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("(k + 1)*sum(W^k for k in n)", "(k + 1)*sum(W^i for i in n)"),
        ("(i + 1)*sum(W^i + j for i in n)", "(i + 1)*sum(W^l + j for l in n)"),
        ("sum(sum(k*W for k in n) + k for k in m)", "sum(sum(i*W for i in n) + k for k in m)"),
        ("sum(k for k in K_1)*K1", "(sum(k for k in K_1))*K1"),
        ("sum(K1*k for K1 in K_1)", "sum(i*k for i in K_1)"),
        ("i*j*l*m*r*sum(W^i for i in n)", "i*j*l*m*r*sum(W^i_2 for i_2 in n)"),
        ("i*sum(sum(W^(i + j) for j in i) for i in n)", "i*sum(sum(W^(j + l) for l in j) for j in n)"),
        ("sum(a*b for a in n, b in m)", "sum(a*b for a in n, b in m)"),
    ],
)
def test_an_index_looks_like_no_symbol(text: str, shown: str) -> None:
    assert to_source(with_fresh_indices(parse_expression(text))) == shown


def test_an_index_looks_like_no_symbol_of_the_network_either() -> None:
    assert to_source(with_fresh_indices(parse_expression("sum(W^k for k in n)"), ["k", "i"])) == "sum(W^j for j in n)"
    net = symcnn.parse("network N(W, n, K) { input(W, 3); let s = sum(2^(i^2) for i in n); conv(1, s); conv(1, K) }")
    assert "Σ[i = 0…n − 1]" in str(net.form("params"))
    table = symcnn.parse("input(W, 3); let s = sum(W^k for k in n); conv(1, s); conv(k, 3)").table()
    assert "Σ[i = 0…n − 1] W^i" in table
    assert "Σ[k" not in table


@pytest.mark.parametrize("kind", ["text", "latex", "markdown", "html", "json", "csv"])
def test_every_format_tells_them_apart(kind: str) -> None:
    page = symcnn.parse("input(W, 3); let s = sum(W^k for k in K); conv(1, (k + 1)*s)").table(kind)
    assert not re.search(r"\[k = |\\sum_\{k=|for k in|<mi>k</mi><mo>=</mo>", page)


def test_what_is_put_in_for_a_letter_is_no_index_of_the_rule() -> None:
    layer = "layer L(N: integer >= 1) { X' = X; D' = D; params = sum(a*N + a for a in D); connections = 0; macs = 0 }"
    work = json.loads(symcnn.parse(f"{layer} input(W, D); L(a)").explain("L1", format="json"))
    (stages,) = (row["stages"] for row in work if row["target"] == "params")
    assert stages[:2] == ["sum(a*N + a for a in D)", "sum(i*a + i for i in D)"]


def test_turns_one_after_another_go_by_the_letter_that_each_was_given() -> None:
    one = "repeat {} as i {{ conv(3, i + 2, padding=1); conv(3, 3, padding=1) }}"
    net = symcnn.parse(f"input(W, 3); {one.format('n')}; {one.format('m')}")
    assert [loop.counter for loop in net.derivation.loops] == ["i", "i"]
    assert "__" not in net.table()
    for n, m in ((1, 1), (2, 3), (4, 1)):
        assert net.at(n=n, m=m).params == net.params.subs({"n": n, "m": m}) or net.params.free_symbols


def test_a_turn_inside_another_of_its_name_gets_a_letter_of_its_own() -> None:
    block = "block b(m) { repeat m as i { conv(3, i + 2, padding=1); conv(3, 3, padding=1) } }"
    net = symcnn.parse(f"{block} input(W, 3); repeat n as i {{ conv(3, i + 2, padding=1); b(i + m); conv(1, 3) }}")
    assert [loop.counter for loop in net.derivation.loops] == ["j", "i"]
    symbols = {str(symbol): symbol for symbol in net.params.free_symbols}
    for n, m in ((1, 1), (2, 1), (3, 2), (2, 4)):
        assert net.params.subs({symbols["n"]: n, symbols["m"]: m}) == net.at(n=n, m=m).params


def test_free_names_are_those_that_a_value_depends_on() -> None:
    formula = parse_expression("i + sum(sum(i*k for k in i) for i in n, u in i)")
    assert formula.free_names() == {"i", "n"}
    assert Formula("index", (parse_expression("k"),), "b").free_names() == {"b", "k"}
