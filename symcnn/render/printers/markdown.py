"""Pages as Markdown, with formulas between dollar signs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symcnn.formula import as_factor, name
from symcnn.render.content.blocks import print_sections
from symcnn.render.content.report import joined
from symcnn.render.formats.markdown_cells import cell, escape
from symcnn.render.formats.markdown_grid import set_markdown_grid
from symcnn.render.formula.latex import to_latex_line

if TYPE_CHECKING:
    from collections.abc import Iterable

    from symcnn.formula import Formula
    from symcnn.render.content import blocks
    from symcnn.render.languages.translate import Phrasebook


def render(page: blocks.Page) -> str:
    """A page as Markdown, an empty line behind each section."""
    lines: list[str] = []
    for section in print_sections(page, MarkdownPrinter(page.words)):
        lines += section if section[-1:] == [""] else [*section, ""]
    return "\n".join(lines)


class MarkdownPrinter:
    """Blocks as lines, those that are a paragraph with an empty line behind."""

    def __init__(self, words: Phrasebook) -> None:
        self._words = words

    def title(self, block: blocks.TitleBlock) -> list[str]:
        return [f"### {escape(block.name)}", ""]

    def heading(self, block: blocks.HeadingBlock) -> list[str]:
        call = [f": {_code(block.call)}", "", escape(block.doc)] if block.call else [""]
        return [f"### {escape(block.name)}{call[0]}", *call[1:], ""]

    def signature(self, block: blocks.SignatureBlock) -> list[str]:
        return [f"### {_code(block.call)}", "", escape(block.doc).replace("\n", "  \n"), ""]

    def table(self, block: blocks.TableBlock) -> list[str]:
        blanks = [""] * len(block.columns)
        marks = ["---", "---", "---", *["---:"] * len(blanks)]
        rows = [[*block.head, *block.headings], marks]
        rows += [[escape(entry.name), "", _sizes(entry.output), *blanks] for entry in block.inputs]
        rows += [[escape(r.name), _code(r.call), _sizes(r.output), *map(cell, r.cells)] for r in block.rows]
        rows.append([f"**{block.total}**", "", "", *map(cell, block.totals)])
        return ["| " + " | ".join(row) + " |" for row in rows]

    def chains(self, block: blocks.ChainsBlock) -> list[str]:
        return [f"- {_equal(chain.target, *chain.stages)}" for chain in block.chains]

    def rules(self, block: blocks.RulesBlock) -> list[str]:
        letters = ", ".join(f"${to_latex_line(name(letter))}$: {_code(word)}" for letter, word in block.letters)
        plain, operation = (
            [f"- {_equal(rule.left, rule.right)}" for rule in rules] for rules in (block.rules, block.operation)
        )
        variants = [
            f"- {self._words('with {}', _code(option))}: {_equal(left, right)}"
            for left, right, option in block.variants
        ]
        return [*([letters, ""] if letters else []), *plain, *variants, *operation]

    def requirements(self, block: blocks.RequirementsBlock) -> list[str]:
        return [f"- {escape(sentence)}" for sentence in block.sentences]

    def listing(self, block: blocks.ListingBlock) -> list[str]:
        return ["```cnn", *block.lines, "```"]

    def remarks(self, block: blocks.RemarksBlock) -> list[str]:
        return [text for remark in block.rows for text in (joined(remark, escape, cell), "")]

    def definitions(self, block: blocks.DefinitionsBlock) -> list[str]:
        return _titled(block.title, (_equal(word, value) for word, value in block.rows))

    def assumptions(self, block: blocks.AssumptionsBlock) -> list[str]:
        return _titled(block.title, map(_equal, block.rows))

    def conditions(self, block: blocks.ConditionsBlock) -> list[str]:
        rows = (
            self._words("{} ({}: {})", _equal(row.formula), escape(row.layer), escape(row.words)) for row in block.rows
        )
        return _titled(block.title, rows)

    def grid(self, block: blocks.BlockTable) -> list[str]:
        return set_markdown_grid(block)

    def lines(self, block: blocks.LinesBlock) -> list[str]:
        """Lines as paragraphs, those set in as items."""
        lines: list[str] = []
        for row in block.lines:
            words = joined(row.parts, escape, cell)
            if row.level:
                lines.append(f"{'  ' * (row.level - 1)}- {_no_bullet(words)}")
            else:
                # An empty line ends the items before it.
                lines += [*([""] if lines and lines[-1] else []), words, ""]
        return lines


def _titled(title: str, items: Iterable[str]) -> list[str]:
    return [title, "", *(f"- {item}" for item in items)]


def _no_bullet(words: str) -> str:
    """Words that may start with a sign, which alone would be another item's mark."""
    return f"\\{words}" if words.startswith(("+ ", "- ")) else words


def _equal(*formulas: Formula) -> str:
    """A chain of equalities."""
    return f"${' = '.join(map(to_latex_line, formulas))}$"


def _sizes(sizes: Iterable[Formula]) -> str:
    return "$" + r" \times ".join(_factor(size) for size in sizes) + "$"


def _factor(size: Formula) -> str:
    return as_factor(size, to_latex_line(size))


def _code(words: str) -> str:
    """Words in a code span, which escapes everything but its own mark and the column's."""
    return f"`{words.replace('`', '´').replace('|', '∣')}`" if words else ""
