"""Dense and linear layers, radial basis functions and embeddings counted by hand."""

from __future__ import annotations

import random
from itertools import product
from math import prod
from typing import Any

import pytest
from one_layer import network

INPUTS = [(4,), (1,), (3, 2), (3, 4, 2), (2, 3, 2, 3), (1, 1, 5)]
"""Sizes and depth; a depth alone is what another dense layer puts out."""
MORE = ", N, B: boolean"
"""Parameters beside the sizes."""


@pytest.mark.parametrize("shape", INPUTS, ids=str)
@pytest.mark.parametrize("units", [1, 4])
@pytest.mark.parametrize("bias", [0, 1])
def test_dense(shape: tuple[int, ...], units: int, bias: int, witness: Any) -> None:
    links = [(n, index) for n in range(units) for index in product(*map(range, shape))]
    total = len(links) + len([n for n in range(units) if bias])
    text, values = network(shape, "dense(N, bias=B)", MORE)
    operations = {"multiplications": len(links), "additions": total - units}
    counted = witness.Counts((units,), units, total, total, len(links), 0, operations)
    witness.agrees(text, {**values, "N": units, "B": bias}, counted)


@pytest.mark.parametrize("shape", INPUTS, ids=str)
@pytest.mark.parametrize("classes", [1, 3])
def test_radial_basis_functions(shape: tuple[int, ...], classes: int, witness: Any) -> None:
    """Fixed centres: links with a weight each, none of them trained."""
    links = [(n, index) for n in range(classes) for index in product(*map(range, shape))]
    text, values = network(shape, "rbf(N)", MORE)
    operations = {"multiplications": len(links), "additions": len(links) + len(links) - classes}
    counted = witness.Counts((classes,), classes, 0, len(links), len(links), len(links), operations)
    witness.agrees(text, {**values, "N": classes, "B": 1}, counted)


@pytest.mark.parametrize("shape", INPUTS, ids=str)
@pytest.mark.parametrize("units", [1, 4])
@pytest.mark.parametrize("bias", [0, 1])
def test_linear(shape: tuple[int, ...], units: int, bias: int, witness: Any) -> None:
    """At every position the same weights."""
    reached = list(product(*map(range, shape[:-1]), range(units)))
    links = [(unit, c) for unit in reached for c in range(shape[-1])]
    weights = {(unit[-1], c) for unit, c in links} | {(unit[-1], "bias") for unit in reached if bias}
    operations = {"multiplications": len(links), "additions": len(links) + (bias - 1) * len(reached)}
    text, values = network(shape, "linear(N, bias=B)", MORE)
    total = len(links) + bias * len(reached)
    output = (*shape[:-1], units)
    counted = witness.Counts(output, len(reached), len(weights), total, len(links), 0, operations)
    witness.agrees(text, {**values, "N": units, "B": bias}, counted)


@pytest.mark.parametrize("shape", INPUTS, ids=str)
@pytest.mark.parametrize("bias", [0, 1])
def test_the_operation_of_linear(shape: tuple[int, ...], bias: int, witness: Any) -> None:
    arrays = {"x": witness.array("x", *shape), "w": witness.array("w", shape[-1], 3), "b": witness.array("b", 3)}
    y = {}
    for *at, k in product(*map(range, shape[:-1]), range(3)):
        y[(*at, k)] = bias * arrays["b"][(k,)]
        for c in range(shape[-1]):
            y[(*at, k)] += arrays["w"][(c, k)] * arrays["x"][(*at, c)]
    text = f"input({', '.join(map(str, shape))}); linear(3, bias={bias})"
    assert witness.computes(text, arrays) == y
    assert witness.traces(text) == witness.stated(text)
    witness.operates(text)


@pytest.mark.parametrize("sizes", [(), (7,), (3, 2)], ids=str)
def test_embedding(sizes: tuple[int, ...], witness: Any) -> None:
    """Every word's row, looked up."""
    text, values = network((*sizes, 1), "embedding(M, N)", MORE)
    text = text.replace("N, B: boolean", "M, N")
    rows = [[random.Random(f"{word} {k}").randint(-9, 9) for k in range(3)] for word in range(5)]
    places = list(product(*map(range, sizes)))
    counted = witness.Counts((*sizes, 3), len(places) * 3, sum(map(len, rows)), 0, 0, 0, {})
    witness.agrees(text, {**values, "M": 5, "N": 3}, counted)
    x = {(*at, 0): (7 * n + 3) % 5 for n, at in enumerate(places)}
    w = {(word, k): value for word, row in enumerate(rows) for k, value in enumerate(row)}
    y = {(*at, k): rows[word][k] for (*at, _), word in x.items() for k in range(3)}
    particular = f"input({', '.join(map(str, (*sizes, 1)))}); embedding(5, 3)"
    assert witness.computes(particular, {"x": x, "w": w}) == y
    witness.operates(particular)
    witness.refuses("input(7, 2); embedding(5, 3)", {})


@pytest.mark.parametrize("shape", INPUTS, ids=str)
@pytest.mark.parametrize("bias", [0, 1])
def test_the_operation_of_dense(shape: tuple[int, ...], bias: int, witness: Any) -> None:
    arrays = {"x": witness.array("x", *shape), "w": witness.array("w", *shape, 3), "b": witness.array("b", 3)}
    y = {}
    for n in range(3):
        y[(n,)] = bias * arrays["b"][(n,)]
        for index, value in arrays["x"].items():
            y[(n,)] += arrays["w"][(*index, n)] * value
    text = f"input({', '.join(map(str, shape))}); dense(3, bias={bias})"
    assert witness.computes(text, arrays) == y
    assert witness.traces(text) == witness.stated(text)
    witness.operates(text)


@pytest.mark.parametrize("shape", INPUTS, ids=str)
def test_the_operation_of_radial_basis_functions(shape: tuple[int, ...], witness: Any) -> None:
    arrays = {"x": witness.array("x", *shape), "w": witness.array("w", *shape, 3)}
    y = {}
    for n in range(3):
        y[(n,)] = 0
        for index, value in arrays["x"].items():
            y[(n,)] += (value - arrays["w"][(*index, n)]) ** 2
    text = f"input({', '.join(map(str, shape))}); rbf(3)"
    assert witness.computes(text, arrays) == y
    weights, links, products = witness.traces(text)
    assert (0, links, products) == witness.stated(text)
    witness.operates(text)
    assert weights == prod(shape) * 3  # there are weights, but none is trained


def test_flatten_is_undone_by_no_dense_layer(witness: Any) -> None:
    """A dense layer behind flatten costs what it costs without."""
    direct, flat = "input(3, 4, 2); dense(5)", "input(3, 4, 2); flatten; dense(5)"
    assert witness.stated(direct) == witness.stated(flat) == witness.traces(flat)
