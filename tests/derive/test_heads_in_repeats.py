"""A head at the end of an iteration: the next iteration goes on from the layer before it."""

from __future__ import annotations

import re

import pytest

import symcnn

BODIES = (
    "head { conv(2, 6) }",
    "conv(3, 3, padding=1); head { conv(5, 7) }",
    "conv(3, 3, stride=1); head { conv(2, 7); conv(2, 3) }",
    "head { gap }; conv(2, 3)",
    "conv(2, 3); head { conv(2, 3) }; head { maxpool(3) }",
    "repeat 2 { conv(2, 3); head { conv(3, 1) } }",
    "add { {} { conv(3, 3, padding=1) } }; head { conv(3, 1) }",
)


@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize("behind", ["conv(3, 4)", "relu; repeat n { conv(2, 3); head { conv(2, 2) } }"])
def test_fields_in_symbols_are_those_in_numbers(body: str, behind: str) -> None:
    net = symcnn.parse(f"input(40, 3); repeat n {{ {body} }}; {behind}")
    for n in (1, 2, 3, 4):
        there = net.at(n=n)
        assert [size.subs(net.symbols["n"], n) for size in net.receptive_field] == list(there.receptive_field)
        assert [size.subs(net.symbols["n"], n) for size in net.output] == list(there.output)


def test_the_next_layer_takes_what_the_turns_hand_on() -> None:
    net = symcnn.parse("input(20, 20, 3); repeat n { C: conv(3, 3, padding=1); aux: head { conv(5, 7) } }; conv(3, 2)")
    derivation = net.derivation
    names = [layer.name for layer in derivation.layers]
    assert [names[source] for source in derivation.layers[-1].inputs] == ["repeat1/i/C"]
    words = re.findall(r">([^<>]+)<", net.draw())
    assert "repeat1/i/aux: 16×16×7" in words
    assert not any(word.startswith("repeat1/i/aux: 20") for word in words)
