r"""Fragments and documents: what packages they need, characters that every LaTeX takes, numbers by ``siunitx``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from symcnn.errors import printable
from symcnn.render.latex_lines import OTHER_SCRIPT, TEXT_WIDTH, portable, prose
from symcnn.render.widths import TWO_COLUMNS, WIDTHS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from symcnn.render.paper.look import Look

_PACKAGES: Mapping[str, tuple[str, ...]] = {
    "amsmath": (r"\text{", "{align", r"\dots"),
    "amssymb": (r"\mathbb",),
    "booktabs": (r"\toprule",),
    "multirow": (r"\multirow",),
    "siunitx": (r"\num{",),
}
"""What each package is needed for."""
_GROUPED = re.compile(r"\d{1,3}(?:\{,\}\d{3})+")
_FOREIGN = re.compile(r"[^\n -~]")


def fragment(parts: Iterable[str], title: str, *, siunitx: bool = False) -> str:
    """Parts of a page below a comment that names the packages, in characters that every LaTeX takes."""
    body = "\n\n".join(filter(None, parts))
    if siunitx:
        body = _GROUPED.sub(lambda match: rf"\num{{{match[0].replace('{,}', '')}}}", body)
    plain = _portable(body)
    needed = ",".join(packages(plain))
    head = [f"% {_comment(title)}: needs " + (rf"\usepackage{{{needed}}}" if needed else "no package")]
    return "\n".join([*head, *[OTHER_SCRIPT] * (r"\otherscript" in plain), plain, ""])


def packages(text: str) -> list[str]:
    """The packages that a text needs."""
    return [package for package, marks in _PACKAGES.items() if any(mark in text for mark in marks)]


def document(body: str, look: Look, title: str, doc: str) -> str:
    """A whole document around a fragment, with the text width for which that was made."""
    is_parted = look.width == WIDTHS["twocolumn"]
    columns = ",twocolumn" if is_parted else ""
    lines = [rf"\documentclass[10pt,a4paper{columns}]{{article}}"]
    lines += [rf"\usepackage{{{package}}}" for package in packages(body)]
    if look.width != TEXT_WIDTH:
        room = TWO_COLUMNS if is_parted else f"textwidth={look.width:g}pt"
        lines.append(rf"\usepackage[{room}]{{geometry}}")
    lines += [r"\raggedbottom\emergencystretch=2em", r"\begin{document}"]
    lines.append(rf"\section*{{{_portable(prose(title))}}}")
    lines += [rf"\noindent {_portable(prose(doc))}\par"] * bool(doc)
    return "\n".join([*lines, body + r"\end{document}", ""])


def headed(sections: Sequence[tuple[str, str]], *, with_headings: bool) -> list[str]:
    """Sections, each below its heading in a document and by itself in a fragment."""
    return [rf"\subsection*{{{heading}}}" + f"\n{text}" if with_headings else text for heading, text in sections]


def _portable(text: str) -> str:
    return _FOREIGN.sub(lambda match: portable(match[0]), text)


def _comment(words: str) -> str:
    """Words within a comment, which nothing in them can end."""
    plain = " ".join(printable(words).split())
    return plain.encode("ascii", "replace").decode("ascii").replace("^^", "^ ^")
