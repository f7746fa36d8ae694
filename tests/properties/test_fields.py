"""Receptive field, jump and padding: against dots that are followed by hand, and the one quotient of a whole chain."""

from __future__ import annotations

import random
from typing import Any

import pytest

import symcnn
from symcnn.derive.groups import groups
from symcnn.derive.receptive_field import field_leaving, fields

Window = tuple[int, int, int, int]
"""Kernel, stride, padding, dilation."""


def chain(windows: list[Window]) -> str:
    rows = (f"conv({k}, 1, stride={s}, padding={p}, dilation={d})" for k, s, p, d in windows)
    return "input(W, 1); " + "; ".join(rows)


def reached(windows: list[Window], unit: int) -> set[int]:
    """The positions of the input, padding counted on, that a unit of the last layer is linked to."""
    seen = {unit}
    for kernel, stride, padding, dilation in reversed(windows):
        seen = {place * stride + tap * dilation - padding for place in seen for tap in range(kernel)}
    return seen


def windows_of(draw: random.Random) -> list[Window]:
    return [
        (draw.randint(1, 5), draw.randint(1, 3), draw.randint(0, 2), draw.randint(1, 2))
        for _ in range(draw.randint(1, 5))
    ]


@pytest.mark.parametrize("seed", range(60))
def test_the_field_spans_what_is_reached(seed: int) -> None:
    windows = windows_of(random.Random(seed))
    last = symcnn.parse(chain(windows))[-1]
    first, second = reached(windows, 0), reached(windows, 1)
    assert last.receptive_field == (max(first) - min(first) + 1,)
    assert last.jump == (min(second) - min(first),)


@pytest.mark.parametrize("seed", range(60))
def test_a_chain_is_one_quotient(seed: int) -> None:
    """``floor((W + 2P - R)/J) + 1``; and the windows fit where the padded input holds the field of every prefix."""
    windows = windows_of(random.Random(1000 + seed))
    net = symcnn.parse(chain(windows))
    for width in range(1, 60):
        sizes, size = [], width
        for kernel, stride, padding, dilation in windows:
            room = size + 2 * padding - dilation * (kernel - 1) - 1
            size = room // stride + 1 if room >= 0 else 0
            sizes.append(size)
            if size == 0:
                break
        triples = [seen[0] for seen in fields(net.derivation)[: len(net)] if seen is not None]
        fits = all(width + 2 * t.padding >= t.size for t in triples)
        assert fits == (0 not in sizes)
        if fits:
            assert [(width + 2 * t.padding - t.size) // t.jump + 1 for t in triples] == sizes


@pytest.mark.parametrize(
    "body",
    ["conv(3, 1, padding=1)", "conv(F, 1, stride=2)", "conv(3, 1, dilation=2^i)", "conv(3, 1); maxpool(2)", "relu",
     "add { { conv(3, 1, padding=1); conv(5, 1, padding=2) } {} }", "repeat 2 { conv(3, 1) }; avgpool(3, stride=2)"],
)  # fmt: skip
@pytest.mark.parametrize("around", ["{}", "conv(7, 1, stride=2); {}; conv(3, 1)"])
def test_a_repeat_in_symbols_sees_what_its_turns_see(body: str, around: str) -> None:
    text = "input(W, 1); " + around.format(f"repeat n as i {{ {body} }}")
    net: Any = symcnn.parse(text)
    for turns in (1, 2, 3, 5):
        plain = symcnn.parse(text).at(n=turns)
        values = {symbol: turns for name, symbol in net.symbols.items() if name == "n"}
        assert tuple(size.subs(values) for size in net.receptive_field) == plain.receptive_field


def test_branches_of_unlike_windows_see_the_wider() -> None:
    apart = symcnn.parse("input(W, 1); add { { conv(1, 1, stride=2) } { maxpool(3, stride=2, padding=1) } }")
    assert apart.receptive_field == (3,)


@pytest.mark.parametrize("seed", range(40))
def test_branches_see_what_either_sees(seed: int) -> None:
    """Branches of one stride, followed by hand: the union of what they reach."""
    draw = random.Random(2000 + seed)
    stride, least = draw.randint(1, 4), draw.randint(1, 3)
    paddings = [draw.randint(0, 3) for _ in range(draw.randint(2, 3))]
    branches = [(least + 2 * padding, stride, padding, 1) for padding in paddings]  # so that their sizes agree
    rows = " ".join(f"{{ conv({k}, 1, stride={s}, padding={p}) }}" for k, s, p, _ in branches)
    net = symcnn.parse(f"input(W, 1); concat {{ {rows} }}; conv(3, 1)")
    seen = set().union(*(reached([window], unit) for window in branches for unit in (0,)))
    assert net[len(branches)].receptive_field == (max(seen) - min(seen) + 1,)
    behind = set().union(*(reached([window], unit) for window in branches for unit in (0, 1, 2)))
    assert net.receptive_field == (max(behind) - min(behind) + 1,)


@pytest.mark.parametrize("kernel", [3, 4, 5])
@pytest.mark.parametrize("padding", [0, 1, 2])
@pytest.mark.parametrize("other", [0, 1, 2])
def test_branches_are_centred_alike_where_their_first_units_look_at_one_place(
    kernel: int, padding: int, other: int
) -> None:
    branches = (f"{{ conv({kernel}, 4, padding={p}, padding_end={2 - p}) }}" for p in (padding, other))
    net = symcnn.parse(f"input(40, 4); add {{ {' '.join(branches)} }}")
    looks = [reached([(kernel, 1, p, 1)], 0) for p in (padding, other)]
    centres = [min(places) + max(places) for places in looks]
    assert bool(net.alignment) is (centres[0] != centres[1])
    assert [layer.start[0] for layer in net.layers[:2]] == [min(places) for places in looks]


@pytest.mark.parametrize("body", ["conv(3, 1, stride=2, padding=1); relu", "repeat m { conv(3, 1, padding=1); relu }"])
def test_a_table_by_labels_shows_the_field_behind_all_turns(body: str) -> None:
    net: Any = symcnn.parse(f"input(W, 1); conv(3, 1); S: repeat n as i {{ {body} }}; conv(1, 1)")
    derivation = net.derivation
    shown = {group.name: field_leaving(derivation, group.places) for group in groups(derivation, 1)}
    assert shown["S"] is not None
    assert tuple(field.size for field in shown["S"]) == net["S"].receptive_field == net.receptive_field


CHOICE = """layer own(a) {{
    X' = floor((X - a)/a) + 1; D' = D; params = 0
    window = (1, 1, 0) if a == 1 else (2, 2, 0) if a == 2 else {last}
}}
input(W, 1); own({a}); conv(3, 1)"""


@pytest.mark.parametrize("a", [1, 2, 3])
def test_an_author_may_choose_between_several_windows(a: int) -> None:
    net = symcnn.parse(CHOICE.format(a=a, last="(3, 3, 0)"))
    assert net[-1].receptive_field == (max(reached([(a, a, 0, 1), (3, 1, 0, 1)], 0)) + 1,)


@pytest.mark.parametrize("last", ['("3", 3, 0)', "(X == 3, 3, 0)", "((1, 2), 3, 0)"])
def test_a_window_of_no_numbers_is_refused(last: str) -> None:
    with pytest.raises(symcnn.TextError, match="window must be made of numbers, one for each axis"):
        symcnn.parse(CHOICE.format(a=3, last=last)).table(columns="field")
