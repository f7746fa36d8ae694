"""Dense layers, radial basis functions and flattening counted by hand."""

from __future__ import annotations

from itertools import product
from math import prod
from typing import Any

import pytest

INPUTS = [(4,), (1,), (3, 2), (3, 4, 2), (2, 3, 2, 3), (1, 1, 5)]
"""Sizes and depth; a depth alone is what another dense layer puts out."""


def network(shape: tuple[int, ...], call: str) -> tuple[str, dict[str, int]]:
    """A network for inputs of as many axes, and the values of its names."""
    names = "UVYZ"[: len(shape)]
    text = f"network one({', '.join(names)}, N, B: boolean) {{ input({', '.join(names)}); {call} }}"
    return text, dict(zip(names, shape, strict=True))


@pytest.mark.parametrize("shape", INPUTS, ids=str)
@pytest.mark.parametrize("units", [1, 4])
@pytest.mark.parametrize("bias", [0, 1])
def test_dense(shape: tuple[int, ...], units: int, bias: int, witness: Any) -> None:
    links = [(n, index) for n in range(units) for index in product(*map(range, shape))]
    total = len(links) + len([n for n in range(units) if bias])
    text, values = network(shape, "dense(N, bias=B)")
    counted = witness.Counts((units,), units, total, total, len(links))
    witness.agrees(text, {**values, "N": units, "B": bias}, counted)


@pytest.mark.parametrize("shape", INPUTS, ids=str)
@pytest.mark.parametrize("classes", [1, 3])
def test_radial_basis_functions(shape: tuple[int, ...], classes: int, witness: Any) -> None:
    """Fixed centres: links with a weight each, none of them trained."""
    links = [(n, index) for n in range(classes) for index in product(*map(range, shape))]
    text, values = network(shape, "rbf(N)")
    counted = witness.Counts((classes,), classes, 0, len(links), len(links))
    witness.agrees(text, {**values, "N": classes, "B": 1}, counted)


@pytest.mark.parametrize("shape", INPUTS, ids=str)
def test_flatten(shape: tuple[int, ...], witness: Any) -> None:
    length = len(list(product(*map(range, shape))))
    text, values = network(shape, "flatten")
    witness.agrees(text, {**values, "N": 1, "B": 1}, witness.Counts((length,), length, 0, 0, 0))


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
    assert weights == prod(shape) * 3  # there are weights, but none is trained


@pytest.mark.parametrize("shape", INPUTS, ids=str)
def test_the_operation_of_flatten(shape: tuple[int, ...], witness: Any) -> None:
    """Depth outermost, then the axes in order, the last one fastest."""
    x = witness.array("x", *shape)
    row = [x[(*place, channel)] for channel in range(shape[-1]) for place in product(*map(range, shape[:-1]))]
    text = f"input({', '.join(map(str, shape))}); flatten"
    assert witness.computes(text, {"x": x}) == {(n,): value for n, value in enumerate(row)}
    assert witness.traces(text) == (0, 0, 0)


def test_flatten_is_undone_by_no_dense_layer(witness: Any) -> None:
    """A dense layer behind flatten costs what it costs without."""
    direct, flat = "input(3, 4, 2); dense(5)", "input(3, 4, 2); flatten; dense(5)"
    assert witness.stated(direct) == witness.stated(flat) == witness.traces(flat)
