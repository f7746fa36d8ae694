"""What a page makes of sizes, exponents, conditions and letters, as an author would print it."""

from __future__ import annotations

import pytest

import symcnn

U = """
input(W, H, C)
down: repeat n as i { conv(3, C*2^(i+1), padding=1, bias=false); maxpool(2) }
up: repeat n as i { conv_transpose(2, C*2^(n-i-1), stride=2, bias=false) }
"""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (U, "C·2^(n − i − 1)"),  # what has no minus comes first
        (U, "9C²Σ[i = 0…n − 1] 2^(2i + 1)·⌊W/2^i⌋·⌊H/2^i⌋"),  # like terms of an exponent are one
        (U, "CΣ[i = 1…n] 2^i·⌊W/2^i⌋·⌊H/2^i⌋"),  # counted from where the terms are shortest
        ("input(W, D); repeat n { conv(3, D, stride=2, padding=1) }", "⌈W/2^(i + 1)⌉ × D"),
        ("input(W, W, D); maxpool(S); conv_transpose(S, D, stride=S)", "S⌊W/S⌋×S⌊W/S⌋×D"),
        ("input(W, W, D); assume exact; conv(F, K); maxpool(2); conv(F, K); maxpool(2)", "((W − 3F + 3)/4)"),
        ("input(W, W, D); assume exact; conv(F, K); maxpool(2); conv(F, K); maxpool(2)", "  W ≥ 3F + 1  "),
        ("network N(a: real > 0, C) { input(1); dense(max(C, ceil((27*a - 1)/4))) }", "max(C, ⌈(27a − 1)/4⌉)"),
        ("network N(a: real > 0, C) { input(1); dense(max(C, ceil(9*ceil(27*a)/40))) }", "max(C, ⌈9⌈27a⌉/40⌉)"),
    ],
)
def test_a_page_says(text: str, said: str) -> None:
    assert said in symcnn.parse(text).table()


def test_an_exponent_above_the_line_has_no_brackets() -> None:
    net = symcnn.parse("input(W, D); repeat n as i { conv(3, D, dilation=2^(i+1)) }")
    assert r"\text{dilation}\ 2^{i + 1}" in net.paper("architecture")


def test_memory_is_lettered_and_what_a_maximum_holds_is_short() -> None:
    lines = str(symcnn.load("resnet_basic").memory()).splitlines()
    assert "running: max(2CA₁, 3CA₂, 6CA₃, 12CA₄, 24CA₅, 8C + M, C(A₁ + A₂), " in lines[2]
    assert lines[-1] == "  A₅ = ⌈W/32⌉⌈H/32⌉"
