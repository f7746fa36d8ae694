"""Pages as HTML for notebooks and sites: a fragment that carries its own style, its formulas as MathML."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from symcnn.formula import Formula, name
from symcnn.render.content.blocks import print_sections
from symcnn.render.content.report import joined
from symcnn.render.formats.html_grid import set_html_grid
from symcnn.render.formula.mathml import equal_to, to_lines, to_mathml, to_product

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from symcnn.render.content import blocks
    from symcnn.render.languages.translate import Phrasebook

_TABLE = "border-collapse: collapse; font-variant-numeric: tabular-nums"
_SCROLLED = (
    "overflow-x: auto; background: "
    "linear-gradient(to right, Canvas 30%, transparent) left / 40px 100% no-repeat local, "
    "linear-gradient(to left, Canvas 30%, transparent) right / 40px 100% no-repeat local, "
    "linear-gradient(to right, rgba(128, 128, 128, 0.6), transparent) left / 14px 100% no-repeat scroll, "
    "linear-gradient(to left, rgba(128, 128, 128, 0.6), transparent) right / 14px 100% no-repeat scroll"
)
"""A shade at the edge behind which something is out of sight; it goes where the end is reached."""
_CELL = "padding: 0.2em 0.7em; text-align: {}"
_RULE = "border-{}: 1px solid currentColor"
_BESIDE_CALLS = 3
"""Columns before the quantities: layer, definition, output."""


def render(page: blocks.Page) -> str:
    """A page as a fragment.

    >>> from symcnn.formula import number
    >>> from symcnn.render.content.network_page import NetworkPage
    >>> from symcnn.render.content.rows import TableRow
    >>> page = NetworkPage("a<b", "", (), (TableRow("input", "", (number(1000),), ()),), (), (), (), ())
    >>> render(page).splitlines()[1]
    '<p><strong>a&lt;b</strong></p>'
    """
    sections = print_sections(page, HtmlPrinter(page.words))
    return "\n".join(['<div class="symcnn">', *(part for section in sections for part in section), "</div>", ""])


class HtmlPrinter:
    """Blocks as elements."""

    def __init__(self, words: Phrasebook) -> None:
        self._words = words

    def title(self, block: blocks.TitleBlock) -> list[str]:
        return [f"<p><strong>{escape(block.name)}</strong></p>"]

    def heading(self, block: blocks.HeadingBlock) -> list[str]:
        if not block.call:
            return [f"<p>{escape(block.name)}</p>"]
        return [f"<p><strong>{escape(block.name)}</strong> {_code(block.call)}<br>{escape(block.doc)}</p>"]

    def signature(self, block: blocks.SignatureBlock) -> list[str]:
        return [f"<p>{_code(block.call)}<br>{'<br>'.join(map(escape, block.doc.splitlines()))}</p>"]

    def table(self, block: blocks.TableBlock) -> list[str]:
        blanks = [""] * len(block.columns)
        head = list(map(escape, [*block.head, *block.headings]))
        total = f"<strong>{escape(block.total)}</strong>"
        return [
            f'<div style="{_SCROLLED}"><table style="{_TABLE}">',
            f"<thead>{_row(head, 'th', 'bottom')}</thead>",
            "<tbody>",
            *(_row([escape(entry.name), "", _sizes(entry.output), *blanks]) for entry in block.inputs),
            *(_row([escape(r.name), _code(r.call), _sizes(r.output), *map(cell, r.cells)]) for r in block.rows),
            "</tbody>",
            f"<tfoot>{_row([total, '', '', *map(cell, block.totals)], rule='top')}</tfoot>",
            "</table></div>",
        ]

    def chains(self, block: blocks.ChainsBlock) -> list[str]:
        return _list(_equal(chain.target, *chain.stages) for chain in block.chains)

    def rules(self, block: blocks.RulesBlock) -> list[str]:
        letters = ", ".join(f"{to_mathml(name(letter))}: {_code(word)}" for letter, word in block.letters)
        rules = [_equal(rule.left, rule.right) for rule in block.plain]
        rules += [self._words("with {}: {}", _code(word), _equal(left, right)) for left, right, word in block.variants]
        return [f"<p>{letters}</p>"] * bool(letters) + _list(rules)

    def requirements(self, block: blocks.RequirementsBlock) -> list[str]:
        return _titled(self._words("required"), map(escape, block.sentences))

    def listing(self, block: blocks.ListingBlock) -> list[str]:
        body = [_code(line.replace(" ", "\N{NO-BREAK SPACE}")) for line in block.lines]
        return [f"<p>{'<br>'.join(body)}</p>"]

    def remarks(self, block: blocks.RemarksBlock) -> list[str]:
        return [f"<p>{joined(remark, escape, cell)}</p>" for remark in block.rows]

    def definitions(self, block: blocks.DefinitionsBlock) -> list[str]:
        return _titled(block.title, (_equal(word, value) for word, value in block.rows))

    def assumptions(self, block: blocks.AssumptionsBlock) -> list[str]:
        return _titled(block.title, map(to_mathml, block.rows))

    def conditions(self, block: blocks.ConditionsBlock) -> list[str]:
        rows = (
            self._words("{} ({}: {})", to_mathml(row.formula), escape(row.layer), escape(row.words))
            for row in block.rows
        )
        return _titled(block.title, rows)

    def grid(self, block: blocks.BlockTable) -> list[str]:
        return set_html_grid(block, f'<div style="{_SCROLLED}"><table style="{_TABLE}">')

    def lines(self, block: blocks.LinesBlock) -> list[str]:
        rows = ((2 * row.level, joined(row.parts, escape, cell)) for row in block.lines)
        return [f'<p style="margin: 0 0 0 {indent}em">{words}</p>' for indent, words in rows]


def cell(formula: Formula) -> str:
    """A formula, numbers among them, so that all digits of a page have one face; words as words.

    >>> from symcnn.formula import number
    >>> cell(number(60000))
    '<math><mn>60,000</mn></math>'
    """
    return escape(str(formula.value)) if formula.op == "text" else to_lines(formula)


def _code(words: str) -> str:
    return f"<code>{escape(words)}</code>" if words else ""


def _equal(*formulas: Formula) -> str:
    """A chain of equalities; a line may be broken at each."""
    first, *others = formulas
    return " ".join([to_mathml(first), *map(equal_to, others)])


def _sizes(sizes: Iterable[Formula]) -> str:
    return to_product(sizes)


def _row(cells: Sequence[str], tag: str = "td", rule: str = "") -> str:
    """One row; words to the left, quantities to the right."""
    border = f"; {_RULE.format(rule)}" if rule else ""
    sides = ["left"] * _BESIDE_CALLS + ["right"] * len(cells)
    styled = [f'<{tag} style="{_CELL.format(side)}{border}">{c}</{tag}>' for c, side in zip(cells, sides, strict=False)]
    return f"<tr>{''.join(styled)}</tr>"


def _list(items: Iterable[str]) -> list[str]:
    return ["<ul>", *(f"<li>{item}</li>" for item in items), "</ul>"]


def _titled(title: str, items: Iterable[str]) -> list[str]:
    return [f"<p>{escape(title)}</p>", *_list(items)]
