"""What divides evenly leaves no quotient: powers halved turn by turn, patches, squares; held against numbers."""

from __future__ import annotations

from itertools import product

import pytest
from sympy import Max, Min

import symcnn
from symcnn.algebra.quotients.quotient import Quotient
from symcnn.errors import TextError

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


DIVIDED = (
    "input(W, 8); conv(1, (W/p)^2)",
    "input(W, W, 8); conv(p, 8, stride=p); add { {} { interpolate(W/p) } }",
    "input(W, W, 3); conv(p, K, stride=p); tokens; add { {} { permute([1, 0]); linear((W/p)^2); permute([1, 0]) } }",
    "input(W, 3); conv(p, 3, stride=p); repeat 2 { add { {} { upsample(p); crop(W); maxpool(p) } } }; crop(W/p)",
)


@pytest.mark.parametrize("text", DIVIDED)
def test_one_condition_says_that_a_patch_divides_the_size(text: str) -> None:
    """What is known to divide is used behind; that a square is whole says that its root is."""
    net = symcnn.parse(text)
    assert [str(one).split("  ")[0].split(" (")[0] for one in net.conditions].count("W ≡ 0") == 1
    assert not net.macs.atoms(Quotient)
    for width, patch in product(range(1, 13), range(1, 5)):
        if "K" in net.symbols:
            there, put = net.at(W=width, p=patch, K=2), {"K": 2}
        else:
            there, put = net.at(W=width, p=patch), {}
        values = {net.symbols[name]: value for name, value in ({"W": width, "p": patch} | put).items()}
        assert _is_legal(there) == (width % patch == 0)
        if width % patch == 0:
            assert net.macs.subs(values) == there.macs


def _is_legal(net: symcnn.Network) -> bool:
    try:
        net.derivation  # noqa: B018 - deriving is the question
    except TextError:
        return False
    return True


def test_the_lesser_and_the_greater_of_two_turns_are_both() -> None:
    """Also where they stand in the factors of the sums of layers."""
    net = symcnn.parse(
        "input(T, 4); add { { repeat R - 1 { conv(3, 8, padding=1) }; conv(3, 8, padding=1) } { conv(1, 8) } }"
    )
    assert not net.macs.atoms(Min, Max)
    assert not net.units.atoms(Min, Max)
    for turns in range(1, 5):
        there = net.at(R=turns, T=3)
        values = {net.symbols["R"]: turns, net.symbols["T"]: 3}
        assert (net.macs.subs(values), net.units.subs(values)) == (there.macs, there.units)
