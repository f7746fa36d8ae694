"""Repeats in symbols whose last turn is not like the others: against the same with numbers of turns."""

from __future__ import annotations

from inspect import signature

import pytest

import symcnn
from symcnn.errors import TextError

DECODER = "repeat n - 1 as j { upsample(2); add { {} { from down[n - 2 - j].left {} } } }"
BODIES = (
    "repeat n as i { conv(3, 16 if i == n - 1 else 8, padding=1) }",
    "repeat n as i { conv(3, 16, padding=1, stride=2 if i == n - 1 else 1) }",
    "repeat n as i { when i == n - 1 { conv(3, 16) } else { relu } }",
    "repeat n as i { conv(3, 8, padding=1); when i < n - 1 { maxpool(2) } }; relu",
    "repeat n as i { when i + 1 == n { conv(3, 16) } else { when i == 0 { bn } else { relu } } }",
    "repeat n as i { when i < n - 2 { conv(3, 16) } else { relu } }",
    "repeat n as i { when i >= n - 2 { conv(3, C) } else { bn } }; conv(1, 2)",
    "for i in 1..n { when i == n { conv(3, 16) } else { relu } }",
    "repeat n as i { relu; repeat m as j { when j != m - 1 { bn } else { conv(1, 8) } } }",
    "repeat n as i { add { { conv(3, C, padding=1) } {} when i == n - 1 { { bn } } } }",
    f"down: repeat n as i {{ left: bn; when i < n - 1 {{ maxpool(2) }} }}; {DECODER}",
)
UNKNOWN = ("output.field", "memory.running")
"""What is told of no network that reads what a turn left."""
ASKED = ("params", "macs", "connections", "depth", "output.W", "output.D", "memory.training", *UNKNOWN)


@pytest.mark.parametrize("body", BODIES)
def test_the_last_turn_costs_what_it_does_in_numbers(body: str) -> None:
    net = symcnn.parse(f"assume W % 2^n == 0; input(W, C); {body}")
    unknown = UNKNOWN if "down[" in body else ()
    asked = {word: net.function(word) for word in ASKED if word not in unknown}
    for n in range(1, 5):
        values = {name: value for name, value in {"W": 64, "C": 3, "n": n, "m": 3}.items() if name in net.symbols}
        there = net.at(**values)
        for word, function in asked.items():
            given = {name: values[name] for name in signature(function).parameters}
            if function.legal(**given):
                assert function(**given) == there.function(word)(), (word, n)
            else:
                assert n == 1


def test_that_there_is_a_last_turn_is_a_condition() -> None:
    body = "input(W, 3); repeat n as i { when i == n - 1 { relu } else { bn } }"
    net = symcnn.parse(f"network N(W, n: integer >= 0) {{ {body} }}")
    assert [str(condition) for condition in net.conditions] == ["n ≥ 1 (repeat1: the repeat has at least 1 turn)"]


def test_what_stays_open_says_what_it_said() -> None:
    with pytest.raises(TextError, match="this condition decides what the network is made of"):
        symcnn.parse("input(W, 3); repeat n as i { when i < k { bn } else { relu } }").derivation  # noqa: B018


def test_a_first_turn_without_layers_sees_what_enters() -> None:
    net = symcnn.parse("network N(W, m: integer >= 0) { input(W, 2); repeat m as i { when i > 0 { conv(3, 5) } } }")
    field = net.function("output.field")
    assert [field(m=m, W=32) for m in range(5)] == [1, 1, 3, 5, 7]
    assert [net.at(m=m, W=32).function("output.field")() for m in range(5)] == [1, 1, 3, 5, 7]
