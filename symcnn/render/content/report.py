"""Answers to questions as lines of words and formulas, which every format sets in its own way."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from symcnn.formula import Formula
from symcnn.render.content.likewise import stated_once
from symcnn.render.formula.apart import SymbolWord
from symcnn.render.formula.in_units import in_unit
from symcnn.render.formula.order import renamed
from symcnn.render.formula.text import show_name
from symcnn.render.languages.phrases import Content, Part, Phrase, parts_of, phrase

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from symcnn.render.formula.order import Arranger
    from symcnn.render.formula.shared_parts import NamedParts, PartNaming
    from symcnn.render.languages.translate import Phrasebook


class ReportLine(NamedTuple):
    """One line, and how far it is set in; what is quoted, such as a title, is the same in every language."""

    content: tuple[Content, ...]
    level: int = 0
    is_quoted: bool = False

    @property
    def parts(self) -> tuple[Part, ...]:
        """Words and formulas in a row, in English until they are translated."""
        return parts_of(self.content, str, str)

    def with_symbols(self, names: Mapping[str, str]) -> ReportLine:
        """The same with other names for symbols."""
        changed: ReportLine = _mapped(
            self, partial(renamed, names=names), lambda word: _symbol(names.get(str(word), word))
        )
        return changed


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
        put = partial(_mapped, formula=arranger.arrange, symbol=lambda word: _symbol(arranger.names.get(word, word)))
        return Report(
            tuple(map(put, self.lines)),
            lambda: put(self.data()),
            None if self.table is None else lambda: put(self.records()),
        )

    def translated(self, words: Phrasebook) -> Report:
        """The same in a language, line by line; what it says to programs stays."""
        rows = (row if row.is_quoted else row._replace(content=words.parts(row.content)) for row in self.lines)
        return self._replace(lines=tuple(rows))

    def in_unit(self, unit: str) -> Report:
        """The same with numbers that stand by themselves in a unit; those that are words, and data, stay exact."""
        rows = (_mapped(row, partial(in_unit, unit=unit)) for row in self.lines)
        return self._replace(lines=tuple(rows)) if unit else self

    def with_parts(self, name: PartNaming) -> Report:
        """The same with names for parts of what the lines say; what they stand for comes last.

        Data by names, and lists of such, have the names too; rows of a spreadsheet that an answer states by itself stay
        in full.
        """
        found = [part for row in self.lines for part in row.parts if isinstance(part, Formula)]
        named = name.of(found)
        if not named.definitions:
            return self
        known = dict(zip(found, named.formulas, strict=True))

        def put(formula: Formula) -> Formula:
            return known.get(formula) or named.put(formula)

        stated, likewise = stated_once(named.definitions, name.axes)
        rows = (phrase("{} = {}", word, value) for word, value in stated)
        return self._replace(
            lines=(
                *(_mapped(row, put) for row in self.lines),
                line(phrase("where")),
                *(line(row, level=1) for row in (*rows, *likewise)),
            ),
            data=lambda: _with_definitions(self.data(), put, named),
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


def in_full(value: Formula) -> Content:
    """A number as words, which no unit rounds, such as that of layers or of bytes per number."""
    return f"{value.value:,}" if value.op == "number" and isinstance(value.value, int) else value


def line(*content: Content, level: int = 0) -> ReportLine:
    """A line of some parts."""
    return ReportLine(content, level)


def _with_definitions(data: Data, put: Callable[[Formula], Formula], named: NamedParts) -> Data:
    """Data with letters, and what those of them stand for that occur; of a list, each entry has its own."""
    if isinstance(data, list):
        return [_with_definitions(entry, put, named) for entry in data]
    if not isinstance(data, dict):
        return data
    shown = _mapped(data, put)
    definitions = {str(word.value): value for word, value in named.needed(_formulas(shown))}
    return {**shown, "definitions": definitions} if definitions else shown


def _formulas(data: Data) -> Iterator[Formula]:
    """All formulas in some data."""
    if isinstance(data, Formula):
        yield data
    elif isinstance(data, dict | list | tuple):
        for each in data.values() if isinstance(data, dict) else data:
            yield from _formulas(each)


def _mapped(
    data: Any, formula: Callable[[Formula], Formula], symbol: Callable[[SymbolWord], SymbolWord] = lambda word: word
) -> Any:
    """Data with one function applied to its formulas and another to its symbols, wherever they stand."""
    if isinstance(data, Formula):
        return formula(data)
    if isinstance(data, SymbolWord):
        return symbol(data)
    if isinstance(data, ReportLine):
        return data._replace(content=_mapped(data.content, formula, symbol))
    if isinstance(data, Phrase):
        return data._replace(arguments=_mapped(data.arguments, formula, symbol))
    if isinstance(data, dict):
        return {_mapped(key, formula, symbol): _mapped(value, formula, symbol) for key, value in data.items()}
    return type(data)(_mapped(each, formula, symbol) for each in data) if isinstance(data, list | tuple) else data


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
