"""Layers that networks of the zoo define for themselves: what they compute, value by value."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any

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
