"""Layers and the modules of PyTorch that they should be, drawn at random with arguments that fit or do not."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

Index = tuple[int, ...]


class Pair(NamedTuple):
    """A layer in our words, a module of PyTorch, and an input: sizes and depth."""

    ours: str
    module: str
    arguments: tuple[Any, ...]
    options: dict[str, Any]
    shape: Index

    def __str__(self) -> str:
        words = [*map(repr, self.arguments), *(f"{word}={value!r}" for word, value in self.options.items())]
        return f"{self.module}({', '.join(words)}) on {' x '.join(map(str, self.shape))} is {self.ours}"

    @property
    def text(self) -> str:
        """The layer alone."""
        return f"input({', '.join(map(str, self.shape))}); {self.ours}"


class Draw:
    """Small numbers at random."""

    def __init__(self, seed: object) -> None:
        self.random = random.Random(str(seed))

    def number(self, low: int, high: int) -> int:
        return self.random.randint(low, high)

    def flag(self) -> bool:
        return self.random.random() < 0.5

    def sizes(self, axes: int, low: int = 1, high: int = 7) -> Index:
        return tuple(self.number(low, high) for _ in range(axes))

    def per_axis(self, axes: int, low: int, high: int) -> Any:
        """One number for all axes, or one for each."""
        return self.sizes(axes, low, high) if self.flag() else self.number(low, high)

    def axes(self) -> int:
        return self.random.choice([1, 2, 2, 3])


def word(flag: object) -> str:
    return str(flag).lower()


def _prelu(d: Draw) -> Pair:
    shape = (*d.sizes(d.axes()), d.number(2, 4))
    shared = d.flag()
    return Pair(f"prelu(shared={word(shared)})", "PReLU", (1 if shared else shape[-1],), {}, shape)


def _batch_norm(d: Draw) -> Pair:
    axes, affine = d.axes(), d.flag()
    shape = (*d.sizes(axes), d.number(1, 4))
    return Pair(f"bn(affine={word(affine)})", f"BatchNorm{axes}d", (shape[-1],), {"affine": affine}, shape)


def _layer_norm(d: Draw) -> Pair:
    affine, bias = d.flag(), d.flag()
    shape = (*d.sizes(d.number(0, 3)), d.number(1, 4))
    ours = f"layer_norm(affine={word(affine)}, bias={word(bias)})"
    return Pair(ours, "LayerNorm", (shape[-1],), {"elementwise_affine": affine, "bias": bias}, shape)


def _group_norm(d: Draw) -> Pair:
    groups, affine = d.number(1, 3), d.flag()
    shape = (*d.sizes(d.axes()), d.random.choice([groups * d.number(1, 2), d.number(1, 4)]))
    return Pair(f"group_norm({groups}, {word(affine)})", "GroupNorm", (groups, shape[-1]), {"affine": affine}, shape)


def _instance_norm(d: Draw) -> Pair:
    axes, affine, tracked = d.axes(), d.flag(), d.flag()
    shape = (*d.sizes(axes, 2), d.number(1, 4))
    options = {"affine": affine, "track_running_stats": tracked}
    ours = f"instance_norm({word(affine)}, {word(tracked)})"
    return Pair(ours, f"InstanceNorm{axes}d", (shape[-1],), options, shape)


def _local_response_norm(d: Draw) -> Pair:
    size = d.number(1, 5)
    shape = (*d.sizes(d.axes()), d.number(1, 6))
    options = {"alpha": 0.5, "beta": 0.25, "k": 2.0}
    return Pair(f"lrn({size}, alpha=0.5, beta=0.25, bias=2)", "LocalResponseNorm", (size,), options, shape)


def _lp_pool(d: Draw) -> Pair:
    axes, norm, ceil = d.axes(), d.number(1, 3), d.flag()
    kernel, stride = d.per_axis(axes, 1, 3), d.per_axis(axes, 1, 3)
    if axes == 1:  # there PyTorch takes a number only
        kernel, stride = d.number(1, 3), d.number(1, 3)
    ours = f"lppool({kernel}, {stride}, norm={norm}, ceil_mode={word(ceil)})"
    options = {"stride": stride, "ceil_mode": ceil}
    return Pair(ours, f"LPPool{axes}d", (float(norm), kernel), options, (*d.sizes(axes), d.number(1, 2)))


def _avg_pool(d: Draw) -> Pair:
    axes, ceil, counted = d.number(2, 3), d.flag(), d.flag()
    kernel, stride, padding = d.per_axis(axes, 2, 4), d.per_axis(axes, 1, 3), d.number(0, 1)
    divisor = d.random.choice([None, None, 5])
    words = f"ceil_mode={word(ceil)}, count_include_pad={word(counted)}, divisor={word(divisor)}"
    options = {"ceil_mode": ceil, "count_include_pad": counted, "divisor_override": divisor}
    shape = (*d.sizes(axes, 4), d.number(1, 2))
    return Pair(
        f"avgpool({kernel}, {stride}, {padding}, {words})", f"AvgPool{axes}d", (kernel, stride, padding), options, shape
    )


def _adaptive(layer: str, module: str) -> Callable[[Draw], Pair]:
    def pair(d: Draw) -> Pair:
        axes = d.axes()
        size = d.per_axis(axes, 1, 5)
        return Pair(f"{layer}({size})", f"{module}{axes}d", (size,), {}, (*d.sizes(axes), d.number(1, 2)))

    return pair


def _fractional(d: Draw) -> Pair:
    axes = d.number(2, 3)
    kernel, size = d.per_axis(axes, 1, 3), d.per_axis(axes, 2, 4)
    shape = (*d.sizes(axes, 3), d.number(1, 2))
    return Pair(
        f"fractional_maxpool({kernel}, {size})", f"FractionalMaxPool{axes}d", (kernel,), {"output_size": size}, shape
    )


def _max_unpool(d: Draw) -> Pair:
    axes = d.axes()
    kernel, stride, padding = d.per_axis(axes, 1, 3), d.per_axis(axes, 1, 3), d.number(0, 1)
    shape = (*d.sizes(axes, 1, 4), d.number(1, 2))
    return Pair(f"max_unpool({kernel}, {stride}, {padding})", f"MaxUnpool{axes}d", (kernel, stride, padding), {}, shape)


def _pixel_shuffle(d: Draw) -> Pair:
    r = d.number(1, 3)
    return Pair(f"pixel_shuffle({r})", "PixelShuffle", (r,), {}, (*d.sizes(2), d.random.choice([r * r, 2 * r * r, 6])))


def _pixel_unshuffle(d: Draw) -> Pair:
    r = d.number(1, 3)
    return Pair(f"pixel_unshuffle({r})", "PixelUnshuffle", (r,), {}, (*d.sizes(2, 1, 3), d.number(1, 2)))


def _zero_pad(d: Draw) -> Pair:
    axes = d.axes()
    near, far = d.sizes(axes, 0, 3), d.sizes(axes, 0, 3)
    both = tuple(amount for pair in zip(reversed(near), reversed(far), strict=True) for amount in pair)
    shape = (*d.sizes(axes), d.number(1, 2))
    if axes == 2 and d.flag():
        return Pair(f"pad({near}, {far})", "ZeroPad2d", (both,), {}, shape)
    return Pair(f"pad({near}, {far})", f"ConstantPad{axes}d", (both, 0), {}, shape)


def _upsample(d: Draw) -> Pair:
    axes, linear, corners = d.axes(), d.flag(), d.flag()
    sized = d.flag()
    given = d.per_axis(axes, 1, 4)
    name = ("interpolate" if sized else "upsample") + ("_linear" if linear else "")
    options: dict[str, Any] = {"size" if sized else "scale_factor": given}
    if linear:
        mode = ("linear", "bilinear", "trilinear")[axes - 1]
        options |= {"mode": mode, "align_corners": corners}
    ours = f"{name}({given}{f', align_corners={word(corners)}' if linear else ''})"
    return Pair(ours, "Upsample", (), options, (*d.sizes(axes), d.number(1, 2)))


def _channel_shuffle(d: Draw) -> Pair:
    groups = d.number(1, 3)
    return Pair(f"channel_shuffle({groups})", "ChannelShuffle", (groups,), {}, (*d.sizes(2), groups * d.number(1, 3)))


def _flatten(d: Draw) -> Pair:
    return Pair("flatten", "Flatten", (), {}, (*d.sizes(d.axes()), d.number(1, 3)))


def _linear(d: Draw) -> Pair:
    shape = (*d.sizes(d.number(0, 3), 1, 4), d.number(1, 4))
    units, bias = d.number(1, 4), d.flag()
    return Pair(f"linear({units}, bias={word(bias)})", "Linear", (shape[-1], units), {"bias": bias}, shape)


def _embedding(d: Draw) -> Pair:
    words, size = d.number(1, 9), d.number(1, 4)
    return Pair(f"embedding({words}, {size})", "Embedding", (words, size), {}, (*d.sizes(d.number(1, 2)), 1))


def _attention(d: Draw) -> Pair:
    heads, bias = d.number(1, 3), d.flag()
    depth = d.random.choice([heads * d.number(1, 2), heads, 4])
    options = {"bias": bias, "batch_first": True}
    return Pair(
        f"attention({heads}, bias={word(bias)})", "MultiheadAttention", (depth, heads), options, (d.number(1, 5), depth)
    )


def _depthwise(d: Draw) -> Pair:
    axes, depth, many, bias = d.axes(), d.number(1, 3), d.number(1, 2), d.flag()
    kernel, stride, dilation = d.per_axis(axes, 1, 3), d.per_axis(axes, 1, 2), d.number(1, 2)
    ours = f"depthwise({kernel}, {many}, {stride}, 1, dilation={dilation}, bias={word(bias)})"
    options = {"padding": 1, "dilation": dilation, "groups": depth, "bias": bias}
    return Pair(ours, f"Conv{axes}d", (depth, many * depth, kernel, stride), options, (*d.sizes(axes, 1, 5), depth))


def _conv_same(d: Draw) -> Pair:
    axes, depth, filters = d.axes(), d.number(1, 2), d.number(1, 2)
    kernel, dilation = d.per_axis(axes, 1, 4), d.number(1, 2)
    ours = f"conv({kernel}, {filters}, padding=same, dilation={dilation})"
    options = {"padding": "same", "dilation": dilation}
    return Pair(ours, f"Conv{axes}d", (depth, filters, kernel), options, (*d.sizes(axes, 1, 5), depth))


PAIRS: dict[str, Callable[[Draw], Pair]] = {
    "PReLU": _prelu,
    "BatchNorm": _batch_norm,
    "LayerNorm": _layer_norm,
    "GroupNorm": _group_norm,
    "InstanceNorm": _instance_norm,
    "LocalResponseNorm": _local_response_norm,
    "LPPool": _lp_pool,
    "AvgPool": _avg_pool,
    "AdaptiveAvgPool": _adaptive("adaptive_avgpool", "AdaptiveAvgPool"),
    "AdaptiveMaxPool": _adaptive("adaptive_maxpool", "AdaptiveMaxPool"),
    "FractionalMaxPool": _fractional,
    "MaxUnpool": _max_unpool,
    "PixelShuffle": _pixel_shuffle,
    "PixelUnshuffle": _pixel_unshuffle,
    "ConstantPad": _zero_pad,
    "Upsample": _upsample,
    "ChannelShuffle": _channel_shuffle,
    "Flatten": _flatten,
    "Linear": _linear,
    "Embedding": _embedding,
    "MultiheadAttention": _attention,
    "depthwise Conv": _depthwise,
    "same Conv": _conv_same,
}


def pairs(seed: int, how_many: int) -> list[Pair]:
    """The number of layers of each kind."""
    return [pair(Draw(f"{seed} {kind} {number}")) for kind, pair in PAIRS.items() for number in range(how_many)]
