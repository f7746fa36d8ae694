"""Rounded shares of one number, which are that number together."""

from __future__ import annotations

import random
from typing import Any

from sympy import Add, Integer

import symcnn
from symcnn.algebra.quotients.even_shares import shares_together
from symcnn.algebra.quotients.quotient import Quotient
from symcnn.algebra.quotients.symbol import make_symbol

C, D, n = map(make_symbol, "CDn")
TIMES: list[Any] = [1, 3, D, -2 * D, C]
OTHERS: list[Any] = [0, Quotient(C, 3), D, Quotient(D + 1, 2)]


def count(expr: Any, point: dict[Any, int]) -> Any:
    return expr.xreplace({symbol: Integer(value) for symbol, value in point.items()})


def test_the_value_stays_and_whole_sets_of_shares_are_joined() -> None:
    draw, joined = random.Random(5), 0
    for _ in range(120):
        parts, start, above = draw.randint(2, 5), draw.randint(-3, 3), draw.choice([C, 2 * C + D, C * D])
        times, other = draw.choice(TIMES), draw.choice(OTHERS)
        shares = [times * Quotient(above + start + more, parts) for more in range(parts)]
        if draw.random() < 0.3:
            shares.pop()
        total = Add(*shares, other)
        found = shares_together(total)
        joined += found != total
        for _ in range(6):
            point = {C: draw.randint(1, 40), D: draw.randint(1, 9)}
            assert count(found, point) == count(total, point), (total, found, point)
    assert joined >= 30


def test_shares_that_are_not_all_there_stay() -> None:
    for apart in (Quotient(C, 3) + Quotient(C + 1, 3), Quotient(C, 2) + 2 * Quotient(C + 1, 2), Quotient(C, n) + C):
        assert shares_together(apart) == apart


def test_maps_that_are_split_as_evenly_as_can_be() -> None:
    branches = " ".join(f"{{ conv(1, floor((C + {part})/3)) }}" for part in range(3))
    net = symcnn.parse(f"input(W, C); concat {{ {branches} }}; add {{ {{}} {{ conv(1, C) }} }}")
    assert [str(size) for size in net.output] == ["W", "C"]
    assert [str(condition) for condition in net.conditions] == [
        "C ≥ 3 (concat1/1/conv1: K (filters) must be a positive whole number)"
    ]
    for maps in range(3, 12):
        assert net.params.subs(net.symbols["C"], maps) == net.at(C=maps).params == 2 * maps * (maps + 1)
