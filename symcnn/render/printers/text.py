"""Pages as text for a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symcnn.render.content.blocks import print_sections
from symcnn.render.content.report import joined
from symcnn.render.formats.text_digits import cell
from symcnn.render.formats.text_grid import set_text_grid
from symcnn.render.formats.text_lines import UNLIMITED, broken_chain, wrapped
from symcnn.render.formats.text_table import set_table
from symcnn.render.formula.text import show_name, to_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from symcnn.render.content import blocks
    from symcnn.render.languages.translate import Phrasebook


def render(page: blocks.Page, width: int = UNLIMITED) -> str:
    """A page for a terminal, at most ``width`` columns wide."""
    sections = print_sections(page, TextPrinter(page.words, width))
    return "\n\n".join(map("\n".join, sections)) + "\n"


class TextPrinter:
    """Blocks as lines of text, folded where they are too long."""

    def __init__(self, words: Phrasebook, width: int) -> None:
        self._words = words
        self._width = width

    def title(self, block: blocks.TitleBlock) -> list[str]:
        return [block.name]

    def heading(self, block: blocks.HeadingBlock) -> list[str]:
        return [f"{block.name}: {block.call}" if block.call else block.name]

    def signature(self, block: blocks.SignatureBlock) -> list[str]:
        return [*self._wrapped(block.call, 4), *self._all_wrapped(block.doc.splitlines(), "  ", 2)]

    def table(self, block: blocks.TableBlock) -> list[str]:
        return [set_table(block, self._width)]

    def chains(self, block: blocks.ChainsBlock) -> list[str]:
        return [text for chain in block.chains for text in broken_chain(chain, self._width)]

    def rules(self, block: blocks.RulesBlock) -> list[str]:
        rules = [f"{to_text(rule.left)} = {to_text(rule.right)}" for rule in block.plain]
        rules += [
            self._words("{}  (with {})", f"{to_text(rule.left)} = {to_text(rule.right)}", rule.option)
            for rule in block.variants
        ]
        return [*self._letters(block.letters), *self._all_wrapped(rules, "    ", 8)]

    def _letters(self, letters: tuple[tuple[str, str], ...]) -> list[str]:
        """What letters stand for; no line ends between a letter and its word."""
        named = ", ".join(f"{show_name(letter)}:\N{NO-BREAK SPACE}{word}" for letter, word in letters)
        lines = self._all_wrapped([named] if letters else [], "    ", 8)
        return [line.replace("\N{NO-BREAK SPACE}", " ") for line in lines]

    def requirements(self, block: blocks.RequirementsBlock) -> list[str]:
        return self._all_wrapped(block.sentences, "    · ", 6)

    def listing(self, block: blocks.ListingBlock) -> list[str]:
        return self._all_wrapped(block.lines, "    ", 8)

    def remarks(self, block: blocks.RemarksBlock) -> list[str]:
        return self._all_wrapped((joined(remark, str, cell) for remark in block.rows), "", 2)

    def definitions(self, block: blocks.DefinitionsBlock) -> list[str]:
        rows = (f"{cell(word)} = {cell(value)}" for word, value in block.rows)
        return [block.title, *self._all_wrapped(rows, "  ", 6)]

    def assumptions(self, block: blocks.AssumptionsBlock) -> list[str]:
        return [block.title, *(f"  {cell(assumption)}" for assumption in block.rows)]

    def conditions(self, block: blocks.ConditionsBlock) -> list[str]:
        rows = (self._words("{}  ({}: {})", cell(row.formula), row.layer, row.words) for row in block.rows)
        return [block.title, *self._all_wrapped(rows, "  ", 6)]

    def grid(self, block: blocks.BlockTable) -> list[str]:
        return set_text_grid(block, self._width)

    def lines(self, block: blocks.LinesBlock) -> list[str]:
        rows = ((2 * row.level, joined(row.parts, str, cell)) for row in block.lines)
        return [part for indent, text in rows for part in self._wrapped(" " * indent + text, indent + 4)]

    def _wrapped(self, text: str, indent: int) -> list[str]:
        return wrapped(text, self._width, indent)

    def _all_wrapped(self, texts: Iterable[str], start: str, indent: int) -> list[str]:
        """Some texts that start alike, their later lines indented."""
        return [part for text in texts for part in self._wrapped(start + text, indent)]
