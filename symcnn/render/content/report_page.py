"""The page of an answer: the lines of its report."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from symcnn.render.content.blocks import LinesBlock
from symcnn.render.content.report import ReportLine
from symcnn.render.languages.translate import ENGLISH, Phrasebook
from symcnn.support.message import Message

if TYPE_CHECKING:
    from symcnn.render.content.blocks import RecordCell, RecordRow, Section
    from symcnn.render.content.report import Data, RecordValue, Report


class ReportPage(NamedTuple):
    """A report in the words of a language.

    >>> from symcnn.render.content.report import Report, line
    >>> ReportPage(Report((line("W = 8", level=1),), lambda: {"W": 8})).records()
    [('key', 'value'), ('W', 8)]
    """

    report: Report
    words: Phrasebook = ENGLISH
    name: str = ""

    @property
    def sections(self) -> tuple[Section, ...]:
        """All lines together."""
        return ((LinesBlock(self.report.lines),),)

    def records(self) -> list[RecordRow]:
        """The rows of the report below their head."""
        return [tuple(map(self._cell, row)) for row in self.report.records()]

    def _cell(self, cell: RecordValue) -> RecordCell:
        """A cell in the words of the language; nothing where there is no value."""
        if isinstance(cell, ReportLine):
            return self.words.parts(cell.content)
        if isinstance(cell, Message):
            return self.words.sentence(cell)
        return "" if cell is None else cell

    def data(self) -> Data:
        """What the report says to programs."""
        return self.report.data()
