"""What messages name where something is missing: the rule that a layer lacks, what a turn makes, how many branches."""

from __future__ import annotations

import pytest

import symcnn
from symcnn.analysis.solution import Solution
from symcnn.errors import TextError, Unavailable


@pytest.mark.parametrize(
    ("key", "rule"),
    [
        ("macs", "macs"),
        ("input_gradients", "macs"),
        ("weight_gradients", "macs"),
        ("training_macs", "macs"),
        ("weights_read", "params"),
        ("buffers", "buffers"),
    ],
)
def test_the_rule_that_a_layer_lacks(key: str, rule: str) -> None:
    """Stating it, and nothing else, is what helps."""
    layer = "layer own { X' = X; D' = D RULES }"
    net = symcnn.parse(f"{layer.replace('RULES', '')} input(8, 8, 3); conv(3, 4); o: own")
    for asked in (net, net["o"]):
        with pytest.raises(Unavailable, match=f"states no rule for {rule}"):
            asked.quantity(key)
    stated = f"; {rule} = 5" + ("; buffers = 0" if key == "weights_read" else "")
    made = symcnn.parse(f"{layer.replace('RULES', stated)} input(8, 8, 3); conv(3, 4); o: own")
    assert made["o"].quantity(key) in (5, 10, 15)  # one gradient or two besides


def test_a_word_that_is_no_quantity() -> None:
    with pytest.raises(Unavailable, match='there is no quantity "parms"'):
        symcnn.parse("input(8, 8, 3); o: relu")["o"].quantity("parms")


def test_one_branch_and_several() -> None:
    net = symcnn.parse('input(8, 8, 3); concat { {} }; concat(axis="W") { {} }; concat { {} {} }')
    assert [layer.written for layer in net.derivation.layers] == [
        "of 1 branch",
        'concat(axis="W") of 1 branch',
        "of 2 branches",
    ]


def test_a_longest_way_without_a_closed_form() -> None:
    text = (
        "layer deep(a: integer) { X' = X; D' = D; depth = a }\n"
        "input(W, 3); A: conv(3, 8); repeat n as j { add { { conv(1, 8) } { from A { deep(2^j*j^2) } } } }"
    )
    with pytest.raises(TextError) as raised:
        symcnn.parse(text).derivation  # noqa: B018 - it derives
    words = str(raised.value)
    assert "way_" not in words
    assert "depth_j counts layers with weights on the longest way" in words


def test_what_has_every_value_tried() -> None:
    net = symcnn.parse("input(W, W, D); repeat n { maxpool(2) }")
    said = str(symcnn.solve(net, "output.W == n", "n"))
    assert said.endswith("every value is tried with numbers for W and --bound n=1..99")
    bounded = str(symcnn.solve(net, "output.W == n", "n", bounds={"n": (1, 9)}))
    assert "--bound" not in bounded
    found = symcnn.solve(net.at(W=64), "output.W == n", "n", bounds={"n": (1, 9)})
    assert isinstance(found, Solution)
    assert found.value == 4
