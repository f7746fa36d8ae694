"""What leaves a layer is used for as many turns as conditions allow: held against the network derived in numbers."""

from __future__ import annotations

from itertools import product

import pytest

import symcnn
from symcnn import errors

TEXTS = (
    "M: conv(1, 3); L: conv(1, 3); repeat m { add { { from M {} } { from L { relu } } } }",
    "M: conv(1, 3); repeat m { from M { relu } }",
    "M: conv(1, 3); repeat m { from M { maxpool(2) } }; upsample(2)",
    "M: conv(1, 2); L: conv(1, 3); repeat m { add { { from M { conv(1, 6) } } { from L { conv(1, 6) } } } }",
    "M: conv(1, 3); repeat m { add { { from M { relu } } {} } }",
    "repeat n { M: conv(1, 3); repeat m { from M { relu } } }",
    "repeat n { M: conv(1, 3); repeat m { from M { relu } }; bn }",
    "repeat n { M: conv(1, 3); repeat m { add { { from M { relu } } {} } } }",
    "M: relu; repeat n { B: from M { relu }; head { from B { relu } } }",
    "M: relu; repeat n { head { relu }; from M {} }",
    "M: relu; down: repeat n { from M { relu }; keep: bn }; repeat n as i { concat { {} { from down[i].keep {} } } }",
    "M: relu; repeat n { from M { bn }; repeat m { from M { relu } } }",
    "M: relu; repeat n { relu }; repeat m { from M { relu } }",
    "M: relu; repeat n { keep: conv(2, 5) }; repeat m { from M { squeeze_excite(3) } }",
    "M: relu; bn; repeat m { head { bn } }; from M { relu }",
    "M: relu; bn; repeat n { from M { head { relu } } }",
    "M: relu; repeat m { from M { repeat n { relu } } }",
    "M: relu; L: relu; repeat m { repeat n { from M { relu } } }",
    "M: relu; repeat m { from M {}; repeat m { repeat n { relu } }; head { bn } }",
    "M: relu; bn; repeat m { repeat n { from M {} }; relu }",
    "M: relu; repeat m { from M { head { relu } }; repeat m { repeat n { relu } } }",
    "M: relu; repeat n { repeat m { from M {}; head { relu } }; relu }",
    "M: relu; repeat m { repeat n { repeat n { from M { relu } } } }",
    "M: relu; bn; repeat m as i { repeat i { add { { from M {} } {} } } }",
    "M: relu; repeat m { head { from M {} }; from M {} }; relu",
)
INPUTS = (
    "repeat m { add { { from left {} } { from right {} } } }",
    "repeat m { concat { { from left {} } {} } }",
    "repeat m { repeat n { concat { { from left {} } {} } } }",
    "repeat m { concat { { from left {} } {} } }; relu; repeat n { concat { { from left {} } {} } }",
    "add { {} { repeat m { from left {} } } }; relu",
    "from left {}; repeat m { from right { head { relu } } }",
    "repeat m { from left {}; repeat n { relu } }",
    "repeat n { head { from left {} }; from left {}; relu }; add { {} { from right {} } }",
)


def is_legal(net: symcnn.Network) -> bool:
    """Whether there is such a network."""
    try:
        net.derivation  # noqa: B018 - deriving is the question
    except errors.ShapeMistake:
        return False
    return True


@pytest.mark.parametrize(
    "body",
    [f"input(4, 3); {text}" for text in TEXTS] + [f"left: input(4, 3); right: input(4, 3); {text}" for text in INPUTS],
)
def test_what_goes_nowhere_in_numbers_breaks_a_condition(body: str) -> None:
    net = symcnn.parse(f"network N(m: integer >= 0, n: integer >= 0) {{ {body} }}")
    symbols, function = [*net.symbols], None
    if is_legal(net):
        function = net.function("params, memory.training")
    for m, n in product(range(4), range(3)):
        there = net.at(m=m, n=n)
        given = {name: value for name, value in (("m", m), ("n", n)) if name in symbols}
        assert is_legal(there) == (function is not None and function.legal(**given)), (m, n)
        if function and function.legal(**given):
            assert function(**given) == there.function("params, memory.training")()


def test_the_condition_says_what_it_is_about() -> None:
    net = symcnn.parse(f"input(4, 3); {TEXTS[0]}")
    assert [str(condition) for condition in net.conditions] == ["m = 1 (repeat1/i/add1: what leaves it must be used)"]
