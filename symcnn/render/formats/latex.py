"""Tables, work and cheat sheets as LaTeX: fragments that go into a paper unchanged.

They fit the text width of ``article`` at 10pt, by estimates that are rather too wide than too narrow. A table that
would overrun gets smaller type and broken definitions, or leaves its quantities to displayed formulas.
"""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from symcnn.formula import ZERO, name
from symcnn.render.content.report import joined
from symcnn.render.formats.latex_lines import (
    FLAT,
    INLINE,
    OTHER_SCRIPT,
    TEXT_WIDTH,
    TIMES,
    TYPEWRITER,
    Chain,
    align,
    code,
    math,
    portable,
    prose,
    width_of,
)
from symcnn.render.languages.translate import ENGLISH

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from symcnn.derive.sheet import CheatSheet
    from symcnn.derive.work import EqualityChain, Work
    from symcnn.formula import Formula
    from symcnn.render.content.network_table import Page
    from symcnn.render.content.report import Report
    from symcnn.render.languages.translate import Words


def render_page(page: Page) -> str:
    r"""The table of a network, and below it whatever is too long for a row.

    >>> from symcnn.derive.quantities import UNITS
    >>> from symcnn.render.content.network_table import Page
    >>> from symcnn.render.content.rows import TableRow
    >>> from symcnn.formula import number
    >>> row = TableRow("F1", "dense(1000)", (number(1000),), (number(1000),))
    >>> page = Page("net", "", (UNITS,), (TableRow("input", "", (number(8),), ()),), (row,), (number(1000),), (), ())
    >>> r"F1 & \texttt{dense(1000)} & $1{,}000$ & 1{,}000 \\" in render_page(page)
    True
    """
    architecture, quantities = _architecture(page), _quantities(page)
    marks = zip(architecture, (rf"\textbf{{{page.words('total')}}}", "", ""), strict=True)
    summed = [*(column._replace(cells=[*column.cells, mark]) for column, mark in marks), *quantities]
    parts = [_tabular(summed)]
    if not parts[0]:
        second = [column._replace(cells=column.cells[1:]) for column in (summed[0], *quantities)]
        parts = [_tabular(architecture, forced=True), _tabular(second) or _listed(page)]
    if page.remarks:
        parts.append("\n".join(map(_remark, page.remarks)))
    if page.definitions:
        parts.append(f"{page.words('where')}\n" + align([Chain(word, (value,)) for word, value in page.definitions]))
    return _fragment([*parts, *_assumptions(page), *_conditions(page)], page.name)


def render_work(work: Iterable[Work], totals: Iterable[EqualityChain], words: Words = ENGLISH) -> str:
    """The work shown: a chain of equalities per rule, its stages on one line while they fit."""
    groups = [(layer.layer, layer.call, layer.doc, layer.lines) for layer in work]
    groups.append((words("total"), "", words("over all layers:"), tuple(totals)))
    parts = []
    for title, call, doc, lines in (group for group in groups if group[-1]):
        chains = [Chain(line.target, line.stages) for line in lines]
        parts.append(f"{_heading(title, call, doc)}\n{align(chains)}")
    return _fragment(parts)


def render_sheets(sheets: Iterable[CheatSheet], words: Words = ENGLISH) -> str:
    """The cheat sheet: the rules of each layer, what an option changes, and the operation itself."""
    return _fragment([_sheet(sheet, words) for sheet in sheets])


def render_report(report: Report) -> str:
    """Lines of words and formulas, those set in as items."""
    shown = [_line(row.parts) for row in report.lines]
    return _fragment(
        [
            rf"\hangindent2em\relax\hspace*{{{2 * row.level}em}}{words}\par"
            for row, words in zip(report.lines, shown, strict=True)
        ]
    )


