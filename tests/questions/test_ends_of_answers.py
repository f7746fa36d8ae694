"""The least and the greatest value of an answer, also with symbols; facts that the author states are used."""

from __future__ import annotations

import json

import pytest
from sympy import Expr, Integer

import symcnn
from symcnn.analysis.solution import Solution


@pytest.mark.parametrize(
    ("text", "equation", "unknown", "least", "greatest"),
    [
        ("input(W, D); C: conv(F, K)", "C.W >= 10", "W", "F + 9", "None"),
        ("input(W, D); C: conv(F, K)", "C.W >= 10", "F", "1", "W - 9"),
        ("input(W, D); C: conv(F, K)", "C.W == 10", "W", "F + 9", "F + 9"),
        ("input(W, 3); C: conv(3, K)", "params <= 280", "K", "1", "28"),
        ("input(W, D); maxpool(F); C: relu", "C.W == 3", "W", "3*F", "4*F - 1"),
        ("input(W, 4); conv(1, 8, groups=G)", "params <= 1", "G", "None", "None"),
    ],
)
def test_ends(text: str, equation: str, unknown: str, least: str, greatest: str) -> None:
    net = symcnn.parse(text)
    found = symcnn.solve(net, equation, unknown)
    assert isinstance(found, Solution)
    assert (str(found.least), str(found.greatest)) == (least, greatest)
    said = json.loads(found.render("json"))
    assert (said["least"] is None, said["greatest"] is None) == (found.least is None, found.greatest is None)


def test_ends_are_ends_at_points() -> None:
    found = symcnn.solve(symcnn.parse("input(W, D); maxpool(F); C: relu"), "C.W == 3", "W")
    assert isinstance(found, Solution)
    assert isinstance(found.least, Expr)
    assert isinstance(found.greatest, Expr)
    sides = (found.least, found.greatest)
    for size in range(1, 9):
        widths = [width for width in range(size, 200) if width // size == 3]
        ends = [end.subs({symbol: Integer(size) for symbol in end.free_symbols}) for end in sides]
        assert ends == [widths[0], widths[-1]]


def test_a_network_with_a_table_in_its_header_has_symbols() -> None:
    net = symcnn.parse("network N(W, M: table = [[0, 1], [1, 2]]) { input(W, W, 3); C: conv(3, 2, table=M) }")
    assert net.symbols["M"] == ((0, 1), (1, 2))
    assert net.free_symbols == {net.symbols["W"]}
    assert str(symcnn.solve(net, "C.W == 10", "W")).splitlines()[0] == "W = 12"


@pytest.mark.parametrize(
    ("text", "output"),
    [
        ("network E(rho: real > 0, W, C) { input(rho*W, C); conv(3, C, padding=1) }", "(W*rho, C)"),
        ("assume s == 1; input(W, 3); repeat n { conv(3, 3, stride=s) }", "(W - 2*n, 3)"),
        ("assume S == 2; input(2*T + 1, C); conv(3, K, stride=S)", "(T, K)"),
        ("assume W % 32 == 0; input(min(W, min(T, H)), 3); maxpool(4)", "(Min(W/4, floor(H/4), floor(T/4)), 3)"),
    ],
)
def test_what_the_network_states_is_used(text: str, output: str) -> None:
    assert str(symcnn.parse(text).output) == output


def test_conditions_that_always_hold_are_left_out() -> None:
    assert symcnn.parse("input(f, 3); dense((f + f % 2)/2)").conditions == ()
    net = symcnn.parse("input(W, W, D); C: conv(F, K, padding=P, dilation=L)")
    assert str(symcnn.solve(net, "C.W == W", "P")) == "P = L(F − 1)/2 if LF + L ≡ 0 (mod 2)"
