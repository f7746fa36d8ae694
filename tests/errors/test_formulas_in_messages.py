"""Formulas in messages and reasons are printed as on every page, not as SymPy spells them."""

from __future__ import annotations

import re

import pytest

import symcnn
from symcnn.errors import SymcnnError

TEXTS = {
    "an argument": "input(W, W, 3); reshape(max(n, 4), -max(n, 4))",
    "a size": "input(min(W, 3) - 4, 3); relu",
    "a number of turns": "input(max(n, 3), 4); repeat -max(n, 2) { relu }",
    "a kernel": "input(9, 9, 3); conv(max(n, 11), 3)",
    "a fact": "assume max(n, 3)*floor(W/3) < 0; input(W, n); relu",
}
GIVEN = {"n": "min(3, C) - 4", "a": "min(3, floor(C/2))^2 - 10"}
OF_SYMPY = re.compile(r"Max|Min|\*\*|floor|ceiling|Mod\(")


def said(text: str, **values: str) -> str:
    with pytest.raises(SymcnnError) as refusal:
        symcnn.parse(text).at(**values).derivation  # noqa: B018 - derived when it is asked for
    return refusal.value.message


@pytest.mark.parametrize("what", TEXTS)
def test_a_refusal_prints_formulas(what: str) -> None:
    message = said(TEXTS[what]).replace("floor(W/3)", "")  # what the author wrote is shown as it is
    assert not OF_SYMPY.search(message), message


@pytest.mark.parametrize("name", GIVEN)
def test_a_value_that_is_refused_is_printed(name: str) -> None:
    message = said(f"network N({name}: integer >= 0) {{ input({name}, 3); relu }}", **{name: GIVEN[name]})
    assert "must be a whole number >= 0, not min(3, " in message
    assert not OF_SYMPY.search(message), message


def test_reasons_of_answers_print_them() -> None:
    net = symcnn.parse("input(W, W, 3); conv(max(1, n - 3), 3)")
    answer = symcnn.solve(net, "params == 0", "n")
    assert str(answer) == "no n: 9·max(1, n − 3)² + 3 = 0 holds for no n ≥ 0"
