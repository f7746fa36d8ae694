"""Answers to questions as lines of words and formulas, which every format sets in its own way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from symcnn.formula import Formula
from symcnn.render.content.phrases import Content, Part, Phrase, parts_of
from symcnn.render.formula.apart import SymbolWord
from symcnn.render.formula.text import show_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from symcnn.render.formula.order import Arranger


class ReportLine(NamedTuple):
    """One line, and how far it is set in; what is quoted, such as a title, is the same in every language."""

    content: tuple[Content, ...]
    level: int = 0
    is_quoted: bool = False

    @property
    def parts(self) -> tuple[Part, ...]:
        """Words and formulas in a row, in English until they are translated."""
        return parts_of(self.content, str, str)


Data: TypeAlias = "int | float | str | Formula | ReportLine | Sequence[Data] | NamedData | None"
"""What an answer says to programs, which set formulas and lines in their own way."""

NamedData: TypeAlias = "Mapping[str, Data] | Mapping[SymbolWord, Data] | Mapping[Formula, Data]"
"""Data by names, symbols or formulas."""


RecordValue: TypeAlias = "int | str | Formula | ReportLine | None"
Records: TypeAlias = "list[tuple[RecordValue, ...]]"
"""Rows of a spreadsheet, the first of them the head; words that a language translates are messages."""


class Report(NamedTuple):
    """Lines for readers, and the same for programs, made when one asks: as data, and as rows of a spreadsheet."""

    lines: tuple[ReportLine, ...]
    data: Callable[[], Data]
    table: Callable[[], Records] | None = None
    """The rows; those of the data where it is None."""

    def arranged(self, arranger: Arranger) -> Report:
        """The same in the order and in the symbols of a notation."""
        return Report(
            tuple(_arranged(row, arranger) for row in self.lines),
            lambda: _arranged(self.data(), arranger),
            None if self.table is None else lambda: _arranged(self.records(), arranger),
        )

    def records(self) -> Records:
        """The rows, by key and value where the answer states none.

        >>> Report((), lambda: {"weights": 8, "sizes": [3, 4]}).records()
        [('key', 'value'), ('weights', 8), ('sizes.1', 3), ('sizes.2', 4)]
        """
        return self.table() if self.table is not None else [("key", "value"), *_flat("", self.data())]


def _flat(path: str, data: Data) -> Iterator[tuple[RecordValue, ...]]:
    """Each value with the way that leads to it."""
    if data is None or isinstance(data, ReportLine | str | Formula | int):
        yield path, data
    elif isinstance(data, float):
        yield path, str(data)
    else:
        steps = data.items() if isinstance(data, dict) else enumerate(data, 1)
        for step, value in steps:
            yield from _flat(f"{path}.{step}".lstrip("."), value)


def line(*content: Content, level: int = 0) -> ReportLine:
    """A line of some parts."""
    return ReportLine(content, level)


def _arranged(data: Any, arranger: Arranger) -> Any:
    """Formulas and symbols in the order and the names of a notation, wherever they stand."""
    if isinstance(data, Formula):
        return arranger.arrange(data)
    if isinstance(data, SymbolWord):
        return _symbol(arranger.names.get(data, data))
    if isinstance(data, ReportLine):
        return data._replace(content=_arranged(data.content, arranger))
    if isinstance(data, Phrase):
        return data._replace(arguments=_arranged(data.arguments, arranger))
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
