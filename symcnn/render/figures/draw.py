"""Draws a derivation in a style. Start reading here."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from symcnn.errors import NotFound, nearest
from symcnn.render.content.voice import PLAIN
from symcnn.render.figures.boxes import boxes
from symcnn.render.figures.chain import chain, is_chain
from symcnn.render.figures.columns import Room, broken
from symcnn.render.figures.field import field
from symcnn.render.figures.figure_pieces import Direction, in_place
from symcnn.render.figures.folding import folded, panelled
from symcnn.render.figures.graph import Grapher
from symcnn.render.figures.in_words import in_words, title_of
from symcnn.render.figures.labels import Labels
from symcnn.render.figures.metrics import BoundingBox, width
from symcnn.render.figures.schematic import Schematic
from symcnn.render.figures.series_parallel import Items, node_of, nodes_in, series_of
from symcnn.render.figures.shapes import Picture, Shape, TextShape, moved, scaled
from symcnn.render.figures.ushape import level_of, ushape
from symcnn.render.widths import WIDTHS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from symcnn.derive.derivation import Derivation
    from symcnn.render.content.voice import Presentation
    from symcnn.render.figures.inside import Insides
    from symcnn.render.figures.shapes import Text

MARGIN = 2.0
PAGE = 640.0
"""The height of a page that a drawing may take."""
MOST_NODES = 240
"""Boxes of a drawing with boxes and arrows that is worth a try."""
LONGEST_PAGE = 4 * PAGE
"""The height of a drawing whose letters would be too small on one page, however much is gathered."""
LEGIBLE = 6.0
"""Points of the smallest letters; where they would be smaller, details are gathered."""


class DrawOptions(NamedTuple):
    """How a network is to be drawn."""

    style: str = "auto"
    width: float = WIDTHS["bothcolumns"]
    direction: str = "down"
    level: int = 0
    """Layers that share that many labels become one box; 0 leaves it to the room there is."""
    said: Presentation = PLAIN


def draw(derivation: Derivation, numbers: Derivation | None, options: DrawOptions) -> Picture:
    """The picture of a network; the derivation in numbers is what sizes are scaled by."""
    if options.style not in STYLES:
        hint = nearest(options.style, STYLES) or f"there is {', '.join(STYLES)}"
        raise NotFound(f'there is no style "{options.style}"', hint)
    return STYLES[options.style](derivation, numbers, options)


def _auto(derivation: Derivation, numbers: Derivation | None, options: DrawOptions) -> Picture:
    """Boxes for a chain or a U, if they can be read, else boxes and arrows."""
    first = _series(derivation, numbers, options, options.level)
    series = first.series
    if level_of(series) or (is_chain(series) and 1 < len(chain(series)) <= MOST_SLABS):
        picture = _boxes(derivation, numbers, options, first)
        if is_legible(picture):
            return picture
        return _schematic(derivation, numbers, options)  # its formulas get names in an order of their own
    return _schematic(derivation, numbers, options, first)


class _Labelled(NamedTuple):
    """A network taken apart, and what writes its layers and groups."""

    series: Items
    labels: Labels
    insides: Insides


def _series(
    derivation: Derivation,
    numbers: Derivation | None,
    options: DrawOptions,
    level: int,
    other: _Labelled | None = None,
) -> _Labelled:
    """The network on a level; ``other`` is the same network on another."""
    grapher = Grapher(derivation, numbers, level, options.said, other and other.insides)
    return _Labelled(series_of(grapher.graph()), grapher.labels, grapher.insides)


MOST_SLABS = 40
"""Boxes that one row holds."""
SHORT = 4
"""Letters of a size beside the bars of a U."""


def _boxes(
    derivation: Derivation, numbers: Derivation | None, options: DrawOptions, first: _Labelled | None = None
) -> Picture:
    """Volumes as solids, scaled by size; ``first`` is the series of the first level, where it is known."""
    for level in _levels(derivation, options.level):
        series, labels, _ = first or _series(derivation, numbers, options, level)
        first = None
        deep = level_of(series)
        labels = Labels(derivation, SHORT, options.said) if deep else labels
        shapes = ushape(deep, labels, options.width - 2 * MARGIN) if deep else None
        if shapes is None and len(chain(series)) <= MOST_SLABS:
            shapes = boxes(chain(series), labels, options.width)
        if shapes is not None:
            break
    else:
        shapes = boxes(chain(series), labels, options.width)
    return _with_words(_framed(derivation.name, shapes, labels, options), series, labels)


def _schematic(
    derivation: Derivation, numbers: Derivation | None, options: DrawOptions, first: _Labelled | None = None
) -> Picture:
    """Boxes and arrows; as many details as the page has room for."""
    way = Direction(options.direction == "down")
    best: tuple[Picture, Items, Labels] | None = None
    levels = list(_levels(derivation, options.level))
    found = {levels[0]: first} if first else {}
    for page, level in [*((PAGE, level) for level in levels), *((LONGEST_PAGE, level) for level in levels[::-1])]:
        if level not in found:
            found[level] = _series(derivation, numbers, options, level, found.get(levels[0]))
        series, labels = panelled(folded(found[level].series)), found[level].labels
        if level != levels[-1] and len(list(nodes_in(series))) > MOST_NODES:
            continue
        room = Room(options.width, page) if way.is_down else Room(page, options.width)
        piece = broken(Schematic(labels, way), series, room)
        picture = _framed(derivation.name, in_place(piece.shapes), labels, options, page)
        if best is None or picture.scale > best[0].scale:
            best = picture, series, labels
        if is_legible(best[0]):
            break
    assert best is not None
    return _with_words(*best)


def is_legible(picture: Picture) -> bool:
    """Whether no letters are too small to be read on paper."""
    return all(shape.size >= LEGIBLE - _ROUNDED for shape in picture.shapes if isinstance(shape, TextShape))


_ROUNDED = 0.005
"""Points that are lost where letters are made smaller by a factor."""


def _field(derivation: Derivation, numbers: Derivation | None, options: DrawOptions) -> Picture:
    """What one unit of the output sees, layer by layer."""
    series, labels, _ = _series(derivation, numbers, options, 0)
    if not is_chain(series):
        branched = next(item for item in series if not is_chain((item,)))
        node = node_of(branched)
        name = derivation.layers[node.places.start].name if node else "its end"
        raise NotFound(
            f'this network is no chain: it branches before "{name}"', "the style field draws a chain of layers"
        )
    shapes = field(derivation, numbers, chain(series), labels, options.width)
    return _with_words(_framed(derivation.name, shapes, labels, options), series, labels)


STYLES: Mapping[str, Callable[[Derivation, Derivation | None, DrawOptions], Picture]] = {
    "auto": _auto, "boxes": _boxes, "schematic": _schematic, "field": _field,
}  # fmt: skip


def _levels(derivation: Derivation, level: int) -> Iterator[int]:
    """How finely to draw, from every layer to groups of the first label; no more than a preference."""
    yield level
    if level == 0:
        deepest = max((len(layer.name.split("/")) for layer in derivation.layers), default=1)
        yield from range(deepest - 1, 0, -1)


def _framed(name: str, shapes: Iterable[Shape], labels: Labels, options: DrawOptions, page: float = PAGE) -> Picture:
    """Shapes on a page that holds them, made smaller if there is too little room, and what names stand for."""
    shapes = tuple(shapes)
    room = BoundingBox(shapes)
    legend = list(_legend(labels.legend(_texts(shapes)), options.width))
    left = page - (BoundingBox(legend).bottom if legend else 0)
    factor = min(1.0, (options.width - 2 * MARGIN) / (room.right - room.left), left / (room.bottom - room.top))
    placed = [moved(scaled(moved(s, -room.left, -room.top), factor), MARGIN, MARGIN) for s in shapes]
    wide = (room.right - room.left) * factor + 2 * MARGIN
    high = (room.bottom - room.top) * factor + 2 * MARGIN
    lines = [moved(line, 0, high) for line in legend]
    edge = BoundingBox([*placed, *lines])
    return Picture(name, max(wide, edge.right + MARGIN), max(high, edge.bottom + MARGIN), (*placed, *lines), factor)


def _with_words(picture: Picture, series: Items, labels: Labels) -> Picture:
    """A picture that says what it shows; asked last, for the names that sizes get here are not in the drawing."""
    title = title_of(picture.name, labels)
    return picture._replace(
        title=title, words=in_words(series, labels, _texts(picture.shapes)), language=labels.words.language
    )


def _texts(shapes: Iterable[Shape]) -> Iterator[Text]:
    return (shape.text for shape in shapes if isinstance(shape, TextShape))


def _legend(rows: Iterable[Text], wide: float) -> Iterator[TextShape]:
    """Lines of names and formulas, as many in a line as fit."""
    x, y, size = MARGIN, 8.0, 6.0
    for text in rows:
        long = width(text, size)
        if x > MARGIN and x + long > wide - MARGIN:
            x, y = MARGIN, y + 9
        letters = min(size, size * (wide - 2 * MARGIN) / long)
        yield TextShape(x, y, text, "start", letters)
        x += long + 12
