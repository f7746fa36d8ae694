"""Fields behind upsampling by symbols, in repeats and behind skips between them: against the same in numbers."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

import pytest
from fast_rows import some_fast
from sympy import Integer

import symcnn
from symcnn.algebra.quotients.numbers import to_sympy
from symcnn.derive.field_zooms import Zoom
from symcnn.derive.receptive_field import fields
from symcnn.errors import Unavailable

if TYPE_CHECKING:
    from symcnn.network.network import Network

SAME_U_NET = """block double(K) { conv(3, K, padding=1); relu; conv(3, K, padding=1); relu }
network U(W, D, C, n, M) {
    assume W % 2^n == 0
    input(W, W, D)
    down: repeat n as i { left: double(C*2^i); maxpool(2) }
    double(C*2^n)
    repeat n as j {
        conv_transpose(2, C*2^(n - 1 - j), stride=2)
        concat { { from down[n - 1 - j].left {} } {} }
        double(C*2^(n - 1 - j))
    }
    conv(1, M)
}"""
CHAINS = (
    "input(T, C); upsample(s); conv(k, C)",
    "input(T, C); conv(3, C, stride=2); upsample(s); conv(k, C); conv(3, C, stride=s)",
    "input(T, C); upsample(s); conv(3, C, padding=1); upsample(k); conv(5, C, padding=2)",
    "input(T, C); upsample(s); conv(k, C, padding=1, dilation=2); maxpool(s)",
    "input(T, C); conv_transpose(k, C, stride=s); conv(3, C)",
    "input(T, C); repeat n { upsample(2) }; conv(k, C)",
    "input(T, C); repeat n { upsample(2); conv(3, C, padding=1) }",
    "input(T, C); repeat n { maxpool(2) }; repeat n { upsample(2); conv(3, C, padding=1) }",
    "input(T, C); repeat n { conv(3, C, stride=2, padding=1) }; repeat n { conv_transpose(4, C, stride=2, padding=1) }",
    "input(T, C); repeat n { conv(k, C, padding=1) }; upsample(s); repeat n { conv(k, C, padding=1) }",
    "input(T, C); repeat n as i { add { {} { conv(3, C, padding=1) } { conv(5, C, padding=2) } } }",
)


def numbers_at(net: Network, values: dict[str, int]) -> list[int]:
    put = {net.symbols[name]: Integer(value) for name, value in values.items()}
    found = (net.receptive_field[0], net.alignment and 0, net["last"].start[0])
    return [int(value.subs(put)) if hasattr(value, "subs") else int(value) for value in (found[0], found[2])]


@pytest.mark.parametrize("text", some_fast(CHAINS))
def test_a_formula_says_what_numbers_give(text: str) -> None:
    net, met = symcnn.parse(f"{text}; last: relu"), 0
    for s in range(1, 5):
        for k in range(1, 6):
            for n in range(1, 5):
                values = {"s": s, "k": k, "n": n, "T": 997, "C": 2}
                values = {name: value for name, value in values.items() if name in net.symbols}
                single = net.at(**values)
                try:
                    expected = [single.receptive_field[0], single["last"].start[0]]
                except Unavailable:
                    continue
                met += 1
                assert numbers_at(net, values) == expected, values
    assert met


@pytest.mark.parametrize("levels", [1, 2, 3, 4])
def test_a_decoder_of_n_levels_sees_what_each_of_them_sees(levels: int) -> None:
    net = symcnn.parse(SAME_U_NET)
    values = {"W": 160, "D": 1, "C": 1, "M": 1, "n": levels}
    single = net.at(**values)
    assert [size.subs(net.symbols["n"], levels) for size in net.receptive_field] == [*single.receptive_field]
    # by hand: the way through the bottom sees most, 2^n of its units apart
    bottom = 1 + 2 * sum(2 * 2**level for level in range(levels + 1)) + sum(2**level for level in range(levels))
    assert single.receptive_field[0] >= bottom


@pytest.mark.parametrize("levels", [1, 2, 3])
def test_rows_of_a_turn_say_what_that_turn_sees(levels: int) -> None:
    net = symcnn.parse(SAME_U_NET)
    single = net.at(W=64, D=1, C=1, M=1, n=levels).derivation
    found = {layer.name: seen for layer, seen in zip(single.layers, fields(single), strict=False)}
    for layer, seen in zip(net.derivation.layers, fields(net.derivation), strict=False):
        if not layer.name.startswith("repeat1/j/") or seen is None:
            continue
        for turn in range(levels):
            there = found[layer.name.replace("/j/", f"/{turn + 1}/")]
            put = {net.symbols["n"]: Integer(levels), net.derivation.domain.index("j"): Integer(turn)}
            assert there is not None
            assert [to_sympy(one.size).subs(put) for one in seen] == [one.size for one in there]


@pytest.mark.parametrize("seed", range(60))
def test_formulas_and_places_say_the_same(seed: int) -> None:
    random = Random(seed)
    zoom, rows = Zoom(random.randint(1, 5), random.randint(1, 5), random.randint(0, 3)), []
    domain = symcnn.parse("input(4, 4)").derivation.domain
    size, jump, padding = zoom[:3]
    ends = [(unit * jump - padding, unit * jump - padding + size - 1) for unit in range(-400, 400)]
    for stride in (*[1] * random.randint(0, 3), random.choice([1, 2, 3])):
        window = (random.randint(1, 4), stride, random.randint(0, 2), random.randint(1, 3))
        rows.append(window)
        after = zoom.windowed(window, domain)
        if after is None:
            break
        zoom = after
    middle = 400
    for width, stride, pad, repeated in rows if zoom.stride in (1, rows[-1][1]) else []:
        units = [end for end in ends for _ in range(repeated)]
        middle *= repeated
        taken = range((-middle + pad) // stride + 1, (len(units) - middle + pad - width) // stride - 1)
        ends = [(units[middle + u * stride - pad][0], units[middle + u * stride - pad + width - 1][1]) for u in taken]
        middle = -taken.start
    seen = zoom.seen(domain)
    if seen is not None:
        assert seen[0] == max(high - low + 1 for low, high in ends)
        assert -seen[2] == ends[middle][0]


def test_what_is_not_known_says_why() -> None:
    net = symcnn.parse("input(T, C); add { { conv(a, C, padding=same) } { maxpool(s); upsample(s) } }; conv(3, C)")
    with pytest.raises(Unavailable, match="symbols leave open which of them sees more"):
        _ = net.receptive_field
