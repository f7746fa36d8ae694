"""Answers to questions as lines of words and formulas, which every format sets in its own way."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from symcnn.formula import Formula
from symcnn.render.formula.apart import SymbolWord
from symcnn.render.formula.text import show_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from symcnn.render.formula.order import Arranger


Part = str | Formula
"""Words, a symbol among them, or a formula in textbook order."""

_DIGITS_ABOVE = "⁰¹²³⁴⁵⁶⁷⁸⁹"


class ReportLine(NamedTuple):
    """One line, and how far it is set in; what is quoted, such as a title, is the same in every language."""

    parts: tuple[Part, ...]
    level: int = 0
    is_quoted: bool = False


class Report(NamedTuple):
    """Lines for readers, and the same as data for programs, made when a program asks.

    The data is of lists, dictionaries, numbers and strings, but for formulas and lines, which a format for programs
    sets in its own way.
    """

    lines: tuple[ReportLine, ...]
    data: Callable[[], object]

    def arranged(self, arranger: Arranger) -> Report:
        """The same in the order and in the symbols of a notation."""
        return Report(tuple(_arranged(row, arranger) for row in self.lines), lambda: _arranged(self.data(), arranger))


def line(*parts: Part, level: int = 0) -> ReportLine:
    """A line of some parts."""
    return ReportLine(parts, level)


def spelled(words: str, symbols: Iterable[str]) -> list[Part]:
    """Words in which symbols stand, those told from the words; the word "a" is no symbol.

    >>> spelled("grows as K²", ["K", "a"])
    ['grows as ', 'K', '²']
    """
    known = "|".join(re.escape(symbol) for symbol in symbols if symbol != "a")
    pieces = re.split(rf"(?<!\w)({known})(?![^\W{_DIGITS_ABOVE}])", words) if known else [words]
    return [SymbolWord(piece) if place % 2 else piece for place, piece in enumerate(pieces) if piece]


def _arranged(data: Any, arranger: Arranger) -> Any:
    """Formulas and symbols in the order and the names of a notation, wherever they stand."""
    if isinstance(data, Formula):
        return arranger.arrange(data)
    if isinstance(data, SymbolWord):
        return _symbol(arranger.names.get(data, data))
    if isinstance(data, ReportLine):
        return data._replace(parts=_arranged(data.parts, arranger))
    if isinstance(data, dict):
        return {_arranged(key, arranger): _arranged(value, arranger) for key, value in data.items()}
    return type(data)(_arranged(each, arranger) for each in data) if isinstance(data, list | tuple) else data


def _symbol(name: str) -> SymbolWord:
    return name if isinstance(name, SymbolWord) else SymbolWord(name)


def joined(
    parts: Iterable[Part],
    words: Callable[[str], str],
    formula: Callable[[Formula], str],
    symbol: Callable[[str], str] = show_name,
) -> str:
    """A line as text of a format, given how that sets words and formulas."""
    return "".join(
        formula(part) if isinstance(part, Formula) else words(symbol(part) if isinstance(part, SymbolWord) else part)
        for part in parts
    )
