"""Paints a picture as PNG by matplotlib, which looks for each sign in all fonts that it is given."""

from __future__ import annotations

import io
import re
import warnings
from typing import TYPE_CHECKING

from symcnn.errors import Unavailable
from symcnn.render.figures.metrics import bounds, is_chinese, words_of
from symcnn.render.figures.palette import PALETTE
from symcnn.render.figures.shapes import Box, Circle, Polygon, Polyline, TextShape, with_tip
from symcnn.render.languages.cjk_fonts import SANS, font_for_chinese
from symcnn.render.matplotlib_style import drawing, needs_matplotlib

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from matplotlib.artist import Artist
    from matplotlib.backends.backend_agg import RendererAgg
    from matplotlib.patches import Patch
    from matplotlib.text import Text as PaintedText

    from symcnn.render.figures.shapes import Picture, Shape

DOTS, POINTS = 300, 72
"""Of an inch; as in SVG, not as in TeX."""
FONTS = ("Helvetica", "Arial", "Liberation Sans", "Nimbus Sans", "TeX Gyre Heros", "DejaVu Sans")
"""The last comes with matplotlib."""

_ANCHORS = {"start": "left", "middle": "center", "end": "right"}
_MISSING = re.compile(r"Glyph \d+ \((.*?)\) missing from")


def to_png(picture: Picture) -> bytes:
    """The picture as a file."""
    needs_matplotlib()
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415
    from matplotlib.figure import Figure  # noqa: PLC0415 - it is optional, and slow to import

    with drawing(), warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        figure = Figure((picture.width / POINTS, picture.height / POINTS), DOTS)
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set_xlim(0, picture.width)
        axes.set_ylim(picture.height, 0)
        axes.set_axis_off()
        fonts = _fonts(picture)
        artists = (artist for shape in picture.shapes for artist in _PAINTERS[type(shape)](shape, fonts))
        for place, artist in enumerate(artists):
            axes.add_artist(artist).set(zorder=place, clip_on=False)
        renderer = FigureCanvasAgg(figure).get_renderer()  # type: ignore[no-untyped-call]
        for text, words in zip(axes.texts, filter(_is_words, picture.shapes), strict=True):
            _narrow(text, words, renderer)
        stream = io.BytesIO()
        figure.savefig(stream, format="png", dpi=DOTS, metadata={"Software": "symcnn"})
    missing = dict.fromkeys(match[1] for row in caught if (match := _MISSING.search(str(row.message))))
    if missing:
        raise Unavailable(f"no font has {', '.join(missing)}", "install one that has, or write svg")
    return stream.getvalue()


def _fonts(picture: Picture) -> list[str]:
    """The fonts that are installed; of Chinese one, if it is needed."""
    from matplotlib.font_manager import get_font_names  # noqa: PLC0415

    installed = frozenset(get_font_names())
    chinese = [font_for_chinese(installed, SANS)] if is_chinese(picture) else []
    return [*(font for font in FONTS if font in installed), *chinese]


def _is_words(shape: Shape) -> bool:
    return isinstance(shape, TextShape)


def _narrow(text: PaintedText, words: Shape, renderer: RendererAgg) -> None:
    """Make words smaller that a wide font makes longer than the room they were given.

    Measured by one renderer for all of them, as each holds a whole picture.
    """
    left, top, right, bottom = bounds(words)
    extent, is_upright = text.get_window_extent(renderer), bool(text.get_rotation())
    room, long = (bottom - top, extent.height) if is_upright else (right - left, extent.width)
    if long * POINTS / DOTS > room:
        text.set_fontsize(float(text.get_fontsize()) * room / (long * POINTS / DOTS))


def _color(name: str) -> str:
    return f"#{PALETTE[name]}" if name in PALETTE else "none"


def _painted(patch: Patch, fill: str, stroke: str) -> Patch:
    patch.set(facecolor=_color(fill), edgecolor=_color(stroke))
    return patch


def _box(box: Box, _fonts: list[str]) -> Iterator[Artist]:
    from matplotlib.patches import FancyBboxPatch  # noqa: PLC0415

    style = f"round,pad=0,rounding_size={box.corner}" if box.corner else "square,pad=0"
    patch = FancyBboxPatch((box.x, box.y), box.width, box.height, boxstyle=style, linewidth=0.5)
    patch.set_linestyle((0, (4, 3)) if box.dashed else "-")
    yield _painted(patch, box.fill, box.stroke)


def _polygon(polygon: Polygon, _fonts: list[str]) -> Iterator[Artist]:
    from matplotlib.patches import Polygon as PaintedPolygon  # noqa: PLC0415

    yield _painted(PaintedPolygon(polygon.points, joinstyle="round", linewidth=0.4), polygon.fill, polygon.stroke)


def _circle(circle: Circle, _fonts: list[str]) -> Iterator[Artist]:
    from matplotlib.patches import Circle as PaintedCircle  # noqa: PLC0415

    yield _painted(PaintedCircle((circle.x, circle.y), circle.radius, linewidth=0.5), circle.fill, "line")


def _line(line: Polyline, _fonts: list[str]) -> Iterator[Artist]:
    from matplotlib.lines import Line2D  # noqa: PLC0415
    from matplotlib.patches import Polygon as PaintedPolygon  # noqa: PLC0415

    points, tip = with_tip(line)
    xs, ys = zip(*points, strict=True)
    shaft = Line2D(xs, ys, color=_color(line.color), linewidth=line.width, solid_capstyle="butt")
    shaft.set_linestyle((0, (2.5, 2.5)) if line.dashed else "-")
    yield shaft
    if tip:
        yield PaintedPolygon(tip, facecolor=_color(line.color), linewidth=0)


def _words(words: TextShape, fonts: list[str]) -> Iterator[Artist]:
    from matplotlib.text import Text  # noqa: PLC0415

    down = 0.36 * words.size
    x, y = (words.x + down, words.y) if words.upright else (words.x, words.y + down)
    yield Text(
        x, y, words_of(words.text), color=_color(words.color), ha=_ANCHORS[words.anchor], va="baseline",
        rotation=90 if words.upright else 0, rotation_mode="anchor", fontfamily=fonts, fontsize=words.size,
        fontweight="bold" if words.bold else "normal", parse_math=False,
    )  # fmt: skip


_PAINTERS: Mapping[type, Callable[..., Iterator[Artist]]] = {
    Box: _box, Polygon: _polygon, Circle: _circle, Polyline: _line, TextShape: _words,
}  # fmt: skip
