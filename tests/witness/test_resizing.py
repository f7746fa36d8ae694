"""Cropping and upsampling by hand: places taken off one at a time, values repeated one at a time."""

from __future__ import annotations

from itertools import product
from math import prod
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

Index = tuple[int, ...]

NAMES = "UVY"


def places_kept(size: int, wanted: int) -> list[int]:
    """Places taken off the far and the near end in turn, until as many are left as are wanted."""
    places = list(range(size))
    while len(places) > wanted:
        places.pop(-1 if (size - len(places)) % 2 == 0 else 0)
    return places


def shapes(axes: int, largest: int) -> Iterator[tuple[Index, Index]]:
    """Sizes, and sizes or factors to go with them."""
    every = list(product(range(1, largest + 1), repeat=axes))
    yield from list(product(every, every))[:: (1, 3, 41)[axes - 1]]


def gather(x: dict[Index, Any], columns: list[list[int]], depth: int) -> dict[Index, Any]:
    """Along every axis the places of the input that stand one behind another in the output."""
    to = product(*(range(len(column)) for column in columns), range(depth))
    return {(*at, k): x[(*(column[i] for column, i in zip(columns, at, strict=True)), k)] for *at, k in to}


def network(axes: int, layer: str) -> str:
    """Sizes U, V, Y; T1, T2, T3 are what the layer makes of them."""
    given = [f"T{axis}" for axis in range(1, axes + 1)]
    sizes = ", ".join(NAMES[:axes])
    return f"network one({sizes}, D, {', '.join(given)}) {{ input({sizes}, D); {layer}(({', '.join(given)},)) }}"


def values(sizes: Index, given: Index, depth: int) -> dict[str, int]:
    return {**dict(zip(NAMES, sizes, strict=False)), **{f"T{n}": v for n, v in enumerate(given, 1)}, "D": depth}


@pytest.mark.parametrize(("axes", "largest"), [(1, 8), (2, 4), (3, 3)])
def test_crop(axes: int, largest: int, witness: Any) -> None:
    text = network(axes, "crop")
    for sizes, wanted in shapes(axes, largest):
        if any(left > size for size, left in zip(sizes, wanted, strict=True)):
            witness.refuses(text, values(sizes, wanted, 2))
            continue
        columns = [places_kept(*pair) for pair in zip(sizes, wanted, strict=True)]
        output = (*map(len, columns), 2)
        witness.agrees(text, values(sizes, wanted, 2), witness.Counts(output, prod(output), 0, 0, 0))
        x = witness.array("x", *sizes, 2)
        particular = f"input({', '.join(map(str, sizes))}, 2); crop({wanted})"
        assert witness.computes(particular, {"x": x}) == gather(x, columns, 2), particular


@pytest.mark.parametrize(("axes", "largest"), [(1, 8), (2, 4), (3, 3)])
def test_upsample(axes: int, largest: int, witness: Any) -> None:
    text = network(axes, "upsample")
    for sizes, factors in shapes(axes, largest):
        pairs = zip(sizes, factors, strict=True)
        columns = [[place for place in range(size) for _ in range(factor)] for size, factor in pairs]
        output = (*map(len, columns), 2)
        witness.agrees(text, values(sizes, factors, 2), witness.Counts(output, prod(output), 0, 0, 0))
        x = witness.array("x", *sizes, 2)
        particular = f"input({', '.join(map(str, sizes))}, 2); upsample({factors})"
        assert witness.computes(particular, {"x": x}) == gather(x, columns, 2), particular


@pytest.mark.parametrize("layer", ["crop", "upsample"])
def test_one_number_serves_every_axis(layer: str, witness: Any) -> None:
    single, both = (f"input(5, 4, 2); {layer}({given})" for given in ("3", "(3, 3)"))
    x = {"x": witness.array("x", 5, 4, 2)}
    assert witness.computes(single, x) == witness.computes(both, x)
    witness.agrees(
        f"network one(T) {{ input(5, 4, 2); {layer}(T) }}",
        {"T": 3},
        witness.Counts((3, 3, 2), 18, 0, 0, 0) if layer == "crop" else witness.Counts((15, 12, 2), 360, 0, 0, 0),
    )


@pytest.mark.parametrize("layer", ["crop(2)", "upsample(2)"])
def test_resizing_needs_axes_and_reads_no_weights(layer: str, witness: Any) -> None:
    witness.refuses(f"network one(D) {{ input(D); {layer} }}", {"D": 4})
    assert witness.traces(f"input(3, 4, 2); {layer}") == (0, 0, 0)
