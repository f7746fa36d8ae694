"""Attention by hand: queries, keys and values one after another, every weight and every product listed."""

from __future__ import annotations

import math
from itertools import product
from typing import TYPE_CHECKING, Any

import pytest
from one_layer import network, particular

if TYPE_CHECKING:
    from collections.abc import Iterator

Index = tuple[int, ...]
INPUTS = [(4,), (1, 2), (3, 4), (2, 2, 4), (2, 1, 2, 2)]
"""Sizes and depth."""


class Meter:
    """Carries operations out and counts them."""

    def __init__(self) -> None:
        self.counted = dict.fromkeys(("multiplications", "additions", "divisions", "exponentials"), 0)

    def dot(self, left: list[Any], right: list[Any]) -> Any:
        """Products, added up."""
        self.counted["multiplications"] += len(left)
        self.counted["additions"] += len(left) - 1
        return sum(a * b for a, b in zip(left, right, strict=True))

    def project(self, row: list[Any], weights: Any, biases: Any, used: int) -> list[Any]:
        """A linear layer over one row."""
        made = []
        for k in range(len(row)):
            total = self.dot(row, [weights[(c, k)] for c in range(len(row))])
            self.counted["additions"] += used
            made.append(total + used * biases[(k,)])
        return made

    def softmax(self, row: list[Any]) -> list[Any]:
        """Shares."""
        powers = [math.exp(value) for value in row]
        self.counted["exponentials"] += len(row)
        self.counted["additions"] += len(row) - 1
        self.counted["divisions"] += len(row)
        return [power / sum(powers) for power in powers]

    def attend(self, rows: list[list[Any]], arrays: Any, heads: int, used: int) -> list[list[Any]]:
        """Every row asks all rows, head by head."""
        wide = len(rows[0]) // heads
        queries, keys, values = (
            [self.project(row, arrays[f"w{name}"], arrays[f"b{name}"], used) for row in rows] for name in "qrv"
        )
        gathered: list[list[Any]] = [[] for _ in rows]
        for head in range(heads):
            part = slice(head * wide, (head + 1) * wide)
            for row, query in zip(gathered, queries, strict=True):
                asked = [self.dot(query[part], key[part]) for key in keys]
                self.counted["divisions"] += len(asked)
                shares = self.softmax([value / math.sqrt(wide) for value in asked])
                row += [self.dot(shares, [value[c] for value in values]) for c in range(part.start, part.stop)]
        return [self.project(row, arrays["w"], arrays["b"], used) for row in gathered]


def arrays_for(shape: Index, witness: Any) -> dict[str, Any]:
    depth = shape[-1]
    small = {"x": witness.array("x", *shape)}
    for name in ("wq", "wr", "wv", "w"):
        small[name] = witness.array(name, depth, depth)
    for name in ("bq", "br", "bv", "b"):
        small[name] = witness.array(name, depth)
    return {name: {index: value / 10 for index, value in array.items()} for name, array in small.items()}


@pytest.mark.parametrize("shape", INPUTS, ids=str)
@pytest.mark.parametrize("heads", [1, 2])
@pytest.mark.parametrize("bias", [0, 1])
def test_attention(shape: Index, heads: int, bias: int, witness: Any) -> None:
    arrays, meter = arrays_for(shape, witness), Meter()
    places = list(product(*map(range, shape[:-1])))
    rows = [[arrays["x"][(*at, k)] for k in range(shape[-1])] for at in places]
    made = meter.attend(rows, arrays, heads, bias)
    y = {(*at, k): value for at, row in zip(places, made, strict=True) for k, value in enumerate(row)}
    call = particular(shape, f"attention({heads}, bias={bias})")
    assert witness.computes(call, arrays) == pytest.approx(y)
    matrices = [name for name in arrays if name.startswith("w")]
    trained = sum(len(arrays[name]) for name in matrices)
    links = trained * len(places)  # every position has all weights of a projection once
    if bias:
        trained += sum(len(arrays[name]) for name in arrays if name.startswith("b"))
        links += len(matrices) * len(y)
    text, values = network(shape, "attention(h, bias=B)", ", h, B: boolean")
    macs = meter.counted["multiplications"]
    counted = witness.Counts(shape, len(y), trained, links, macs, 0, meter.counted)
    witness.agrees(text, {**values, "h": heads, "B": bias}, counted)
    if len(places) > 1:
        assert witness.operates(call) == {"comparisons": 0} | meter.counted


def test_heads_share_the_depth_between_them(witness: Any) -> None:
    witness.refuses("network one(L, D, h) { input(L, D); attention(h) }", {"L": 3, "D": 4, "h": 3})
    assert witness.network("input(9, 8); attention(2)").depth == 2
    costs = [witness.stated(f"input(9, 8); attention({heads})") for heads in (1, 2, 4, 8)]
    assert len(set(costs)) == 1


def windows_of(sizes: Index, window: Index, shift: int) -> Iterator[list[tuple[Index, Index]]]:
    """The windows as lists of places, each with the lap that it is on: 1 where the shift took it around an end."""
    for corner in product(*(range(0, n, size) for n, size in zip(sizes, window, strict=True))):
        inside = product(*(range(at, at + size) for at, size in zip(corner, window, strict=True)))
        moved = [[divmod(at + shift, n) for at, n in zip(place, sizes, strict=True)] for place in inside]
        yield [(tuple(at for _, at in place), tuple(lap for lap, _ in place)) for place in moved]


