"""PyTorch's operations, one row each: which layer of the language it is, with which arguments."""

from __future__ import annotations

import operator
from math import floor
from typing import TYPE_CHECKING, Any

from symcnn.algebra.exact.polynomial import plain
from symcnn.bridges.torch_graph import Constant, KeptPlaces, NodeArguments, NodeValue, TorchGraph, weights_of
from symcnn.bridges.torch_layout import Tensor, size_of
from symcnn.bridges.torch_reductions import over_everything
from symcnn.bridges.torch_weights import (
    SPATIAL,
    TorchRow,
    along,
    batch_norm,
    convolution,
    exact,
    group_norm,
    instance_norm,
    layer_norm,
    linear,
    prelu,
    rms_norm,
    transposed,
    with_gains,
)
from symcnn.bridges.traced import ArgumentValue, ImportRefused

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def unary(word: str, *rows: tuple[str, Callable[[NodeArguments], ArgumentValue]]) -> TorchRow:
    """A layer that keeps every size and may have arguments."""

    def apply(graph: TorchGraph, given: NodeArguments) -> NodeValue:
        x = next(iter(given.values()))
        return graph.like(x, word, tuple((name, read(given)) for name, read in rows))

    return apply


def along_depth(word: str) -> TorchRow:
    """A layer that goes along the depth or an axis, such as a softmax; any other dimension becomes the depth for it."""

    def apply(graph: TorchGraph, given: NodeArguments) -> NodeValue:
        x, dim = given["self"], given["dim"]
        if x.dims[dim] in x.axes:
            return graph.like(x, word, (("axis", x.axes.index(x.dims[dim]) - len(x.axes)),))
        return graph.like(graph.settle(x, dim), word)

    return apply


def gated(graph: TorchGraph, given: NodeArguments) -> NodeValue:
    """A gated linear unit: one half times the sigmoid of the other; the dimension that is halved becomes the depth."""
    x = given["self"]
    return graph.leaves("glu", graph.settle(x, given["dim"]), given["dim"])


def dropout(graph: TorchGraph, given: NodeArguments) -> NodeValue:
    """Dropout, unless nothing is dropped."""
    x = next(iter(given.values()))
    return (
        graph.like(x, "dropout", (("probability", exact(given["p"])),)) if given["p"] and isinstance(x, Tensor) else x
    )


def hardtanh(graph: TorchGraph, given: NodeArguments) -> NodeValue:
    """A rectifier capped at 6, the hyperbolic tangent in straight pieces, or other bounds."""
    words = {(0, 6): "relu6", (-1, 1): "hard_tanh"}
    bounds = (given["min_val"], given["max_val"])
    rest = () if bounds in words else tuple(zip(("min", "max"), map(exact, bounds), strict=True))
    return graph.like(given["self"], words.get(bounds, "clip"), rest)


def pooling(word: str) -> TorchRow:
    """A pooling by windows; PyTorch's empty stride is the window's size."""

    def apply(graph: TorchGraph, given: NodeArguments) -> NodeValue:
        x = graph.settle(given["self"], 1, SPATIAL)
        rest: list[tuple[str, ArgumentValue]] = [
            ("kernel_size", along(x, given["kernel_size"], 1)),
            ("stride", along(x, given["stride"] or given["kernel_size"], 1)),
            ("padding", along(x, given["padding"], 0)),
        ]
        rest += [("dilation", along(x, given["dilation"], 1))] if word == "maxpool" else []
        rest += [("ceil_mode", given["ceil_mode"])]
        if word == "avgpool":
            rest += [("count_include_pad", given["count_include_pad"])]
            rest += [("divisor", divisor)] if (divisor := given.get("divisor_override")) else []
        return graph.leaves(word, x, 1, tuple(rest))

    return apply


def pooling_with_places(graph: TorchGraph, given: NodeArguments) -> NodeValue:
    """A maximum pooling that also returns the places of the maxima."""
    pooled = _MAXPOOL(graph, given)
    assert isinstance(pooled, Tensor)
    arguments = dict(graph.by_name[pooled.source].arguments)
    places = KeptPlaces(*(arguments[word] for word in KeptPlaces._fields))
    return [pooled, places]


