"""Pages as CSV (RFC 4180): one record per row, exact numbers, formulas in the language itself.

A spreadsheet takes a cell that starts with ``=``, ``+``, ``-`` or ``@`` for a formula of its own and carries it out. So
a word of an author that starts like that gets a mark for text before it, and a formula of ours gets brackets.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from symcnn.render.content.report import joined
from symcnn.render.formula.text import to_source

if TYPE_CHECKING:
    from symcnn.formula import Formula
    from symcnn.render.content.blocks import Page, RecordCell

_CARRIED_OUT = tuple("=+-@\t\r\n＝＋－＠")  # noqa: RUF001 - a spreadsheet may take the wide ones for the narrow
_NARROW = tuple("=+-@")


def render(page: Page) -> str:
    """The records of a page.

    >>> from symcnn.formula import number
    >>> from symcnn.render.content.network_page import NetworkPage
    >>> from symcnn.render.content.rows import TableRow
    >>> page = NetworkPage("net", "", (), (TableRow("=1+1", "", (number(8),), ()),), (), (), (), ())
    >>> render(page).splitlines()[1]
    "input,'=1+1,,8,"
    """
    file = io.StringIO()
    csv.writer(file, lineterminator="\r\n").writerows(map(_set, record) for record in page.records())
    return file.getvalue()


def _set(cell: RecordCell) -> int | str:
    """A number as a number; a formula that starts with a sign in brackets; words so that nothing carries them out."""
    if isinstance(cell, int):
        return cell
    if isinstance(cell, str | tuple):
        return _harmless(cell if isinstance(cell, str) else joined(cell, str, _source, str))
    if cell.op == "text":
        return _harmless(to_source(cell.args[0]) if cell.args else str(cell.value))
    bare = cell.args[0] if cell.op == "given" else cell
    return bare.value if bare.op == "number" and isinstance(bare.value, int) else _source(bare)


def _source(formula: Formula) -> str:
    source = to_source(formula)
    return f"({source})" if source.startswith(_NARROW) else source


def _harmless(words: str) -> str:
    """Words that no spreadsheet carries out; those of an author get an apostrophe, which marks text."""
    return f"'{words}" if words.lstrip(" ").startswith(_CARRIED_OUT) else words