@pytest.mark.parametrize(
    ("shape", "window", "shift"),
    [
        ((4, 2), (2,), 0),
        ((6, 2), (3,), 1),
        ((4, 4, 2), (2, 2), 1),
        ((4, 6, 2), (4, 3), 2),
        ((2, 4, 2, 2), (2, 2, 1), 0),
    ],
)
@pytest.mark.parametrize(("heads", "bias"), [(1, 1), (2, 0)])
def test_window_attention(shape: Index, window: Index, shift: int, heads: int, bias: int, witness: Any) -> None:
    """Window by window; in each head the weight of a pair is exp of its product and of the number of its lag."""
    arrays, depth = arrays_for(shape, witness), shape[-1]
    t = witness.array("t", *(2 * size - 1 for size in window), heads)
    t = {index: value / 10 for index, value in t.items()}
    y: dict[Index, float] = {}
    wide, links, macs = depth // heads, 0, 0
    for places in windows_of(shape[:-1], window, shift):
        rows = {at: [arrays["x"][(*at, k)] for k in range(depth)] for at, _ in places}
        q, r, v = (
            {at: Meter().project(row, arrays[f"w{name}"], arrays[f"b{name}"], bias) for at, row in rows.items()}
            for name in "qrv"
        )
        macs += 2 * depth * len(places) ** 2
        for i, (at, lap) in enumerate(places):
            gathered: list[float] = []
            for head in range(heads):
                part, powers = slice(head * wide, (head + 1) * wide), []
                for u, (other, other_lap) in enumerate(places):
                    lag = tuple(
                        a - b + size - 1
                        for a, b, size in zip(inside(i, window), inside(u, window), window, strict=True)
                    )
                    score = Meter().dot(q[at][part], r[other][part]) / math.sqrt(wide) + t[(*lag, head)]
                    powers.append(math.exp(score) if lap == other_lap else 0)
                shares = [power / sum(powers) for power in powers]
                gathered += [
                    sum(share * v[other][c] for share, (other, _) in zip(shares, places, strict=True))
                    for c in range(part.start, part.stop)
                ]
            made = Meter().project(gathered, arrays["w"], arrays["b"], bias)
            y |= {(*at, k): value for k, value in enumerate(made)}
            links += 4 * depth * (depth + bias)
            macs += 4 * depth * depth
    call = particular(shape, f"window_attention({window}, {heads}, {shift}, bias={bias})")
    assert witness.computes(call, {**arrays, "t": t}) == pytest.approx(y)
    trained = 4 * depth * (depth + bias) + len(t)
    text, values = network(shape, f"window_attention({window}, h, s, bias=B)", ", h, s: integer >= 0, B: boolean")
    counted = witness.Counts(shape, len(y), trained, links, macs)
    witness.agrees(text, {**values, "h": heads, "s": shift, "B": bias}, counted)
    if shift == 0:  # what a shift keeps apart is counted, though nobody asks
        assert witness.operates(call)["multiplications"] == macs


def inside(number: int, window: Index) -> Index:
    """The place of that number in a window, the last axis fastest."""
    return list(product(*map(range, window)))[number]


def test_windows_that_do_not_fit(witness: Any) -> None:
    for call in ("window_attention(2, 1)", "window_attention(3, 1, shift=3)", "window_attention(3, 3)"):
        witness.refuses(f"input(9, 3, 4); {call}", {})
    witness.refuses("input(9); window_attention(1, 1)", {})


@pytest.mark.parametrize("count", [1, 2])
@pytest.mark.parametrize("shape", [(1, 2), (4, 3)], ids=str)
def test_tokens_in_front(shape: Index, count: int, witness: Any) -> None:
    length, depth = shape
    x, t = witness.array("x", *shape), witness.array("t", count, depth)
    rows = [*([t[(n, k)] for k in range(depth)] for n in range(count))]
    rows += [[x[(n, k)] for k in range(depth)] for n in range(length)]
    y = {(n, k): value for n, row in enumerate(rows) for k, value in enumerate(row)}
    assert witness.computes(particular(shape, f"class_token({count})"), {"x": x, "t": t}) == y
    text, values = network(shape, "class_token(n)", ", n")
    counted = witness.Counts((len(rows), depth), len(y), len(t), 0, 0, 0, {})
    witness.agrees(text, {**values, "n": count}, counted)
    witness.operates(text, {**values, "n": count})
    witness.refuses("input(3, 4, 2); class_token", {})


@pytest.mark.parametrize("shape", INPUTS, ids=str)
@pytest.mark.parametrize("trained", [0, 1])
def test_position_embedding(shape: Index, trained: int, witness: Any) -> None:
    x, t = witness.array("x", *shape), witness.array("t", *shape)
    y = {index: value + t[index] for index, value in x.items()}
    assert witness.computes(particular(shape, f"position_embedding({trained})"), {"x": x, "t": t}) == y
    text, values = network(shape, "position_embedding(trained=R)", ", R: boolean")
    stored = (len(t), 0) if trained else (0, len(t))
    counted = witness.Counts(shape, len(y), stored[0], 0, 0, stored[1], {"additions": len(y)})
    witness.agrees(text, {**values, "R": trained}, counted)
    witness.operates(text, {**values, "R": trained})
