"""How totals grow where facts decide it: assumed, declared, asked for by a layer, or by the other network.

The witness divides totals at ever larger values by the power of the symbol that is told.
"""

from __future__ import annotations

import re
from typing import Any

import pytest
import sympy

import symcnn

GROWING = (
    ("input(W, W, C); conv(1, K*(n - 1))", "K", {"W": 5, "C": 3, "n": 4}),
    ("assume n >= 2; input(W, W, C); conv(3, K*(n - 1), padding=1)", "K", {"W": 5, "C": 3, "n": 2}),
    ("network N(n: integer > 1, W, C, K) { input(W, C); conv(1, K*(n - 1)); dense(K) }", "K", {"W": 5, "C": 3, "n": 3}),
    ("assume F > 2; input(W, W, C); conv(F - 2, K)", "K", {"W": 9, "C": 3, "F": 4}),
    ("assume F < M; input(W, C); conv(1, M - F)", "C", {"W": 5, "F": 2, "M": 3}),
    ("assume 2*P <= F - 3; input(W, W, C); conv(F - 2*P, K)", "C", {"W": 9, "F": 7, "P": 2, "K": 2}),
    ("input(W, W, C); repeat n { conv(3, C, padding=1) }; conv(1, C*(m - n))", "C", {"W": 9, "n": 2, "m": 5}),
)


@pytest.mark.parametrize(("text", "symbol", "values"), GROWING)
def test_facts_decide_how_totals_grow(text: str, symbol: str, values: dict[str, int]) -> None:
    net = symcnn.parse(text)
    found = symcnn.leading(net, symbol)
    told = {line.split(":")[0].strip(): line for line in str(found).splitlines()[1:]}
    assert len(told) == 4
    assert "not decided" not in str(found)
    function = net.function("units, params, connections, macs")
    ends: list[Any] = [function(**values, **{symbol: at}) for at in (10**6, 2 * 10**6)]
    for place, word in enumerate(("units", "parameters", "connections", "MACs")):
        one, other = (end[place] for end in ends)
        power = re.search(rf"grows as {symbol}(²?)$", told[word])
        degree = 0 if "constant" in told[word] else 2 if power and power[1] else 1
        assert abs(sympy.Rational(other, one) / 2**degree - 1) < sympy.Rational(1, 1000), (word, told[word])


OPEN = "input(W, W, C); conv(1, K*(n - m) + K + M)"


def test_what_nothing_decides_is_not_told() -> None:
    assert str(symcnn.leading(symcnn.parse(OPEN), "K")).count("not decided") == 4


@pytest.mark.parametrize(("assumed", "growth"), [("", "second not decided"), ("assume n >= m; ", "second grows as K")])
def test_a_network_is_compared_where_the_other_can_be(assumed: str, growth: str) -> None:
    first = symcnn.parse(f"{assumed}input(W, W, C); conv(3, K, padding=1); conv(1, m)")
    compared = symcnn.compare(first, symcnn.parse(OPEN), of="macs", unknown="K")
    assert f"growth in K: first grows as K, {growth}" in str(compared)
