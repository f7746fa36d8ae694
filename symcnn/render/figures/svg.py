"""Paints a picture as SVG. Every word that an author wrote is escaped here, once."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from symcnn.errors import printable
from symcnn.render.figures.metrics import is_chinese, words_of
from symcnn.render.figures.palette import PALETTE
from symcnn.render.figures.shapes import Box, Circle, Polygon, Polyline, TextShape, with_tip
from symcnn.render.languages.cjk_fonts import SANS
from symcnn.render.languages.translate import web_tag

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from symcnn.render.figures.shapes import Picture, Point

_FONTS = ("Helvetica", "Arial", "Liberation Sans", "Nimbus Sans", "DejaVu Sans Condensed")


def to_svg(picture: Picture) -> str:
    """The picture as a file.

    >>> from symcnn.render.figures.shapes import Picture
    >>> to_svg(Picture("", 10, 5, (TextShape(5, 2.5, ("a<b",)),))).splitlines()[-2]
    '<text x="5" y="5.02" font-size="7" text-anchor="middle" fill="#1b1f24">a&lt;b</text>'
    """
    wide, high = _number(picture.width), _number(picture.height)
    family = _family([*_FONTS, *SANS] if is_chinese(picture) else _FONTS)
    rest = f'viewBox="0 0 {wide} {high}" font-family="{family}" stroke-linejoin="round"'
    spoken = [
        (part, words) for part, words in (("title", picture.title or picture.name), ("desc", picture.words)) if words
    ]
    said = f' role="img" lang="{web_tag(picture.language)}"' if spoken else ""
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide}pt" height="{high}pt" {rest}{said}>',
        *(f"<{part}>{_escaped(words)}</{part}>" for part, words in spoken),
        *(_PAINTERS[type(shape)](shape) for shape in picture.shapes),
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def _family(fonts: Iterable[str]) -> str:
    return ", ".join([*(f"'{font}'" if " " in font else font for font in fonts), "sans-serif"])


def _escaped(words: str) -> str:
    return escape(printable(words.replace("\n", " ")))


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _color(name: str) -> str:
    return f"#{PALETTE[name]}" if name in PALETTE else "none"


def _points(points: tuple[Point, ...]) -> str:
    return " ".join(f"{_number(x)},{_number(y)}" for x, y in points)


def _box(box: Box) -> str:
    dashes = ' stroke-dasharray="2 1.5"' if box.dashed else ""
    place = f'x="{_number(box.x)}" y="{_number(box.y)}" width="{_number(box.width)}" height="{_number(box.height)}"'
    paint = f'fill="{_color(box.fill)}" stroke="{_color(box.stroke)}" stroke-width="0.5"{dashes}'
    return f'<rect {place} rx="{_number(box.corner)}" {paint}/>'


def _polygon(polygon: Polygon) -> str:
    return (
        f'<polygon points="{_points(polygon.points)}" fill="{_color(polygon.fill)}"'
        f' stroke="{_color(polygon.stroke)}" stroke-width="0.4"/>'
    )


def _circle(circle: Circle) -> str:
    place = f'cx="{_number(circle.x)}" cy="{_number(circle.y)}" r="{_number(circle.radius)}"'
    return f'<circle {place} fill="{_color(circle.fill)}" stroke="{_color("line")}" stroke-width="0.5"/>'


def _line(line: Polyline) -> str:
    dashes = ' stroke-dasharray="1.5 1.5"' if line.dashed else ""
    points, tip = with_tip(line)
    shaft = (
        f'<polyline points="{_points(points)}" fill="none" stroke="{_color(line.color)}"'
        f' stroke-width="{_number(line.width)}"{dashes}/>'
    )
    return shaft + (f'\n<polygon points="{_points(tip)}" fill="{_color(line.color)}"/>' if tip else "")


def _words(words: TextShape) -> str:
    x, y = words.x, words.y + 0.36 * words.size
    turned = ""
    if words.upright:
        x, y = words.x + 0.36 * words.size, words.y
        turned = f' transform="rotate(-90 {_number(x)} {_number(y)})"'
    bold = ' font-weight="bold"' if words.bold else ""
    return (
        f'<text x="{_number(x)}" y="{_number(y)}" font-size="{_number(words.size)}" text-anchor="{words.anchor}"'
        f' fill="{_color(words.color)}"{bold}{turned}>{_escaped(words_of(words.text))}</text>'
    )


_PAINTERS: Mapping[type, Callable[..., str]] = {
    Box: _box, Polygon: _polygon, Circle: _circle, Polyline: _line, TextShape: _words,
}  # fmt: skip
