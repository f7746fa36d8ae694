"""PyTorch's operations, one row each: which layer of the language it is, with which arguments."""

from __future__ import annotations

from fractions import Fraction
from itertools import accumulate
from typing import TYPE_CHECKING, Any, TypeAlias

from symcnn.bridges.torch_graph import Constant, NodeArguments, NodeValue, TorchGraph, volume
from symcnn.bridges.torch_layout import Tensor, fresh, size_of
from symcnn.bridges.torch_weights import (
    batch_norm,
    constant,
    convolution,
    group_norm,
    layer_norm,
    linear,
    per_axis,
    prelu,
    rms_norm,
    transposed,
)
from symcnn.bridges.traced import ArgumentValue, ImportRefused

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from symcnn.bridges.model_lines import CallArguments

TorchRow: TypeAlias = "Callable[[TorchGraph, NodeArguments], NodeValue]"


def exact(number: float) -> Fraction:
    """A number as its author wrote it."""
    return Fraction(str(number))


def unary(word: str, *rows: tuple[str, Callable[[NodeArguments], ArgumentValue]]) -> TorchRow:
    """A layer that keeps every size and may have arguments."""

    def apply(graph: TorchGraph, given: NodeArguments) -> NodeValue:
        x = next(iter(given.values()))
        if isinstance(x, Constant):
            return constant(graph, given)
        return graph.like(x, word, tuple((name, read(given)) for name, read in rows))

    return apply


def along_depth(word: str) -> TorchRow:
    """A layer that goes along the depth, such as a softmax."""

    def apply(graph: TorchGraph, given: NodeArguments) -> NodeValue:
        x, dim = given["self"], given["dim"]
        if isinstance(x, Constant):
            return constant(graph, given)
        if x.dims[dim] != x.depth:
            raise ImportRefused(f"{word} along an axis")
        return graph.like(x, word)

    return apply


def dropout(graph: TorchGraph, given: NodeArguments) -> NodeValue:
    """Dropout, unless nothing is dropped."""
    x = given["input"]
    return (
        graph.like(x, "dropout", (("probability", exact(given["p"])),)) if given["p"] and isinstance(x, Tensor) else x
    )


def hardtanh(graph: TorchGraph, given: NodeArguments) -> NodeValue:
    """A rectifier capped at 6, or the hyperbolic tangent in straight pieces."""
    words = {(0, 6): "relu6", (-1, 1): "hard_tanh"}
    bounds = (given["min_val"], given["max_val"])
    if bounds not in words:
        raise ImportRefused(f"values kept between {bounds[0]} and {bounds[1]}")
    return graph.like(given["self"], words[bounds])


def pooling(word: str) -> TorchRow:
    """A pooling by windows; PyTorch's empty stride is the window's size."""

    def apply(graph: TorchGraph, given: NodeArguments) -> NodeValue:
        x = graph.settle(given["self"], 1)
        axes, kernel = len(x.axes), per_axis(given["kernel_size"], len(x.axes))
        rest: list[tuple[str, ArgumentValue]] = [
            ("kernel_size", kernel),
            ("stride", per_axis(given["stride"], axes) if given["stride"] else kernel),
            ("padding", per_axis(given["padding"], axes)),
        ]
        rest += [("dilation", per_axis(given["dilation"], axes))] if word == "maxpool" else []
        rest += [("ceil_mode", given["ceil_mode"])]
        if word == "avgpool":
            rest += [("count_include_pad", given["count_include_pad"])]
        return graph.leaves(word, x, 1, tuple(rest))

    return apply


def adaptive(word: str, whole: str) -> TorchRow:
    """A pooling to given sizes; to one value, over everything."""

    def apply(graph: TorchGraph, given: NodeArguments) -> NodeValue:
        x = graph.settle(given["self"], 1)
        sizes = given["output_size"]
        now = [size_of(d) for d in x.dims[2:]]
        sizes = [old if new is None else new for old, new in zip(now, sizes, strict=True)]
        if not x.axes and sizes == now:
            return x
        if not x.axes:
            raise ImportRefused(f"a pooling to {sizes} where no axes are left")
        if set(sizes) == {1}:
            return over_everything(graph, x, whole)
        return graph.leaves(word, x, 1, (("size", per_axis(sizes, len(sizes))),))

    return apply


def over_everything(graph: TorchGraph, x: Tensor, word: str) -> Tensor:
    """A pooling over all positions; dimensions of one entry may stay."""
    dims = tuple(d if d in (x.batch, x.depth) else () for d in x.dims)
    after = x._replace(axes=(), dims=dims)
    return after._replace(source=graph.emit(word, (x.source,), volume(after)))


def reduced(word: str) -> TorchRow:
    """A mean or a maximum over dimensions: over all positions it is a global pooling."""

    def apply(graph: TorchGraph, given: NodeArguments) -> NodeValue:
        x, dims, keep = given["self"], given["dim"], given.get("keepdim", False)
        if isinstance(x, Constant):
            return constant(graph, given)
        over = {place % len(x.dims) for place in ([dims] if isinstance(dims, int) else dims or range(len(x.dims)))}
        depth_at = [place for place, d in enumerate(x.dims) if d == x.depth and place not in over]
        if not depth_at or 0 in over:
            raise ImportRefused("a reduction along the depth or the batch")
        x = graph.settle(x, depth_at[0])
        spread = {place for place, d in enumerate(x.dims) if d and place not in {0, depth_at[0]}}
        if not spread <= over:
            raise ImportRefused("a reduction along some of the axes only")
        after = over_everything(graph, x, word) if spread else x
        return (
            after if keep else after._replace(dims=tuple(d for place, d in enumerate(after.dims) if place not in over))
        )

    return apply


