"""ONNX's operators that look at one value at a time, or normalise: which layer of the language each is."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

from symcnn.bridges.model_lines import FIRST_SIZE
from symcnn.bridges.onnx_node import ALL_BEHIND, exact, plain

if TYPE_CHECKING:
    from collections.abc import Mapping

    from symcnn.bridges.model_lines import CallArguments
    from symcnn.bridges.onnx_node import NodeCalls, NodeRow, OnnxNode


def _clipped(node: OnnxNode) -> NodeCalls:
    bounds = (node.given.get("min"), node.given.get("max")) if "min" in node.given else node.values[1:3]
    if tuple(bounds) == (0, 6):
        return [("relu6", ())]
    if not all(isinstance(bound, int | float) for bound in bounds):
        raise ValueError(f"values kept between {bounds}")
    return [("clip", tuple(zip(("min", "max"), map(exact, bounds), strict=False)))]


def _with_number(word: str, ours: str, theirs: str, default: float) -> NodeRow:
    """An activation with a number."""
    return lambda node: [(word, ((ours, exact(node.given.get(theirs, default))),))]


def _instance_norm(node: OnnxNode) -> NodeCalls:
    del node
    return [("instance_norm", (("affine", True),))]


def _layer_norm(node: OnnxNode) -> NodeCalls:
    dims, axis = len(node.volumes[0]), node.given.get("axis", -1)
    if axis not in (1, 1 - dims):
        raise ValueError("a normalisation along an axis that is not the depth")
    positions: CallArguments = (("positions", True),) if dims > FIRST_SIZE else ()
    return [("layer_norm", (("affine", True), ("bias", len(node.weights) > 1), *positions))]


def _prelu(node: OnnxNode) -> NodeCalls:
    size, depth = prod(node.weights[0]), node.volumes[0][1]
    if size != 1 and (size != depth or node.weights[0][-node.axes - 1 :][0] != depth):
        raise ValueError("slopes of their own at each position")
    return [("prelu", (("shared", size == 1 != depth),))]


def _normalised(node: OnnxNode) -> NodeCalls:
    del node
    return [("bn", (("affine", True), ("tracked", True)))]


def _lrn(node: OnnxNode) -> NodeCalls:
    return [("lrn", (("size", node.given["size"]),))]


def _softmax(word: str) -> NodeRow:
    def apply(node: OnnxNode) -> NodeCalls:
        axis, shape = node.given["axis"], node.volumes[0]
        if ALL_BEHIND in node.given and prod(shape[axis % len(shape) + 1 :]) != 1:
            raise ValueError("softmax over several axes together, as ONNX had it before version 13")
        return [(word, node.along())]

    return apply


OF_VALUES: Mapping[str, NodeRow] = {
    "BatchNormalization": _normalised,
    "LRN": _lrn,
    "Clip": _clipped,
    "Relu": plain("relu"),
    "Sigmoid": plain("sigmoid"),
    "Tanh": plain("tanh"),
    "HardSigmoid": plain("hard_sigmoid"),
    "HardSwish": plain("hard_swish"),
    "Softplus": plain("softplus"),
    "Selu": plain("selu"),
    "Gelu": plain("gelu"),
    "Softmax": _softmax("softmax"),
    "LogSoftmax": _softmax("log_softmax"),
    "Mish": plain("mish"),
    "Softsign": plain("softsign"),
    "Abs": plain("absolute"),
    "LeakyRelu": _with_number("leaky_relu", "slope", "alpha", 0.01),
    "Elu": _with_number("elu", "alpha", "alpha", 1),
    "Celu": _with_number("celu", "alpha", "alpha", 1),
    "InstanceNormalization": _instance_norm,
    "LayerNormalization": _layer_norm,
    "PRelu": _prelu,
}
"""Operators by their name."""
