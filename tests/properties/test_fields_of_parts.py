"""What units see behind branches one behind another, and behind what sees all: against places followed one by one."""

from __future__ import annotations

import random
from typing import Any

import pytest

import symcnn
from symcnn.errors import Unavailable

Reach = list[tuple[int, int]]
"""The first and the last value of the padded input that each unit sees."""


def windowed(units: Reach, size: int, stride: int, padding: int, step: int) -> Reach:
    """What windows see of units; in the padding units go on at the step that those have."""
    count = (len(units) + 2 * padding - size) // stride + 1
    at = [
        (unit[0] + step * over, unit[1] + step * over)
        for place in range(-padding, len(units) + padding)
        for over in (min(place, 0) + max(place - len(units) + 1, 0),)
        for unit in (units[min(max(place, 0), len(units) - 1)],)
    ]
    return [(at[u * stride][0], at[u * stride + size - 1][1]) for u in range(count)]


def all_of(units: Reach) -> tuple[int, int]:
    return min(low for low, _ in units), max(high for _, high in units)


@pytest.mark.parametrize("seed", range(60))
def test_branches_behind_one_another_see_what_each_sees(seed: int) -> None:
    draw = random.Random(5_000 + seed)
    width, stride = draw.randint(12, 20), draw.randint(1, 3)
    rows, units, text = [(draw.randint(1, 5), draw.randint(0, 2)) for _ in range(draw.randint(2, 3))], [], ""
    for size, padding in rows:
        text += f"{{ conv({size}, 2, stride={stride}, padding={padding}) }}"
        units += windowed([(at, at) for at in range(width)], size, stride, padding, 1)
    stacked = f'input(T, 2); concat(axis="T") {{ {text} }}; relu'
    for net in (symcnn.parse(stacked).at(T=width), symcnn.parse(stacked)):
        assert net.receptive_field == (max(high - low + 1 for low, high in units),)
        assert net.layers[-1].start == (units[0][0],)
        assert net.layers[-1].jump == (stride,)
    low, high = all_of(units)
    for behind in ("attention(1)", "add { {} { attention(2) } }", "add { {} { attention(1) } }; conv(3, 2)"):
        net = symcnn.parse(f"{stacked}; {behind}").at(T=width)
        assert net.receptive_field == (high - low + 1,)
        assert (net.layers[-1].jump, net.layers[-1].start) == ((0,), (low,))


@pytest.mark.parametrize("parts", [2, 3, 4])
@pytest.mark.parametrize("before", ["", "conv(3, 4, padding=1);", "maxpool(2);"])
def test_what_was_split_and_put_together_sees_as_before(parts: int, before: str) -> None:
    cut = " ".join(f'{{ split({parts}, {part}, axis="T") }}' for part in range(parts))
    plain = symcnn.parse(f"input(T, 4); {before} conv(3, 4)")
    again = symcnn.parse(f'input(T, 4); {before} concat(axis="T") {{ {cut} }}; conv(3, 4)')
    assert again.receptive_field == plain.receptive_field
    assert again.layers[-1].start == plain.layers[-1].start


def test_a_window_over_the_seam_is_not_known() -> None:
    """It would see as far as from the end of the first branch to the beginning of the second."""
    net: Any = symcnn.parse('input(T, 4); concat(axis="T") { {} {} }; conv(3, 4)')
    with pytest.raises(Unavailable):
        _ = net.receptive_field


def test_branches_of_unlike_steps_are_known_where_one_unit_sees_all() -> None:
    text = 'input(T, 4); C: concat(axis="T") { { conv(3, 4) } { maxpool(2); maxpool(2) } }; A: attention(1)'
    net: Any = symcnn.parse(text)
    with pytest.raises(Unavailable):
        _ = net["C"].receptive_field
    assert net.at(T=12)["A"].receptive_field == (12,)
    assert net.at(T=13)["A"].receptive_field == (13,)


@pytest.mark.parametrize("turns", [1, 2, 3])
@pytest.mark.parametrize(
    ("text", "seen"),
    [("input(T, 8); repeat n { add { {} { layer_norm; attention(2) } } }", 11),
     ("input(T, 8); conv(3, 8, padding=1); repeat n { add { {} { attention(2) } } }; conv(5, 8)", 13),
     ("input(T, 8); repeat n { conv(3, 8, padding=1); squeeze_excite(2) }; conv(5, 8)", 13),
     ("input(T, 8); repeat n { add { {} { conv(3, 8, padding=1); squeeze_excite(2); conv(1, 8) } } }", 13)],
)  # fmt: skip
def test_a_loop_in_which_one_unit_sees_all_goes_on_seeing_all(text: str, seen: int, turns: int) -> None:
    """After the first turn every unit sees the input and its first padding, and windows find nothing new."""
    net: Any = symcnn.parse(text)
    assert [size.subs(net.symbols["T"], 11) for size in net.receptive_field] == [seen]
    assert net.at(n=turns, T=11).receptive_field == (seen,)


@pytest.mark.parametrize("gate", ["gap", "gap; dense(4)", "gmp; sigmoid", "gap; dense(2); relu; dense(4); sigmoid"])
def test_behind_a_gate_every_unit_sees_the_input_whatever_its_size(gate: str) -> None:
    """A branch without axes serves all places, also where there is one: no padding is counted beside it."""
    net = symcnn.parse(f"input(W, 4); mul {{ {{}} {{ {gate} }} }}; conv(3, 1, padding=1); conv(5, 2, padding=2)")
    assert net.receptive_field == (net.symbols["W"],)
    for width in (1, 2, 3, 7):
        there = net.at(W=width)
        assert (there.receptive_field, there.layers[-1].start, there.layers[-1].jump) == ((width,), (0,), (0,))
