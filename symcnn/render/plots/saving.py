"""Saves a drawn figure as the bytes of a file."""

from __future__ import annotations

import io
import re
import shutil
import warnings
from html import escape
from typing import TYPE_CHECKING, Any, NamedTuple

from symcnn.errors import NotFound, Unavailable, nearest, printable
from symcnn.render.languages.cjk_fonts import PACKAGE, SERIF, is_wide, tex_fonts
from symcnn.render.languages.translate import web_tag
from symcnn.render.matplotlib_style import drawing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matplotlib.figure import Figure

FORMATS: Mapping[str, Mapping[str, Any]] = {
    "pdf": {"Creator": "symcnn", "CreationDate": None},
    "png": {"Software": "symcnn"},
    "svg": {"Creator": "symcnn", "Date": None},
    "pgf": {},
}
"""Each format, and what stands in a file besides the picture: no date, so that a picture drawn twice is one file."""

TEX_PROGRAMS = ("xelatex", "lualatex", "pdflatex")
"""Of these the first that is installed measures the words of a pgf picture."""

_MISSING = re.compile(r"Glyph \d+ \((.*?)\) missing from")


class SavedPicture(NamedTuple):
    """A file's bytes, and the signs for which no font was found."""

    data: bytes
    missing: tuple[str, ...]
    needs: str = ""
    """The package that a document needs to take it in; it is then set by XeLaTeX."""


def picture(figure: Figure, format_: str) -> SavedPicture:
    """The figure in a format."""
    known_format(format_)
    is_foreign = format_ == "pgf" and _is_chinese(figure)
    more = {"texsystem": tex_program(*["xelatex"] * is_foreign)} if format_ == "pgf" else {}
    if is_foreign:
        more["preamble"] = tex_fonts(SERIF)
    with drawing(**more), warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        data = _saved(figure, format_)
    found = (_MISSING.search(str(warning.message)) for warning in caught)
    missing = tuple(dict.fromkeys(match[1] for match in found if match))
    return SavedPicture(data, missing, PACKAGE if is_foreign else "")


def _is_chinese(figure: Figure) -> bool:
    from matplotlib.text import Text  # noqa: PLC0415 - matplotlib is optional, and slow to import

    return any(is_wide(text.get_text()) for text in figure.findobj(Text))


def _saved(figure: Figure, format_: str) -> bytes:
    if format_ == "pgf":
        # This writer wants a stream of text.
        words = io.StringIO()
        try:
            figure.savefig(words, format=format_)
        except (RuntimeError, ValueError) as failure:
            raise Unavailable("TeX could not measure the words", f"{failure}".splitlines()[0]) from None
        return words.getvalue().encode("utf-8")
    stream = io.BytesIO()
    figure.savefig(stream, format=format_, metadata=FORMATS[format_])
    return _spoken(stream.getvalue(), figure) if format_ == "svg" else stream.getvalue()


def _spoken(data: bytes, figure: Figure) -> bytes:
    """A drawing in SVG that says in words what it shows: the label of its figure."""
    words = escape(printable(str(figure.get_label())))
    if not words:
        return data
    start, begin, rest = data.partition(b"<svg ")
    said = f'role="img" lang="{web_tag("zh" if _is_chinese(figure) else "en")}" '
    head, end, body = rest.partition(b">")
    return b"".join((start, begin, said.encode(), head, end, f"\n <desc>{words}</desc>".encode(), body))


def known_format(word: str) -> str:
    """A format of pictures, or an error that names the nearest.

    >>> known_format("pdf")
    'pdf'
    """
    if word not in FORMATS:
        hint = nearest(word, FORMATS) or f"there is {', '.join(FORMATS)}"
        raise NotFound(f'there is no picture format "{word}"', hint)
    return word


def tex_program(*wanted: str) -> str:
    """The TeX that measures words."""
    programs = wanted or TEX_PROGRAMS
    found = next(filter(shutil.which, programs), None)
    if found is None:
        which = f"one of {', '.join(programs)}" if len(programs) > 1 else programs[0]
        raise NotFound("pgf needs TeX, which measures the words", f"install {which}, or write pdf")
    return found
