r"""Fragments and documents: what packages they need, characters that every LaTeX takes, numbers by ``siunitx``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from symcnn.errors import printable
from symcnn.render.formats.latex_fragment import commented, packages, portable_text
from symcnn.render.formats.latex_lines import OTHER_SCRIPT, TEXT_WIDTH, prose
from symcnn.render.paper.scripts import script_of
from symcnn.render.widths import PARTED

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from symcnn.render.content.paper_options import PaperOptions

_GROUPED = re.compile(r"\d{1,3}(?:\{,\}\d{3})+")


def fragment(parts: Iterable[str], title: str, language: str = "en", *, siunitx: bool = False) -> str:
    """Parts of a page below a comment that names the packages."""
    body = "\n\n".join(filter(None, parts))
    if siunitx:
        body = _GROUPED.sub(lambda match: rf"\num{{{match[0].replace('{,}', '')}}}", body)
    plain = portable_in(body, language)
    needed = ",".join(packages(plain))
    needs = [rf"\usepackage{{{needed}}}"] * bool(needed)
    needs = list(filter(None, [*needs, script_of(language).package]))
    return commented(f"{_comment(title)}: needs {' and '.join(needs) or 'no package'}", plain)


def document(body: str, look: PaperOptions, title: str, doc: str) -> str:
    """A whole document around a fragment, with the text width for which that was made."""
    language = look.words.language
    lines = [*_opening(look, language), *(rf"\usepackage{{{package}}}" for package in packages(body))]
    if look.width != TEXT_WIDTH:
        room = PARTED.get(look.width, f"textwidth={look.width:g}pt")
        lines.append(rf"\usepackage[{room}]{{geometry}}")
    head = [rf"\section*{{{portable_in(prose(title), language)}}}"]
    head += [rf"\noindent {portable_in(prose(doc), language)}\par"] * bool(doc)
    lines += [OTHER_SCRIPT] * any(r"\otherscript" in line for line in head)
    lines += [r"\raggedbottom\emergencystretch=2em", r"\begin{document}", *head]
    return "\n".join([*lines, body + r"\end{document}", ""])


def _opening(look: PaperOptions, language: str) -> list[str]:
    """The class, and the fonts of a script of its own."""
    script, options = script_of(language), "10pt,a4paper" + ",twocolumn" * (look.width in PARTED)
    opening = rf"\documentclass[{options}{script.options}]{{{script.document_class}}}"
    return list(filter(None, [opening, script.fonts]))


def headed(sections: Sequence[tuple[str, str]], *, with_headings: bool) -> list[str]:
    """Sections, each below its heading in a document and by itself in a fragment."""
    return [rf"\subsection*{{{heading}}}" + f"\n{text}" if with_headings else text for heading, text in sections]


def portable_in(text: str, language: str) -> str:
    """A text in which every LaTeX takes each character; those of a language with a script of its own stay."""
    script = script_of(language)
    return portable_text(script.plain(text), script.characters)


def _comment(words: str) -> str:
    """Words within a comment, which nothing in them can end."""
    plain = " ".join(printable(words).split())
    return plain.encode("ascii", "replace").decode("ascii").replace("^^", "^ ^")
