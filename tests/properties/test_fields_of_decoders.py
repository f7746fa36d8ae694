"""Receptive fields behind layers that enlarge: against the operations themselves, followed back unit by unit."""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest
from fast_rows import some_fast
from operation_on_arrays import trace_operation
from sympy import sympify

import symcnn
from symcnn.errors import Unavailable

SIZE = 72
Seen = dict[int, set[int]]
"""The values of the input that each unit is made of, for units that padding does not reach."""


def behind(net: symcnn.Network, place: int, seen: Seen) -> Seen:
    """What the units of a layer are made of, by the terms of its operation."""
    layer = net.derivation.layers[place]
    found: Seen = {}
    for (unit, _depth), terms in trace_operation(layer.step.layer, layer.step.values, layer.received).items():
        read = {index[0] for term in terms for name, index in term if name == "x"}
        if read <= seen.keys():
            found[unit] = set().union(*(seen[index] for index in read))
    return found


def spans(seen: Seen) -> list[int]:
    return [max(values) - min(values) + 1 for values in seen.values() if values]


def window(draw: random.Random) -> str:
    k = draw.randint(1, 4)
    return draw.choice([f"conv({k}, 1, stride={draw.randint(1, 3)}, padding={draw.randint(0, 2)})", f"maxpool({k})"])


def enlarging(draw: random.Random) -> str:
    z = draw.randint(2, 4)
    transposed = f"conv_transpose({draw.randint(1, 5)}, 1, stride={z}, padding={draw.randint(0, 1)})"
    return draw.choice([f"upsample({z})", f"upsample_linear({z})", transposed])


@pytest.mark.parametrize("seed", some_fast(range(40)))
def test_a_chain_that_shrinks_and_grows(seed: int) -> None:
    draw = random.Random(seed)
    orders = [[window, enlarging, window], [enlarging, window, enlarging, window], [window, window, enlarging]]
    kinds = draw.choice(orders)
    net = symcnn.parse(f"input({SIZE}, 1); {'; '.join(kind(draw) for kind in kinds)}")
    seen: Seen = {place: {place} for place in range(SIZE)}
    for place, layer in enumerate(net):
        seen = behind(net, place, seen)
        assert layer.receptive_field == (max(spans(seen)),)
        firsts = {unit: min(values) for unit, values in seen.items() if values}
        period = 144
        pairs = [(a, b) for a, b in pairwise(sorted(firsts)) if (b - a) % period == 0]
        assert all(firsts[b] - firsts[a] == layer.jump[0] * (b - a) for a, b in pairs)


@pytest.mark.parametrize("factor", ["1/4", "2/3", "3/2", "4/3", "5/2", "3"])
@pytest.mark.parametrize("seed", range(4))
def test_enlarging_by_a_factor_that_is_not_whole(factor: str, seed: int) -> None:
    """In numbers, and for any factor in symbols, with windows before and behind."""
    draw = random.Random(f"{factor} {seed}")
    size, stride, k = draw.randint(1, 3), draw.randint(1, 2), draw.randint(1, 4)
    text = f"conv({size}, 1, stride={stride}); {{}}; conv({k}, 1)"
    net = symcnn.parse(f"input({SIZE}, 1); {text.format(f'upsample({factor})')}")
    seen: Seen = {place: {place} for place in range(SIZE)}
    for place in range(3):
        seen = behind(net, place, seen)
    assert net.receptive_field == (max(spans(seen)),)
    any_factor = symcnn.parse(f"network N(W, r: real > 0) {{ input(W, 1); {text.format('upsample(r)')} }}")
    (field,) = any_factor.receptive_field
    assert field.subs(any_factor.symbols["r"], sympify(Fraction(factor))) == max(spans(seen))


@pytest.mark.parametrize(
    "text",
    [
        "upsample_linear(3/2)",
        "upsample_linear(1/2)",
        "upsample(3/2); upsample(2/3)",
        "upsample(2/3); conv(2, 1); upsample(3/2)",
        "upsample(2); upsample(3/2); conv(2, 1)",
    ],
)
def test_what_two_roundings_leave_is_not_said(text: str) -> None:
    with pytest.raises(Unavailable):
        _ = symcnn.parse(f"input({SIZE}, 1); {text}").receptive_field


