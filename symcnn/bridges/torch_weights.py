"""PyTorch's layers with weights, and arithmetic on weights alone."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

from symcnn.bridges.torch_graph import Constant, NodeArguments, NodeValue, TorchGraph, weights_of
from symcnn.bridges.torch_layout import size_of
from symcnn.bridges.traced import ArgumentValue, ImportRefused

if TYPE_CHECKING:
    from collections.abc import Sequence

    from symcnn.bridges.model_lines import CallArguments


def per_axis(numbers: int | Sequence[int], axes: int) -> ArgumentValue:
    """One number for all axes, or a tuple where they differ."""
    row = [numbers] * axes if isinstance(numbers, int) else list(numbers)
    row = row * axes if len(row) == 1 else row
    return row[0] if len(set(row)) == 1 else tuple(row)


def constant(graph: TorchGraph, given: NodeArguments) -> NodeValue:
    """Arithmetic on weights alone."""
    flat = [item for value in given.values() for item in (value if isinstance(value, list) else [value])]
    computed = graph.node.meta["val"]
    if isinstance(computed, list | tuple):
        return [Constant(weights_of(*flat), tuple(map(int, one.shape))) for one in computed]
    return Constant(weights_of(*flat), graph.shape)


def convolution(graph: TorchGraph, given: NodeArguments) -> NodeValue:
    """A convolution; with as many groups as maps a depthwise one, without axes a dense layer."""
    weight, bias = given["weight"], given.get("bias")
    if isinstance(given["input"], Constant):
        return constant(graph, given)
    x = graph.settle(given["input"], 1)
    names, axes = weights_of(weight, bias), len(weight.shape) - 2
    has_bias = ("bias", bias is not None)
    if not x.axes and set(weight.shape[2:]) == {1} and given["groups"] == 1:
        return graph.leaves("dense", x, 1, (("out_features", weight.shape[0]), has_bias), names)
    if len(x.axes) != axes:
        raise ImportRefused("a convolution with groups or a kernel where no axes are left")
    padding: ArgumentValue = given["padding"]
    padding = padding if isinstance(padding, str) else per_axis(padding, axes)
    window: CallArguments = (
        ("stride", per_axis(given["stride"], axes)),
        ("padding", padding),
        ("dilation", per_axis(given["dilation"], axes)),
    )
    kernel, filters, depth, groups = (
        per_axis(weight.shape[2:], axes),
        weight.shape[0],
        size_of(x.depth),
        given["groups"],
    )
    if groups == depth > 1 and filters % depth == 0:
        rest = (("kernel_size", kernel), ("multiplier", filters // depth), *window, has_bias)
        return graph.leaves("depthwise", x, 1, rest, names)
    rest = (("kernel_size", kernel), ("filters", filters), *window, ("groups", groups), has_bias)
    return graph.leaves("conv", x, 1, rest, names)


def transposed(graph: TorchGraph, given: NodeArguments) -> NodeValue:
    """A transposed convolution."""
    weight, bias, x = given["weight"], given.get("bias"), graph.settle(given["input"], 1)
    axes = len(weight.shape) - 2
    words = ("stride", "padding", "output_padding", "dilation")
    rest: CallArguments = (
        ("kernel_size", per_axis(weight.shape[2:], axes)),
        ("filters", weight.shape[1] * given["groups"]),
        *((word, per_axis(given[word], axes)) for word in words),
        ("groups", given["groups"]),
        ("bias", bias is not None),
    )
    return graph.leaves("conv_transpose", x, 1, rest, weights_of(weight, bias))


def linear(graph: TorchGraph, given: NodeArguments) -> NodeValue:
    """A dense layer, or one at every position."""
    weight, bias, x = given["weight"], given.get("bias"), given["input"]
    if isinstance(x, Constant):
        return constant(graph, given)
    x = graph.settle(x, -1)
    rest = (("out_features", weight.shape[0]), ("bias", bias is not None))
    return graph.leaves("linear" if x.axes else "dense", x, -1, rest, weights_of(weight, bias))


def batch_norm(graph: TorchGraph, given: NodeArguments) -> NodeValue:
    """Batch normalisation; of weights alone it is a part of the layer that uses them."""
    if isinstance(given["input"], Constant):
        return constant(graph, given)
    x, names = graph.settle(given["input"], 1), weights_of(given["weight"], given["bias"])
    if (given["weight"] is None) != (given["bias"] is None):
        raise ImportRefused("a batch normalisation that trains only one of scale and shift")
    return graph.like(
        x, "bn", (("affine", given["weight"] is not None), ("tracked", given["running_mean"] is not None)), names
    )


def layer_norm(graph: TorchGraph, given: NodeArguments) -> NodeValue:
    """Layer normalisation over the depth."""
    if len(given["normalized_shape"]) != 1:
        raise ImportRefused(f"a layer normalisation over {len(given['normalized_shape'])} dimensions")
    weight, bias = given["weight"], given["bias"]
    x = graph.settle(given["input"], -1)
    rest = (("affine", weight is not None), ("bias", weight is None or bias is not None))
    return graph.like(x, "layer_norm", rest, weights_of(weight, bias))


def rms_norm(graph: TorchGraph, given: NodeArguments) -> NodeValue:
    """Normalisation by the root of the mean square over the depth."""
    x, weight = graph.settle(given["input"], -1), given["weight"]
    if len(given["normalized_shape"]) != 1 or weight is None:
        raise ImportRefused("a normalisation by mean squares over several dimensions, or without weights")
    return graph.like(x, "rms_norm", (), weights_of(weight))


def group_norm(graph: TorchGraph, given: NodeArguments) -> NodeValue:
    """Group normalisation."""
    x = graph.settle(given["input"], 1)
    rest = (("groups", given["num_groups"]), ("affine", given["weight"] is not None))
    return graph.like(x, "group_norm", rest, weights_of(given["weight"], given["bias"]))


def prelu(graph: TorchGraph, given: NodeArguments) -> NodeValue:
    """A rectifier with trained slopes."""
    x, weight = graph.settle(given["self"], 1), given["weight"]
    return graph.like(x, "prelu", (("shared", prod(weight.shape) == 1),), weights_of(weight))
