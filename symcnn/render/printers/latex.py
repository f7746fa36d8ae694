"""Pages as LaTeX: fragments that go into a paper unchanged.

They fit a text width, by default that of ``article`` at 10pt, by estimates that are rather too wide than too narrow.
A table that would overrun gets smaller type and broken definitions, or leaves its quantities to displayed formulas.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from symcnn.formula import name
from symcnn.render.content.blocks import print_sections
from symcnn.render.formats.latex_equations import Chain, align
from symcnn.render.formats.latex_fragment import commented, packages
from symcnn.render.formats.latex_lines import (
    INLINE,
    code,
    math,
    paragraph,
    prose,
    sentence,
)
from symcnn.render.formats.latex_table import set_tables
from symcnn.render.paper.document import portable_in
from symcnn.render.paper.grid_floats import set_latex_grid
from symcnn.render.paper.look import text_width
from symcnn.render.paper.scripts import script_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from symcnn.formula import Formula
    from symcnn.render.content import blocks
    from symcnn.render.languages.translate import Phrasebook


def render(page: blocks.Page, width: str | float = "onecolumn") -> str:
    r"""A page as a fragment for a text of some width, by its name or in points.

    >>> from symcnn.derive.quantities import UNITS
    >>> from symcnn.render.content.network_page import NetworkPage
    >>> from symcnn.render.content.rows import TableRow
    >>> from symcnn.formula import number
    >>> row = TableRow("F1", "dense(1000)", (number(1000),), (number(1000),))
    >>> inputs = (TableRow("input", "", (number(8),), ()),)
    >>> page = NetworkPage("net", "", (UNITS,), inputs, (row,), (number(1000),), (), ())
    >>> r"F1 & \texttt{dense(1000)} & $1{,}000$ & 1{,}000 \\" in render(page)
    True
    """
    sections = print_sections(page, LatexPrinter(page.words, text_width(width)))
    return _fragment(map("".join, sections), page.name, page.words.language)


class LatexPrinter:
    """Blocks as pieces of one paragraph or more, which bring what stands between them."""

    def __init__(self, words: Phrasebook, width: float) -> None:
        self._words = words
        self._width = width

    def title(self, _block: blocks.TitleBlock) -> list[str]:
        return []  # a comment says it: the paper has headings of its own

    def heading(self, block: blocks.HeadingBlock) -> list[str]:
        return [paragraph(block.name, block.call, block.doc), "\n"]

    def signature(self, block: blocks.SignatureBlock) -> list[str]:
        return [paragraph(block.name, block.call, block.doc), "\n"]

    def table(self, block: blocks.TableBlock) -> list[str]:
        return ["\n\n".join(set_tables(block, self._words("other layers"), self._width))]

    def chains(self, block: blocks.ChainsBlock) -> list[str]:
        return [align([Chain(chain.target, chain.stages) for chain in block.chains], self._width)]

    def rules(self, block: blocks.RulesBlock) -> list[str]:
        rows = [Chain(rule.left, (rule.right,)) for rule in block.plain]
        for option, rules in groupby(block.variants, key=lambda rule: rule.option):
            rows += [Chain(self._words("with {}", option), ()), *(Chain(rule.left, (rule.right,)) for rule in rules)]
        named = ((f"${math(name(letter))}$", code(word)) for letter, word in block.letters)
        letters = ", ".join(self._words("{} is {}", *pair) for pair in named)
        return [
            align(rows, self._width) if rows else "",
            f"\n{self._words('Here')} {letters}{self._words('.')}" if letters else "",
        ]

    def requirements(self, block: blocks.RequirementsBlock) -> list[str]:
        return [f"\n{self._words('Required')}: {'; '.join(map(prose, block.sentences))}{self._words('.')}"]

    def listing(self, block: blocks.ListingBlock) -> list[str]:
        return [rf"\par {code(line.strip())}" for line in block.lines]

    def remarks(self, block: blocks.RemarksBlock) -> list[str]:
        return ["\n".join(rf"{self._sentence(sentence(remark))}\par" for remark in block.rows)]

    def definitions(self, block: blocks.DefinitionsBlock) -> list[str]:
        return [f"{block.title}\n", align([Chain(word, (value,)) for word, value in block.rows], self._width)]

    def assumptions(self, block: blocks.AssumptionsBlock) -> list[str]:
        return [f"{self._words('These formulas take for granted that')} {self._all_of(block.rows)}{self._words('.')}"]

    def conditions(self, block: blocks.ConditionsBlock) -> list[str]:
        """The conditions; those of one layer along several axes share a line."""
        items = []
        for (layer, words), group in groupby(block.rows, key=lambda row: (row.layer, row.words)):
            formulas = self._all_of(row.formula for row in group)
            items.append(rf"\item {self._words('{} ({}: {})', formulas, prose(layer), prose(words))}")
        head = self._words("These formulas hold if")
        return ["\n".join([head, r"\begin{itemize}", *items, r"\end{itemize}"])]

    def grid(self, block: blocks.BlockTable) -> list[str]:
        return [set_latex_grid(block)]

    def lines(self, block: blocks.LinesBlock) -> list[str]:
        """Lines as paragraphs, set in as far as they are."""
        rows = ((2 * row.level, sentence(row.parts)) for row in block.lines)
        return ["\n\n".join(rf"\hangindent2em\relax\hspace*{{{indent}em}}{words}\par" for indent, words in rows)]

    def _sentence(self, line: str) -> str:
        """A line that ends in a point; what ends in a sign of its own stays."""
        ends = (".", "。", ":", "：", "?", "？")  # noqa: RUF001 - as Chinese has them
        return line if line.endswith(ends) else f"{line}{self._words('.')}"

    def _all_of(self, formulas: Iterable[Formula]) -> str:
        return f" {self._words('and')} ".join(f"${math(formula, INLINE)}$" for formula in formulas)


def _fragment(parts: Iterable[str], title: str, language: str) -> str:
    """The parts in a group of their own, after a comment that names the packages."""
    body = "\n\n".join(parts)
    needed = rf"\usepackage{{{','.join(dict.fromkeys(['amsmath', *packages(body)]))}}}"
    needs = " and ".join(filter(None, [needed, script_of(language).package]))
    group = "\n".join([r"\begingroup\raggedright\allowdisplaybreaks", portable_in(body, language), r"\par\endgroup"])
    return commented(f"{title or 'a fragment'}: needs {needs}", group)
