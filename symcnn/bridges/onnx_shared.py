"""Weights that a file in ONNX's format holds once although several layers have them."""

from __future__ import annotations

from collections import Counter
from math import prod
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from onnx import ModelProto, TensorProto

_MOST = 2**16
"""Entries of a tensor whose values are looked at."""

_COPY = " for "


def with_own_constants(model: ModelProto) -> None:
    """Give each layer its own where entries are all one number.

    Exporters store what is equal once: scales and shifts of all normalisations before training. That says nothing of
    layers that share what they learn.
    """
    weights = {tensor.name: tensor for tensor in model.graph.initializer}
    times = Counter(name for node in model.graph.node for name in node.input)
    equal = {name for name, tensor in weights.items() if times[name] > 1 and _is_one_number(tensor)}
    for node in model.graph.node if equal else ():
        for place, name in enumerate(node.input):
            if name in equal:
                copy = model.graph.initializer.add()
                copy.CopyFrom(weights[name])
                copy.name = node.input[place] = f"{name}{_COPY}{node.name or node.output[0]}, {place}"


def is_own_constant(name: str) -> bool:
    """Whether a file holds these numbers once, for several layers."""
    return _COPY in name


def _is_one_number(tensor: TensorProto) -> bool:
    entries = prod(tensor.dims)
    data: bytes = tensor.raw_data if 1 < entries <= _MOST else b""
    return bool(data) and len(data) % entries == 0 and data == data[: len(data) // entries] * entries
