"""A picture as PNG: its SVG, painted by resvg, which has a font for every sign if any installed one has it."""

from __future__ import annotations

import importlib.util
from typing import TYPE_CHECKING

from symcnn.errors import NotFound
from symcnn.render.chinese import SANS
from symcnn.render.figures.metrics import is_chinese
from symcnn.render.figures.svg import FONTS, to_svg

if TYPE_CHECKING:
    from symcnn.render.figures.shapes import Picture

DOTS = 300
"""Of an inch."""


def needs_resvg() -> None:
    """Say what to install where resvg is not there."""
    if importlib.util.find_spec("resvg_py") is None:
        raise NotFound("PNG needs resvg, which is not installed", "pip install symcnn[png], or write svg")


def to_png(picture: Picture) -> bytes:
    """The picture as a file."""
    needs_resvg()
    import resvg_py  # noqa: PLC0415 - it is optional

    # For a sign that the first font lacks resvg takes any other; so Chinese has its own in front.
    fonts = [*SANS, *FONTS] if is_chinese(picture) else FONTS
    return bytes(resvg_py.svg_to_bytes(svg_string=to_svg(picture, fonts), dpi=DOTS, background="#ffffff"))