def unpooling(graph: TorchGraph, given: NodeArguments) -> NodeValue:
    """Values put back where the maxima of a pooling stood, to the sizes that PyTorch is given."""
    places = given["indices"]
    if not isinstance(places, KeptPlaces):
        raise ImportRefused("places of maxima that come from no pooling")
    x = graph.settle(given["self"], 1, SPATIAL)
    rest = tuple(zip(places._fields, places, strict=True))
    each = (value if isinstance(value, tuple) else (value,) * len(x.axes) for value in places)
    usual = [
        (size - 1) * stride - 2 * padding + kernel
        for size, kernel, stride, padding in zip(x.shape[2:], *each, strict=True)
    ]
    sizes = () if usual == list(graph.shape[2:]) else (("output_size", along(x, graph.shape[2:], size_of(x.axes[0]))),)
    return graph.leaves("max_unpool", x, 1, (*rest, *sizes))


_MAXPOOL = pooling("maxpool")


def with_places(row: TorchRow) -> TorchRow:
    """A row with a second output, the places of values, which nothing can read."""
    return lambda graph, given: [row(graph, given), None]


def adaptive(word: str, whole: str) -> TorchRow:
    """A pooling to given sizes, which those of another input may be already; to one value, over everything."""

    def apply(graph: TorchGraph, given: NodeArguments) -> NodeValue:
        x = graph.settle(given["self"], 1)
        sizes = list(graph.shape[2:])
        if not x.axes:
            return x
        if set(sizes) == {1} and len(x.axes) <= len(sizes):
            return over_everything(graph, x, whole)
        x = graph.settle(x, 1, SPATIAL)
        return graph.leaves(word, x, 1, (("size", along(x, sizes, size_of(x.axes[0]))),))

    return apply


def resized(word: str) -> TorchRow:
    """A change of sizes by a factor, or to given sizes."""

    def apply(graph: TorchGraph, given: NodeArguments) -> NodeValue:
        first = next(iter(given.values()))
        x = graph.settle(first, 1)
        before, after = list(x.shape[2:]), list(graph.shape[2:])
        if before == after:
            return x
        x = graph.settle(x, 1, SPATIAL)
        corners = (("align_corners", True),) if given.get("align_corners") else ()
        factors = [plain(exact(factor)) for factor in given.get("scale_factors") or ()]
        if factors and [floor(old * factor) for old, factor in zip(before, factors, strict=True)] == after:
            return graph.leaves(f"upsample{word}", x, 1, (("scale", along(x, factors, 1)), *corners))
        return graph.leaves(f"interpolate{word}", x, 1, (("size", along(x, after, size_of(x.axes[0]))), *corners))

    return apply


def by_middles(graph: TorchGraph, given: NodeArguments) -> NodeValue:
    """A change of sizes in which each value is that of the nearest middle: by whole factors, that of the one before."""
    x = given["input"] if "input" in given else given["self"]
    made = resized("")(graph, given)
    if isinstance(x, Tensor) and isinstance(made, Tensor) and any(map(operator.mod, made.shape, x.shape)):
        graph.left_out["which of two values is the nearest"] += 1
    return made


def smoothed(word: str) -> TorchRow:
    """A change of sizes that averages what it makes smaller."""

    def apply(graph: TorchGraph, given: NodeArguments) -> NodeValue:
        graph.left_out["smoothing before a size gets smaller"] += 1
        return resized(word)(graph, given)

    return apply


_PICTURES = 4
"""Dimensions of a batch of pictures."""


def by_scale(word: str, name: str) -> TorchRow:
    """A layer with one scale that moves maps and positions."""

    def apply(graph: TorchGraph, given: NodeArguments) -> NodeValue:
        if len(given["self"].shape) != _PICTURES:
            raise ImportRefused("maps and positions exchanged along two of more axes, or without maps")
        return graph.leaves(word, graph.settle(given["self"], 1), 1, (("scale", given[name]),))

    return apply


def channel_shuffle(graph: TorchGraph, given: NodeArguments) -> NodeValue:
    """A shuffle of the maps of groups."""
    return graph.like(graph.settle(given["self"], 1), "channel_shuffle", (("groups", given["groups"]),))


def _hyper(name: str) -> tuple[str, Callable[[NodeArguments], ArgumentValue]]:
    return {"slope": ("slope", lambda g: exact(g["negative_slope"])), "alpha": ("alpha", lambda g: exact(g["alpha"]))}[
        name
    ]


def clipped(graph: TorchGraph, given: NodeArguments) -> NodeValue:
    """Values kept between two bounds, or on one side of one."""
    x, bounds = given["self"], {word: given.get(word) for word in ("min", "max")}
    if any(not isinstance(bound, int | float | None) for bound in bounds.values()):
        return with_bounds(graph, x, *(bound for bound in bounds.values() if isinstance(bound, Constant)))
    return graph.like(x, "clip", tuple((word, exact(bound)) for word, bound in bounds.items() if bound is not None))


