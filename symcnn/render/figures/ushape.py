"""Lays an encoder and a decoder out as a U: a level down each time sizes shrink, a level up each time they grow."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING, NamedTuple

from symcnn.render.figures.chain import chain, shows
from symcnn.render.figures.metrics import BoundingBox, width, words_of
from symcnn.render.figures.palette import PALETTE
from symcnn.render.figures.scale import Scale, known
from symcnn.render.figures.series_parallel import Branches, size_of
from symcnn.render.figures.shapes import Box, Polyline, Shape, Text, TextShape

if TYPE_CHECKING:
    from collections.abc import Iterator

    from symcnn.render.figures.graph import GraphNode
    from symcnn.render.figures.labels import Labels
    from symcnn.render.figures.series_parallel import Item, Items

SHALLOWEST = 3
"""Levels of the flattest U."""
_HIGHEST, _LETTERS = 72.0, 6.0
_LONGEST_SKIP = 8
_ABOVE = 7.5
"""What the depth above a volume takes, and the gap below another."""


class _BarLayout(NamedTuple):
    """Room between bars and between levels, how thick bars are, and whether depths stand upright above them."""

    gap: float
    drop: float
    thickness: float
    is_upright: bool = False


_LAYOUTS = (
    _BarLayout(15, 32, 2.6), _BarLayout(11, 32, 1.8), _BarLayout(9.5, 32, 1.2),
    _BarLayout(9, 46, 1.2, is_upright=True), _BarLayout(7.5, 46, 0.9, is_upright=True),
)  # fmt: skip
"""The first that the width has room for is taken."""


class Level(NamedTuple):
    """The layers at one size: before the way goes down, beside it, below it, and after it has come up."""

    left: tuple[GraphNode, ...]
    skip: tuple[GraphNode, ...]
    inner: Level | None
    right: tuple[GraphNode, ...]
    """The merge first."""


def level_of(series: Items) -> Level | None:
    """The series as a U, if it is one and a U shows all of it."""
    if not all(map(shows, _beside_dives(series))):
        return None
    found = _level(series)
    depth = 0
    level: Level | None = found
    while level is not None:
        depth, level = depth + 1, level.inner
    return found if depth >= SHALLOWEST else None


def _beside_dives(series: Items) -> Iterator[Item]:
    """Every item that stands on some level."""
    dives = [item for item in series if _dive(item) is not None]
    for item in series:
        if dives == [item]:
            assert isinstance(item, Branches)
            for way in item.ways:
                yield from _beside_dives(way)
        else:
            yield item


def _level(series: Items) -> Level:
    dives = [place for place, item in enumerate(series) if _dive(item) is not None]
    if len(dives) != 1:
        return Level(tuple(chain(series)), (), None, ())
    place = dives[0]
    item, down = series[place], _dive(series[place])
    assert isinstance(item, Branches)
    assert item.merge is not None
    assert down is not None
    beside = item.ways[1 - down]
    right = (item.merge, *chain(series[place + 1 :]))
    return Level(tuple(chain(series[:place])), tuple(chain(beside)), _level(item.ways[down]), right)


def _dive(item: Item) -> int | None:
    """Of two branches the one that goes down to smaller sizes and comes up again, while the other stays."""
    if not isinstance(item, Branches) or len(item.ways) != 2 or item.merge is None:  # noqa: PLR2004 - down, or beside
        return None
    sizes = _size(item.merge)
    low = [min((_size(node) for node in chain(way)), default=sizes) for way in item.ways]
    for place in (0, 1):
        if low[place] < sizes <= low[1 - place] and size_of(item.ways[1 - place]) <= _LONGEST_SKIP:
            return place
    return None


def _size(node: GraphNode) -> float:
    return known(node.numbers.sizes[0]) if node.numbers and node.numbers.sizes else float("inf")


def ushape(level: Level, labels: Labels, wide: float) -> list[Shape]:
    """The whole drawing, as wide as that if it can be."""
    shapes: list[Shape] = []
    for layout in _LAYOUTS:
        drawing = _Drawing(level, labels, layout)
        drawing.level(level, 0, 0.0)
        shapes = [*drawing.shapes, *drawing.key()]
        room = BoundingBox(shapes)
        if room.right - room.left <= wide:
            break
    return shapes


class _VolumeBar(NamedTuple):
    """A volume: its middle, and how far it reaches."""

    x: float
    y: float
    half: float
    high: float
    head: float
    """How far up it reaches with its depth above it."""


class _Drawing:
    """Puts bars and arrows down, level by level."""

    def __init__(self, level: Level, labels: Labels, layout: _BarLayout) -> None:
        self.shapes: list[Shape] = []
        self._layout = layout
        self._labels = labels
        self._sizes = labels.side if all(labels.goes_alike(node.output) for node in _all(level)) else labels.sizes
        self._scale = Scale([node.numbers for node in _all(level)], _HIGHEST, layout.thickness)
        self._rows = self._middles(level)
        self._uses: dict[str, tuple[str, Text]] = {}

    def _middles(self, level: Level) -> list[float]:
        """Where the middle of each level is."""
        found, top = [], 0.0
        inner: Level | None = level
        while inner is not None:
            high = max(self._scale.high(node.numbers) for node in (*inner.left, *inner.right))
            found.append(top + high / 2)
            top += high + self._drop(inner)
            inner = inner.inner
        return found

    def level(self, level: Level, row: int, x: float) -> tuple[_VolumeBar, GraphNode | None]:
        """Draw a level whose first bar has its middle there; its last bar, and what grows behind it."""
        left, up = _without_growth(level) if level.inner is None else (level.left, None)
        last = self._run(left, row, x, None)
        if level.inner is None:
            return last, up
        below, grows = self.level(level.inner, row + 1, last.x)
        self._down(last, level.inner.left[0], self._bar(level.inner.left[0], row + 1, last.x))
        at = max(below.x, last.x + last.half + 2 * self._layout.gap)
        right, up = (
            (level.right[:-1], level.right[-1]) if row and level.right[-1].role == "grow" else (level.right, None)
        )
        merge = self._bar(right[0], row, at)
        self._up(below, merge, grows)
        self._skip(last, merge, level)
        return self._run(right, row, at, level.skip), up

    def _drop(self, level: Level) -> float:
        """Room below a level: for an arrow, and for sizes that end above the depth of the volume it leads to."""
        last = level.left[-1]
        sizes = width(self._sizes(last.output), _LETTERS)
        is_below = sizes >= self._scale.high(last.numbers) / 2 - 2
        return max(self._layout.drop, sizes + _ABOVE if is_below else 0)

    def _bar(self, node: GraphNode, row: int, x: float) -> _VolumeBar:
        high, y = self._scale.high(node.numbers), self._rows[row]
        above = width(self._labels.depth(node.output), _LETTERS) + 4 if self._layout.is_upright else 8
        return _VolumeBar(x, y, self._scale.thick(node.numbers) / 2, high, y - high / 2 - above)

    def _run(self, nodes: tuple[GraphNode, ...], row: int, x: float, skip: tuple[GraphNode, ...] | None) -> _VolumeBar:
        """Bars from left to right; the first of a right side takes in what was handed over."""
        before: tuple[GraphNode, _VolumeBar] | None = None
        bar = self._bar(nodes[0], row, x)
        for node in nodes:
            half = self._scale.thick(node.numbers) / 2
            if before is not None:
                bar = self._bar(node, row, before[1].x + before[1].half + self._layout.gap + half)
                self._arrow(((before[1].x + before[1].half, bar.y), (bar.x - bar.half, bar.y)), node.role, node)
            self._volume(node, bar, handed=skip is not None and before is None, first=before is None)
            before = node, bar
        return bar

    def _volume(self, node: GraphNode, bar: _VolumeBar, *, handed: bool, first: bool) -> None:
        """A bar, its depth above it and its sizes beside it."""
        top, left = bar.y - bar.high / 2, bar.x - bar.half
        fill = "merge" if handed and node.kind != "concat" else "kernel"
        self.shapes.append(Box(left, top, 2 * bar.half, bar.high, "input" if node.role == "input" else fill, corner=0))
        if handed and fill == "kernel":
            self.shapes.append(Box(left, top, bar.half, bar.high, "white", corner=0, is_frame=True))
        depth = self._labels.depth(node.output)
        if self._layout.is_upright:
            self.shapes.append(TextShape(bar.x, top - 2, depth, "start", _LETTERS, upright=True))
        else:
            self.shapes.append(TextShape(bar.x, top - 4, depth, size=_LETTERS))
        sizes = self._sizes(node.output)
        if first or sizes != self._shown:
            self.shapes.append(_beside(bar, sizes))
        self._shown = sizes

    _shown: Text = ()

    # -- arrows

    def _arrow(self, points: tuple[tuple[float, float], ...], role: str, node: GraphNode | None) -> None:
        color = f"{role}_arrow" if role not in ("input", "copy") else "copy"
        if node is not None:
            text: Text = (
                *node.brief,
                *(f"{self._labels.words(', ')}{mark}" for mark in (*node.marks_before, *node.marks)),
            )
            color = self._uses.setdefault(f"{role} {words_of(text)}", (self._fresh(color), text))[0]
        self.shapes.append(Polyline(points, tip=True, color=color, width=1.1))

    def _fresh(self, color: str) -> str:
        """A shade of a colour that no arrow has yet, as long as there is one."""
        used = {found for found, _ in self._uses.values()}
        shades = (color, *(f"{color}{shade}" for shade in range(2, 10)))
        return next((shade for shade in shades if shade in PALETTE and shade not in used), color)

    def _down(self, last: _VolumeBar, node: GraphNode, below: _VolumeBar) -> None:
        ends = ((last.x, last.y + last.high / 2), (last.x, below.head))
        self._arrow(ends, node.role, node)

    def _up(self, below: _VolumeBar, merge: _VolumeBar, grows: GraphNode | None) -> None:
        start = (below.x, below.head)
        turn = () if below.x == merge.x else ((below.x, start[1] - 3), (merge.x, start[1] - 3))
        self._arrow((start, *turn, (merge.x, merge.y + merge.high / 2)), "grow" if grows else "merge", grows)

    def _skip(self, last: _VolumeBar, merge: _VolumeBar, level: Level) -> None:
        """Draw the arrow on one level to the merge, and note its meaning for the key."""
        ends = ((last.x + last.half, last.y), (merge.x - merge.half, merge.y))
        self._arrow(ends, "copy", None)
        merge_marks = level.right[0].marks
        names = [*(words_of(node.brief) for node in level.skip), words_of(level.right[0].title), *merge_marks]
        word = reduce(lambda one, other: self._labels.words("{0} and {1}", one, other), names)
        self._uses.setdefault("skip" + word, ("copy", (word,)))

    def key(self) -> Iterator[Shape]:
        """The key: what the arrows mean."""
        wide = max((box.x + box.width for box in self.shapes if isinstance(box, Box)), default=0.0)
        texts = [shape for shape in self.shapes if isinstance(shape, TextShape) and shape.upright]
        words = (shape.y + width(shape.text, shape.size) for shape in texts if shape.anchor == "end")
        x, y = 0.0, max(self._rows[-1] + _HIGHEST / 4 + 16, max(words, default=0.0) + 8)
        for color, text in self._uses.values():
            long = 16 + width(text, 6) + 14
            if x and x + long > wide:
                x, y = 0.0, y + 10
            yield Polyline(((x, y), (x + 12, y)), tip=True, color=color, width=1.1)
            yield TextShape(x + 16, y, text, "start", 6)
            x += long


def _beside(bar: _VolumeBar, sizes: Text) -> TextShape:
    """Sizes beside the lower half of a bar, or, if that is too short, below it, beside an arrow that ends there."""
    bottom = bar.y + bar.high / 2
    if width(sizes, _LETTERS) < bar.high / 2 - 2:
        return TextShape(bar.x - bar.half - 4, bottom, sizes, "start", _LETTERS, "small", upright=True)
    return TextShape(bar.x - 5, bottom + 2, sizes, "end", _LETTERS, "small", upright=True)


def _all(level: Level) -> Iterator[GraphNode]:
    yield from (*level.left, *level.right)
    if level.inner is not None:
        yield from _all(level.inner)


def _without_growth(level: Level) -> tuple[tuple[GraphNode, ...], GraphNode | None]:
    """The lowest level without the layer that brings it up."""
    if len(level.left) > 1 and level.left[-1].role == "grow":
        return level.left[:-1], level.left[-1]
    return level.left, None
