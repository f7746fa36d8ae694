"""Merges whose branches need not be alike, by hand: every product is listed, every value between others is found."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from itertools import product
from math import exp, sqrt
from typing import Any

import pytest
from operation_on_arrays import apply_operation
from sampling import Index, affine_grid, read, sample_grid, shares_around

import symcnn
from symcnn.errors import Unavailable

KINDS = ("multiplications", "additions", "comparisons", "divisions", "exponentials")


def two(first: str, second: str, merge: str, symbols: str) -> str:
    """A network of two inputs that a merge brings together."""
    inputs = f"a: input({first}); b: input({second})"
    return f"network two({symbols}) {{ {inputs}; {merge} {{ {{ from a {{}} }} {{ from b {{}} }} }} }}"


def operations(counted: Counter[str]) -> dict[str, int]:
    return {kind: counted[kind] for kind in KINDS}


class Meter:
    """Carries operations out and counts them."""

    def __init__(self) -> None:
        self.counted: Counter[str] = Counter()
        self.macs = 0

    def dot(self, left: list[Any], right: list[Any]) -> Any:
        """Products, added up."""
        self.counted["multiplications"] += len(left)
        self.counted["additions"] += len(left) - 1
        self.macs += len(left)
        return sum(a * b for a, b in zip(left, right, strict=True))

    def project(self, row: list[Any], weights: dict[Index, Any], biases: dict[Index, Any]) -> list[Any]:
        """A linear layer over one row; without biases none is added."""
        outputs = sorted({k for _, k in weights})
        made = [self.dot(row, [weights[c, k] for c in range(len(row))]) for k in outputs]
        self.counted["additions"] += len(biases)
        return [value + biases.get((k,), 0) for k, value in zip(outputs, made, strict=True)]


@pytest.mark.parametrize("ahead", [(), (2,), (2, 1)], ids=str)
@pytest.mark.parametrize("transpose", [0, 1])
def test_a_product_of_matrices(ahead: Index, transpose: int, witness: Any) -> None:
    names = "UVY"[: len(ahead)]
    before = "".join(f"{name}, " for name in names)
    merge = f"matmul(transpose={'true' if transpose else 'false'})"
    text = two(f"{before}T, D", f"{before}N, K", merge, f"{before}T, D, N, K")
    for rows, inner, places, depth in product((1, 3), (1, 2), (1, 2, 3), (1, 2)):
        values = {**dict(zip(names, ahead, strict=True)), "T": rows, "D": inner, "N": places, "K": depth}
        if inner != (depth if transpose else places):
            witness.refuses(text, values)
            continue
        left, right = witness.array("left", *ahead, rows, inner), witness.array("right", *ahead, places, depth)
        meter, made = Meter(), {}
        for at in product(*map(range, ahead)):
            for row, column in product(range(rows), range(places if transpose else depth)):
                other = [(column, c) if transpose else (c, column) for c in range(inner)]
                pairs = [left[(*at, row, c)] for c in range(inner)], [right[(*at, *index)] for index in other]
                made[(*at, row, column)] = meter.dot(*pairs)
        output = (*ahead, rows, places if transpose else depth)
        witness.agrees(text, values, witness.Counts(output, len(made), 0, 0, meter.macs, 0, operations(meter.counted)))
        layer = symcnn.parse(text).at(**values).derivation.layers[-1]
        arrays = {"x": {(n, *index): v for n, array in enumerate((left, right)) for index, v in array.items()}}
        assert apply_operation(layer.step.layer, layer.step.values, layer.received, arrays) == made


@pytest.mark.parametrize("bias", [0, 1])
@pytest.mark.parametrize("heads", [1, 2])
def test_cross_attention(bias: int, heads: int, witness: Any) -> None:
    text = two("T, D", "N, E", f"cross_attention({heads}, bias={'true' if bias else 'false'})", "T, D, N, E")
    for rows, depth, places, other in product((1, 3), (2, 3, 4), (1, 2), (1, 3)):
        values = {"T": rows, "D": depth, "N": places, "E": other}
        if depth % heads:
            witness.refuses(text, values)
            continue
        meter = Meter()
        weights = {
            name: witness.array(name, wide, depth)
            for name, wide in (("q", depth), ("k", other), ("v", other), ("o", depth))
        }
        biases = {name: witness.array(f"b{name}", depth) if bias else {} for name in weights}
        asking, asked = witness.array("a", rows, depth), witness.array("b", places, other)
        queries = [
            meter.project([asking[at, c] for c in range(depth)], weights["q"], biases["q"]) for at in range(rows)
        ]
        keys, held = (
            [meter.project([asked[at, c] for c in range(other)], weights[n], biases[n]) for at in range(places)]
            for n in "kv"
        )
        units = 0
        for query in queries:
            gathered: list[float] = []
            for head in range(heads):
                part = range(head * depth // heads, (head + 1) * depth // heads)
                scores = [meter.dot([query[c] for c in part], [key[c] for c in part]) / sqrt(len(part)) for key in keys]
                powers = [exp(score - max(scores)) for score in scores]
                meter.counted["exponentials"] += len(powers)
                meter.counted["divisions"] += 2 * len(powers)
                meter.counted["additions"] += len(powers) - 1
                shares = [power / sum(powers) for power in powers]
                gathered += [meter.dot(shares, [value[c] for value in held]) for c in part]
            units += len(meter.project(gathered, weights["o"], biases["o"]))
        stored = sum(map(len, (*weights.values(), *biases.values())))
        links = rows * sum(len(weights[n]) + len(biases[n]) for n in "qo")
        links += places * sum(len(weights[n]) + len(biases[n]) for n in "kv")
        counts = witness.Counts((rows, depth), units, stored, links, meter.macs, 0, operations(meter.counted))
        witness.agrees(text, values, counts)


@pytest.mark.parametrize("sizes", [(3,), (2, 3), (2, 1, 2)], ids=str)
@pytest.mark.parametrize("places", [(2,), (1, 2), (2, 2, 1)], ids=str)
def test_sampling_by_a_grid(sizes: Index, places: Index, witness: Any) -> None:
    names, others = "UVY"[: len(sizes)], "ABC"[: len(places)]
    text = two(f"{', '.join(names)}, D", f"{', '.join(others)}, E", "grid_sample", ", ".join([*names, *others, "D, E"]))
    for depth, given in product((1, 2), (1, 2, 3)):
        values = {**dict(zip(names, sizes, strict=True)), **dict(zip(others, places, strict=True))}
        values |= {"D": depth, "E": given}
        if len(sizes) != len(places) or given != len(sizes):
            witness.refuses(text, values)
            continue
        x, counted = witness.array("x", *sizes, depth), Counter[str]()
        grid = {index: Fraction(value, 9) for index, value in witness.array("grid", *places, given).items()}
        y = sample_grid(x, grid, counted)
        counts = witness.Counts((*places, depth), len(y), 0, 0, 0, 0, operations(counted))
        witness.agrees(text, values, counts)


@pytest.mark.parametrize("size", [(2,), (2, 3), (1, 2, 2)], ids=str)
def test_a_grid_of_an_affine_map(size: Index, witness: Any) -> None:
    axes, counted = len(size), Counter[str]()
    grid = affine_grid([[Fraction(n == m) for m in range(axes + 1)] for n in range(axes)], list(size), counted)
    for given in (axes * (axes + 1), axes * (axes + 1) + 1):
        text = f"network one(D) {{ input(D); affine_grid({size}) }}"
        counts = witness.Counts((*size, axes), len(grid), 0, 0, 0, 0, operations(counted))
        witness.agrees(text, {"D": given}, counts if given == axes * (axes + 1) else None)


@pytest.mark.parametrize("sizes", [(4,), (3, 4), (2, 3, 2)], ids=str)
@pytest.mark.parametrize(("wanted", "ratio"), [(1, 1), (2, 1), (1, 3), (2, 2)])
def test_the_parts_of_a_region(sizes: Index, wanted: int, ratio: int, witness: Any) -> None:
    """A region from half a value on, a value long: every place is found, and every part is a mean."""
    names = ", ".join("UVY"[: len(sizes)])
    text = f"network one({names}, D, T, S) {{ input({names}, D); roi_align(T, sampling_ratio=S) }}"
    for depth in (1, 2):
        x, counted, y = witness.array("x", *sizes, depth), Counter[str](), {}
        for part in product(range(wanted), repeat=len(sizes)):
            around = []
            for inner in product(range(ratio), repeat=len(sizes)):
                steps = [Fraction(2 * (p * ratio + n) + 1, 2 * ratio) for p, n in zip(part, inner, strict=True)]
                found = [Fraction(1, 2) + step * Fraction(1, wanted) for step in steps]
                counted["multiplications"] += len(found)
                counted["additions"] += len(found)
                around.append(shares_around(found, counted))
            for k in range(depth):
                found = [read(x, shares, k, counted) for shares in around]
                counted["additions"] += len(found) - 1
                counted["divisions"] += 1
                y[(*part, k)] = sum(found) / len(found)
        values = {**dict(zip("UVY", sizes, strict=False)), "D": depth, "T": wanted, "S": ratio}
        counts = witness.Counts((*[wanted] * len(sizes), depth), len(y), 0, 0, 0, 0, operations(counted))
        witness.agrees(text, values, counts)


@pytest.mark.parametrize(
    ("axes", "kernel", "groups", "alike"), [(1, 2, 1, 1), (2, 2, 2, 1), (2, 1, 1, 2), (1, 3, 2, 2)]
)
@pytest.mark.parametrize("modulated", [False, True])
def test_a_deformable_convolution(
    axes: int, kernel: int, groups: int, alike: int, modulated: bool, witness: Any, sliding: Any
) -> None:
    names = "UVY"[:axes]
    options = f"{kernel}, K, stride=S, padding=P, groups={groups}, offset_groups={alike}"
    size = ", ".join(names)
    found = f"conv({kernel}, {{}}, stride=S, padding=P)"
    offsets, factors = (found.format(many * kernel**axes * alike) for many in (axes, 1))
    third = f"{{ {factors} }}" if modulated else ""
    text = (
        f"network one({size}, D, K, S, P: integer >= 0) {{ input({size}, D)"
        f"; deformable_conv({options}) {{ {{}} {{ {offsets} }} {third} }} }}"
    )
    for sizes in product(*((1, 3), (2, 4))[:axes]):
        for depth, filters, stride, padding in product((2, 3), (2,), (1, 2), (0, 1)):
            values = {**dict(zip(names, sizes, strict=True)), "D": depth, "K": filters, "S": stride, "P": padding}
            windows = [sliding(length, kernel, stride, padding) for length in sizes]
            if depth % groups or depth % alike or not all(windows):
                witness.refuses(text, values)
                continue
            counted = _deformed(witness.array("x", *sizes, depth), windows, (filters, groups, alike), modulated)
            network = symcnn.parse(text).at(**values)
            layer = network.derivation.layers[-1]
            place = len(network.derivation.layers) - 1
            assert {kind: network.derivation.of_layer(place, kind) for kind in KINDS} == operations(counted)
            output = tuple(map(len, windows))
            assert (*layer.output.sizes, layer.output.depth) == (*output, filters)
            assert layer.quantities["params"] == kernel**axes * depth // groups * filters + filters
            assert layer.quantities["macs"] == counted["macs"]


def _deformed(
    x: dict[Index, Any], windows: list[list[list[int]]], shape: tuple[int, int, int], modulated: bool
) -> Counter[str]:
    """What finding and adding up takes, tap by tap; every window is moved by nothing, which costs the same."""
    filters, groups, alike = shape
    depth = max(index[-1] for index in x) + 1
    counted: Counter[str] = Counter()
    for rows in product(*windows):
        values = []
        for tap in product(*rows):
            for part in range(alike):
                counted["additions"] += len(tap)  # the offsets
                shares = shares_around([Fraction(place) for place in tap], counted)
                seen = range(part * depth // alike, (part + 1) * depth // alike)
                values += [read(x, shares, k, counted) for k in seen]
                counted["multiplications"] += len(seen) if modulated else 0
        for _ in range(filters):
            counted["multiplications"] += len(values) // groups
            counted["macs"] += len(values) // groups
            counted["additions"] += len(values) // groups - 1 + 1  # the bias
    return counted


def test_a_deformable_block_finds_its_offsets_by_a_convolution() -> None:
    net = symcnn.parse("input(W, H, D); deformable(3, K, padding=1, modulated=true)")
    offsets, factors, own = ((9 * net.symbols["D"] + 1) * many for many in (18, 9, net.symbols["K"]))
    assert net.params.equals(offsets + factors + own)
    assert [layer.kind for layer in net] == ["conv", "conv", "sigmoid", "deformable_conv"]


def test_of_an_opaque_layer_only_is_known_what_leaves_it() -> None:
    net = symcnn.parse("input(8, 8, 3); opaque((4, 4), K); dense(1)")
    assert [layer.output for layer in net] == [(4, 4, net.symbols["K"]), (1,)]
    assert net["dense1"].params == 16 * net.symbols["K"] + 1
    with pytest.raises(Unavailable):
        _ = net.params