def resized(word: str) -> TorchRow:
    """A change of sizes by a whole factor, or to given sizes."""

    def apply(graph: TorchGraph, given: NodeArguments) -> NodeValue:
        x = graph.settle(next(iter(given.values())), 1)
        before, after = [size_of(d) for d in x.axes], list(graph.shape[2:])
        corners = (("align_corners", True),) if given.get("align_corners") else ()
        if all(new % old == 0 for old, new in zip(before, after, strict=True)):
            factors = [new // old for old, new in zip(before, after, strict=True)]
            if set(factors) == {1}:
                return x
            return graph.leaves(f"upsample{word}", x, 1, (("scale", per_axis(factors, len(factors))), *corners))
        return graph.leaves(f"interpolate{word}", x, 1, (("size", per_axis(after, len(after))), *corners))

    return apply


def padded(graph: TorchGraph, given: NodeArguments) -> NodeValue:
    """Padding of the axes."""
    x, pad = graph.settle(given["self"], 1), list(given["pad"])
    if not any(pad):
        return x
    axes = len(x.axes)
    if len(pad) > 2 * axes or min(pad) < 0:
        raise ImportRefused("a padding of the depth, or one that cuts off")
    pad += [0] * (2 * axes - len(pad))
    near, far = per_axis(pad[-2::-2], axes), per_axis(pad[::-2], axes)
    return graph.leaves("pad", x, 1, (("padding", near), ("padding_end", far)))


def by_scale(word: str, name: str) -> TorchRow:
    """A layer with one scale that moves maps and positions."""

    def apply(graph: TorchGraph, given: NodeArguments) -> NodeValue:
        return graph.leaves(word, graph.settle(given["self"], 1), 1, (("scale", given[name]),))

    return apply


def channel_shuffle(graph: TorchGraph, given: NodeArguments) -> NodeValue:
    """A shuffle of the maps of groups."""
    return graph.like(graph.settle(given["self"], 1), "channel_shuffle", (("groups", given["groups"]),))


def parts_of(graph: TorchGraph, x: Tensor, dim: int, lengths: list[int]) -> NodeValue:
    """The maps of a volume in consecutive parts."""
    x = graph.settle(x, dim)
    whole, starts = size_of(x.depth), [0, *accumulate(lengths)]
    equal = len(set(lengths)) == 1 and sum(lengths) == whole
    return [
        _part(
            graph,
            x,
            dim,
            ("split", (("parts", len(lengths)), ("part", n)))
            if equal
            else ("narrow", (("start", starts[n]), ("length", length))),
            length,
        )
        for n, length in enumerate(lengths)
    ]


def _part(graph: TorchGraph, x: Tensor, dim: int, step: tuple[str, CallArguments], length: int) -> Tensor:

    deep = (fresh(length),)
    after = x._replace(
        depth=deep, dims=tuple(deep if place == dim % len(x.dims) else d for place, d in enumerate(x.dims))
    )
    return after._replace(source=graph.emit(step[0], (x.source,), volume(after), step[1]))


def _hyper(name: str) -> tuple[str, Callable[[NodeArguments], ArgumentValue]]:
    return {"slope": ("slope", lambda g: exact(g["negative_slope"])), "alpha": ("alpha", lambda g: exact(g["alpha"]))}[
        name
    ]


LAYERS: Mapping[str, Any] = {
    **dict.fromkeys(("conv1d", "conv2d", "conv3d"), convolution),
    **dict.fromkeys(("conv_transpose1d", "conv_transpose2d", "conv_transpose3d"), transposed),
    "linear": linear,
    "batch_norm": batch_norm,
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
    "gelu": unary("gelu"),
    "silu": unary("silu"),
    "mish": unary("mish"),
    "selu": unary("selu"),
    "softplus": unary("softplus"),
    "log_sigmoid": unary("log_sigmoid"),
    "elu": unary("elu", _hyper("alpha")),
    "celu": unary("celu", _hyper("alpha")),
    "leaky_relu": unary("leaky_relu", _hyper("slope")),
    "softmax": along_depth("softmax"),
    "log_softmax": along_depth("log_softmax"),
    "dropout": dropout,
    "feature_dropout": dropout,
    **dict.fromkeys(("max_pool1d", "max_pool2d", "max_pool3d"), pooling("maxpool")),
    **dict.fromkeys(("avg_pool1d", "avg_pool2d", "avg_pool3d"), pooling("avgpool")),
    **dict.fromkeys(
        ("adaptive_avg_pool1d", "adaptive_avg_pool2d", "adaptive_avg_pool3d"), adaptive("adaptive_avgpool", "gap")
    ),
    **dict.fromkeys(
        ("adaptive_max_pool1d", "adaptive_max_pool2d", "adaptive_max_pool3d"), adaptive("adaptive_maxpool", "gmp")
    ),
    "mean": reduced("gap"),
    "amax": reduced("gmp"),
    **dict.fromkeys(("upsample_nearest1d", "upsample_nearest2d", "upsample_nearest3d"), resized("")),
    **dict.fromkeys(("upsample_linear1d", "upsample_bilinear2d", "upsample_trilinear3d"), resized("_linear")),
    "pad": padded,
    "constant_pad_nd": padded,
    "pixel_shuffle": by_scale("pixel_shuffle", "upscale_factor"),
    "pixel_unshuffle": by_scale("pixel_unshuffle", "downscale_factor"),
    "channel_shuffle": channel_shuffle,
}
"""Operations that are layers, by PyTorch's name without its overload and without the mark of working in place."""
