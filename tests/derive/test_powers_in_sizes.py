"""Sizes that are powers, halved turn by turn: the quotients are powers too, and the sums have closed forms."""

from __future__ import annotations

import pytest

import symcnn
from symcnn.algebra.quotients.quotient import Quotient

TEXTS = (
    "input(2^n, 1); repeat n { conv(2, 1, stride=2) }",
    "input(3^n, 1); repeat n { maxpool(3) }; dense(2)",
    "input(3^(n + 1), 1); conv(3, K, stride=3); repeat n { conv(3, K, padding=1); maxpool(3) }; flatten; dense(4)",
    "input(7*2^n, 7*2^n, 3); repeat n as i { conv(3, 4*2^i, stride=2, padding=1) }; gap; dense(5)",
    "input(2^(n + m), 3); repeat n { maxpool(2) }; conv(1, 2)",
    "input(2^(n + 1), 2); repeat n { avgpool(2) }; conv(2, 3)",
    "assume n >= m; input(2^n, 1); repeat m { maxpool(2) }; dense(3)",
)


@pytest.mark.parametrize("text", TEXTS)
def test_no_quotient_is_left_of_what_divides(text: str) -> None:
    net = symcnn.parse(text)
    for total in (net.units, net.macs, net.params, *net.output):
        assert not total.atoms(Quotient)
    for n in range(1, 5):
        point = {"n": n, **{name: 2 if name == "K" else 1 for name in net.symbols if name != "n"}}
        there, put = net.at(**point), {net.symbols[name]: value for name, value in point.items()}
        for mine, right in ((net.units, there.units), (net.macs, there.macs), (net.params, there.params)):
            assert mine.subs(put).doit() == right


@pytest.mark.parametrize("m", range(1, 6))
def test_what_does_not_divide_stays_rounded(m: int) -> None:
    """Without a word on n and m the power may be a fraction, and is no size there."""
    net = symcnn.parse("input(3*2^n, 1); repeat m { maxpool(2) }")
    for n in range(1, 4):
        if 3 * 2**n >= 2**m:
            assert net.at(n=n, m=m).output[0] == 3 * 2**n // 2**m
            assert net.output[0].subs({net.symbols["n"]: n, net.symbols["m"]: m}) == 3 * 2**n // 2**m
