"""A PyTorch model at other sizes than those asked for: whether it takes them, and is the same network there."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from symcnn.bridges.imported import ModelSample, compared
from symcnn.bridges.torch_trace import trace_module
from symcnn.bridges.traced import ImportRefused, UntraceableModel
from symcnn.bridges.whole_text import AXES
from symcnn.errors import SymcnnError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from torch.nn import Module

    from symcnn.bridges.traced import TracedLayer, TracedModel
    from symcnn.network.network import Network

_STEPS = (64, 128, 96)
_FACTORS = (2, 3, 5)
_SMALL = 64
"""Sizes from this one on grow by a step, those below by a factor: most models want sizes that halve some times."""


def at_larger_sizes(module: Module, base: ModelSample, entry: TracedLayer) -> list[ModelSample] | None:
    """The model at larger sizes: none if it takes no others, None if it takes some and cannot be read there."""
    if not entry.sizes:
        return []
    try:
        return [_at(module, base, entry, tuple(_larger(entry.sizes)))]
    except UntraceableModel:
        return []
    except ImportRefused:
        return None


def _larger(sizes: Sequence[int]) -> Iterator[int]:
    """Sizes of which no two have grown alike, for one of these could be taken for a multiple of the other."""
    ratios = set[Fraction]()
    for size, step, factor in zip(sizes, _STEPS, _FACTORS, strict=False):
        grown = size + step if size >= _SMALL else size * factor
        while Fraction(grown, size) in ratios:
            grown += step if size >= _SMALL else size
        ratios.add(Fraction(grown, size))
        yield grown


def other_network_at(module: Module, net: Network, samples: list[ModelSample]) -> str:
    """Odd sizes that a model takes and at which it is another network than the text; or nothing.

    They are not tried where nothing hangs on sizes but what layers make of them.
    """
    base, entry = samples[0], samples[0].model.layers[0]
    if not base.model.is_set_by_sizes and not _differ([sample.model for sample in samples]):
        return ""
    odd = tuple(size + place + 1 + size % 2 for place, size in enumerate(entry.sizes))
    try:
        sample = _at(module, base, entry, odd)
    except ImportRefused:
        return ""
    try:
        compared(net, sample)
    except SymcnnError:
        return " × ".join(map(str, odd))
    return ""


def _differ(models: list[TracedModel]) -> bool:
    """Whether layers have other arguments in one sample than in another."""
    columns = zip(*(model.layers for model in models), strict=False)
    return any(layer.arguments != column[0].arguments for column in columns for layer in column)


def _at(module: Module, base: ModelSample, entry: TracedLayer, sizes: tuple[int, ...]) -> ModelSample:
    model = trace_module(module, (entry.depth, *reversed(sizes)))
    return ModelSample({**base.values, **dict(zip(AXES, sizes, strict=False))}, model)
