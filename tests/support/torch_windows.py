"""Convolution and pooling in PyTorch, one row for each layer."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING, Any

from torch_parts import Call, own, torch, weight

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def sides(c: Call) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Padding on the near and on the far side of each axis."""
    before = c.each("padding")
    return before, before if c.get("padding_end") is None else c.each("padding_end")


def surround(c: Call, before: tuple[int, ...], after: tuple[int, ...], value: float = 0.0) -> Any:
    """A module that pads; PyTorch begins with the last axis."""
    pairs = [pair for axis in reversed(range(c.axes)) for pair in (before[axis], after[axis])]
    return c.nn("ConstantPad")(tuple(pairs), value)


def padded(c: Call, value: float, inner: Callable[[Any], Any]) -> Any:
    """A module with padding of its own, or behind another that pads where both sides differ."""
    before, after = sides(c)
    if before == after:
        return inner(before)
    return torch.nn.Sequential(surround(c, before, after, value), inner(0))


def conv(c: Call) -> Any:
    options = {"stride": c.each("stride"), "dilation": c.each("dilation"), "bias": c.flag("bias")}
    if c["table"] is not None or c["links"] is not None:
        return partial_conv(c, c["table"] or spread(c["links"], c["filters"]), options)
    kind, maps = c.nn("Conv"), (c.depth, c["filters"], c.each("kernel_size"))
    return padded(c, 0.0, lambda padding: kind(*maps, padding=padding, groups=c["groups"], **options))


def spread(links: int, filters: int) -> list[range]:
    """So many links, given to filters as evenly as it goes."""
    return [range(links // filters + (place < links % filters)) for place in range(filters)]


def partial_conv(c: Call, rows: list[Any], options: Mapping[str, Any]) -> Any:
    """Each filter is a convolution of its own over the maps that it sees."""
    kind = c.nn("Conv")
    filters = [kind(len(row), 1, c.each("kernel_size"), padding=c.each("padding"), **options) for row in rows]

    def run(self: Any, x: Any) -> Any:
        return torch.cat([f(x[:, list(row)]) for f, row in zip(self.filters, rows, strict=True)], 1)

    return own(run, filters=torch.nn.ModuleList(filters))


def conv_transpose(c: Call) -> Any:
    words = ("stride", "padding", "output_padding", "dilation")
    options = {word: c.each(word) for word in words}
    kind = c.nn("ConvTranspose")
    return kind(c.depth, c["filters"], c.each("kernel_size"), groups=c["groups"], bias=c.flag("bias"), **options)


def subsample(c: Call) -> Any:
    pool, window = c.nn("AvgPool")(c.each("kernel_size"), c.each("stride")), prod(c.each("kernel_size"))
    maps = (c.depth, *[1] * c.axes)
    return own(lambda self, x: self.pool(x) * window * self.w + self.b, pool=pool, w=weight(*maps), b=weight(*maps))


def maxpool(c: Call) -> Any:
    options = {word: c.each(word) for word in ("stride", "dilation")}
    kind, ceiling = c.nn("MaxPool"), c.flag("ceil_mode")
    return padded(
        c,
        float("-inf"),
        lambda padding: kind(c.each("kernel_size"), padding=padding, ceil_mode=ceiling, **options),
    )


def avgpool(c: Call) -> Any:
    kind, ceiling = c.nn("AvgPool"), c.flag("ceil_mode")
    return padded(
        c, 0.0, lambda padding: kind(c.each("kernel_size"), c.each("stride"), padding=padding, ceil_mode=ceiling)
    )


def gap(c: Call) -> Any:
    return torch.nn.Sequential(c.nn("AdaptiveAvgPool")(1), torch.nn.Flatten())


WINDOWS: Mapping[str, Callable[[Call], Any]] = {
    "conv": conv,
    "conv_transpose": conv_transpose,
    "subsample": subsample,
    "maxpool": maxpool,
    "avgpool": avgpool,
    "gap": gap,
}