def _sheet(sheet: CheatSheet, words: Words) -> str:
    rows = [Chain(left, (right,)) for left, right in sheet.rules]
    rows += [Chain(left, (right,)) for left, right in sheet.operation]
    for word, variant in sheet.variants:
        rows += [Chain(words("with {}", word), ()), *(Chain(left, (right,)) for left, right in variant)]
    symbols = [(letter, word) for letter, word in sheet.symbols if letter != word]
    letters = ", ".join(words("{=} is {=}", f"${math(name(letter))}$", code(word)) for letter, word in symbols)
    text = f"\n{words('Here')} {letters}." if letters else ""
    text += f"\n{words('Required')}: {'; '.join(map(prose, sheet.requires))}." if sheet.requires else ""
    text += "".join(rf"\par {code(line.strip())}" for line in sheet.body)
    return f"{_heading(sheet.name, sheet.signature, sheet.doc)}\n{align(rows) if rows else ''}{text}"


def _heading(title: str, call: str, words: str) -> str:
    return rf"\paragraph*{{{prose(title)}}} " + (code(call) + r" \\ " if call else "") + prose(words)


def _remark(remark: Iterable[str | Formula]) -> str:
    return rf"{_line(remark)}.\par"


def _line(parts: Iterable[str | Formula]) -> str:
    """Words and formulas; the blanks between them stay."""
    return joined(parts, lambda words: prose(f"|{words}|")[1:-1], lambda formula: f"${math(formula, INLINE)}$")


def _assumptions(page: Page) -> list[str]:
    formulas = [f"${math(assumption, INLINE)}$" for assumption in page.assumptions]
    joined_up = f" {page.words('and')} ".join(formulas)
    return [f"{page.words('These formulas take for granted that')} {joined_up}."] if formulas else []


def _conditions(page: Page) -> list[str]:
    """What must hold; the axes of which one layer asks the same share a line."""
    items = []
    for (layer, words), group in groupby(page.conditions, key=lambda asked: (asked.layer, asked.words)):
        formulas = f" {page.words('and')} ".join(f"${math(condition.formula, INLINE)}$" for condition in group)
        items.append(rf"\item {formulas} ({prose(layer)}: {prose(words)})")
    head = page.words("These formulas hold if")
    return ["\n".join([head, r"\begin{itemize}", *items, r"\end{itemize}"])] if items else []


class LatexColumn(NamedTuple):
    """One column: cells as LaTeX, its width with every cell on one line, and which sides they keep to."""

    heading: str
    cells: list[str]
    width: float
    side: str = "l"


_TYPES: Mapping[str, float] = {"": 1, r"\small": 0.93, r"\footnotesize": 0.86}
_GAP, _NARROW, _TALLEST = 5, 85.0, 25


def _architecture(page: Page) -> list[LatexColumn]:
    rows = [*page.inputs, *page.rows]
    sizes = [[f"({math(f, INLINE)})" if f.op == "sum" else math(f, INLINE) for f in row.output] for row in rows]
    widths = [sum(width_of(f, FLAT) + 12 + 20 * (f.op == "sum") for f in row.output) - 12 for row in rows]
    return [
        LatexColumn(
            page.words("layer"), [prose(row.name) for row in rows], max(width_of(row.name) for row in rows) + 3
        ),
        LatexColumn(
            page.words("definition"), [code(row.call) for row in rows], max(len(row.call) for row in rows) * TYPEWRITER
        ),
        LatexColumn(page.words("output"), [f"${TIMES.join(row)}$" for row in sizes], max(widths)),
    ]


def _quantities(page: Page) -> list[LatexColumn]:
    columns = []
    for place, heading in enumerate(page.headings):
        values = [*(row.cells[place] for row in page.rows), page.totals[place]]
        bare = [value.op == "text" or isinstance(value.value, int) for value in values]
        cells = [math(v, INLINE) if b else f"${math(v, INLINE)}$" for v, b in zip(values, bare, strict=True)]
        widths = [width_of(heading), *(width_of(value, FLAT) for value in values)]
        columns.append(LatexColumn(heading, ["", *cells], max(widths), "r"))
    return columns


