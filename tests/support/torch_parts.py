"""What rows of layers are made with: PyTorch, imported when first used, and modules that run a function."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

from symcnn.algebra.exact.values import NOTHING, Table

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from symcnn.model.steps import LayerStep


class _Library:
    """PyTorch: who only imports this file does not need it."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):  # what Python asks of anything, such as whether it is a wrapper
            raise AttributeError(name)
        return getattr(import_module("torch"), name)


torch: Any = _Library()
BATCH = 2
"""Examples in a batch: statistics of a batch need two values. A tensor is batch, depth, and sizes in our order."""


class Refused(Exception):  # noqa: N818 - it says what happened, as the errors of the package do
    """PyTorch has such a layer, but not with these arguments or for so many axes."""


@dataclass(frozen=True)
class Call:
    """A layer's arguments by word and by symbol, and the tensors that it receives."""

    values: Mapping[str, Any]
    received: tuple[Any, ...]

    def __getitem__(self, word: str) -> Any:
        """An argument as Python has it: a fraction as a float, none as None."""
        return _plain(self.values[word])

    def get(self, word: str) -> Any:
        """An argument, or None where the layer has none of that word."""
        return self[word] if word in self.values else None

    def each(self, word: str) -> tuple[Any, ...]:
        """An argument with one entry per axis."""
        value = self[word]
        return value if isinstance(value, tuple) else (value,) * self.axes

    def flag(self, word: str) -> bool:
        """An argument that is true or false."""
        return bool(self[word])

    @property
    def x(self) -> Any:
        """The first tensor."""
        return self.received[0]

    @property
    def axes(self) -> int:
        """How many sizes there are."""
        return int(self.x.dim()) - 2

    @property
    def sizes(self) -> tuple[int, ...]:
        """PyTorch's own sizes of what is received."""
        return tuple(self.x.shape[2:])

    @property
    def steps(self) -> tuple[int, ...]:
        """The dilation, which not every window has."""
        return self.each("dilation") if "dilation" in self.values else (1,) * self.axes

    @property
    def depth(self) -> int:
        """PyTorch's own depth of what is received."""
        return int(self.x.shape[1])

    @property
    def values_received(self) -> int:
        """How many values an example has."""
        return int(self.x[0].numel())

    def but(self, **values: Any) -> Call:
        """The same with other arguments."""
        return Call({**self.values, **values}, self.received)

    def nn(self, kind: str) -> Any:
        """A class of torch.nn for so many axes: ``Conv`` is ``Conv2d``."""
        name = f"{kind}{self.axes}d"
        if not hasattr(torch.nn, name):
            raise Refused(f"there is no torch.nn.{name}")
        return getattr(torch.nn, name)


def call_of(step: LayerStep, received: tuple[Any, ...]) -> Call:
    """The arguments of a step under every name that they have."""
    words = {word: p.symbol for p in step.layer.parameters for word in (*p.words, p.symbol)}
    return Call({word: step.values[symbol] for word, symbol in words.items() if symbol in step.values}, received)


def _plain(value: Any) -> Any:
    if value is NOTHING:
        return None
    if isinstance(value, Table):
        return [_plain(entry) for entry in value]
    if isinstance(value, tuple):
        return tuple(map(_plain, value))
    return float(value) if isinstance(value, Fraction) else value


def own(run: Callable[..., Any], **parts: Any) -> Any:
    """A module that runs a function on itself and what it receives; parts are modules, parameters and buffers."""
    module = _kind_of_own()(run)
    for name, part in parts.items():
        if isinstance(part, torch.Tensor) and not isinstance(part, torch.nn.Parameter):
            module.register_buffer(name, part)
        else:
            setattr(module, name, part)
    return module


@cache
def _kind_of_own() -> Any:
    class Own(torch.nn.Module):  # type: ignore[misc]  # PyTorch may be missing when types are checked
        """A function as a module."""

        def __init__(self, run: Callable[..., Any]) -> None:
            super().__init__()
            self.run = run

        def forward(self, *received: Any) -> Any:
            return self.run(self, *received)

    return Own


def pure(function: Callable[..., Any]) -> Any:
    """A module without weights."""
    return own(lambda _self, *received: function(*received))


def weight(*shape: int) -> Any:
    """Numbers that training changes."""
    return torch.nn.Parameter(torch.zeros(shape))


def along_depth(module: Any) -> Any:
    """A module that PyTorch applies to the last axis, applied to the depth."""
    return own(lambda self, x: torch.movedim(self.inner(torch.movedim(x, 1, -1)), -1, 1), inner=module)
