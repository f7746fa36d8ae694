"""Answers as SymPy expressions, put into numbers and tried value by value."""

from __future__ import annotations

import json
from itertools import product
from typing import Any

import pytest
import sympy

import symcnn
from symcnn.analysis.solution import Solution

CASES: tuple[tuple[str, str, str, dict[str, tuple[int, int]]], ...] = (
    ("input(W, W, D); C: conv(F, K, padding=P)", "C.W >= 10", "W", {"F": (1, 4), "P": (1, 3)}),
    ("input(W, W, D); conv(F, K, padding=P); C: maxpool(2)", "C.W == 8", "W", {"F": (1, 4), "P": (1, 3)}),
    ("input(W, W, D); C: conv(F, K, padding=P)", "C.W == W", "P", {"F": (1, 9)}),
    ("input(W, D); conv(1, K)", "W % S == 0 and W >= T and W <= 3*T", "W", {"S": (1, 5), "T": (1, 9)}),
    ("input(W, D); conv(1, K)", "W % 6 == R and W >= T", "W", {"R": (1, 5), "T": (1, 9)}),
    ("input(32, 32, 3); conv(3, K)", "params <= B", "K", {"B": (1, 200)}),
    ("input(W, W, 1); maxpool(2); C: conv(3, 2)", "C.W >= 4 and C.W <= 7", "W", {}),
    ("input(W, 3); A: maxpool(16); maxpool(2); upsample(2); add { {} { from A {} } }", "W <= 99", "W", {}),
)
BOX = range(80)


def solved(net: symcnn.Network, equation: str, unknown: str) -> Solution:
    found = symcnn.solve(net, equation, unknown)
    assert isinstance(found, Solution)
    return found


def holds(found: Solution, value: int, put: dict[str, int]) -> bool:
    """Whether a value is in some range, by SymPy alone."""
    return any(_in_range(one, value, put) for one in found.ranges)


def _in_range(one: Any, value: int, put: dict[str, int]) -> bool:
    def number(expr: Any) -> Any:
        return expr.xreplace({symbol: sympy.Integer(put[symbol.name]) for symbol in expr.free_symbols})

    if not all(number(condition) in (True, sympy.true) for condition in one.conditions):
        return False
    if one.least is not None and number(one.least) > value:
        return False
    if one.greatest is not None and number(one.greatest) < value:
        return False
    return bool(number(one.modulus) == 0 or (value - number(one.residue)) % number(one.modulus) == 0)


@pytest.mark.parametrize(("text", "equation", "unknown", "box"), CASES)
def test_ranges_hold_what_holds(text: str, equation: str, unknown: str, box: dict[str, tuple[int, int]]) -> None:
    net = symcnn.parse(text)
    found = solved(net, equation, unknown)
    for values in product(*(range(low, high + 1) for low, high in box.values())):
        put = dict(zip(box, values, strict=True))
        asked = equation
        for name, value in put.items():
            asked = asked.replace(name, str(value)) if name not in net.symbols else asked
        there = net.at(**{name: value for name, value in put.items() if name in net.symbols})
        answer = solved(there, asked, unknown)
        wanted = [value for value in BOX if answer.kind == "all" or value in answer]
        assert [value for value in BOX if holds(found, value, put)] == wanted, put
        if len(found.ranges) == 1 and wanted:
            end = sympy.sympify(found.least)
            assert end.xreplace({symbol: sympy.Integer(put[symbol.name]) for symbol in end.free_symbols}) == wanted[0]


def test_ends_are_expressions_in_python_and_in_json() -> None:
    net = symcnn.parse("input(W, W, D); C: conv(F, K)")
    found = solved(net, "C.W >= 10", "W")
    assert (str(found.least), found.greatest) == ("F + 9", None)
    said = json.loads(found.render(format="json"))
    assert (said["least"], said["greatest"]) == ("F + 9", None)
    assert said["ranges"] == [{"least": "F + 9", "greatest": None, "modulus": 1, "residue": 0, "conditions": []}]
    padding = json.loads(solved(symcnn.parse("input(W, D); C: conv(F, K, padding=P)"), "C.W == W", "P").render("json"))
    assert padding["least"] == padding["greatest"] == "(F - 1)/2"
    assert padding["ranges"][0]["conditions"] == ["F % 2 == 1"]


def test_of_several_ends_those_that_lose_are_left_out() -> None:
    net = symcnn.parse("input(W, W, D); C: conv(F, K, padding=P)")
    assert str(solved(net, "C.W >= 10", "W")) == "W ≥ max(1, F − 2P + 9)"
