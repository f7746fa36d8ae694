"""Layers that networks of the zoo define for themselves: what they compute, value by value."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from operation_on_arrays import apply_operation

import symcnn
from symcnn.model.shipped import shipped_program
from symcnn.model.volume import Volume

if TYPE_CHECKING:
    from symcnn.syntax import tree


def layer_of(file: str, name: str) -> tree.LayerDefinition:
    path = next(path for path in symcnn.zoo().values() if path.name == file)
    return next(layer for layer in shipped_program(path).layers if layer.name == name)


@pytest.mark.parametrize(("depth", "filters", "stride"), [(2, 4, 2), (1, 4, 2), (3, 3, 3), (2, 5, 1)])
@pytest.mark.parametrize("sizes", [(4, 4), (5, 3), (6,), (3, 2, 4)])
def test_a_shortcut_without_parameters(sizes: tuple[int, ...], depth: int, filters: int, stride: int) -> None:
    x: dict[tuple[int, ...], Any] = {
        (*i, k): 1 + n for n, (*i, k) in enumerate(product(*map(range, sizes), range(depth)))
    }
    shortcut = layer_of("resnet_cifar.cnn", "zero_shortcut")
    found = apply_operation(shortcut, {"K": filters, "S": stride}, Volume(sizes, depth), {"x": x})
    before = (filters - depth) // 2
    kept = [range(0, size, stride) for size in sizes]
    assert found == {
        (*(j // stride for j in i), k): x.get((*i, k - before), 0) for *i, k in product(*kept, range(filters))
    }


@pytest.mark.parametrize(("tokens", "depth"), [(1, 1), (5, 3)])
def test_the_first_token_alone(tokens: int, depth: int) -> None:
    x: dict[tuple[int, ...], Any] = {(i, k): 10 * i + k for i in range(tokens) for k in range(depth)}
    first = apply_operation(layer_of("vit.cnn", "first_token"), {}, Volume((tokens,), depth), {"x": x})
    assert first == {(k,): x[0, k] for k in range(depth)}


def test_a_convolution_with_standardised_weights() -> None:
    """Two maps, one filter of three places: against NumPy, whose padding is written out here."""
    maps, kernel = 2, 3
    rng = np.random.default_rng(7)
    x, w = rng.standard_normal((5, maps)), rng.standard_normal((kernel, maps, 1))
    given: dict[str, Any] = {
        "x": {(i, k): x[i, k] for i in range(5) for k in range(maps)},
        "w": {(u, c, 0): w[u, c, 0] for u in range(kernel) for c in range(maps)},
        "b": {(0,): 0.25},
        "g": {(0,): 1.5},
    }
    layer = layer_of("nfnet.cnn", "scaled_conv")
    found = apply_operation(layer, {"F": kernel, "K": 1, "S": 2, "G": 1}, Volume((5,), maps), given)
    scaled = 1.5 * (w - w.mean()) / np.sqrt(w.size * (w.var() + 1e-5))
    around = np.pad(x, ((1, 1), (0, 0)))
    expected = [0.25 + (around[2 * i : 2 * i + kernel] * scaled[:, :, 0]).sum() for i in range(3)]
    assert [float(found[i, 0]) for i in range(3)] == pytest.approx(expected)


def given_values(x: np.ndarray[Any, Any]) -> dict[str, Any]:
    return {"x": {(i, k): x[i, k] for i in range(len(x)) for k in range(x.shape[1])}}


def test_attention_between_maps() -> None:
    """Two heads of two maps at five places: against NumPy, head by head."""
    heads, depth, places = 2, 2, 5
    rng = np.random.default_rng(7)
    x, temperatures = rng.standard_normal((places, 3 * heads * depth)), rng.standard_normal(heads)
    given = given_values(x) | {"t": {(head,): value for head, value in enumerate(temperatures)}}
    layer = layer_of("edgenext.cnn", "cross_covariance")
    found = apply_operation(layer, {"h": heads}, Volume((places,), x.shape[1]), given)
    for head in range(heads):
        q, k, v = (x[:, part : part + depth] for part in (heads * depth * one + head * depth for one in range(3)))
        shares = np.exp(temperatures[head] * (q / np.linalg.norm(q, axis=0)).T @ (k / np.linalg.norm(k, axis=0)))
        expected = v @ (shares / shares.sum(1, keepdims=True)).T
        got = [[float(found[i, head * depth + c]) for c in range(depth)] for i in range(places)]
        assert np.allclose(got, expected)


def test_attention_without_softmax() -> None:
    """Two heads of two maps at five places: against NumPy, where every place asks every place."""
    heads, depth, places = 2, 2, 5
    x = np.random.default_rng(7).standard_normal((places, 3 * heads * depth))
    layer = layer_of("efficientvit.cnn", "linear_attention")
    found = apply_operation(layer, {"d": depth}, Volume((places,), x.shape[1]), given_values(x))
    for head in range(heads):
        q, k, v = np.split(x[:, 3 * depth * head : 3 * depth * (head + 1)], 3, axis=1)
        shares = np.maximum(q, 0) @ np.maximum(k, 0).T
        expected = shares @ v / (shares.sum(1, keepdims=True) + 1e-5)
        got = [[float(found[i, head * depth + c]) for c in range(depth)] for i in range(places)]
        assert np.allclose(got, expected)
