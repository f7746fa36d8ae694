"""A comparison of SymPy as an equation: the same answer as its text, and a clear error where it is none."""

from __future__ import annotations

from typing import Any

import pytest
from sympy import And, Eq, Symbol, sin

import symcnn
from symcnn.errors import ArgumentMistake, NameMistake

NET = symcnn.parse("input(W, W, 3); C1: conv(F, K, stride=S, padding=P); gap; dense(10)")
W, F, K = (NET.symbols[name] for name in "WFK")
SIZE = NET["C1"].output[0]


@pytest.mark.parametrize(
    ("comparison", "text", "name"),
    [
        (Eq(SIZE, 5), "C1.W == 5", "W"),
        (SIZE >= 5, "C1.W >= 5", "W"),
        (And(SIZE >= 5, SIZE < 8), "C1.W >= 5 and C1.W < 8", "W"),
        (NET.params <= 10**6, "params <= 10^6", "K"),
        (Eq(SIZE, W), "C1.W == W", "P"),
    ],
    ids=str,
)
def test_it_is_answered_as_its_text(comparison: Any, text: str, name: str) -> None:
    assert str(symcnn.solve(NET, comparison, name)) == str(symcnn.solve(NET, text, name))


@pytest.mark.parametrize(
    ("comparison", "kind", "words"),
    [
        (SIZE == F, ArgumentMistake, "an equation is a string in the language, or a comparison of SymPy"),
        (Eq(1, 1), ArgumentMistake, "an equation is a string in the language, or a comparison of SymPy"),
        (SIZE, ArgumentMistake, "an equation is a string in the language, or a comparison of SymPy"),
        (Eq(Symbol("W"), 5), ArgumentMistake, "this W is another symbol than the network's"),
        (Eq(Symbol("Q"), 5), NameMistake, 'no symbol "Q"'),
        (NET.params <= 1e6, ArgumentMistake, "is not an exact number or formula"),
        (sin(K) <= 1, ArgumentMistake, "is not an exact number or formula"),
    ],
    ids=str,
)
def test_what_is_no_equation(comparison: Any, kind: type[Exception], words: str) -> None:
    with pytest.raises(kind, match=words):
        symcnn.solve(NET, comparison, "W")


@pytest.mark.parametrize("other", ["lenet5", 3, None, NET.macs], ids=["a name", "a number", "None", "a total"])
@pytest.mark.parametrize(
    "asked",
    [
        symcnn.family,
        symcnn.blocks,
        lambda net: symcnn.leading(net, "W"),
        lambda net: symcnn.sweep(net, "params", {"W": [32]}),
        lambda net: symcnn.sweep([net], "params", {"W": [32]}),
        lambda net: symcnn.sweep({"its name": net}, "params", {"W": [32]}),
        lambda net: symcnn.plot(net, "params", "W", [32]),
        lambda net: symcnn.solve(net, "W == 32", "W"),
        lambda net: symcnn.compare(NET, net),
        symcnn.sizes,
    ],
)
def test_a_network_is_needed(asked: Any, other: Any) -> None:
    with pytest.raises(ArgumentMistake, match="a network is needed, not"):
        asked(other)
