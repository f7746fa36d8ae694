"""Tables and work as Markdown, with formulas between dollar signs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symcnn.render.content.report import joined
from symcnn.render.formats.latex_lines import DISPLAY
from symcnn.render.formula.latex import to_latex
from symcnn.render.formula.setting import set_formula
from symcnn.render.languages.translate import ENGLISH

if TYPE_CHECKING:
    from collections.abc import Iterable

    from symcnn.derive.sheet import CheatSheet
    from symcnn.derive.work import EqualityChain, Work
    from symcnn.formula import Formula
    from symcnn.render.content.network_table import Page
    from symcnn.render.content.report import Report
    from symcnn.render.languages.translate import Words

_SPECIAL = str.maketrans({character: "\\" + character for character in "\\`*_[]<>|#$"})


def escape(words: str) -> str:
    r"""Words of an author for Markdown, which may hold HTML.

    >>> escape("<script>")
    '\\<script\\>'
    """
    return words.translate(_SPECIAL)


def render_page(page: Page) -> str:
    """The table of a network."""
    words = page.words
    head = [words("layer"), words("definition"), words("output"), *page.headings]
    rows = [[escape(entry.name), "", _sizes(entry.output), *[""] * len(page.headings)] for entry in page.inputs]
    rows += [[escape(r.name), _code(r.call), _sizes(r.output), *map(cell, r.cells)] for r in page.rows]
    rows.append([f"**{words('total')}**", "", "", *map(cell, page.totals)])
    lines = [f"### {escape(page.name)}", ""] if page.name else []
    lines += [*_table(head, rows), ""]
    for remark in page.remarks:
        lines += ["".join(escape(part) if isinstance(part, str) else cell(part) for part in remark), ""]
    if page.definitions:
        lines += [
            words("where"),
            "",
            *(f"- ${to_latex(word)} = {to_latex(value)}$" for word, value in page.definitions),
            "",
        ]
    if page.assumptions:
        lines += [words("assuming"), "", *(f"- ${to_latex(assumption)}$" for assumption in page.assumptions), ""]
    if page.conditions:
        lines += [
            words("if"),
            "",
            *(f"- ${to_latex(c.formula)}$ ({escape(c.layer)}: {escape(c.words)})" for c in page.conditions),
            "",
        ]
    return "\n".join(lines)


def render_work(work: Iterable[Work], totals: Iterable[EqualityChain], words: Words = ENGLISH) -> str:
    """The work shown, a list per layer."""
    lines = []
    for layer in work:
        lines += [f"### {escape(layer.layer)}: {_code(layer.call)}", "", escape(layer.doc), ""]
        lines += [f"- {_chain(line)}" for line in layer.lines]
        lines.append("")
    summed = [f"- {_chain(line)}" for line in totals]
    lines += [f"### {words('total')}", "", *summed, ""] if summed else []
    return "\n".join(lines)


def render_sheets(sheets: Iterable[CheatSheet], words: Words = ENGLISH) -> str:
    """The cheat sheet."""
    lines = []
    for sheet in sheets:
        lines += [f"### {_code(sheet.signature)}", "", escape(sheet.doc).replace("\n", "  \n"), ""]
        lines += [f"- ${to_latex(left)} = {to_latex(right)}$" for left, right in sheet.rules]
        lines += [
            f"- {words('with {}', _code(word))}: ${to_latex(left)} = {to_latex(right)}$"
            for word, rows in sheet.variants
            for left, right in rows
        ]
        lines += [f"- ${to_latex(left)} = {to_latex(right)}$" for left, right in sheet.operation]
        lines += [f"- {escape(words)}" for words in sheet.requires]
        lines += ["```cnn", *sheet.body, "```"] if sheet.body else []
        lines.append("")
    return "\n".join(lines)


def render_report(report: Report) -> str:
    """Lines of words and formulas, those set in as items."""
    lines: list[str] = []
    for row in report.lines:
        words = joined(row.parts, escape, cell)
        if row.level:
            lines.append(f"{'  ' * (row.level - 1)}- {_no_bullet(words)}")
        else:
            # An empty line ends the items before it.
            lines += [*([""] if lines and lines[-1] else []), words, ""]
    return "\n".join(lines) + "\n"


def _no_bullet(words: str) -> str:
    """Words that may start with a sign, which alone would be another item's mark."""
    return f"\\{words}" if words.startswith(("+ ", "- ")) else words


def cell(formula: Formula) -> str:
    """A number with its digits grouped, words as words, anything else between dollar signs."""
    if formula.op == "number" and isinstance(formula.value, int):
        return f"{formula.value:,}"
    return str(formula.value) if formula.op == "text" else f"${set_formula(formula, DISPLAY)}$"


def _chain(line: EqualityChain) -> str:
    return f"${' = '.join(to_latex(part) for part in (line.target, *line.stages))}$"


def _sizes(sizes: Iterable[Formula]) -> str:
    return "$" + r" \times ".join(_factor(size) for size in sizes) + "$"


def _factor(size: Formula) -> str:
    return rf"({to_latex(size)})" if size.op == "sum" else to_latex(size)


def _code(words: str) -> str:
    """Words in a code span, which escapes everything but its own mark and the column's."""
    return f"`{words.replace('`', '´').replace('|', '∣')}`" if words else ""


def _table(head: list[str], rows: list[list[str]]) -> list[str]:
    marks = ["---", "---", "---", *["---:"] * (len(head) - 3)]
    return ["| " + " | ".join(row) + " |" for row in (head, marks, *rows)]
