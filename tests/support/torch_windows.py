"""Convolution and pooling in PyTorch, one row for each layer."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING, Any

from torch_parts import Call, Refused, own, pure, torch, weight

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Sides = tuple[tuple[int, ...], tuple[int, ...]]
"""Padding on the near and on the far side of each axis."""


FILLED = ("same", "same_lower")
"""Words that spread the padding over both sides."""


def sides(c: Call) -> Sides:
    """What is padded, in values; ``same`` as TensorFlow spreads it, ``same_lower`` as ONNX does."""
    if c["padding"] in FILLED:
        windows = zip(c.sizes, c.each("kernel_size"), c.each("stride"), c.steps, strict=True)
        lacking = [max(0, (-(-x // s) - 1) * s + step * (f - 1) + 1 - x) for x, f, s, step in windows]
        fewer, more = tuple(total // 2 for total in lacking), tuple(total - total // 2 for total in lacking)
        return (fewer, more) if c["padding"] == "same" else (more, fewer)
    if c["padding"] == "causal":
        return tuple(step * (f - 1) for f, step in zip(c.each("kernel_size"), c.steps, strict=True)), (0,) * c.axes
    before = c.each("padding")
    return before, before if c.get("padding_end") is None else c.each("padding_end")


def surround(c: Call, before: tuple[int, ...], after: tuple[int, ...], value: float = 0.0) -> Any:
    """A module that pads; PyTorch begins with the last axis."""
    pairs = [pair for axis in reversed(range(c.axes)) for pair in (before[axis], after[axis])]
    return c.nn("ConstantPad")(tuple(pairs), value)


def padded(c: Call, value: float, inner: Callable[[Any], Any]) -> Any:
    """A module with padding of its own, or behind another that pads where PyTorch cannot say it."""
    before, after = sides(c)
    if before == after and not isinstance(c["padding"], str):
        return inner(before)
    return torch.nn.Sequential(surround(c, before, after, value), inner(0))


def pad(c: Call) -> Any:
    return surround(c, *sides(c))


# -- convolution -------------------------------------------------------------------------------------------------------


def conv(c: Call) -> Any:
    if c["table"] is not None or c["links"] is not None:
        return partial_conv(c, c["table"] or spread(c["links"], c["filters"]))
    return convolution(c, c["filters"], c["groups"])


def depthwise(c: Call) -> Any:
    return convolution(c, c["multiplier"] * c.depth, c.depth)


def convolution(c: Call, filters: int, groups: int = 1, depth: int = 0) -> Any:
    kind, maps = c.nn("Conv"), (depth or c.depth, filters, c.each("kernel_size"))
    options = {"stride": c.each("stride"), "dilation": c.each("dilation"), "groups": groups, "bias": c.flag("bias")}
    if c["padding"] == "same" and set(c.each("stride")) == {1}:
        return kind(*maps, padding="same", **options)
    return padded(c, 0.0, lambda padding: kind(*maps, padding=padding, **options))


def spread(links: int, filters: int) -> list[range]:
    """A table with a number of links, shared out among the filters as evenly as possible."""
    return [range(links // filters + (place < links % filters)) for place in range(filters)]


def partial_conv(c: Call, rows: list[Any]) -> Any:
    """Each filter is a convolution of its own over the maps that it sees; without any it is a bias."""
    filters = torch.nn.ModuleList([convolution(c, 1, depth=len(row)) for row in rows if len(row)])
    seeing = [list(row) for row in rows if len(row)]
    blind = weight(len(rows) - len(seeing) if c.flag("bias") else 0)

    def run(self: Any, x: Any) -> Any:
        maps = [f(x[:, row]) for f, row in zip(self.filters, seeing, strict=True)]
        constant = [torch.zeros_like(maps[0]) for _ in range(len(rows) - len(seeing))]
        return torch.cat([*maps, *constant], 1)

    return own(run, filters=filters, blind=blind)


def locally_connected(c: Call) -> Any:
    """Every window of the input meets weights of its own."""
    before, after = sides(c)
    surrounding = surround(c, before, after)
    kernel, strides = c.each("kernel_size"), c.each("stride")

    def windows(x: Any) -> Any:
        for axis, (f, s) in enumerate(zip(kernel, strides, strict=True), 2):
            x = x.unfold(axis, f, s)
        return x.flatten(2 + len(kernel)).movedim(1, -1)  # batch, positions, taps, maps

    positions = windows(surrounding(c.x)).shape[1:-2]
    w = weight(*positions, prod(kernel), c.depth, c["filters"])
    b = weight(c["filters"], *([1] * c.axes if c.flag("shared_bias") else positions)) if c.flag("bias") else None

    def run(self: Any, x: Any) -> Any:
        seen = windows(surrounding(x)).flatten(1, -3).flatten(2)  # batch, positions, what a window holds
        y = torch.bmm(seen.transpose(0, 1), self.w.flatten(0, -4).flatten(1, 2))  # positions, batch, filters
        y = y.permute(1, 2, 0).unflatten(2, positions)
        return y if self.b is None else y + self.b

    return own(run, w=w, b=b)


def conv_transpose(c: Call) -> Any:
    """With what PyTorch says itself; where it cannot, all of it, cut to the size behind."""
    maps, options = (c.depth, c["filters"], c.each("kernel_size")), {"groups": c["groups"], "bias": c.flag("bias")}
    options |= {word: c.each(word) for word in ("stride", "output_padding", "dilation")}
    given = c.get("output_size") and c.each("output_size")
    if given and any(options["output_padding"]):
        raise Refused("the output padding is not known before the size that is given back")
    if c["padding"] not in FILLED and c.get("padding_end") is None:
        module = c.nn("ConvTranspose")(*maps, padding=c.each("padding"), **options)
        return own(lambda self, x: self.module(x, output_size=given), module=module) if given else module
    return torch.nn.Sequential(c.nn("ConvTranspose")(*maps, **options), cut(c, given))


def cut(c: Call, given: tuple[int, ...] | None) -> Any:
    """What takes values off both ends of all that a transposed convolution makes, or adds some behind."""
    windows = zip(c.sizes, c.each("kernel_size"), c.each("stride"), c.steps, strict=True)
    whole = [(x - 1) * s + step * (f - 1) + 1 for x, f, s, step in windows]
    if c["padding"] in FILLED:
        wanted = given or tuple(x * s for x, s in zip(c.sizes, c.each("stride"), strict=True))
        if any(-(-size // s) != x for size, s, x in zip(wanted, c.each("stride"), c.sizes, strict=True)):
            raise Refused("no convolution with padding same makes what comes of that size")
        odd = c["padding"] == "same_lower"
        before = tuple((max(0, size - keep) + odd) // 2 for size, keep in zip(whole, wanted, strict=True))
    else:
        before, after = c.each("padding"), c.each("padding_end")
        extra = c.each("output_padding")
        usual = [size - p - e + a for size, p, e, a in zip(whole, before, after, extra, strict=True)]
        wanted = given or tuple(usual)
        if any(not 0 <= size - least < s for size, least, s in zip(wanted, usual, c.each("stride"), strict=True)):
            raise Refused("no convolution with that padding makes what comes of that size")
        whole = [size + a for size, a in zip(whole, extra, strict=True)]
    pairs = [(-p, keep + p - size) for p, keep, size in zip(before, wanted, whole, strict=True)]
    return pure(lambda x: torch.nn.functional.pad(x, [side for pair in reversed(pairs) for side in pair]))


# -- pooling -----------------------------------------------------------------------------------------------------------


def pooling(c: Call, value: float, inner: Callable[[Any], Any]) -> Any:
    """As padded; what PyTorch has no word for is refused."""
    if c.get("padding_end") is not None and c.flag("ceil_mode"):
        raise Refused("no padding of its own on the far side, in which ceiling mode lets no window start")
    return padded(c, value, inner)


def hangs_over(c: Call) -> bool:
    """Whether a window more may hang over; causal padding has one for every stride, each ending inside."""
    return c.flag("ceil_mode") and c["padding"] != "causal"


def subsample(c: Call) -> Any:
    pool, window = c.nn("AvgPool")(c.each("kernel_size"), c.each("stride")), prod(c.each("kernel_size"))
    maps = (c.depth, *[1] * c.axes)
    return own(lambda self, x: self.pool(x) * window * self.w + self.b, pool=pool, w=weight(*maps), b=weight(*maps))


def maxpool(c: Call) -> Any:
    options = {"stride": c.each("stride"), "dilation": c.each("dilation"), "ceil_mode": hangs_over(c)}
    kind, kernel = c.nn("MaxPool"), c.each("kernel_size")
    return pooling(c, float("-inf"), lambda padding: kind(kernel, padding=padding, **options))


def avgpool(c: Call) -> Any:
    options = {"ceil_mode": hangs_over(c), "count_include_pad": c.flag("count_include_pad")}
    if c["divisor"] is not None:
        options["divisor_override"] = c["divisor"]
    kind, window = c.nn("AvgPool"), (c.each("kernel_size"), c.each("stride"))
    if set(c.each("dilation")) != {1}:
        raise Refused("torch.nn.AvgPool has no dilation")
    return pooling(c, 0.0, lambda padding: kind(*window, padding=padding, **options))


def lppool(c: Call) -> Any:
    if c["padding"] != 0 or set(c.each("dilation")) != {1}:
        raise Refused("torch.nn.LPPool has neither padding nor dilation")
    kernel, stride = c.each("kernel_size"), c.each("stride")
    window = (kernel, stride) if c.axes > 1 else (kernel[0], stride[0])
    return c.nn("LPPool")(c["norm"], *window, ceil_mode=c.flag("ceil_mode"))


def stochastic_pool(c: Call) -> Any:
    pool = c.nn("AvgPool")(c.each("kernel_size"), c.each("stride"), ceil_mode=c.flag("ceil_mode"))
    return own(lambda self, x: self.pool(x * x) / self.pool(x), pool=pool)


def max_unpool(c: Call) -> Any:
    inner = c.nn("MaxUnpool")(c.each("kernel_size"), c.each("stride"), c.each("padding"))
    size = c.get("output_size") and c.each("output_size")
    return own(lambda self, x: self.inner(x, torch.zeros_like(x, dtype=torch.int64), size), inner=inner)


def to_one(kind: str) -> Callable[[Call], Any]:
    """A row for a class of torch.nn that makes one number of a map."""
    return lambda c: torch.nn.Sequential(c.nn(kind)(1), torch.nn.Flatten())


def to_size(kind: str) -> Callable[[Call], Any]:
    """A row for a class of torch.nn that makes as many values along each axis as are wanted."""
    return lambda c: c.nn(kind)(c.each("size"))


def fractional_maxpool(c: Call) -> Any:
    return c.nn("FractionalMaxPool")(c.each("kernel_size"), output_size=c.each("size"))


def crop(c: Call) -> Any:
    kept, sizes = c.each("size"), c.sizes
    starts = [(size - keep) // 2 for size, keep in zip(sizes, kept, strict=True)]
    starts = [*c.each("offset")] if c["offset"] is not None else starts

    def run(x: Any) -> Any:
        for axis, (start, keep) in enumerate(zip(starts, kept, strict=True), 2):
            x = torch.narrow(x, axis, start, keep)
        return x

    return pure(run)


def trim(c: Call) -> Any:
    near, far = c.each("cropping"), c.each("cropping_end")
    if any(size <= p + e for size, p, e in zip(c.sizes, near, far, strict=True)):
        raise Refused("nothing is left")
    return surround(c, tuple(-p for p in near), tuple(-e for e in far))


def glp(c: Call) -> Any:
    norm = c["norm"]
    return pure(lambda x: torch.linalg.vector_norm(x.flatten(2), norm, 2))


WINDOWS: Mapping[str, Callable[[Call], Any]] = {
    "conv": conv,
    "depthwise": depthwise,
    "locally_connected": locally_connected,
    "conv_transpose": conv_transpose,
    "subsample": subsample,
    "maxpool": maxpool,
    "avgpool": avgpool,
    "lppool": lppool,
    "stochastic_pool": stochastic_pool,
    "max_unpool": max_unpool,
    "gap": to_one("AdaptiveAvgPool"),
    "gmp": to_one("AdaptiveMaxPool"),
    "adaptive_avgpool": to_size("AdaptiveAvgPool"),
    "adaptive_maxpool": to_size("AdaptiveMaxPool"),
    "fractional_maxpool": fractional_maxpool,
    "pad": pad,
    "crop": crop,
    "trim": trim,
    "glp": glp,
}
