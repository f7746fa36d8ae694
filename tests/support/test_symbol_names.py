"""What a symbol can be called: no word that formulas are written with, wherever the name comes from."""

from __future__ import annotations

import pytest
from sympy import Symbol

import symcnn
from symcnn.errors import NameMistake, SyntaxMistake
from symcnn.support.names import OF_FORMULAS

DEFINING = (
    "network N(NAME) { input(NAME, 3); relu }",
    "input(NAME, 3); relu",
    "let NAME = 8; input(W, NAME); relu",
    "input(W, 3); NAME: relu",
    "input(W, 3); repeat 2 as NAME { relu }",
    "input(W, 3); for NAME in [1, 2] { relu }",
    "layer own(K) { X' = X; D' = sum(NAME for NAME in K) } input(W, 3); own(2)",
)


@pytest.mark.parametrize("name", sorted(OF_FORMULAS))
@pytest.mark.parametrize("text", DEFINING)
def test_a_word_of_formulas_names_nothing_in_a_text(text: str, name: str) -> None:
    with pytest.raises(SyntaxMistake):
        symcnn.parse(text.replace("NAME", name))
    symcnn.parse(text.replace("NAME", f"{name}_1")).derivation  # noqa: B018 - derived when it is asked for


@pytest.mark.parametrize("name", sorted(OF_FORMULAS))
def test_no_value_brings_it_along(name: str) -> None:
    net = symcnn.load("lenet5")
    with pytest.raises(SyntaxMistake):
        net.at(W=f"2*{name} + 1")
    with pytest.raises(NameMistake, match=f'no symbol can be called "{name}"'):
        net.at(W=2 * Symbol(name) + 1)


@pytest.mark.parametrize("name", ["a b", "x+y", "x_{1}", "1a", ""])
def test_a_symbol_of_sympy_has_a_name_that_can_be_written(name: str) -> None:
    with pytest.raises(NameMistake, match="no symbol can be called"):
        symcnn.load("lenet5").at(W=Symbol(name))
