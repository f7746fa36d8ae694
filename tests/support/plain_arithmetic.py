"""Sizes and costs of layers as PyTorch counts them, in plain numbers: what is right of the questions people ask.

Nothing here knows of the package that is tested. What a layer refuses raises :class:`Refused`.
"""

from __future__ import annotations

from fractions import Fraction
from math import floor
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

HALF = Fraction(1, 2)


class Refused(ValueError):  # noqa: N818 - named as what a layer does
    """There is no such layer."""


def window(size: int, kernel: int, stride: int = 1, padding: int = 0, dilation: int = 1) -> int:
    """How many places a window has."""
    span = dilation * (kernel - 1) + 1
    if span > size + 2 * padding:
        raise Refused
    return (size + 2 * padding - span) // stride + 1


def chain(size: int, *windows: tuple[int, ...]) -> int:
    """Windows one after the other."""
    for one in windows:
        size = window(size, *one)
    return size


def transposed(size: int, kernel: int, stride: int, padding: int = 0, more: int = 0, dilation: int = 1) -> int:
    """The size behind a transposed convolution."""
    found = (size - 1) * stride - 2 * padding + dilation * (kernel - 1) + 1 + more
    if found < 1:
        raise Refused
    return found


def up(number: Fraction | int, divisor: int) -> int:
    """A quotient, rounded up."""
    return int(-(-number // divisor))


def divides(divisor: int, number: int) -> bool:
    """Whether nothing is left over."""
    return number % divisor == 0


def weights(kernel: int, depth: int, filters: int, groups: int = 1, bias: int = 1) -> int:
    """The parameters of a convolution with a square kernel."""
    if depth % groups or filters % groups:
        raise Refused
    return filters * (kernel * kernel * (depth // groups) + bias)


def field(layers: Iterable[tuple[int, ...]]) -> int:
    """The receptive field of layers, each a kernel, a stride and a dilation."""
    found, jump = 1, 1
    for kernel, stride, *dilation in layers:
        found += (kernel - 1) * jump * (dilation[0] if dilation else 1)
        jump *= stride
    return found


def levels(size: int, turns: int) -> int:
    """The size behind poolings by 2."""
    return chain(size, *[(2, 2)] * turns)


def shrunk(size: int, turns: int) -> int:
    """The size behind convolutions of kernel 3, stride 2 and padding 1."""
    return chain(size, *[(3, 2, 1)] * turns)


def patches(size: int, turns: int) -> int:
    """The size behind convolutions of kernel 4, stride 2 and padding 1."""
    return chain(size, *[(4, 2, 1)] * turns)


def halved(size: int) -> int:
    """Half of an even size."""
    if size % 2:
        raise Refused
    return window(size, 2, 2)


def even_levels(size: int, turns: int) -> bool:
    """Whether two unpadded convolutions and a halving without a rest can be done so often."""
    for _ in range(turns):
        size = halved(chain(size, (3,), (3,)))
    return size >= 1


def unet(size: int) -> int:
    """The output of the U-Net of 2015 (Ronneberger et al., figure 1)."""
    left = []
    for _ in range(4):
        size = chain(size, (3,), (3,))
        left.append(size)
        size = halved(size)
    size = chain(size, (3,), (3,))
    for beside in reversed(left):
        size = transposed(size, 2, 2)
        if size > beside:
            raise Refused
        size = chain(size, (3,), (3,))
    return size


def divisible(width: Fraction) -> int:
    """A number of maps as a multiple of 8, never below 9/10 of what was asked (`_make_divisible` of the authors)."""
    found = max(8, int(width + 4) // 8 * 8)
    return found + 8 if found < Fraction(9, 10) * width else found


MOBILENET_V2 = (
    (1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1),
)  # fmt: skip
"""Sandler et al. 2018, table 2: expansion, maps, blocks, stride."""


def mobilenet_v2(alpha: Fraction) -> list[tuple[int, int, int, int, int]]:
    """Its convolutions without biases: kernel, depth, filters, groups, size of the output of 224."""
    size = 112
    depth = divisible(32 * alpha)
    found = [(3, 3, depth, 1, size)]
    for expansion, maps, blocks, stride in MOBILENET_V2:
        filters = divisible(maps * alpha)
        for place in range(blocks):
            inner = depth * expansion
            if expansion != 1:
                found.append((1, depth, inner, 1, size))
            size = up(size, stride) if place == 0 else size
            found += [(3, inner, inner, inner, size), (1, inner, filters, 1, size)]
            depth = filters
    found.append((1, depth, divisible(1280 * max(Fraction(1), alpha)), 1, size))
    return found


def mobilenet_v2_parameters(alpha: Fraction) -> int:
    """With batch normalisation and a dense layer of 1,000."""
    layers = mobilenet_v2(alpha)
    head = (layers[-1][2] + 1) * 1000
    return head + sum(weights(*layer[:4], 0) + 2 * layer[2] for layer in layers)


def mobilenet_v2_macs(alpha: Fraction) -> int:
    """Of an image of 224 with a dense layer of 1,000."""
    layers = mobilenet_v2(alpha)
    return layers[-1][2] * 1000 + sum(weights(*layer[:4], 0) * layer[4] ** 2 for layer in layers)


MOBILENET_V1 = ((64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2), *[(512, 1)] * 5, (1024, 2), (1024, 1))
"""Howard et al. 2017, table 1: maps and stride."""


def mobilenet_v1_macs(size: int) -> int:
    """Of the convolutions and a dense layer of 1,000."""
    size, depth = window(size, 3, 2, 1), 32
    found = 27 * 32 * size**2
    for filters, stride in MOBILENET_V1:
        size = window(size, 3, stride, 1)
        found += (9 * depth + depth * filters) * size**2
        depth = filters
    return found + 1024 * 1000


def vgg16_macs(size: int) -> int:
    """Of the convolutions."""
    found, depth = 0, 3
    for filters, layers in ((64, 2), (128, 2), (256, 3), (512, 3), (512, 3)):
        for _ in range(layers):
            found += 9 * depth * filters * size**2
            depth = filters
        size = window(size, 2, 2)
    return found


def ssd_boxes(size: int) -> int:
    """The default boxes of SSD300 (Liu et al. 2016) on another image."""
    size = up(window(window(size, 2, 2), 2, 2), 2)
    found = 4 * size**2
    size = window(size, 2, 2)
    found += 6 * size**2
    for boxes, (stride, padding) in ((6, (2, 1)), (6, (2, 1)), (4, (1, 0)), (4, (1, 0))):
        size = window(size, 3, stride, padding)
        found += boxes * size**2
    return found


__all__ = [
    "HALF", "Refused", "chain", "divides", "divisible", "even_levels", "field", "floor", "levels", "mobilenet_v1_macs",
    "mobilenet_v2_macs", "mobilenet_v2_parameters", "patches", "shrunk", "ssd_boxes", "transposed", "unet", "up",
    "vgg16_macs", "weights", "window",
]  # fmt: skip
