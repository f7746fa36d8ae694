"""Layers along an axis that an argument names: parts are counted, laid behind each other and shared out by hand."""

from __future__ import annotations

import math
import random
from itertools import product
from typing import Any

import pytest

import symcnn
from symcnn.errors import TextError

Index = tuple[int, ...]
SHAPES: list[Index] = [(6, 4), (4, 6, 2), (2, 4, 6, 4)]
"""Sizes, and then the depth."""
AXES = [(shape, axis) for shape in SHAPES for axis in range(len(shape))]
LETTERS = "UVY"


def in_symbols(shape: Index, call: str, *more: str) -> tuple[str, dict[str, int]]:
    """A network of one layer whose sizes are symbols."""
    letters = (*LETTERS[: len(shape) - 1], "D")
    names = ", ".join((*letters, *more))
    return f"network one({names}) {{ input({', '.join(letters)}); {call} }}", dict(zip(letters, shape, strict=True))


def named(shape: Index, axis: int) -> tuple[str, str]:
    """The two ways to name an axis: its letter and its number."""
    return f'"{(*LETTERS[: len(shape) - 1], "D")[axis]}"', str(axis)


def plain(shape: Index, call: str) -> str:
    return f"input({', '.join(map(str, shape))}); {call}"


def places(shape: Index) -> list[Index]:
    return list(product(*map(range, shape)))


def rows_along(shape: Index, axis: int) -> list[list[Index]]:
    """The places that differ along one axis alone."""
    found: dict[Index, list[Index]] = {}
    for place in places(shape):
        found.setdefault((*place[:axis], *place[axis + 1 :]), []).append(place)
    return list(found.values())


@pytest.mark.parametrize(("shape", "axis"), AXES, ids=str)
def test_parts_of_an_axis(shape: Index, axis: int, witness: Any) -> None:
    x = witness.array("x", *shape)
    for word, parts in product(named(shape, axis), (1, 2, 3)):
        text, values = in_symbols(shape, f"split(N, J, axis={word})", "N", "J: integer >= 0")
        for part in range(parts + 1):
            at = {**values, "N": parts, "J": part}
            if shape[axis] % parts or part >= parts:
                witness.agrees(text, at, None)
                continue
            wide = shape[axis] // parts
            kept = {
                (*place[:axis], place[axis] - part * wide, *place[axis + 1 :]): value
                for place, value in x.items()
                if place[axis] // wide == part
            }
            output = tuple(wide if at_axis == axis else size for at_axis, size in enumerate(shape))
            witness.agrees(text, at, witness.Counts(output, len(kept), 0, 0, 0))
            call = plain(shape, f"split({parts}, {part}, axis={axis})")
            assert witness.computes(call, {"x": x}) == kept


@pytest.mark.parametrize(("shape", "axis"), AXES, ids=str)
@pytest.mark.parametrize("layer", ["softmax", "log_softmax"])
def test_shares_along_an_axis(layer: str, shape: Index, axis: int, witness: Any) -> None:
    x = witness.array("x", *shape)
    y, taken = {}, dict.fromkeys(("additions", "divisions", "exponentials"), 0)
    for row in rows_along(shape, axis):
        powers = [math.exp(x[place]) for place in row]
        taken["exponentials"] += len(powers)
        taken["additions"] += len(powers) - 1
        for place, power in zip(row, powers, strict=True):
            share = power / sum(powers)
            y[place] = pytest.approx(share if layer == "softmax" else math.log(share))
        if layer == "softmax":
            taken["divisions"] += len(row)
        else:
            taken["exponentials"] += 1
            taken["additions"] += len(row)
    for word in named(shape, axis):
        text, values = in_symbols(shape, f"{layer}(axis={word})")
        witness.agrees(text, values, witness.Counts(shape, len(x), 0, 0, 0, 0, taken))
        witness.operates(text, values)
    assert witness.computes(plain(shape, f"{layer}(axis={axis})"), {"x": x}) == y


def test_branches_behind_each_other(witness: Any) -> None:
    """Along the axis that is named they differ as they like; along all others they agree."""
    draw = random.Random(19)
    fits = 0
    for _ in range(120):
        axes = draw.randint(1, 3)
        sizes = tuple(draw.randint(2, 4) for _ in range(axes))
        axis = draw.randint(0, axes)
        ends = [*sizes, 2]
        other = [size + draw.choice([0, 0, 0, 1]) * (place != axis) for place, size in enumerate(ends)]
        other[axis] += draw.randint(0, 2)
        added = ", ".join(str(b - a) for a, b in zip(ends[:-1], other[:-1], strict=True))
        letters = LETTERS[:axes]
        names = ", ".join((*letters, "D", "K"))
        merge = f'concat(axis="{(*letters, "D")[axis]}")'
        inner = f"{{ }} {{ pad(0, padding_end=({added},)); conv(1, K, bias=false) }}"
        text = f"network one({names}) {{ input({', '.join((*letters, 'D'))}); M: {merge} {{ {inner} }} }}"
        values = {**dict(zip(letters, sizes, strict=False)), "D": 2, "K": other[-1]}
        agree = all(a == b for place, (a, b) in enumerate(zip(ends, other, strict=True)) if place != axis)
        if not agree:
            witness.refuses(text, values)
            continue
        fits += 1
        indices = set(places(tuple(ends)))
        behind = {(*p[:axis], p[axis] + ends[axis], *p[axis + 1 :]) for p in places(tuple(other))}
        assert not indices & behind
        together = indices | behind
        output = tuple(len(set(column)) for column in zip(*together, strict=True))
        layer = symcnn.parse(text).at(**values)["M"]
        assert (*layer.output,) == output
        assert layer.units == len(together)
    assert 20 < fits < 110


@pytest.mark.parametrize(
    ("call", "words"),
    [
        ('split(2, axis="Q")', 'there is no axis "Q" here'),
        ("split(2, axis=4)", "there is no axis 4 here"),
        ("split(2, axis=T)", "must be an axis such as"),
        ("split(2, axis=1/2)", "must be an axis such as"),
        ('softmax(positions=true, axis="W")', "no positions and no maps of its own"),
        ('concat(axis="W") { {} { gap } }', "different numbers of axes"),
        ('split(5, axis="H")', "the parts must divide the depth, or the axis"),
    ],
)
def test_what_is_no_axis(call: str, words: str) -> None:
    with pytest.raises(TextError) as raised:
        symcnn.parse(f"input(4, 6, 8); {call}").derivation  # noqa: B018 - it derives
    assert words in str(raised.value)
    if words.startswith("there"):
        assert 'can be "W", "H", "D"' in str(raised.value)


def test_a_letter_is_that_of_the_pages_axis() -> None:
    """Axes are called as their sizes are, and as usual where these have no name; so in blocks and own layers."""
    own = (
        "layer half(axis a: axis = \"H\") { X' = replaced(X, a, X[a]/2); D' = D }\n"
        "block both(A: axis) { split(2, axis=A); softmax(axis=A) }\n"
    )
    assert (
        symcnn.parse('input(H, W, 3); split(2, axis="H")').layers[0].output[0]
        == symcnn.parse("input(H, W, 3); split(2, axis=0)").layers[0].output[0]
    )
    net = symcnn.parse(f'{own} input(8, 12, 4); half; both("W"); half(axis="W")')
    assert [tuple(layer.output) for layer in net.layers] == [(8, 6, 4), (4, 6, 4), (4, 6, 4), (2, 6, 4)]
