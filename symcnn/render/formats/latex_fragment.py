r"""Fragments of LaTeX: the packages that they need, and characters in a way that every LaTeX takes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from symcnn.render.formats.latex_lines import OTHER_SCRIPT, portable

if TYPE_CHECKING:
    from collections.abc import Mapping

_PACKAGES: Mapping[str, tuple[str, ...]] = {
    "amsmath": (r"\text{", "{align", "{cases", r"\dots"),
    "amssymb": (r"\mathbb",),
    "booktabs": (r"\toprule",),
    "longtable": ("{longtable}",),
    "multirow": (r"\multirow",),
    "siunitx": (r"\num{",),
}
"""What each package is needed for."""


def packages(text: str) -> list[str]:
    r"""The packages that a text needs.

    >>> packages(r"\begin{align*} \mathbb{Z} \end{align*}")
    ['amsmath', 'amssymb']
    """
    return [package for package, marks in _PACKAGES.items() if any(mark in text for mark in marks)]


def portable_text(text: str, kept: str = "") -> str:
    """A text in which every LaTeX takes each character; those of some ranges stay."""
    return re.sub(rf"[^\n -~{kept}]", lambda match: portable(match[0]), text)


def commented(comment: str, text: str) -> str:
    """A portable text below a comment, and the command that it may need for characters without a font."""
    return "\n".join([f"% {comment}", *[OTHER_SCRIPT] * (r"\otherscript" in text), text, ""])
