"""What is kept in memory, in an equation: against the memory of the same network in numbers."""

from __future__ import annotations

import pytest

import symcnn
from symcnn.analysis.solution import Solution
from symcnn.errors import NameMistake

BUDGET = 3_000
NETWORKS = [
    "input(W, W, 3); conv(3, 4, padding=1); relu; maxpool(2)",
    "input(W, 3); A: conv(3, 8, stride=2, padding=1); conv(3, 8, padding=1); add { {} { from A {} } }; dense(4)",
    "input(W, 4); repeat 3 { concat { {} { conv(3, 2, padding=1) } } }; A: conv(1, 10); relu; use A",
]


@pytest.mark.parametrize("text", NETWORKS)
@pytest.mark.parametrize("part", ["weights", "running", "training"])
def test_sizes_within_a_budget_are_those_found_by_trying(text: str, part: str) -> None:
    net = symcnn.parse(text)
    found = symcnn.solve(net, f"memory.{part} <= {BUDGET} and W <= 60", "W")
    assert isinstance(found, Solution)
    right = [width for width in range(2, 61) if getattr(net.at(W=width).memory(bytes=1), part) <= BUDGET]
    assert [width for width in range(2, 61) if width in found] == right


def test_two_networks_are_compared_by_what_they_keep() -> None:
    wide, deep = (symcnn.parse(f"input(32, 32, C); {body}") for body in ("conv(5, C)", "conv(3, C); conv(3, C)"))
    pair = symcnn.compare(wide, deep, of="memory.training")
    there = [net.at(C=7).memory(bytes=1).training for net in (wide, deep)]
    assert pair.difference.subs(wide.symbols["C"], 7) == there[0] - there[1]


def test_a_layer_of_that_name_comes_first() -> None:
    net = symcnn.parse("input(W, 3); memory: conv(3, 4)")
    found = symcnn.solve(net, "memory.W == 10", "W")
    assert isinstance(found, Solution)
    assert found.value == 12


@pytest.mark.parametrize(
    ("equation", "hint"),
    [
        ("memory.trainin <= 9", 'did you mean "training"?'),
        ("memory.x <= 9", "it has weights, running, training"),
        ("running <= 9", 'did you mean "memory.running"?'),
    ],
)
def test_a_slip_is_told(equation: str, hint: str) -> None:
    with pytest.raises(NameMistake) as mistake:
        symcnn.solve(symcnn.parse(NETWORKS[0]), equation, "W")
    assert mistake.value.hint == hint
