"""Layers that only move values about: a value's new place is found by laying the values in a row and taking them up."""

from __future__ import annotations

from itertools import permutations, product
from math import prod
from typing import Any

import pytest
from one_layer import network, particular

Index = tuple[int, ...]
INPUTS = [(4,), (3, 2), (3, 4, 2), (2, 3, 2, 4), (1, 1, 6)]
"""Sizes and depth."""


def in_a_row(shape: Index) -> list[Index]:
    """Depth outermost, then the axes in order, the last one fastest."""
    return [(*at, k) for k in range(shape[-1]) for at in product(*map(range, shape[:-1]))]


def moved(shape: Index, call: str, y: dict[Index, Index], witness: Any) -> None:
    """Every value stands where it should; nothing is computed, and nothing is trained."""
    x = witness.array("x", *shape)
    text = particular(shape, call)
    assert witness.computes(text, {"x": x}) == {to: x[source] for to, source in y.items()}, text
    output = tuple(max(column) + 1 for column in zip(*y, strict=True))
    witness.agrees(text, {}, witness.Counts(output, len(y), 0, 0, 0, 0, {}))
    assert witness.traces(text) == (0, 0, 0)
    assert not any(witness.operates(text).values())


@pytest.mark.parametrize("shape", INPUTS, ids=str)
def test_flatten(shape: Index, witness: Any) -> None:
    row = in_a_row(shape)
    moved(shape, "flatten", {(n,): source for n, source in enumerate(row)}, witness)
    text, values = network(shape, "flatten")
    witness.agrees(text, values, witness.Counts((len(row),), len(row), 0, 0, 0))


SHAPES = [(24,), (6, 4), (3, 4, 2), (2, 2, 3, 2), (1, 24, 1)]


@pytest.mark.parametrize("to", SHAPES, ids=str)
@pytest.mark.parametrize("shape", [(24,), (4, 3, 2), (2, 12)], ids=str)
def test_reshape(shape: Index, to: Index, witness: Any) -> None:
    places = dict(zip(in_a_row(to), in_a_row(shape), strict=True))
    moved(shape, f"reshape(({''.join(f'{size}, ' for size in to[:-1])}), {to[-1]})", places, witness)
    text, values = network(shape, "reshape((M, 2), K)", ", M, K")
    for M, K in [(3, 4), (6, 2), (4, 4), (5, 2)]:  # noqa: N806
        fits = len(list(product(range(M), range(2), range(K)))) == len(places)
        counted = witness.Counts((M, 2, K), len(places), 0, 0, 0)
        witness.agrees(text, {**values, "M": M, "K": K}, counted if fits else None)


@pytest.mark.parametrize("shape", INPUTS, ids=str)
def test_permute(shape: Index, witness: Any) -> None:
    names = "UVYZ"[: len(shape)]
    for order in list(permutations(range(len(shape))))[::2]:
        to = {tuple(source[axis] for axis in order): source for source in product(*map(range, shape))}
        moved(shape, f"permute({list(order)})", to, witness)
        text, values = network(shape, f"permute({list(order)})")
        output = tuple(dict(zip(names, shape, strict=True))[names[axis]] for axis in order)
        witness.agrees(text, values, witness.Counts(output, prod(shape), 0, 0, 0))


@pytest.mark.parametrize("shape", INPUTS, ids=str)
def test_tokens(shape: Index, witness: Any) -> None:
    places = list(product(*map(range, shape[:-1])))
    moved(shape, "tokens", {(n, k): (*at, k) for n, at in enumerate(places) for k in range(shape[-1])}, witness)
    text, values = network(shape, "tokens")
    witness.agrees(text, values, witness.Counts((len(places), shape[-1]), prod(shape), 0, 0, 0))


@pytest.mark.parametrize("shape", INPUTS, ids=str)
@pytest.mark.parametrize("parts", [1, 2, 3])
def test_split_and_narrow(shape: Index, parts: int, witness: Any) -> None:
    text, values = network(shape, "split(N, J)", ", N, J: integer >= 0")
    maps = list(range(shape[-1]))
    if len(maps) % parts:
        witness.refuses(text, {**values, "N": parts, "J": 0})
        return
    wide = len(maps) // parts
    for part in range(parts):
        chosen = maps[part * wide : (part + 1) * wide]
        y = {(*at, k): (*at, c) for k, c in enumerate(chosen) for at in product(*map(range, shape[:-1]))}
        moved(shape, f"split({parts}, {part})", y, witness)
        moved(shape, f"narrow({chosen[0]}, {len(chosen)})", y, witness)
        counted = witness.Counts((*shape[:-1], wide), len(y), 0, 0, 0)
        witness.agrees(text, {**values, "N": parts, "J": part}, counted)
        window, names = network(shape, "narrow(A, N)", ", A: integer >= 0, N")
        witness.agrees(window, {**names, "A": chosen[0], "N": wide}, counted)
    witness.refuses(text, {**values, "N": parts, "J": parts})
    witness.refuses(window, {**names, "A": 1, "N": len(maps)})


@pytest.mark.parametrize("shape", INPUTS, ids=str)
@pytest.mark.parametrize("groups", [1, 2, 3, 4])
def test_channel_shuffle(shape: Index, groups: int, witness: Any) -> None:
    """Dealt out in turn: the first of each group, the second of each, ..."""
    text, values = network(shape, "channel_shuffle(G)", ", G")
    maps = list(range(shape[-1]))
    if len(maps) % groups:
        witness.refuses(text, {**values, "G": groups})
        return
    wide = len(maps) // groups
    dealt = [maps[group * wide + place] for place in range(wide) for group in range(groups)]
    y = {(*at, k): (*at, c) for k, c in enumerate(dealt) for at in product(*map(range, shape[:-1]))}
    moved(shape, f"channel_shuffle({groups})", y, witness)
    witness.agrees(text, {**values, "G": groups}, witness.Counts(shape, len(y), 0, 0, 0))
