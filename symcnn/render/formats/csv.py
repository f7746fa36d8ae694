"""Tables, work and cheat sheets as CSV (RFC 4180): one record per row, exact numbers, formulas in the language itself.

A spreadsheet takes a cell that starts with ``=``, ``+``, ``-`` or ``@`` for a formula of its own and carries it out. So
a word of an author that starts like that gets a mark for text before it, and a formula of ours gets brackets.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from symcnn.render.content.report import joined
from symcnn.render.formula.text import to_source
from symcnn.render.languages.translate import ENGLISH

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from symcnn.derive.sheet import CheatSheet
    from symcnn.derive.work import EqualityChain, Work
    from symcnn.formula import Formula
    from symcnn.render.content.network_table import Page
    from symcnn.render.content.report import Report
    from symcnn.render.content.rows import TableRow
    from symcnn.render.languages.translate import Words

_CARRIED_OUT = tuple("=+-@\t\r\n＝＋－＠")  # noqa: RUF001 - a spreadsheet may take the wide ones for the narrow
_NARROW = tuple("=+-@")


def render_page(page: Page) -> str:
    """The table of a network; below it a record for each named size, each assumption, each condition.

    >>> from symcnn.formula import number
    >>> from symcnn.render.content.network_table import Page
    >>> from symcnn.render.content.rows import TableRow
    >>> page = Page("net", "", (), (TableRow("=1+1", "", (number(8),), ()),), (), (), (), ())
    >>> render_page(page).splitlines()[1]
    "input,'=1+1,,8,"
    """
    words, count = page.words, len(page.headings)
    axes = max((len(row.output) for row in (*page.inputs, *page.rows, *page.heads)), default=1) - 1
    head = [
        words("row"),
        words("layer"),
        words("definition"),
        *page.letters[:axes],
        "D",
        *page.headings,
        words("remark"),
    ]
    blank = [""] * (axes + 1 + count)
    records: list[Sequence[object]] = [
        *(["input", row.name, "", *_sizes(row, axes), *[""] * count, ""] for row in page.inputs),
        *(["layer", r.name, r.call, *_sizes(r, axes), *map(_cell, r.cells), ""] for r in page.rows),
        *(["output", row.name, "", *_sizes(row, axes), *[""] * count, ""] for row in page.heads),
        ["total", "", "", *[""] * (axes + 1), *map(_cell, page.totals), ""],
        *(["where", _cell(word), _cell(value), *blank, ""] for word, value in page.definitions),
        *(["assuming", "", _cell(assumption), *blank, ""] for assumption in page.assumptions),
        *(["if", c.layer, _cell(c.formula), *blank, c.words] for c in page.conditions),
        *(["remark", "", "", *blank, joined(remark, str, to_source)] for remark in page.remarks),
    ]
    return _written([head, *([words(str(record[0])), *record[1:]] for record in records)])


def render_work(work: Iterable[Work], totals: Iterable[EqualityChain], words: Words = ENGLISH) -> str:
    """The work shown, one record for each stage of each chain."""
    rows = [(layer.layer, line) for layer in work for line in layer.lines]
    rows += [(words("total"), line) for line in totals]
    return _written(
        [
            [words("layer"), words("quantity"), words("stage"), words("formula")],
            *(
                [layer, to_source(line.target), place, _cell(stage)]
                for layer, line in rows
                for place, stage in enumerate(line.stages, 1)
            ),
        ]
    )


def render_sheets(sheets: Iterable[CheatSheet], words: Words = ENGLISH) -> str:
    """The cheat sheet, one record for each rule and for each requirement."""
    return _written(
        [
            [words("layer"), words("definition"), words("quantity"), words("formula"), words("remark")],
            *(record for sheet in sheets for record in _records(sheet, words)),
        ]
    )


def render_report(report: Report) -> str:
    """Lines of words and formulas, each with how far it is set in."""
    return _written([[str(row.level), joined(row.parts, str, _source, str)] for row in report.lines])


def _records(sheet: CheatSheet, words: Words) -> Iterator[list[object]]:
    rows = [(left, right, "") for left, right in (*sheet.rules, *sheet.operation)]
    rows += [(left, right, words("with {}", word)) for word, pairs in sheet.variants for left, right in pairs]
    for left, right, remark in rows:
        yield [sheet.name, sheet.signature, to_source(left), _cell(right), remark]
    for asked in sheet.requires:
        yield [sheet.name, sheet.signature, words("required"), "", asked]
    for line in sheet.body:
        yield [sheet.name, sheet.signature, words("definition"), line.strip(), ""]


def _sizes(row: TableRow, axes: int) -> list[object]:
    """Each size in its column, the depth in the last; a layer without sizes has only a depth."""
    *sizes, depth = map(_cell, row.output)
    return [*sizes, *[""] * (axes - len(sizes)), depth]


class _Source(str):
    """A formula in the language, which is ours."""

    __slots__ = ()


def _cell(formula: Formula) -> object:
    """A number as a number; a formula that starts with a sign in brackets; words as words."""
    if formula.op == "text":
        return to_source(formula.args[0]) if formula.args else str(formula.value)
    bare = formula.args[0] if formula.op == "given" else formula
    return bare.value if bare.op == "number" and isinstance(bare.value, int) else _Source(_source(bare))


def _source(formula: Formula) -> str:
    source = to_source(formula)
    return f"({source})" if source.startswith(_NARROW) else source


def _written(rows: Iterable[Sequence[object]]) -> str:
    file = io.StringIO()
    csv.writer(file, lineterminator="\r\n").writerows([_harmless(cell) for cell in row] for row in rows)
    return file.getvalue()


def _harmless(cell: object) -> object:
    """A cell that no spreadsheet carries out; words of an author get an apostrophe, which marks text."""
    if not isinstance(cell, str) or isinstance(cell, _Source):
        return cell
    return f"'{cell}" if cell.lstrip(" ").startswith(_CARRIED_OUT) else cell
