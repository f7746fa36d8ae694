"""The page of an answer: the lines of its report."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from symcnn.render.content.blocks import LinesBlock
from symcnn.render.languages.translate import ENGLISH, Phrasebook

if TYPE_CHECKING:
    from symcnn.render.content.blocks import RecordRow, Section
    from symcnn.render.content.report import Data, Report


class ReportPage(NamedTuple):
    """A report in the words of a language.

    >>> from symcnn.render.content.report import Data, Report, line
    >>> ReportPage(Report((line("W = 8", level=1),), dict)).records()
    [('1', ('W = 8',))]
    """

    report: Report
    words: Phrasebook = ENGLISH
    name: str = ""

    @property
    def sections(self) -> tuple[Section, ...]:
        """All lines together."""
        return ((LinesBlock(self.report.lines),),)

    def records(self) -> list[RecordRow]:
        """A record for each line, with how far it is set in."""
        return [(str(line.level), line.parts) for line in self.report.lines]

    def data(self) -> Data:
        """What the report says to programs."""
        return self.report.data()
