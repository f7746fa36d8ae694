"""Random PyTorch models whose axes differ in everything that may differ: sizes, kernels, strides, paddings, order."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import torch
from torch import nn
from torch.nn import functional

if TYPE_CHECKING:
    from collections.abc import Callable

    Step = Callable[[Any], Any]

KINDS = ("Conv", "ConvTranspose", "MaxPool", "AvgPool", "AdaptiveAvgPool", "depthwise")
MOVES = ("pad", "upsample", "resize", "softmax", "cat", "slice", "permute", "unfold", "reduce", "norm", "spread")
ENDS = ("dense", "tokens", "flatten", "nothing", "nothing", "linear")


class UnevenModel(nn.Module):  # type: ignore[misc]
    """One random step after another, over one to three axes."""

    def __init__(self, seed: int) -> None:
        super().__init__()
        self.rng = random.Random(seed)
        self.axes = self.rng.choice((1, 2, 2, 2, 3))
        largest = {1: 40, 2: 24, 3: 12}[self.axes]
        self.shape = (self.rng.randint(2, 5), *self.rng.sample(range(largest // 2, largest + 1), self.axes))
        self.layers = nn.ModuleList()
        self.steps: list[Step] = []
        with torch.no_grad():
            torch.manual_seed(seed)
            x = torch.zeros(1, *self.shape)
            for _ in range(self.rng.randint(2, 6)):
                x = self._one_more(x, self.rng.choice(KINDS + MOVES))
            self._one_more(x, self.rng.choice(ENDS))

    def forward(self, x: Any) -> Any:
        """The steps one behind the other."""
        for step in self.steps:
            x = step(x)
        return x

    def _one_more(self, x: Any, kind: str) -> Any:
        """A step of a kind, if the sizes allow it."""
        layers = len(self.layers)
        step = self._window(x, kind) if kind in KINDS else getattr(self, f"_{kind}")(x)
        try:
            after = step(x)
        except RuntimeError:
            del self.layers[layers:]
            return x
        if 0 in after.shape or after.numel() > 40000:
            del self.layers[layers:]
            return x
        self.steps.append(step)
        return after

    def _each(self, least: int, most: int) -> tuple[int, ...]:
        return tuple(self.rng.randint(least, most) for _ in range(self.axes))

    def _kept(self, layer: Any) -> Step:
        self.layers.append(layer.eval())
        return layer  # type: ignore[no-any-return]

    def _window(self, x: Any, kind: str) -> Step:
        word = f"{kind.replace('depthwise', 'Conv')}{self.axes}d"
        make, depth, kernel = getattr(nn, word), x.shape[1], self._each(1, 4)
        if kind.startswith("Adaptive"):
            return self._kept(make(self._each(2, 6)))
        if kind.endswith("Pool"):
            half = tuple(self.rng.randint(0, size // 2) for size in kernel)
            return self._kept(make(kernel, self._each(1, 3), half, ceil_mode=self.rng.random() < 0.3))
        filters, bias = self.rng.randint(1, 5), self.rng.random() < 0.5
        options: dict[str, Any] = {
            "stride": self._each(1, 3),
            "padding": self._each(0, 2),
            "dilation": self._each(1, 2),
        }
        if kind == "depthwise":
            options["groups"], filters = depth, depth * self.rng.randint(1, 2)
        if kind == "ConvTranspose":
            options["output_padding"] = tuple(
                self.rng.randint(0, max(pair) - 1) for pair in zip(options["stride"], options["dilation"], strict=True)
            )
        return self._kept(make(depth, filters, kernel, bias=bias, **options))

    def _pad(self, x: Any) -> Step:  # noqa: ARG002 - every step is made for what it gets
        sides = [self.rng.randint(0, 2) for _ in range(2 * self.axes)]
        return lambda x: functional.pad(x, sides)

    def _upsample(self, x: Any) -> Step:  # noqa: ARG002
        factors = tuple(map(float, self._each(1, 3)))
        return self._kept(nn.Upsample(scale_factor=factors))

    def _resize(self, x: Any) -> Step:  # noqa: ARG002
        mode = {1: "linear", 2: "bilinear", 3: "trilinear"}[self.axes]
        return self._kept(nn.Upsample(size=self._each(3, 9), mode=self.rng.choice(("nearest", mode))))

    def _softmax(self, x: Any) -> Step:  # noqa: ARG002
        dim = self.rng.randint(1, 1 + self.axes)
        return lambda x: x.softmax(dim)

    def _cat(self, x: Any) -> Step:  # noqa: ARG002
        dim = self.rng.randint(1, 1 + self.axes)
        return lambda x: torch.cat([x.relu(), x.tanh()], dim)

    def _slice(self, x: Any) -> Step:  # noqa: ARG002
        dim = self.rng.randint(2, 1 + self.axes)
        start = self.rng.randint(0, 2)
        return lambda x: x.narrow(dim, start, x.shape[dim] - 2)

    def _permute(self, x: Any) -> Step:  # noqa: ARG002
        order = self.rng.sample(range(1, 2 + self.axes), 1 + self.axes)
        return lambda x: x.permute(0, *order)

    def _unfold(self, x: Any) -> Step:  # noqa: ARG002
        if self.axes != 2:
            return lambda x: x.relu()
        self.axes = 1
        return self._kept(nn.Unfold(self.rng.choice(((2, 3), (1, 2), 3)), stride=self.rng.choice(((2, 3), (1, 2)))))

    def _reduce(self, x: Any) -> Step:  # noqa: ARG002
        dim = self.rng.randint(2, 1 + self.axes)
        if self.axes == 1 or self.rng.random() < 0.5:
            return lambda x: x * x.mean(dim, keepdim=True)
        self.axes -= 1
        return lambda x: x.mean(dim)

    def _norm(self, x: Any) -> Step:
        kind = self.rng.choice(("BatchNorm", "InstanceNorm"))
        return self._kept(getattr(nn, f"{kind}{self.axes}d")(x.shape[1], affine=self.rng.random() < 0.5))

    def _spread(self, x: Any) -> Step:
        gate = self._kept(getattr(nn, f"Conv{self.axes}d")(x.shape[1], 1, 1))
        return lambda x: x * gate(x)

    def _dense(self, x: Any) -> Step:
        layer = self._kept(nn.Linear(x[0].numel(), 3))
        return lambda x: layer(x.flatten(1))

    def _linear(self, x: Any) -> Step:
        return self._kept(nn.Linear(x.shape[-1], 3))

    def _tokens(self, x: Any) -> Step:
        layer = self._kept(nn.Linear(x.shape[1], 3))
        return lambda x: layer(x.flatten(2).transpose(1, 2))

    def _flatten(self, x: Any) -> Step:  # noqa: ARG002
        return lambda x: x.flatten(1)

    def _nothing(self, x: Any) -> Step:  # noqa: ARG002
        return lambda x: x.relu()
