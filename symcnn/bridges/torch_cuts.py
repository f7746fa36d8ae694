"""Positions cut off at both ends of an axis, and every so many of the rest: slices one after another, as few layers."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from symcnn.bridges.torch_graph import TorchGraph, volume
from symcnn.bridges.torch_layout import Tensor, fresh
from symcnn.bridges.torch_weights import collapsed

if TYPE_CHECKING:
    from symcnn.bridges.traced import ArgumentValue, TracedLayer


class _TrimmedAxes(NamedTuple):
    """What is taken of the layer ``source``: numbers for each axis."""

    source: str
    near: tuple[int, ...]
    far: tuple[int, ...]
    step: tuple[int, ...]

    def more(self, place: int, near: int, far: int, step: int) -> _TrimmedAxes:
        """The cuts with one axis cut further."""

        def put(row: tuple[int, ...], number: int) -> tuple[int, ...]:
            return (*row[:place], number, *row[place + 1 :])

        return _TrimmedAxes(
            self.source,
            put(self.near, self.near[place] + near),
            put(self.far, self.far[place] + far),
            put(self.step, self.step[place] * step),
        )


def cut(graph: TorchGraph, x: Tensor, dim: int, near: int, far: int, step: int = 1) -> Tensor:
    """A settled tensor without ``near`` and ``far`` positions of an axis, and of the rest every ``step``-th."""
    place = x.axes.index(x.dims[dim])
    before = _cut_before(graph, x.source)
    if before.step[place] != 1 and (near or far):
        before = _nothing_cut(graph.by_name[x.source])
    whole = before.more(place, near, far, step)
    layer = graph.by_name[whole.source]
    left = [size - sum(ends) for size, *ends in zip(layer.sizes, whole.near, whole.far, strict=True)]
    source = whole.source
    if any(whole.near) or any(whole.far):
        ends: tuple[tuple[str, ArgumentValue], ...] = (
            ("cropping", collapsed(whole.near)),
            ("cropping_end", collapsed(whole.far)),
        )
        source = graph.emit("trim", (source,), (tuple(left), layer.depth), ends)
    sizes = [(size - 1) // every + 1 for size, every in zip(left, whole.step, strict=True)]
    part = (fresh(sizes[place]),)
    axes = tuple(part if p == place else axis for p, axis in enumerate(x.axes))
    after = x._replace(source=source, axes=axes, dims=tuple(part if p == dim else d for p, d in enumerate(x.dims)))
    if set(whole.step) == {1}:
        return after
    windows: tuple[tuple[str, ArgumentValue], ...] = (("kernel_size", 1), ("stride", collapsed(whole.step)))
    return after._replace(source=graph.emit("maxpool", (source,), volume(after), windows))


def _cut_before(graph: TorchGraph, source: str) -> _TrimmedAxes:
    """What a layer takes of another by cutting alone."""
    layer = graph.by_name[source]
    found = _nothing_cut(layer)
    if layer.word == "maxpool" and dict(layer.arguments).keys() == {"kernel_size", "stride"}:
        given = dict(layer.arguments)
        if given["kernel_size"] == 1:
            found = found._replace(source=layer.sources[0], step=_row(layer, "stride"))
            layer = graph.by_name[found.source]
    if layer.word == "trim":
        found = found._replace(source=layer.sources[0], near=_row(layer, "cropping"), far=_row(layer, "cropping_end"))
    return found


def _nothing_cut(layer: TracedLayer) -> _TrimmedAxes:
    none = (0,) * len(layer.sizes)
    return _TrimmedAxes(layer.name, none, none, (1,) * len(layer.sizes))


def _row(layer: TracedLayer, word: str) -> tuple[int, ...]:
    value = dict(layer.arguments)[word]
    row = value if isinstance(value, tuple) else (value,) * len(layer.sizes)
    return tuple(number for number in row if isinstance(number, int))
