"""Pooling to a given size by hand: every window's first and last value is looked for, with fractions on a ruler."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise, product
from math import prod
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

Index = tuple[int, ...]
MAPS = [(5, 2), (1, 1), (3, 4, 2), (2, 1, 3, 3)]
"""Sizes and depth of maps that become one number each."""


def text_of(shape: Index, layer: str) -> str:
    return f"input({', '.join(map(str, shape))}); {layer}"


@pytest.mark.parametrize("shape", MAPS, ids=str)
@pytest.mark.parametrize("layer", ["gap", "gmp"])
def test_global_pooling(layer: str, shape: Index, witness: Any) -> None:
    names = "UVYZ"[: len(shape)]
    text = f"network one({', '.join(names)}) {{ input({', '.join(names)}); {layer} }}"
    depth = shape[-1]
    x = witness.array("x", *shape)
    maps = [[value for index, value in x.items() if index[-1] == k] for k in range(depth)]
    less = sum(len(values) - 1 for values in maps)
    operations = {"additions": less, "divisions": depth} if layer == "gap" else {"comparisons": less}
    numbers = dict(zip(names, shape, strict=True))
    witness.agrees(text, numbers, witness.Counts((depth,), depth, 0, 0, 0, 0, operations))
    averages = {(k,): Fraction(sum(values), len(values)) for k, values in enumerate(maps)}
    largest = {(k,): max(values) for k, values in enumerate(maps)}
    assert witness.computes(text_of(shape, layer), {"x": x}) == (averages if layer == "gap" else largest)
    if prod(shape[:-1]) > 1:
        witness.operates(text, numbers)


@pytest.mark.parametrize("norm", ["1", "2", "3"])
@pytest.mark.parametrize("shape", MAPS, ids=str)
def test_global_power_average(shape: Index, norm: str, witness: Any) -> None:
    """ONNX, GlobalLpPool: the root of the sum of powers of absolute values."""
    x = witness.array("x", *shape)
    maps = [[abs(value) for index, value in x.items() if index[-1] == k] for k in range(shape[-1])]
    y = {(k,): pytest.approx(sum(v ** int(norm) for v in values) ** (1 / int(norm))) for k, values in enumerate(maps)}
    assert witness.computes(text_of(shape, f"glp({norm})"), {"x": x}) == y
    values = len(x)
    operations = {"additions": values - shape[-1], "comparisons": values, "exponentials": values + shape[-1]}
    counted = witness.Counts(shape[-1:], shape[-1], 0, 0, 0, 0, operations)
    witness.agrees(text_of(shape, f"glp({norm})"), {}, counted)


def test_pooling_needs_axes(witness: Any) -> None:
    for layer in ("gap", "gmp", "glp", "adaptive_avgpool(2)", "adaptive_maxpool(2)", "fractional_maxpool(1, 2)"):
        witness.refuses(f"network one(D) {{ input(D); {layer} }}", {"D": 4})


def shares(size: int, wanted: int) -> list[list[int]]:
    """The axis cut into equal lengths; a window holds every value that its length touches."""
    cuts = [Fraction(size * number, wanted) for number in range(wanted + 1)]
    return [[place for place in range(size) if place < end and place + 1 > start] for start, end in pairwise(cuts)]


def test_shares_overlap_by_one_value_at_most() -> None:
    assert shares(5, 3) == [[0, 1], [1, 2, 3], [3, 4]]
    assert shares(2, 4) == [[0], [0], [1], [1]]


def steps(size: int, wanted: int, kernel: int) -> list[list[int]]:
    """Windows from the first value to the last, their starts rounded down."""
    starts = [Fraction(size - kernel) * number / max(1, wanted - 1) for number in range(wanted)]
    return [[int(start) + tap for tap in range(kernel)] for start in starts]


POOLS: dict[str, tuple[Callable[[list[int]], Any], bool]] = {
    "adaptive_avgpool": (lambda values: Fraction(sum(values), len(values)), True),
    "adaptive_maxpool": (max, False),
}


def count(axes: list[list[list[int]]], depth: int, averages: bool, counts: Any) -> Any:
    output = (*map(len, axes), depth)
    less = depth * sum(prod(map(len, window)) - 1 for window in product(*axes))
    operations = {"additions": less, "divisions": prod(output)} if averages else {"comparisons": less}
    return counts(output, prod(output), 0, 0, 0, 0, operations)


def gather(x: Any, axes: list[list[list[int]]], depth: int, what: Callable[[list[int]], Any]) -> dict[Index, Any]:
    y = {}
    for *place, k in product(*(range(len(axis)) for axis in axes), range(depth)):
        window = product(*(axis[i] for axis, i in zip(axes, place, strict=True)))
        y[(*place, k)] = what([x[(*at, k)] for at in window])
    return y


@pytest.mark.parametrize("layer", POOLS)
def test_adaptive_pooling_along_two_axes(layer: str, witness: Any) -> None:
    what, averages = POOLS[layer]
    for wanted in ((1, 1), (2, 3), (5, 2), (7, 7)):
        text = f"network one(W, H, D) {{ input(W, H, D); {layer}({wanted}) }}"
        for width, height in product((1, 3, 5, 6, 10), (2, 7)):
            axes = [shares(size, number) for size, number in zip((width, height), wanted, strict=True)]
            witness.agrees(text, {"W": width, "H": height, "D": 2}, count(axes, 2, averages, witness.Counts))
            x = witness.array((width, height), width, height, 2)
            particular = text_of((width, height, 2), f"{layer}({wanted})")
            assert witness.computes(particular, {"x": x}) == gather(x, axes, 2, what), particular


@pytest.mark.parametrize("layer", POOLS)
@pytest.mark.parametrize("sizes", [(6,), (5, 4), (4, 2, 3)])
def test_one_number_serves_every_axis(layer: str, sizes: Index, witness: Any) -> None:
    what, averages = POOLS[layer]
    for wanted in (1, 2, 3):
        axes = [shares(size, wanted) for size in sizes]
        text = text_of((*sizes, 2), f"{layer}({wanted})")
        witness.agrees(text, {}, count(axes, 2, averages, witness.Counts))
        witness.operates(text)
        x = witness.array("x", *sizes, 2)
        assert witness.computes(text, {"x": x}) == gather(x, axes, 2, what)


@pytest.mark.parametrize("layer", POOLS)
def test_the_size_wanted_may_be_a_symbol(layer: str, witness: Any) -> None:
    text = f"network one(W, N) {{ input(W, 3); {layer}(N) }}"
    for width, wanted in product((1, 4, 6, 9), (1, 2, 3, 4)):
        counted = count([shares(width, wanted)], 3, POOLS[layer][1], witness.Counts)
        witness.agrees(text, {"W": width, "N": wanted}, counted)


@pytest.mark.parametrize("kernel", [1, 2, 3])
def test_fractional_pooling(kernel: int, witness: Any) -> None:
    text = "network one(W, F, N) { input(W, 6, 2); fractional_maxpool((F, 2), (N, 3)) }"
    for width, wanted in product(range(1, 9), range(1, 6)):
        numbers = {"W": width, "F": kernel, "N": wanted}
        if wanted + kernel - 1 > width:
            witness.refuses(text, numbers)
            continue
        axes = [steps(width, wanted, kernel), steps(6, 3, 2)]
        witness.agrees(text, numbers, count(axes, 2, False, witness.Counts))
        x = witness.array("x", width, 6, 2)
        particular = text_of((width, 6, 2), f"fractional_maxpool(({kernel}, 2), ({wanted}, 3))")
        assert witness.computes(particular, {"x": x}) == gather(x, axes, 2, max), particular
        witness.operates(particular)


@pytest.mark.parametrize(
    "layer", ["gap", "gmp", "adaptive_avgpool(2)", "adaptive_maxpool(2)", "fractional_maxpool(2, 2)"]
)
def test_pooling_reads_no_weights(layer: str, witness: Any) -> None:
    assert witness.traces(text_of((5, 4, 2), layer)) == (0, 0, 0)
