"""Layers in PyTorch that look at no window: activations, normalisation, dense layers, shapes and merges."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING, Any

from torch_parts import Call, own, pure, torch

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def dense(c: Call) -> Any:
    linear = torch.nn.Linear(c.values_received, c["out_features"], bias=c.flag("bias"))
    return torch.nn.Sequential(torch.nn.Flatten(), linear)


def rbf(c: Call) -> Any:
    centres = torch.zeros(c["classes"], c.values_received)
    return own(lambda self, x: torch.cdist(torch.flatten(x, 1), self.centres) ** 2, centres=centres)


def bn(c: Call) -> Any:
    return getattr(torch.nn, f"BatchNorm{max(c.axes, 1)}d")(c.depth)


def crop(c: Call) -> Any:
    kept = c.each("size")

    def run(x: Any) -> Any:
        for axis, (size, keep) in enumerate(zip(c.sizes, kept, strict=True), 2):
            x = torch.narrow(x, axis, (size - keep) // 2, keep)
        return x

    return pure(run)


def upsample(c: Call) -> Any:
    return torch.nn.Upsample(scale_factor=tuple(map(float, c.each("scale"))))


def add(_c: Call) -> Any:
    return pure(lambda *branches: reduce(torch.add, branches))


def concat(_c: Call) -> Any:
    return pure(lambda *branches: torch.cat(branches, 1))


def mul(_c: Call) -> Any:
    def run(*branches: Any) -> Any:
        axes = max(branch.dim() for branch in branches)
        return reduce(torch.mul, [branch.reshape(*branch.shape, *[1] * (axes - branch.dim())) for branch in branches])

    return pure(run)


def plain(kind: str, **options: Any) -> Callable[[Call], Any]:
    """A row for a class of torch.nn that takes no argument of ours."""
    return lambda _c: getattr(torch.nn, kind)(**options)


MAPS: Mapping[str, Callable[[Call], Any]] = {
    "relu": plain("ReLU"),
    "sigmoid": plain("Sigmoid"),
    "tanh": plain("Tanh"),
    "softmax": plain("Softmax", dim=1),
    "dropout": lambda c: torch.nn.Dropout(c["probability"]),
    "identity": plain("Identity"),
    "dense": dense,
    "rbf": rbf,
    "flatten": plain("Flatten"),
    "bn": bn,
    "crop": crop,
    "upsample": upsample,
    "add": add,
    "concat": concat,
    "mul": mul,
}
