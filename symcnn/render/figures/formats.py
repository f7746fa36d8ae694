"""The formats of drawings, as rows: as text or as the bytes of a file, by TeX where a page is wanted."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any, NamedTuple

from symcnn.errors import NotFound, nearest
from symcnn.render.content.voice import PLAIN
from symcnn.render.figures.draw import STYLES, DrawOptions
from symcnn.render.figures.draw import draw as picture_of
from symcnn.render.matplotlib_style import needs_matplotlib
from symcnn.render.tex import typeset
from symcnn.render.widths import points

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from symcnn.derive.derivation import Derivation
    from symcnn.render.content.voice import Presentation
    from symcnn.render.figures.shapes import Picture


class Painter(NamedTuple):
    """A painter of one format."""

    room: str
    function: str
    is_text: bool = True

    def paint(self, picture: Picture) -> str | bytes:
        """The picture, as text or as bytes."""
        paint: Callable[[Picture], str | bytes] = getattr(importlib.import_module(self.room), self.function)
        return paint(picture)


PAINTERS: Mapping[str, Painter] = {
    "svg": Painter("symcnn.render.figures.svg", "to_svg"),
    "tikz": Painter("symcnn.render.figures.tikz", "to_tikz"),
    "pdf": Painter("symcnn.render.figures.tikz", "to_page"),
    "png": Painter("symcnn.render.figures.png", "to_png", is_text=False),
}
"""What paints each format; for a PDF it is a page that TeX sets."""
ENDINGS: Mapping[str, str] = {"tex": "tikz", "": "svg"}
"""Formats of files whose name ends otherwise."""
DIRECTIONS = ("down", "right")
_NARROWEST, _WIDEST = 60, 5000


def draw(derivation: Derivation, numbers: Derivation | None, format: str, **options: Any) -> str:
    """A drawing as text; for a PDF, the page that TeX sets."""
    painter = PAINTERS[known_format(format)]
    if not painter.is_text:
        raise NotFound(f"{format} is no text", "net.picture gives the bytes of a file")
    return str(painter.paint(picture_of(derivation, numbers, draw_options(**options))))


def file_of(derivation: Derivation, numbers: Derivation | None, format: str, **options: Any) -> bytes:
    """A drawing as the bytes of a file."""
    painter = PAINTERS[known_format(format)]
    if format == "png":
        needs_matplotlib()  # before the work, and not after it
    picture = picture_of(derivation, numbers, draw_options(**options))
    painted = painter.paint(picture)
    if format == "pdf":
        return typeset(str(painted), "drawing")
    return painted.encode("utf-8") if isinstance(painted, str) else painted


def known_format(format: str, ending: str = "") -> str:
    """A format by its name, or by how a file's name ends; svg if neither says it.

    >>> known_format("", "tex"), known_format("pdf", "x"), known_format("")
    ('tikz', 'pdf', 'svg')
    """
    return _one_of(format or ENDINGS.get(ending, ending), PAINTERS, "format")


def draw_options(
    style: str = "auto",
    width: str | float = "bothcolumns",
    direction: str = "down",
    by: int = 0,
    said: Presentation = PLAIN,
) -> DrawOptions:
    """How a network is to be drawn, in the words of a user."""
    wide = points(width, "a drawing", _NARROWEST, _WIDEST)
    return DrawOptions(_one_of(style, STYLES, "style"), wide, _one_of(direction, DIRECTIONS, "direction"), by, said)


def _one_of(word: str, known: Collection[str], what: str) -> str:
    if word not in known:
        raise NotFound(f'there is no {what} "{word}"', nearest(word, known) or f"there is {', '.join(known)}")
    return word