POINTWISE: Mapping[str, str] = {
    "exp": "exponential",
    "log": "logarithm",
    "sqrt": "square_root",
    "rsqrt": "square_root",
    "abs": "absolute",
    "absolute": "absolute",
    "square": "square",
    "reciprocal": "reciprocal",
    "sin": "sine",
    "cos": "sine",
    "erf": "error_function",
}
"""Functions of one value, by PyTorch's name, and what they are called here."""


def with_bounds(graph: TorchGraph, x: Tensor, *bounds: Constant) -> NodeValue:
    """Values clipped to stored bounds; trained or computed ones are refused."""
    if not bounds or weights_of(*bounds):
        raise ImportRefused("bounds that are trained or computed")
    return graph.like(x, "clip")


LAYERS: Mapping[str, Any] = {
    **dict.fromkeys(("conv1d", "conv2d", "conv3d"), with_gains(convolution, "weight", "bias")),
    **dict.fromkeys(
        ("conv_transpose1d", "conv_transpose2d", "conv_transpose3d"), with_gains(transposed, "weight", "bias")
    ),
    "linear": with_gains(linear, "weight"),
    "batch_norm": batch_norm,
    "instance_norm": instance_norm,
    "layer_norm": layer_norm,
    "group_norm": group_norm,
    "rms_norm": rms_norm,
    "prelu": prelu,
    "relu": unary("relu"),
    "relu6": unary("relu6"),
    "hardtanh": hardtanh,
    "hardswish": unary("hard_swish"),
    "hardsigmoid": unary("hard_sigmoid"),
    "sigmoid": unary("sigmoid"),
    "tanh": unary("tanh"),
    "gelu": unary("gelu", ("approximate", lambda g: g["approximate"] == "tanh")),
    "silu": unary("silu"),
    "mish": unary("mish"),
    "selu": unary("selu"),
    "softplus": unary("softplus"),
    "log_sigmoid": unary("log_sigmoid"),
    "elu": unary("elu", _hyper("alpha")),
    "celu": unary("celu", _hyper("alpha")),
    "leaky_relu": unary("leaky_relu", _hyper("slope")),
    "rrelu": unary("leaky_relu", ("slope", lambda g: (exact(g["lower"]) + exact(g["upper"])) / 2)),
    "glu": gated,
    "softmax": along_depth("softmax"),
    "log_softmax": along_depth("log_softmax"),
    **dict.fromkeys(("dropout", "feature_dropout", "alpha_dropout", "feature_alpha_dropout"), dropout),
    **dict.fromkeys(("max_pool1d", "max_pool2d", "max_pool3d"), pooling("maxpool")),
    **dict.fromkeys(
        ("max_pool1d_with_indices", "max_pool2d_with_indices", "max_pool3d_with_indices"), pooling_with_places
    ),
    **dict.fromkeys(("max_unpool2d", "max_unpool3d"), unpooling),
    **dict.fromkeys(("avg_pool1d", "avg_pool2d", "avg_pool3d"), pooling("avgpool")),
    **dict.fromkeys(
        ("adaptive_avg_pool1d", "adaptive_avg_pool2d", "adaptive_avg_pool3d"), adaptive("adaptive_avgpool", "gap")
    ),
    **dict.fromkeys(
        ("adaptive_max_pool1d", "adaptive_max_pool2d", "adaptive_max_pool3d"),
        with_places(adaptive("adaptive_maxpool", "gmp")),
    ),
    **{name: unary(word) for name, word in POINTWISE.items()},
    **dict.fromkeys(("clamp", "clip", "clamp_min", "clamp_max"), clipped),
    **dict.fromkeys(("upsample_nearest1d", "upsample_nearest2d", "upsample_nearest3d"), resized("")),
    **dict.fromkeys(tuple(f"_upsample_nearest_exact{axes}d" for axes in (1, 2, 3)), by_middles),
    **dict.fromkeys(("upsample_linear1d", "upsample_bilinear2d", "upsample_trilinear3d"), resized("_linear")),
    "upsample_bicubic2d": resized("_cubic"),
    "_upsample_bilinear2d_aa": smoothed("_linear"),
    "_upsample_bicubic2d_aa": smoothed("_cubic"),
    "pixel_shuffle": by_scale("pixel_shuffle", "upscale_factor"),
    "pixel_unshuffle": by_scale("pixel_unshuffle", "downscale_factor"),
    "channel_shuffle": channel_shuffle,
}
"""Operations that are layers, by PyTorch's name without its overload and without the mark of working in place."""
