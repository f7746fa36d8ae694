"""What a page is made of: blocks, such as a heading or a table, which each format prints in its own way.

A page says what it holds; a `Printer`, one for each format, has a method for each kind of block. So a new page needs no
format, and a new format no page.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple, Protocol

from symcnn.support.record import Record

if TYPE_CHECKING:
    from collections.abc import Callable

    from symcnn.derive.quantities import Quantity
    from symcnn.derive.work_shown import EqualityChain
    from symcnn.formula import Formula
    from symcnn.render.content.block_style import Block, BlockStyle
    from symcnn.render.content.paper_options import PaperOptions
    from symcnn.render.content.report import Data, ReportLine
    from symcnn.render.content.rows import TableRow
    from symcnn.render.languages.phrases import Part
    from symcnn.render.languages.translate import Phrasebook

    RecordCell = int | str | Formula | tuple[Part, ...]
    RecordRow = tuple[RecordCell, ...]


class PageBlock(Record):
    """A piece of a page that is printed as a whole."""

    def printed(self, printer: Printer) -> list[str]:
        """What a format makes of it: lines, or whatever else it joins."""
        raise NotImplementedError


Section = tuple[PageBlock, ...]
"""Blocks that stand together, set apart from those of other sections."""


class Page(Protocol):
    """A page: sections for readers, and the same as records and as data for programs."""

    @property
    def name(self) -> str:
        """What it is about, as a remark for those who copy it into a document; empty for an answer."""

    @property
    def words(self) -> Phrasebook:
        """The language."""

    @property
    def sections(self) -> tuple[Section, ...]:
        """Its blocks, for formats that are read."""

    def records(self) -> list[RecordRow]:
        """The same as rows of a spreadsheet, the first of them the head where there is one."""

    def data(self) -> Data:
        """The same as lists, dictionaries, numbers, strings, formulas and lines of a report."""


class TitleBlock(PageBlock):
    """The name of what follows."""

    name: str

    def printed(self, printer: Printer) -> list[str]:
        return printer.title(self)


class HeadingBlock(PageBlock):
    """A layer of a network, its call and what it is; or whatever has no call."""

    name: str
    call: str
    doc: str

    def printed(self, printer: Printer) -> list[str]:
        return printer.heading(self)


class SignatureBlock(PageBlock):
    """A layer of the language and what it is called with."""

    name: str
    call: str
    doc: str

    def printed(self, printer: Printer) -> list[str]:
        return printer.signature(self)


class TableBlock(PageBlock):
    """Layers and their quantities."""

    head: tuple[str, ...]
    """What stands over name, call and output."""
    columns: tuple[Quantity, ...]
    inputs: tuple[TableRow, ...]
    """Rows without quantities."""
    rows: tuple[TableRow, ...]
    total: str
    """What the last row is called."""
    totals: tuple[Formula, ...]

    @property
    def headings(self) -> tuple[str, ...]:
        """What stands over the quantities."""
        return tuple(column.heading for column in self.columns)

    def printed(self, printer: Printer) -> list[str]:
        return printer.table(self)


class ChainsBlock(PageBlock):
    """Chains of equalities."""

    chains: tuple[EqualityChain, ...]

    def printed(self, printer: Printer) -> list[str]:
        return printer.chains(self)


class SheetRule(NamedTuple):
    """An equation, and the option of a layer under which it holds."""

    left: Formula
    right: Formula
    option: str = ""


class RulesBlock(PageBlock):
    """The rules of a layer: its sizes and quantities, how its options change them, and what it computes."""

    letters: tuple[tuple[str, str], ...]
    """The letters of its arguments, each with its word."""
    rules: tuple[SheetRule, ...]
    variants: tuple[SheetRule, ...]
    operation: tuple[SheetRule, ...]

    @property
    def plain(self) -> tuple[SheetRule, ...]:
        """What holds without any option."""
        return (*self.rules, *self.operation)

    def printed(self, printer: Printer) -> list[str]:
        return printer.rules(self)


class RequirementsBlock(PageBlock):
    """The requirements of a layer, in sentences."""

    sentences: tuple[str, ...]

    def printed(self, printer: Printer) -> list[str]:
        return printer.requirements(self)


class ListingBlock(PageBlock):
    """Lines of the language as their author wrote them."""

    lines: tuple[str, ...]

    def printed(self, printer: Printer) -> list[str]:
        return printer.listing(self)


class RemarksBlock(PageBlock):
    """Sentences of words and formulas, each by itself."""

    rows: tuple[tuple[Part, ...], ...]

    def printed(self, printer: Printer) -> list[str]:
        return printer.remarks(self)


class DefinitionsBlock(PageBlock):
    """Definitions: names with the formulas that they stand for."""

    title: str
    rows: tuple[tuple[Formula, Formula], ...]

    def printed(self, printer: Printer) -> list[str]:
        return printer.definitions(self)


class AssumptionsBlock(PageBlock):
    """The assumptions of a network."""

    title: str
    rows: tuple[Formula, ...]

    def printed(self, printer: Printer) -> list[str]:
        return printer.assumptions(self)


class ConditionRow(NamedTuple):
    """A condition, the layer that asks for it, and its reason."""

    formula: Formula
    layer: str
    words: str


class ConditionsBlock(PageBlock):
    """The conditions under which the formulas hold."""

    title: str
    rows: tuple[ConditionRow, ...]

    def printed(self, printer: Printer) -> list[str]:
        return printer.conditions(self)


class LinesBlock(PageBlock):
    """Lines of words and formulas, some set in."""

    lines: tuple[ReportLine, ...]

    def printed(self, printer: Printer) -> list[str]:
        return printer.lines(self)


class GridCell(NamedTuple):
    """A cell of a grid: words, sizes with signs between them, both, or a block of layers."""

    words: str = ""
    sizes: tuple[Formula, ...] = ()
    draw: Callable[[BlockStyle], Block] | None = None


class GridColumn(NamedTuple):
    """A column of a grid: its heading, and the side to which its cells keep."""

    heading: GridCell
    side: Literal["l", "c", "r"] = "c"


class GridRow(NamedTuple):
    """Cells of a row; where there are fewer than columns, the last one spans what is left."""

    cells: tuple[GridCell, ...]
    is_total: bool = False


class BlockTable(PageBlock):
    """Blocks of layers in rows and columns."""

    columns: tuple[GridColumn, ...]
    rows: tuple[GridRow, ...]
    fixed: int
    """How many columns each part has again where the table is parted; with all of them it is not."""
    notes: Callable[[BlockStyle], list[str]]
    """What its signs mean."""
    named: tuple[tuple[Formula, Formula], ...]
    """What letters stand for, and what is too long for a cell."""
    options: PaperOptions
    """How it is set in a paper."""
    caption: str
    key: str
    """What its label in a paper ends in."""

    def printed(self, printer: Printer) -> list[str]:
        return printer.grid(self)

    def part(self, start: int, stop: int) -> BlockTable:
        """The fixed columns, and of the others those of a range."""
        fixed = self.fixed
        rows = tuple(
            row._replace(cells=row.cells[:fixed] + (row.cells[fixed + start : fixed + stop] or row.cells[fixed:]))
            for row in self.rows
        )
        columns = self.columns[:fixed] + self.columns[fixed + start : fixed + stop]
        return self.replaced(columns=columns, rows=rows)


class Printer(Protocol):
    """A printer: for each kind of block, what a format makes of it."""

    def title(self, block: TitleBlock) -> list[str]: ...
    def heading(self, block: HeadingBlock) -> list[str]: ...
    def signature(self, block: SignatureBlock) -> list[str]: ...
    def table(self, block: TableBlock) -> list[str]: ...
    def chains(self, block: ChainsBlock) -> list[str]: ...
    def rules(self, block: RulesBlock) -> list[str]: ...
    def requirements(self, block: RequirementsBlock) -> list[str]: ...
    def listing(self, block: ListingBlock) -> list[str]: ...
    def remarks(self, block: RemarksBlock) -> list[str]: ...
    def definitions(self, block: DefinitionsBlock) -> list[str]: ...
    def assumptions(self, block: AssumptionsBlock) -> list[str]: ...
    def conditions(self, block: ConditionsBlock) -> list[str]: ...
    def lines(self, block: LinesBlock) -> list[str]: ...
    def grid(self, block: BlockTable) -> list[str]: ...


def print_sections(page: Page, printer: Printer) -> list[list[str]]:
    """The sections of a page as a format prints them, each as its blocks one after another."""
    return [[text for block in section for text in block.printed(printer)] for section in page.sections]