def _tabular(columns: Sequence[LatexColumn], *, forced: bool = False) -> str:
    """The table in the largest type in which it fits, a definition on two lines at most; else empty, unless forced."""
    for size, scale in _TYPES.items():
        room = (TEXT_WIDTH - 2 * _GAP * (len(columns) - 1)) / scale - sum(column.width for column in columns)
        if room >= 0:
            return _set_table(columns, size, [0.0] * len(columns))
        left = columns[1].width + room
        if columns[1].side == "l" and left >= max(0.55 * columns[1].width, 0.8 * _NARROW):
            return _set_table(columns, size, [0.0, scale * left, *[0.0] * (len(columns) - 2)])
    widths = [min(column.width, width) for column, width in zip(columns, (_NARROW, 1.2 * _NARROW), strict=False)]
    return _set_table(columns, "", [*widths, TEXT_WIDTH - 4 * _GAP - sum(widths)]) if forced else ""


def _set_table(columns: Sequence[LatexColumn], size: str, widths: Sequence[float]) -> str:
    """A table with rules around, below the heads and above the totals; one longer than a page is broken."""
    cells = [map(_ragged, c.cells) if width else c.cells for c, width in zip(columns, widths, strict=True)]
    rows = [" & ".join(row) + r" \\" for row in zip(*cells, strict=True)]
    if columns[-1].side == "r":
        rows.insert(-1, r"\midrule")
    sides = [f"p{{{width:.0f}pt}}" if width else column.side for column, width in zip(columns, widths, strict=True)]
    head = [r"\toprule", " & ".join(column.heading for column in columns) + r" \\", r"\midrule"]
    kind, opening, closing = "tabular", r"\begin{center}", r"\end{center}"
    if len(rows) > _TALLEST:
        kind, opening, closing = "longtable", "{", "}"
        head.append(r"\endhead")
    lines = [rf"\begin{{{kind}}}{{@{{}}{''.join(sides)}@{{}}}}", *head, *rows, r"\bottomrule", rf"\end{{{kind}}}"]
    return "\n".join([rf"{opening}{size}\setlength{{\tabcolsep}}{{{_GAP}pt}}", *lines, closing])


def _ragged(cell: str) -> str:
    """A cell of more than one line, broken between its sizes rather than inside one."""
    return rf"\raggedright\let\\\tabularnewline {cell}".replace(TIMES, r" \times\allowbreak ") if cell else ""


def _listed(page: Page) -> str:
    """Each quantity as a display: layer by layer, all layers without any in one line, and the total."""
    parts = []
    for place, quantity in enumerate(page.columns):
        values = [(row.name, row.cells[place]) for row in page.rows]
        idle = sum(value == ZERO for _, value in values)
        rows = [Chain(word, (value,)) for word, value in values if idle == 1 or value != ZERO]
        rows += [Chain(page.words("other layers"), (ZERO,))] * (idle > 1)
        rows += [Chain(page.words("total"), (page.totals[place],))]
        parts.append(f"{_heading(quantity.heading, '', quantity.meaning)}\n{align(rows)}")
    return "\n\n".join(parts)


def _fragment(parts: Iterable[str], title: str = "") -> str:
    """The parts in a group of their own, after a comment that names the packages."""
    body = "\n\n".join(parts)
    plain = re.sub(r"[^\n -~]", lambda match: portable(match[0]), body)
    marks = {"amsmath": "", "amssymb": r"\mathbb", "booktabs": r"\toprule", "longtable": "{longtable}"}
    packages = ",".join(package for package, mark in marks.items() if mark in body)
    head = [f"% {title or 'a fragment'}: needs \\usepackage{{{packages}}}"]
    head += [OTHER_SCRIPT] * (r"\otherscript" in plain)
    return "\n".join([*head, r"\begingroup\raggedright\allowdisplaybreaks", plain, r"\par\endgroup", ""])
