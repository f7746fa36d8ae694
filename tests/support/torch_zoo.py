"""Layers in PyTorch that networks of the zoo define for themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from torch_parts import Call, own, pure, torch, weight
from torch_windows import convolution, partial_conv, spread

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def conv_with_unit_biases(c: Call) -> Any:
    """A convolution, and a bias for every value that leaves it."""
    without = c.but(bias=0, dilation=1)
    every = c["links"] == c["filters"] * c.depth
    inner = convolution(without, c["filters"]) if every else partial_conv(without, spread(c["links"], c["filters"]))
    return own(lambda self, x: self.inner(x) + self.bias, inner=inner, bias=weight(*inner(c.x).shape[1:]))


def scale(c: Call) -> Any:
    factor = c["factor"]
    return pure(lambda x: factor * x)


def zero_shortcut(c: Call) -> Any:
    """Every position that the stride meets, with maps of zeros on both sides."""
    stride, lacking = c["stride"], c["filters"] - c.depth
    steps = (slice(None), slice(None), *[slice(None, None, stride)] * c.axes)
    around = (*[0] * 2 * c.axes, lacking // 2, lacking - lacking // 2)
    return pure(lambda x: torch.nn.functional.pad(x[steps], around))


def dueling(_c: Call) -> Any:
    return pure(lambda advantages, value: advantages - advantages.mean(1, keepdim=True) + value)


ZOO: Mapping[str, Callable[[Call], Any]] = {
    "conv_with_unit_biases": conv_with_unit_biases,
    "scale": scale,
    "zero_shortcut": zero_shortcut,
    "dueling": dueling,
    "distance": lambda _c: pure(lambda one, other: (one - other).abs()),
    "first_token": lambda _c: pure(lambda x: x[:, :, 0]),
}
