"""Tables and work as HTML for notebooks and pages: a fragment that carries its own style, its formulas as MathML."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from symcnn.formula import Formula
from symcnn.render.content.report import joined
from symcnn.render.formula.mathml import MATHML, to_mathml, to_terms
from symcnn.render.formula.setting import set_formula
from symcnn.render.languages.translate import ENGLISH

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from symcnn.derive.sheet import CheatSheet
    from symcnn.derive.work import EqualityChain, Work
    from symcnn.render.content.network_table import Page
    from symcnn.render.content.report import Report
    from symcnn.render.languages.translate import Words

_TABLE = "border-collapse: collapse; font-variant-numeric: tabular-nums"
_CELL = "padding: 0.2em 0.7em; text-align: {}"
_RULE = "border-{}: 1px solid currentColor"
_BESIDE_CALLS = 3
"""Columns before the quantities: layer, definition, output."""


def render_page(page: Page) -> str:
    """The table of a network.

    >>> from symcnn.formula import number
    >>> from symcnn.render.content.network_table import Page
    >>> from symcnn.render.content.rows import TableRow
    >>> page = Page("a<b", "", (), (TableRow("input", "", (number(1000),), ()),), (), (), (), ())
    >>> render_page(page).splitlines()[1]
    '<p><strong>a&lt;b</strong></p>'
    """
    rows = [_row([escape(row.name), _code(row.call), _sizes(row.output), *map(cell, row.cells)]) for row in page.rows]
    words = page.words
    head = map(escape, [words("layer"), words("definition"), words("output"), *page.headings])
    total = f"<strong>{escape(words('total'))}</strong>"
    parts = [f"<p><strong>{escape(page.name)}</strong></p>"] if page.name else []
    parts += [
        f'<div style="overflow-x: auto"><table style="{_TABLE}">',
        f"<thead>{_row(list(head), 'th', 'bottom')}</thead>",
        "<tbody>",
        *(_row([escape(e.name), "", _sizes(e.output), *[""] * len(page.headings)]) for e in page.inputs),
        *rows,
        "</tbody>",
        f"<tfoot>{_row([total, '', '', *map(cell, page.totals)], rule='top')}</tfoot>",
        "</table></div>",
    ]
    for remark in page.remarks:
        parts.append(f"<p>{''.join(escape(part) if isinstance(part, str) else cell(part) for part in remark)}</p>")
    definitions = [_equal(word, value) for word, value in page.definitions]
    conditions = [f"{to_mathml(c.formula)} ({escape(c.layer)}: {escape(c.words)})" for c in page.conditions]
    return _fragment(
        [
            *parts,
            *_titled(words("where"), definitions),
            *_titled(words("assuming"), [to_mathml(assumption) for assumption in page.assumptions]),
            *_titled(words("if"), conditions),
        ]
    )


def render_work(work: Iterable[Work], totals: Iterable[EqualityChain], words: Words = ENGLISH) -> str:
    """The work shown, a list per layer."""
    parts = []
    for layer in work:
        parts.append(f"<p><strong>{escape(layer.layer)}</strong> {_code(layer.call)}<br>{escape(layer.doc)}</p>")
        parts += _list(_equal(line.target, *line.stages) for line in layer.lines)
    summed = [_equal(line.target, *line.stages) for line in totals]
    return _fragment([*parts, *_titled(words("total"), summed)])


def render_sheets(sheets: Iterable[CheatSheet], words: Words = ENGLISH) -> str:
    """The cheat sheet."""
    parts = []
    for sheet in sheets:
        letters = [f"{to_mathml(Formula('name', value=s))}: {_code(word)}" for s, word in sheet.symbols if s != word]
        variants = [words("with {}: {}", _code(word), _equal(*row)) for word, rows in sheet.variants for row in rows]
        rules = [*sheet.rules, *sheet.operation]
        parts.append(f"<p>{_code(sheet.signature)}<br>{'<br>'.join(map(escape, sheet.doc.splitlines()))}</p>")
        parts += [f"<p>{', '.join(letters)}</p>"] if letters else []
        parts += _list([_equal(*row) for row in rules] + variants)
        parts += _titled(words("required"), [escape(asked) for asked in sheet.requires])
        body = [_code(line.replace(" ", "\N{NO-BREAK SPACE}")) for line in sheet.body]
        parts += [f"<p>{'<br>'.join(body)}</p>"] if body else []
    return _fragment(parts)


def render_report(report: Report) -> str:
    """Lines of words and formulas."""
    return _fragment(
        f'<p style="margin: 0 0 0 {2 * row.level}em">{joined(row.parts, escape, cell)}</p>' for row in report.lines
    )


def cell(formula: Formula) -> str:
    """A number with its digits grouped, anything else as text.

    >>> from symcnn.formula import number
    >>> cell(number(60000))
    '60,000'
    """
    if formula.op == "number" and isinstance(formula.value, int):
        return f"{formula.value:,}"
    return escape(str(formula.value)) if formula.op == "text" else to_terms(formula)


def _code(words: str) -> str:
    return f"<code>{escape(words)}</code>" if words else ""


def _equal(*formulas: Formula) -> str:
    """A chain of equalities; a line may be broken at each."""
    first, *others = formulas
    signed = [f"<math><mo>=</mo>{set_formula(other, MATHML)}</math>" for other in others]
    return " ".join([to_mathml(first), *signed])


def _sizes(sizes: Iterable[Formula]) -> str:
    shown = " × ".join(f"({to_mathml(size)})" if size.op == "sum" else cell(size) for size in sizes)
    return f'<div style="white-space: nowrap">{shown}</div>'


def _row(cells: Sequence[str], tag: str = "td", rule: str = "") -> str:
    """One row; words to the left, quantities to the right."""
    border = f"; {_RULE.format(rule)}" if rule else ""
    sides = ["left"] * _BESIDE_CALLS + ["right"] * len(cells)
    styled = [f'<{tag} style="{_CELL.format(side)}{border}">{c}</{tag}>' for c, side in zip(cells, sides, strict=False)]
    return f"<tr>{''.join(styled)}</tr>"


def _list(items: Iterable[str]) -> list[str]:
    return ["<ul>", *(f"<li>{item}</li>" for item in items), "</ul>"]


def _titled(title: str, items: Sequence[str]) -> list[str]:
    return [f"<p>{escape(title)}</p>", *_list(items)] if items else []


def _fragment(parts: Iterable[str]) -> str:
    return "\n".join(['<div class="symcnn">', *parts, "</div>", ""])
