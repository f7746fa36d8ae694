r"""Tables as floats: what a caption and a label say, and below a table its notes and what its letters stand for."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from symcnn.render.formats.latex_lines import prose
from symcnn.render.formula.latex import escape
from symcnn.render.paper.display import Letters, letters_of, where
from symcnn.render.paper.scripts import script_of
from symcnn.render.paper.tabular import sheets_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from symcnn.render.content.paper_options import PaperOptions
    from symcnn.render.paper.display import Equation
    from symcnn.render.paper.tabular import Grid, TableSheet

_LONG = 24
"""Letters of a name that a caption may have to part."""
_MOST_FLOATS = 3
"""Parts of a table that float; where there are more, all stand where they are, since LaTeX keeps no more than some in
store, and sets floats on top of what is too high for a page."""
_FLOAT = r"\begin{table}[htbp]", r"\end{table}"
_ACROSS = r"\begin{table*}[tp]", r"\end{table*}"
"""Over both columns, where LaTeX sets a table at the top of a page or on one of its own."""
_IN_PLACE = (
    r"\par\vfil\penalty0\vfilneg\hrule height0pt\vfil\penalty5000\vfilneg" + "\n"
    r"\noindent\begin{minipage}{\linewidth}\expandafter\def\csname @captype\endcsname{table}",
    r"\end{minipage}\par\bigskip",
)
"""Where it stands. A line of no height goes to its page first, so that a page may end there that has too little room
left by floats at its top."""
_AS_WIDE = (
    r"\dimen0=\wd0 \ifdim\dimen0<.6\linewidth \dimen0=.6\linewidth\fi"
    r"\parbox{\dimen0}{\footnotesize\raggedright %s\par}"
)
"""As wide as the table in box 0; below a very narrow one, a bit wider."""
_OVER_ALL = "\\parbox{\\linewidth}{\\footnotesize %s\n}"


class Below(NamedTuple):
    """The texts below tables: notes below the first, what letters stand for below the last."""

    notes: Sequence[str] = ()
    named: Sequence[Equation] = ()


NOTHING = Below()


def set_grid(
    grid: Grid, look: PaperOptions, key: str, captions: tuple[str, str], below: Below = NOTHING, first: int = 0
) -> str:
    """The grid as tables, behind ``first`` others, with a caption for all columns and one for those of costs."""
    texts: list[str] = []
    sheets = sheets_of(grid, look.width)
    floats = all(len(sheet.pages) <= _MOST_FLOATS for sheet in sheets)
    frame = _ACROSS if look.is_across else _FLOAT if floats else _IN_PLACE
    letters = letters_of(below.named, look)
    has_room = letters.lines <= sheets[-1].spare
    for place, sheet in enumerate(sheets, first):
        beside = str(place + 1) if place else ""
        caption = captions[place > 0 and sheet.grid.costs_only]
        continues = place > 0 and caption == captions[0]
        named = _TableNames(".".join(filter(None, [key, beside])), caption, beside, continues)
        notes = [_AS_WIDE % " ".join(below.notes)] * bool(below.notes and sheet is sheets[0])
        notes += [_set_letters(letters)] * bool(letters.text and has_room and sheet is sheets[-1])
        texts += _tables(sheet, look, named, frame, notes)
    return "\n\n".join([*texts, *([] if has_room else where(below.named, look.in_a_column))])


class _TableNames(NamedTuple):
    """What a table is called: in its label, in its caption, and in an author's label where it is not the first."""

    key: str
    caption: str
    beside: str
    continues: bool


def _set_letters(letters: Letters) -> str:
    return (_OVER_ALL if letters.is_wide else _AS_WIDE) % letters.text


def _tables(
    sheet: TableSheet, look: PaperOptions, named: _TableNames, frame: tuple[str, str], notes: Sequence[str]
) -> Iterator[str]:
    """A table of one page, or as many as the rows need."""
    opening, closing = frame
    leading = script_of(look.words.language).tables
    for place, rows in enumerate(sheet.pages):
        page = str(place + 1) if place else ""
        words = named.caption
        if place or named.continues:
            words = look.words("{} (continued).", words.removesuffix("."))
        name = look.label_of("tab", named.key, page, beside=".".join(filter(None, [named.beside, page])))
        lines = [opening, r"\centering", rf"\caption{{{words}}}{name}\par\smallskip", leading + sheet.opening]
        is_last = place == len(sheet.pages) - 1
        table = sheet.lines(rows)
        yield "\n".join([*lines, *(_noted(table, notes) if notes and is_last else table), closing])


def _noted(table: Sequence[str], notes: Sequence[str]) -> list[str]:
    """A table in a box, by which what stands below it is as wide; a line's end in it would be a blank."""
    below = [r"\par\smallskip" + "\n" + note for note in notes]
    return [r"\sbox0{%", *table[:-1], f"{table[-1]}%", r"}\usebox0", *below]


def captioned(look: PaperOptions, *captions: str) -> tuple[str, str]:
    """The captions of a table and of one of costs beside it: the author's own, or sentences with the network's name."""
    if look.caption:
        return prose(look.caption), prose(look.caption)
    title = prose(look.title) if len(look.title) > _LONG else escape(look.title)
    one, other = (look.words(caption, title) for caption in captions)
    return one, other
