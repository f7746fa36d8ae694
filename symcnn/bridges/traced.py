"""A model of another tool as a graph of layers of the language, whatever tool it came from."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from symcnn.errors import SymcnnError
from symcnn.support.record import Record

if TYPE_CHECKING:
    from fractions import Fraction


class Sampled(Record):
    """A number that differs between samples of one model: its value in each."""

    values: tuple[int | Fraction, ...]


class SizesOf(Record):
    """The sizes of what leaves an earlier layer, as an argument: that layer's name."""

    layer: str


ArgumentValue: TypeAlias = "int | bool | str | Fraction | Sampled | SizesOf | tuple[ArgumentValue, ...] | None"
"""A number, a truth value, a name or a formula in the language, or one of these for each axis."""


class ImportRefused(SymcnnError):
    """What a model does and the language cannot say yet, or what is no model at all; nothing was written."""


class UntraceableModel(ImportRefused):
    """A model whose own code raises while it is traced, as one does that takes no such input."""


class TracedLayer(NamedTuple):
    """A layer of a traced model.

    ``sources`` name the layers that it reads, in order; ``sizes`` and ``depth`` are those of what leaves it.
    ``modules`` are the modules around it, the outermost first, each with its path and its class.
    """

    name: str
    word: str
    arguments: tuple[tuple[str, ArgumentValue], ...] = ()
    sources: tuple[str, ...] = ()
    sizes: tuple[int, ...] = ()
    depth: int = 0
    modules: tuple[tuple[str, str], ...] = ()
    place: str = ""
    weights: tuple[str, ...] = ()

    @property
    def path(self) -> str:
        """The path of the innermost module around it."""
        return self.modules[-1][0] if self.modules else ""


class TracedModel(NamedTuple):
    """A traced model: its layers in an order in which each stands behind what it reads, and what its own tool counts.

    ``params`` and ``macs`` are the tool's own counts, None where it has none, and ``ends`` the sizes and the depth of
    each output, ``parts`` the multiply-accumulates of each module by its path. ``notes`` say what was left out.
    ``is_set_by_sizes``: its numbers may hang on sizes in other ways than those of its layers do.
    """

    name: str
    layers: tuple[TracedLayer, ...]
    outputs: tuple[str, ...]
    params: int | None = None
    macs: int | None = None
    notes: tuple[str, ...] = ()
    ends: tuple[tuple[tuple[int, ...], int], ...] = ()
    parts: tuple[tuple[str, int], ...] = ()
    is_set_by_sizes: bool = False

    def by_name(self) -> dict[str, TracedLayer]:
        """The layers by their names."""
        return {layer.name: layer for layer in self.layers}


MERGES = frozenset({"add", "add_spread", "concat", "mul", "maximum"})
"""Layers of several branches."""
