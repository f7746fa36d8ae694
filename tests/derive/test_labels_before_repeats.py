"""What a label before a repeat names, read in every turn, is not what a turn starts from: held against numbers.

Memory is held against counting what is kept layer by layer, everything else against the network derived in numbers.
"""

from __future__ import annotations

from inspect import signature
from itertools import product

import pytest
from memory_store import kept

import symcnn

BODIES = (
    "L: conv(3, 4); repeat n { concat { { from L {} } {} } }; conv(1, 2)",
    "L: identity; repeat n { concat { { from L {} } {} } }; conv(1, 2)",
    "L: repeat n { conv(3, 4, padding=1) }; repeat m { concat { { from L {} } {} } }; conv(1, 2)",
    "L: conv(5, 4); repeat n { add { { from L { conv(5, 4, padding=2) } } { conv(1, 4) } } }; conv(1, 2)",
    "L: conv(5, 4); relu; repeat n { add { { from L { conv(5, 4, padding=2) } } { conv(1, 4) } } }; conv(1, 2)",
    "L: relu; repeat n { relu; repeat m { add { { from L { relu } } { conv(1, 4) } } }; relu }; conv(1, 2)",
    "L: relu; repeat n { conv(1, 4); add { { from L { repeat m { relu } } } {} } }; relu",
    "L: relu; maximum { { from L { repeat m { relu } } } { conv(1, 4) } }; repeat n { relu }; add { {} { from L {} } }",
    "L: relu; conv(1, 4); repeat n { relu }; repeat m { conv(1, 4); relu }; add { {} { from L {} } }",
    "L: relu; repeat n { M: relu; repeat m { add { { from M {} } { conv(1, 4) } } }; add { {} { from L {} } } }; relu",
    "L: relu; repeat n { repeat m { add { { from L { conv(3, 4, padding=1) } } { conv(3, 4, padding=1) } } } }; relu",
    "repeat m { add { {} { repeat n { bn } } } }; repeat n { relu }",
    "conv(1, 4); concat { { repeat m { relu } } { repeat n { bn } } }; conv(1, 2)",
    "L: relu; repeat m { relu }; bn; concat { {} { from L { repeat n { bn } } } { from L { repeat m { relu } } } }",
)


ASKED = ("memory.running", "memory.training", "training_macs", "macs", "depth", "output.field", "output.start")


@pytest.mark.parametrize("body", BODIES)
def test_what_a_label_names_is_no_turns_start(body: str) -> None:
    net = symcnn.parse(f"network N(W, n: integer >= 0, m: integer >= 0) {{ input(W, 4); {body} }}")
    asked = {word: net.function(word) for word in ASKED}
    for n, m in product(range(4), range(3)):
        there = net.at(W=9, n=n, m=m)
        for word, function in asked.items():
            point = {name: {"W": 9, "n": n, "m": m}[name] for name in signature(function).parameters}
            assert function(**point) == there.function(word)(), (word, n, m)
        assert there.function("memory.running")() == kept(there)[0]


def test_turns_inside_may_be_none_in_the_first_turn() -> None:
    """Then a turn hands on nothing of its own there, and all the same it has been."""
    body = "input(8, 3); repeat n as i { add { {} { repeat i { conv(3, 3, padding=1) } } } }; relu"
    net = symcnn.parse(f"network N(n: integer >= 0) {{ {body} }}")
    running = net.function("memory.running")
    assert [running(n=n) for n in range(5)] == [kept(net.at(n=n))[0] for n in range(5)]


def test_a_turn_reads_what_stands_before_the_repeat() -> None:
    """Each turn sees 5 + 5 - 1 values through the label, however many turns there were."""
    text = "input(W, 4); L: conv(5, 4); repeat n { add { { from L { conv(5, 4, padding=2) } } { conv(1, 4) } } }"
    net = symcnn.parse(text)
    assert str(net["repeat1/i/add1"].receptive_field) == "(9,)"
    assert net.function("output.field")(n=3, W=9) == 9
