"""A block that is used again with its weights, where its number of repeats is a symbol."""

from __future__ import annotations

import pytest

import symcnn

BLOCKS = {
    "alike": "block stack(n) { repeat n { conv(3, 4, padding=1) } }; input(W, W, 4); E: stack(n); use E",
    "growing": "block stack(n) { repeat n as i { conv(3, 4*2^i, padding=1) } }; input(W, W, 4); E: stack(n); "
    "conv(1, 4); use E",
    "repeats in repeats": "block stack(n) { repeat n { repeat 2 { conv(3, 4, padding=1); bn } } }; input(W, W, 4); "
    "E: stack(n); use E",
    "a first turn of its own": "block stack(n) { repeat n { conv(3, 4, padding=1) } }; input(W, W, 3); E: stack(n); "
    "conv(1, 3); use E",
}


@pytest.mark.parametrize("text", BLOCKS.values(), ids=BLOCKS)
def test_weights_are_counted_once_and_work_twice(text: str) -> None:
    net = symcnn.parse(text)
    for turns in (1, 2, 3):
        counted = symcnn.parse(
            text.replace("stack(n);", f"stack({turns});").replace("E: stack(n)", f"E: stack({turns})")
        )
        assert net.at(n=turns, W=5).params == counted.at(W=5).params
        assert net.at(n=turns, W=5).macs == counted.at(W=5).macs


def test_turns_by_another_name_are_refused_with_a_reason() -> None:
    text = "block stack(n) { repeat n { conv(3, 4, padding=1) } }; input(W, W, 4); E: stack(n); repeat m { use E }"
    with pytest.raises(symcnn.TextError, match=r"go by other names here(.|\n)*--set"):
        symcnn.parse(text).table()
    assert symcnn.parse(text).at(n=2, m=3).params == 2 * 148


BEHIND_BLOCKS = """
A: input(7, 3)
repeat n {{ {turn} }}
P: dense(4)
B: input(9, 2)
conv(3, 4); gap; dense(4)
add {{ {{}} {{ from P {{}} }} }}
"""


@pytest.mark.parametrize(
    ("block", "turn", "plain"),
    [
        ("block b { conv(3, 8); gap }", "b", "conv(3, 8); gap"),
        ("block b { c } block c { conv(3, 8); gap }", "b", "conv(3, 8); gap"),
    ],
)
def test_a_turn_that_fails_inside_a_block_leaves_it(block: str, turn: str, plain: str) -> None:
    """A second turn cannot follow, so there is one; an input behind that is one of the network, and not the block's."""
    in_block = symcnn.parse(block + BEHIND_BLOCKS.format(turn=turn))
    written_out = symcnn.parse(BEHIND_BLOCKS.format(turn=plain))
    assert in_block.params == written_out.params == 164
    assert in_block.macs == written_out.macs == 576
    assert in_block.output == (4,)
