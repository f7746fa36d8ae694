"""A default that stands for a parameter without a symbol is said; true and false are values, whoever says them."""

from __future__ import annotations

import json
import re

import numpy as np
import pytest
import sympy

import symcnn
from symcnn.errors import ArgumentMistake

TEXT = "network N(W, D, B: boolean = false, n: table = [1, 2]) { input(W, D); for k in n { conv(k, 8, bias=B) } }"


@pytest.mark.parametrize("format_", ["text", "markdown", "latex", "html"])
def test_pages_say_what_was_put_in(format_: str) -> None:
    net = symcnn.parse(TEXT)
    assert net.put_in == (("B", "false"), ("n", "[1, 2]"))
    assert " = false" in net.table(format_)
    assert " = false" in net.table(format_, language="zh")
    assert " = false" not in net.at(B=False).table(format_)
    assert "with B = false" in net.table("csv")


def test_both_languages_say_it() -> None:
    net = symcnn.load("vgg")
    assert "\nwith B = false\n" in net.table()
    assert "\n取 B = false\n" in net.table(language="zh")
    assert "$B$ = false" in net.paper("conditions")
    assert "B = false" in net.explain()
    assert str(symcnn.solve(net.at(H=224, D=3), "params == 9", "M")).endswith("with B = false")


def test_a_page_in_numbers_needs_no_word() -> None:
    assert "with B" not in symcnn.load("vgg").numbers().table()


@pytest.mark.parametrize("true", [True, sympy.true, np.True_, "True", "true", 1, sympy.Integer(1)])
def test_true_is_true(true: object) -> None:
    net = symcnn.load("googlenet")
    assert net.numbers(aux=true).params == net.numbers(aux=1).params != net.numbers(aux=0).params
    assert net.at(aux=true).numbers().params == net.numbers(aux=1).params


@pytest.mark.parametrize("false", [False, sympy.false, np.False_, "False", "false", 0])
def test_false_is_false(false: object) -> None:
    net = symcnn.parse("input(W, D); conv(3, 8, bias=B)")
    assert net.at(B=false).params == 24 * net.symbols["D"]


def test_what_is_neither_is_refused() -> None:
    with pytest.raises(ArgumentMistake, match="true or false"):
        symcnn.load("googlenet").numbers(aux=2)
    with pytest.raises(symcnn.TextError, match="word of another language"):
        symcnn.parse("input(W, D); conv(3, 8, padding=P)").at(P="SAME")


def test_a_name_that_a_header_declares_is_a_symbol() -> None:
    net = symcnn.parse("network N(W, full, half, relu) { input(W, full); conv(3, half, padding=relu) }")
    assert {symbol.name for symbol in net.free_symbols} == {"W", "full", "half", "relu"}
    assert symcnn.parse("input(W, D); let full = 2; conv(3, 8, padding=full)").output[0] == net.symbols["W"] + 2


WITH_DEFAULT = "network N(W, K, B: boolean = false) { input(W, 3); a: conv(3, K, bias=B); dense(5, bias=B) }"


def test_every_page_says_which_default_stands_once() -> None:
    net = symcnn.parse(WITH_DEFAULT)
    pages = {
        "work": net.explain(),
        "work of a layer": net.explain("a"),
        "table": net.table(),
        "memory": str(net.memory()),
        "solve": str(symcnn.solve(net, "params <= 100", "K")),
        "paper": net.paper(),
        "markdown": net.table("markdown"),
    }
    for name, page in pages.items():
        assert sum(line.count("false") for line in page.splitlines() if "bias" not in line) <= 1 or name == "paper", (
            name
        )
        assert re.search(r"\$?B\$? = false", page) or name == "markdown", f"{name} does not say it:\n{page}"


def test_data_says_which_default_stands() -> None:
    net = symcnn.parse(WITH_DEFAULT)
    assert json.loads(net.table("json"))["defaults"] == {"B": "false"}
    assert json.loads(net.at(B=True).table("json"))["defaults"] == {}
    assert json.loads(net.memory().render("json"))["defaults"] == {"B": "false"}
    assert json.loads(net.explain("a", format="json"))[0] == {"layer": "a", "target": "B", "stages": ['"false"']}


def test_a_plot_says_which_default_stands() -> None:
    from symcnn.analysis.plot import draw

    net = symcnn.parse(WITH_DEFAULT).at(W=8)
    assert draw(net, "params", "K=1..4").remarks == ("N: with B = false",)
