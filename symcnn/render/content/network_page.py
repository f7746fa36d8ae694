"""The page of a network: its table, and below it what names stand for, conditions and assumptions."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from symcnn.model.volume import AXES, has_depth_first
from symcnn.render.content.blocks import (
    AssumptionsBlock,
    ConditionsBlock,
    DefinitionsBlock,
    RemarksBlock,
    TableBlock,
    TitleBlock,
)
from symcnn.render.content.likewise import stated_once
from symcnn.render.languages.phrases import conjoined, phrase
from symcnn.render.languages.translate import ENGLISH, Phrasebook

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from symcnn.derive.quantities import Quantity
    from symcnn.formula import Formula
    from symcnn.render.content.blocks import ConditionRow, RecordRow, Section
    from symcnn.render.content.report import Data
    from symcnn.render.content.rows import TableRow
    from symcnn.render.formula.shared_parts import PartNaming


class LoopRow(NamedTuple):
    """A repeat in symbols: the index that its rows use, from the first turn to the last."""

    name: str
    counter: Formula
    first: Formula
    last: Formula


class NetworkPage(NamedTuple):
    """A network, ready to be set."""

    name: str
    doc: str
    columns: tuple[Quantity, ...]
    inputs: tuple[TableRow, ...]
    rows: tuple[TableRow, ...]
    totals: tuple[Formula, ...]
    definitions: tuple[tuple[Formula, Formula], ...]
    conditions: tuple[ConditionRow, ...]
    assumptions: tuple[Formula, ...] = ()
    loops: tuple[LoopRow, ...] = ()
    depth: Formula | None = None
    heads: tuple[TableRow, ...] = ()
    words: Phrasebook = ENGLISH
    letters: tuple[str, ...] = tuple(AXES)
    """What the axes are called."""
    put_in: tuple[tuple[Formula, str], ...] = ()
    """Parameters for which their default stands, each with it."""
    totals_as_added: tuple[Formula, ...] = ()
    """The same totals, in the parts that the rows are made of."""

    def with_parts(self, name: PartNaming) -> NetworkPage:
        """The page with names for parts of its formulas, given all at once; what they stand for comes last."""
        rows = (*self.rows, *self.heads)
        formulas = [formula for row in rows for formula in (*row.output, *row.cells)]
        formulas += [*self.totals, *(value for _, value in self.definitions), *(row.formula for row in self.conditions)]
        named = name.of(formulas)
        shown = iter(named.formulas)
        lines = [
            row._replace(output=tuple(islice(shown, len(row.output))), cells=tuple(islice(shown, len(row.cells))))
            for row in rows
        ]
        totals = tuple(islice(shown, len(self.totals)))
        if self.totals_as_added:
            totals = tuple(map(name.totals(named), self.totals, self.totals_as_added))
        definitions = tuple((word, next(shown)) for word, _ in self.definitions)
        conditions = tuple(row._replace(formula=next(shown)) for row in self.conditions)
        cells = (formula for row in lines for formula in (*row.output, *row.cells))
        others = (*cells, *(value for _, value in definitions), *(row.formula for row in conditions))
        return self._replace(
            rows=tuple(lines[: len(self.rows)]),
            heads=tuple(lines[len(self.rows) :]),
            totals=totals,
            definitions=(*definitions, *named.needed((*totals, *others))),
            conditions=conditions,
        )

    @property
    def headings(self) -> tuple[str, ...]:
        """What stands over the columns."""
        return tuple(column.heading for column in self.columns)

    @property
    def remarks(self) -> tuple[tuple[str | Formula, ...], ...]:
        """Sentences below the table, each made of words and formulas."""
        turns = "{}: {} = {}, …, {}; its rows give sizes in turn {}, and quantities of all turns together"
        remarks = [phrase(turns, loop.name, loop.counter, loop.first, loop.last, loop.counter) for loop in self.loops]
        remarks += [
            phrase("{} is an output of its own: {}", head.name, conjoined("{} × {}", head.output))
            for head in self.heads
        ]
        remarks += [phrase("with {} = {}", symbol, default) for symbol, default in self.put_in]
        if self.inputs and has_depth_first([size.value for size in self.inputs[0].output]):
            *sizes, depth = self.inputs[0].output
            remarks.append(phrase(_DEPTH_LAST, conjoined("{} × {}", sizes), depth))
        if self.depth is not None:
            remarks.append(phrase("depth {} (layers with weights on the longest way)", self.depth))
        return tuple(self.words.parts([remark]) for remark in remarks)

    @property
    def sections(self) -> tuple[Section, ...]:
        """The table under the network's name, and what belongs to it, each by itself."""
        words = self.words
        head = (words("layer"), words("definition"), words("output"))
        table = TableBlock(head, self.columns, self.inputs, self.rows, words("total"), self.totals)
        first = self.inputs[0].output if self.inputs else ()
        stated, likewise = stated_once(self.definitions, first[:2] if len(first) > 2 else ())  # noqa: PLR2004 - with a depth
        notes: tuple[RemarksBlock | DefinitionsBlock | AssumptionsBlock | ConditionsBlock, ...] = (
            RemarksBlock(self.remarks),
            DefinitionsBlock(words("where"), stated),
            RemarksBlock(tuple(words.parts([remark]) for remark in likewise)),
            AssumptionsBlock(words("assuming"), self.assumptions),
            ConditionsBlock(words("if"), self.conditions),
        )
        title = (TitleBlock(self.name),) if self.name else ()
        return ((*title, table), *((block,) for block in notes if block.rows))

    def records(self) -> list[RecordRow]:
        """A record for each layer and for the totals; below them one for each name, each assumption, each condition."""
        words, blanks = self.words, ("",) * len(self.columns)
        rooms = max((len(row.output) for row in (*self.inputs, *self.rows, *self.heads)), default=1)
        letters = (*self.letters[: rooms - 1], "D")
        blank: RecordRow = ("",) * rooms + blanks
        records: list[RecordRow] = [
            *(("input", row.name, "", *_sizes(row, rooms), *blanks, "") for row in self.inputs),
            *(("layer", row.name, row.call, *_sizes(row, rooms), *row.cells, "") for row in self.rows),
            *(("output", row.name, "", *_sizes(row, rooms), *blanks, "") for row in self.heads),
            ("total", "", "", *[""] * rooms, *self.totals, ""),
            *(("where", word, value, *blank, "") for word, value in self.definitions),
            *(("assuming", "", assumption, *blank, "") for assumption in self.assumptions),
            *(("if", row.layer, row.formula, *blank, row.words) for row in self.conditions),
            *(("remark", "", "", *blank, remark) for remark in self.remarks),
        ]
        head = (words("row"), words("layer"), words("definition"), *letters, *self.headings, words("remark"))
        return [head, *((words(str(record[0])), *record[1:]) for record in records)]

    def data(self) -> Data:
        """Everything by name; a quantity that some layer states no rule for is null, and named as unavailable."""
        totals = self._quantities(self.totals)
        layers: list[dict[str, Data]] = [
            {"name": row.name, "definition": row.call, "output": row.output, **self._quantities(row.cells)}
            for row in self.rows
        ]
        conditions: list[dict[str, Data]] = [
            {"formula": row.formula, "layer": row.layer, "reason": row.words} for row in self.conditions
        ]
        return {
            "name": self.name,
            "input": self.inputs[0].output,
            "inputs": {entry.name: entry.output for entry in self.inputs},
            "heads": {head.name: head.output for head in self.heads},
            "layers": layers,
            "totals": totals,
            "depth": self.depth,
            "loops": [loop._asdict() for loop in self.loops],
            "unavailable": [key for key, value in totals.items() if value is None],
            "definitions": {str(word.value): value for word, value in self.definitions},
            "defaults": {str(symbol.value): default for symbol, default in self.put_in},
            "assumptions": self.assumptions,
            "conditions": conditions,
        }

    def _quantities(self, cells: Iterable[Formula]) -> dict[str, Formula | None]:
        """The cells of a row by their column."""
        return {column.key: _bare(cell) for column, cell in zip(self.columns, cells, strict=True)}


_DEPTH_LAST = "the depth of an input comes last: here the sizes are {}, and the depth is {}"


def _bare(cell: Formula) -> Formula | None:
    """A quantity without words; of a share, which is set as words, the fraction that goes with them."""
    if cell.op != "text":
        return cell
    return cell.args[0] if cell.args else None


def _sizes(row: TableRow, rooms: int) -> Iterator[Formula | str]:
    """Each size in its column, the depth in the last; a layer without sizes has only a depth."""
    *sizes, depth = row.output
    yield from sizes
    yield from [""] * (rooms - 1 - len(sizes))
    yield depth
