"""A network as a drawing: formats as rows, widths by name, and TeX where a page is wanted."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from symcnn.errors import NotFound, nearest
from symcnn.render.figures.draw import STYLES, WIDTHS, Wish
from symcnn.render.figures.draw import draw as picture_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from symcnn.derive.derivation import Derivation

PAINTERS: Mapping[str, tuple[str, str]] = {
    "svg": ("symcnn.render.figures.svg", "to_svg"),
    "tikz": ("symcnn.render.figures.tikz", "to_tikz"),
    "pdf": ("symcnn.render.figures.tikz", "to_page"),
}
"""What paints each format; for a PDF it is a page that TeX sets."""
DIRECTIONS = ("down", "right")
_NARROWEST, _WIDEST = 60, 5000


def draw(derivation: Derivation, numbers: Derivation | None, format: str, **wish: Any) -> str:
    """A drawing as text; for a PDF, the page that TeX sets."""
    room, painter = PAINTERS[_one_of(format, PAINTERS, "format")]
    picture = picture_of(derivation, numbers, wish_of(**wish))
    painted: str = getattr(importlib.import_module(room), painter)(picture)
    return painted


def wish_of(style: str, width: str | float, direction: str, by: int) -> Wish:
    """How a network is to be drawn, in the words of a user."""
    return Wish(_one_of(style, STYLES, "style"), points(width), _one_of(direction, DIRECTIONS, "direction"), by)


def _one_of(word: str, known: Any, what: str) -> str:
    if word not in known:
        raise NotFound(f'there is no {what} "{word}"', nearest(word, known) or f"there is {', '.join(known)}")
    return word


def points(width: str | float) -> float:
    """A width by its name, or in points.

    >>> points("onecolumn"), points("300")
    (252.0, 300.0)
    """
    if width in WIDTHS:
        return WIDTHS[str(width)]
    try:
        found = float(width)
    except ValueError:
        hint = nearest(str(width), WIDTHS) or f"there is {', '.join(WIDTHS)}, or a number of points"
        raise NotFound(f'there is no width "{width}"', hint) from None
    if not _NARROWEST <= found <= _WIDEST:
        raise NotFound(f"a drawing cannot be {width} points wide", f"it can be from {_NARROWEST} to {_WIDEST}")
    return found
