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


def scaled_conv(c: Call) -> Any:
    """A convolution, each filter of whose weights is brought to mean 0 and a trained size."""
    shape = (c["filters"], c.depth // c["groups"], *c.each("kernel_size"))
    dims = tuple(range(1, len(shape)))

    def run(self: Any, x: Any) -> Any:
        variance, mean = torch.var_mean(self.weight, dim=dims, correction=0, keepdim=True)
        weights = self.gain * (self.weight - mean) / torch.sqrt(self.weight[0].numel() * (variance + 1e-5))
        sizes = zip(x.shape[2:], c.each("kernel_size"), c.each("stride"), strict=True)
        lacking = [max(0, (-(-size // step) - 1) * step + kernel - size) for size, kernel, step in sizes]
        around = [side for total in reversed(lacking) for side in (total // 2, total - total // 2)]
        kind = getattr(torch.nn.functional, f"conv{len(dims) - 1}d")
        return kind(torch.nn.functional.pad(x, around), weights, self.bias, c.each("stride"), groups=c["groups"])

    gain = weight(c["filters"], *[1] * len(dims))
    return own(run, weight=weight(*shape), bias=weight(c["filters"]), gain=gain)


def cross_covariance(c: Call) -> Any:
    """Attention between maps: queries, keys and values are thirds of the depth, each of all heads."""
    heads = c["heads"]

    def run(self: Any, x: Any) -> Any:
        parts = x.flatten(2).reshape(x.shape[0], 3, heads, -1, x[0, 0].numel())
        queries, keys, values = parts.unbind(1)
        normal = torch.nn.functional.normalize
        shares = (normal(queries, dim=-1) @ normal(keys, dim=-1).transpose(-2, -1) * self.temperature).softmax(-1)
        return (shares @ values).reshape(x.shape[0], -1, *x.shape[2:])

    return own(run, temperature=weight(heads, 1, 1))


def linear_attention(c: Call) -> Any:
    """Attention by products of rectified values; queries, keys and values stand head by head."""
    depth = c["head_depth"]

    def run(_self: Any, x: Any) -> Any:
        heads = x.flatten(2).reshape(x.shape[0], -1, 3 * depth, x[0, 0].numel()).transpose(-1, -2)
        queries, keys, values = heads.chunk(3, dim=-1)
        values = torch.nn.functional.pad(values, (0, 1), value=1.0)
        found = queries.relu() @ (keys.relu().transpose(-1, -2) @ values)
        found = found[..., :-1] / (found[..., -1:] + 1e-5)
        return found.transpose(-1, -2).reshape(x.shape[0], -1, *x.shape[2:])

    return own(run, multiplies=True)


def fourier_positions(c: Call) -> Any:
    """A linear map of sines and cosines, added."""
    waves = 2 * c["waves"]
    inner = torch.nn.Conv2d(waves, c.depth, 1)
    return own(lambda self, x: x + self.inner(x.new_zeros(len(x), waves, *x.shape[2:])), inner=inner)


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
    "scaled_conv": scaled_conv,
    "cross_covariance": cross_covariance,
    "linear_attention": linear_attention,
    "fourier_positions": fourier_positions,
    "gain": lambda _c: own(lambda self, x: self.factor * x, factor=weight(1)),
    "zero_shortcut": zero_shortcut,
    "dueling": dueling,
    "distance": lambda _c: pure(lambda one, other: (one - other).abs()),
    "first_token": lambda _c: pure(lambda x: x[:, :, 0]),
}