@pytest.mark.parametrize("seed", range(20))
def test_a_skip_around_a_bottleneck(seed: int) -> None:
    """What either way sees, place by place: the two differ in where they look."""
    draw = random.Random(100 + seed)
    z, k = draw.randint(2, 3), draw.choice([1, 3, 5])
    down = draw.choice([f"maxpool({z})", f"conv({z}, 1, stride={z})", f"avgpool({z})"])
    up = draw.choice([f"upsample({z})", f"conv_transpose({z}, 1, stride={z})", f"upsample_linear({z})"])
    inner = f"{down}; conv({k}, 1, padding={k // 2}); {up}"
    before, after = f"conv({draw.choice([1, 3])}, 1, padding=same)", f"conv({draw.choice([1, 3, 5])}, 1, padding=same)"
    whole = symcnn.parse(f"input({SIZE}, 1); {before}; add {{ {{ {inner} }} {{}} }}; {after}")
    plain = symcnn.parse(f"input({SIZE}, 1); {before}; {inner}; {after}")
    seen: Seen = {place: {place} for place in range(SIZE)}
    skip = seen = behind(plain, 0, seen)
    for place in (1, 2, 3):
        seen = behind(plain, place, seen)
    both = {unit: seen[unit] | skip[unit] for unit in seen.keys() & skip.keys()}
    assert whole["add1"].receptive_field == (max(spans(both)),)
    assert whole[-1].receptive_field == (max(spans(behind(plain, 4, both))),)


def test_what_all_positions_see_together_is_the_whole_input() -> None:
    net = symcnn.parse("input(T, 8); conv(3, 8, padding=1); attention(2); conv(3, 8, padding=1)")
    T = net.symbols["T"]  # noqa: N806
    assert [layer.receptive_field for layer in net] == [(3,), (T + 2,), (T + 2,)]
    assert [layer.jump for layer in net] == [(1,), (0,), (0,)]


@pytest.mark.parametrize("scale", [1, 2, 3, 5])
def test_upsampling_by_a_symbol_is_followed(scale: int) -> None:
    text = "input(T, 8); upsample(S); conv(3, 8); upsample(S); conv(5, 8)"
    net: Any = symcnn.parse(text)
    (seen,) = net.receptive_field
    assert seen.subs(net.symbols["S"], scale) == symcnn.parse(text).at(S=scale).receptive_field[0]


EVEN = (
    "input(W, 1); conv(3, 1, padding=1); maxpool(2); conv(3, 1, padding=1); upsample(2); conv(3, 1)",
    "input(W, 1); maxpool(3); conv_transpose(2, 1, stride=2); conv(4, 1); upsample(3); conv(2, 1)",
    "input(W, 1); maxpool(2); E: conv(3, 1, padding=1); maxpool(2); upsample(2); add { {} { from E {} } }; conv(3, 1)",
)


@pytest.mark.parametrize("text", EVEN)
def test_divisions_that_leave_nothing_change_no_field(text: str) -> None:
    """What a unit sees is rounded as well, but no layer rounds it."""
    plain, even = symcnn.parse(text), symcnn.parse(f"assume exact; {text}")
    assert even.receptive_field == plain.receptive_field
    for one, other in zip(even.at(W=48), plain.at(W=48), strict=True):
        assert (one.receptive_field, one.jump) == (other.receptive_field, other.jump)


def test_the_published_u_net_has_a_field() -> None:
    """Its text asks that divisions leave nothing; 204 was counted by gradients."""
    net = symcnn.load("unet")
    assert net.receptive_field == net.numbers().receptive_field == (204, 204)


def test_behind_a_normalisation_over_all_units_a_branch_that_sees_less_adds_nothing() -> None:
    """Every unit of nnU-Net sees all of the input from the first normalisation on, and the padding behind it."""
    net = symcnn.load("nnunet_2d").numbers()
    assert net.receptive_field == (512 + 2, 512 + 2)


@pytest.mark.parametrize("last", ["gap", "dense(2)", "flatten"])
@pytest.mark.parametrize("body", ["upsample(S)", "upsample(S); conv(K, 1)", "conv(2, 1); upsample(S)"])
def test_a_layer_without_axes_has_one_unit_which_sees_no_more_than_there_is(body: str, last: str) -> None:
    net = symcnn.parse(f"input(T, 1); {body}; {last}")
    for point in ({"T": 4, "S": 2, "K": 3}, {"T": 5, "S": 3, "K": 2}, {"T": 3, "S": 1, "K": 2}):
        single = net.at(**{name: value for name, value in point.items() if name in net.symbols})
        seen: Seen = {unit: {unit} for unit in range(point["T"])}
        for place in range(len(single) - 1):
            seen = behind(single, place, seen)
        right = max(set().union(*seen.values())) + 1
        put = {symbol: point[name] for name, symbol in net.open_symbols.items()}
        assert single.receptive_field == (right,) == (sympify(net.receptive_field[0]).subs(put),), point
