"""The base class of answers: a report that prints itself in any format."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symcnn.analysis.part_letters import known_naming, naming
from symcnn.analysis.reader import presentation
from symcnn.limits import DEFAULT
from symcnn.render.content.report import joined, line
from symcnn.render.content.report_page import ReportPage
from symcnn.render.content.table_columns import known_unit
from symcnn.render.formula.apart import SymbolWord
from symcnn.render.formula.symbols import common_arranger
from symcnn.render.formula.text import to_text
from symcnn.render.languages.phrases import phrase
from symcnn.render.languages.translate import words
from symcnn.render.printers.registry import renderer
from symcnn.support.kinds_of_arguments import checks_arguments
from symcnn.support.work import within_limits

if TYPE_CHECKING:
    from collections.abc import Iterator

    from symcnn.analysis.subject import Subject
    from symcnn.derive.derivation import Derivation
    from symcnn.limits import Limits
    from symcnn.render.content.report import Data, Report, ReportLine
    from symcnn.render.formula.order import Arranger


LONGEST = 90
"""Characters of what an answer comes to, where it is shown in short."""


def short_repr(kind: str, brief: str) -> str:
    """One line for an interactive session.

    >>> short_repr("Solution", "P = 1 or P = 2")
    '<Solution P = 1 or P = 2>'
    """
    words = " ".join(brief.split())
    return f"<{kind} {words if len(words) <= LONGEST else f'{words[:LONGEST]} …'}>"


def _put_in(derivation: Derivation, subjects: int) -> Iterator[ReportLine]:
    """The parameters for which their default stands; of several networks each says whose they are."""
    whose = derivation.name if subjects > 1 else ""
    for symbol, default in derivation.put_in:
        yield line(
            phrase("{}: with {} = {}", whose, SymbolWord(symbol), default)
            if whose
            else phrase("with {} = {}", SymbolWord(symbol), default)
        )


class Reportable:
    """What prints itself as a report, in any format."""

    about: tuple[Subject, ...] = ()
    """The networks whose symbols it has."""
    own_symbols: tuple[str, ...] = ()
    """Symbols of its own, which keep their names."""

    @property
    def limits(self) -> Limits:
        """How much it may ask for: as much as the network that it is about."""
        return next((network.limits for network in self.about), DEFAULT)

    def report(self) -> Report:
        """The lines."""
        raise NotImplementedError

    def report_in(self, unit: str) -> Report:
        """The lines with the numbers that stand by themselves in a unit; empty for all their digits."""
        return self.report().in_unit(unit)

    @checks_arguments
    @within_limits
    def render(
        self,
        format: str = "text",
        *,
        notation: str = "",
        language: str = "en",
        units: str = "",
        where: str = "",
        **options: str | float,
    ) -> str:
        """The report as ``text``, ``markdown``, ``latex``, ``html``, ``json`` or ``csv``.

        ``notation`` and ``language`` choose symbols and words; ``units`` rounds numbers, as ``M`` does to 25.6 M;
        ``where`` says which parts of formulas get a letter: ``often``, ``all`` or ``none``, empty for ``often``
        but in JSON and CSV.
        """
        known_unit(units)
        said = words(language)
        about = [each.derivation for each in self.about]
        name = naming(known_naming(where, format), about, self._arranger(notation), self.own_symbols)
        report = self._arranged(notation, units).with_parts(name).translated(said)
        page = ReportPage(report, said)
        return renderer(format)(page, **options).rstrip("\r\n")

    def _arranged(self, notation: str = "", unit: str = "") -> Report:
        """The report in the symbols of a notation, those apart that would be taken for each other."""
        arranger, report = self._arranger(notation), self.report_in(unit)
        lines = dict.fromkeys(line for network in self.about for line in _put_in(network.derivation, len(self.about)))
        data = report.data
        report = report._replace(lines=(*report.lines, *lines), data=lambda: self._with_defaults(data()))
        return report.arranged(arranger) if notation or arranger.names else report

    def _with_defaults(self, data: Data) -> Data:
        """Data that says as well which defaults stand for parameters."""
        found = {symbol: default for network in self.about for symbol, default in network.derivation.put_in}
        return {**data, "defaults": found} if found and isinstance(data, dict) else data

    def _arranger(self, notation: str) -> Arranger:
        """The order and the symbols of a notation, which the text of a network may hold."""
        own = (each for network in self.about for each in network.notations)
        derivations = [network.derivation for network in self.about]
        return common_arranger(derivations, presentation(notation, own=own).notation, self.own_symbols)

    def brief(self) -> str:
        """What it comes to, in a few words."""
        first, *others = self._arranged().lines
        return joined(first.parts, str, to_text) + " …" * bool(others)

    @within_limits
    def __repr__(self) -> str:
        return short_repr(type(self).__name__, self.brief())

    def __str__(self) -> str:
        return self.render()

    def _repr_html_(self) -> str:
        return self.render("html")
