"""No condition that all others imply together, and none that no numbers fulfil; what is left says the same."""

from __future__ import annotations

import random

import by_hand
import pytest
from by_enumeration import holds

import symcnn
from symcnn.errors import TextError

FEW: tuple[tuple[str, list[str]], ...] = (
    ("assume W % 2^n == 0; input(W, D); maxpool(2); repeat n { maxpool(2) }", ["W ≥ 2^(n + 1)"]),
    ("input(W, W, 3); interpolate((W, 2*W)); repeat n { maxpool((1, 2)) }", ["2W ≥ 2^n"]),
    ("input(W, D); repeat n { add { { conv(F, D, padding=P) } {} } }", ["2P = F − 1"]),
    ("input(W, D); add { { conv(F, 4, padding=P) } { conv(1, 4) } }", ["2P = F − 1"]),
    ("input(W, H, D); maximum { { avgpool(F, 1) } {} }", ["F = 1"]),
    ("l: input(W, 3); r: input(H, 3); add { { from l { conv(1, 2) } } { from r { conv(3, 2) } } }", ["W = H − 2"]),
    ("network A(H) { input(H, 2*H, 3); conv(3, 2) } network B(N, M) { input(N, M, 3); A() }", ["2N = M", "N ≥ 3"]),
    ("network A(W) { input(W, W, W, 3); bn } network B(N, M) { input(N, M, N, 3); A() }", ["N = M"]),
    ("input(W, D); maxpool(F); max_unpool(F)", ["W ≥ F"]),
    ("input(W, H, T, D); avgpool(F, S)", ["W ≥ F", "H ≥ F", "T ≥ F"]),
    ("network N(W, D, B: boolean, K) { input(W, D); conv(3, K, bias=B); bn(affine=B) }", ["W ≥ 3"]),
    ("input(W, D); A: conv(F, D); conv_transpose(F, D); conv(F, D); add { {} { from A {} } }", ["W ≥ F"]),
    ("input(T, C); A: avgpool(3); avgpool(2); upsample(2); add { {} { from A {} } }; maxpool(2)",
     ["T ≥ 6", "2⌊T/6⌋ = ⌊T/3⌋"]),
    ("input(T, 1); conv(F, 1, stride=S); conv_transpose(F, 1, stride=S)", ["T ≥ F"]),
    ("input(T, 1); A: conv(F, 1, 2); conv(F, 1, 2); conv_transpose(F, 1, stride=2); add { {} { from A {} } }",
     ["T ≥ 3F − 2", "2⌊(T − 3F + 2)/4⌋ + F = ⌊(T − F)/2⌋ + 1"]),
    ("input(W, H, D); avgpool(F, 2, 1, ceil_mode=true)", ["W ≥ F − 3", "H ≥ F − 3"]),
    ("input(W, D); maxpool(3, F, 1, ceil_mode=true); conv(3, 4)", ["W ≥ 2F", "W ≥ F + 2"]),
    ("input(W, H, D); conv(3, min(W, H) - F)", ["H ≥ F + 1", "W ≥ F + 1", "W ≥ 3", "H ≥ 3"]),
    ("input(W, D); maxpool(F); maxpool(P); maxpool(F)", ["W ≥ F²P"]),
    ("input(W, H, D); conv(F, D, stride=F); avgpool((F, P))", ["W ≥ F²", "H ≥ FP"]),
    ("input(T, C); A: avgpool(F); conv(3, C, padding=P); add { {} { from A {} } }; upsample(2)", ["T ≥ F", "P = 1"]),
    ("network N(W, q: integer) { input(W, 3); pad(abs(q)) }", []),
    ("network N(W, p: integer, q: integer) { input(W, 3); conv(3, max(p - q, q - p) + 1); pad(abs(q)) }", ["W ≥ 3"]),
    ("network N(W, K, n: integer >= 0) { input(W, K); repeat n as i { conv(1, K*(i + 1)) }; maxpool(2) }", ["W ≥ 2"]),
)  # fmt: skip


@pytest.mark.parametrize(("text", "few"), FEW, ids=[text for text, _ in FEW])
def test_what_follows_is_left_out_and_the_rest_says_the_same(text: str, few: list[str]) -> None:
    net = symcnn.parse(text)
    assert [str(condition).split(" (")[0] for condition in net.conditions] == few
    asked = [*net.derivation.assumptions, *(condition.formula for condition in net.derivation.conditions)]
    draw = random.Random(text)
    for _ in range(120):
        point = {name: draw.randint(1, 16 if name in "WHTNM" else 3) for name in net.symbols if name != "B"}
        point |= {"B": draw.randint(0, 1)} if "B" in net.symbols else {}
        assert all(holds(one, point) for one in asked) == _is_there(net, point), point


def _is_there(net: symcnn.Network, point: dict[str, int]) -> bool:
    try:
        net.at(**point).derivation  # noqa: B018 - deriving is the question
    except TextError:
        return False
    return True


def test_what_no_numbers_fulfil_is_refused() -> None:
    net = symcnn.parse("assume W == 2^n; input(W, D); maxpool(2); repeat n { maxpool(2) }")
    with pytest.raises(TextError) as caught:
        net.derivation  # noqa: B018 - it raises
    assert caught.value.message == "repeat1/i/maxpool1: the window must fit into the padded input, which never holds"


def test_a_sum_of_powers_is_whole() -> None:
    """No condition that a size is whole, where sizes are added up of whole powers."""
    net = symcnn.parse("input(W, D); repeat n { conv_transpose(3, k, stride=S, padding=2) }")
    assert not any("whole" in condition.words for condition in net.conditions)


def test_loops_without_turns_and_counts_by_a_remainder() -> None:
    """Without a turn nothing is asked, also where what is asked else is a remainder."""
    counts = ("n % 3", "4 - (n + P) % 5", "max(n % 3, P)")
    for count in counts:
        net = symcnn.parse(
            f"network N(n: integer >= 0, P: integer >= 0) {{ input(8, 2); repeat n {{ conv(1, {count}) }} }}"
        )
        for turns in range(8):
            point = {"n": turns, "P": turns % 3}
            asked = all(holds(condition.formula, point) for condition in net.derivation.conditions)
            assert asked == _is_there(net, point), (count, point)


def test_a_bound_is_told_in_the_name_of_what_asks_for_it() -> None:
    """The upper end comes from the branches alone, and the lower one from the kernel as well."""
    text = "input(W, 1); A: maxpool(2); maxpool(2); conv(3, 1); upsample(2); add { {} { from A { crop(2) } } }"
    assert [str(condition) for condition in symcnn.parse(text).conditions] == [
        "W ≥ 12 (conv1, add1: the kernel must fit into the padded input; its branches agree along W)",
        "W ≤ 15 (add1: its branches agree along W)",
    ]


def test_minima_within_a_sum_over_turns_are_not_taken_case_by_case() -> None:
    text = "input(W*2^n, W*2^n, G*K); repeat m as i { repeat i as j { when j == 0 { pad(1) } relu } }"
    net = symcnn.parse(text)
    values = {"W": 3, "n": 1, "G": 1, "K": 2, "m": 3}
    assert net.at(**values).output == (3 * 2 + 2 * 2, 3 * 2 + 2 * 2, 2)
    assert by_hand.value(net.output[0], {net.symbols[name]: value for name, value in values.items()}) == 3 * 2 + 2 * 2
