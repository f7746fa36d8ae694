"""How wide what goes into a paper is: one table for tables, figures and plots."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symcnn.errors import NotFound, nearest

if TYPE_CHECKING:
    from collections.abc import Mapping

WIDTHS: Mapping[str, float] = {"onecolumn": 345.0, "twocolumn": 252.0, "cvpr": 237.0, "bothcolumns": 516.0}
"""In points: the text of a page of one column, as in LaTeX's ``article``; one column of a page of two as in IEEE's
classes, and as in the style of CVPR and ICCV; both columns of IEEE's with the gap between."""

TWO_COLUMNS = "textwidth=516pt,columnsep=12pt"
"""The options of the package ``geometry`` for a page of two columns as in IEEE's classes."""
PARTED: Mapping[float, str] = {
    WIDTHS["twocolumn"]: TWO_COLUMNS,
    WIDTHS["bothcolumns"]: TWO_COLUMNS,
    WIDTHS["cvpr"]: "textwidth=496.5pt,columnsep=22.5pt",
}
"""Those options for the widths that are of a page of two columns."""

IN_WORDS = (
    "onecolumn (the text of a page of one column, 345pt), twocolumn (one column of two, 252pt), "
    "cvpr (one of two as CVPR has them, 237pt), bothcolumns (516pt)"
)
"""For those who ask for help."""


def points(width: str | float, what: str, least: float, most: float) -> float:
    """A width in points: by its name, or as a number; ``what`` is to be so wide, and has a least and a greatest width.

    >>> points("twocolumn", "a drawing", 60, 5000), points("345pt", "a drawing", 60, 5000)
    (252.0, 345.0)
    """
    if width in WIDTHS:
        return WIDTHS[str(width)]
    try:
        found = float(str(width).removesuffix("pt"))
    except ValueError:
        hint = nearest(str(width), WIDTHS) or f"there is {', '.join(WIDTHS)}, or a number of points such as 345"
        raise NotFound(f'there is no width "{width}"', hint) from None
    if not least <= found <= most:
        raise NotFound(f"{what} cannot be {width} points wide", f"it can be from {least} to {most}")
    return found
