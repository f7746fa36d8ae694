"""The table of a network's blocks as MobileNetV2 prints it: input, operator, expansion, maps, how often, stride."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from symcnn.derive.layer_summary import kernel_of
from symcnn.formula import Formula, name, number
from symcnn.render.content.blocks import BlockTable, GridCell, GridColumn, GridRow
from symcnn.render.formats.one_line_blocks import ON_ONE_LINE, SOURCE
from symcnn.render.formula.text import to_source
from symcnn.render.paper.block_notes import block_notes
from symcnn.render.paper.thing_names import clauses, kind_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from symcnn.derive.block_runs import BlockRun
    from symcnn.derive.structure import StructureNode
    from symcnn.render.content.block_style import Block, BlockStyle
    from symcnn.render.content.blocks import RecordRow, Section
    from symcnn.render.content.paper_options import PaperOptions
    from symcnn.render.content.report import Data
    from symcnn.render.languages.translate import Phrasebook
    from symcnn.render.paper.members import Member
    from symcnn.support.scalar import Scalar

_NONE = GridCell("–")
_LETTERS = {"t": "expansion", "e": "maps in between", "c": "maps that leave", "n": "how often", "s": "the first stride"}
"""What stands over columns, with its meaning."""


class BlockRow(NamedTuple):
    """What stands in a row, in formulas."""

    enters: tuple[Formula, ...]
    words: str
    """The operator; empty where it is drawn."""
    size: tuple[Formula, ...]
    nodes: tuple[StructureNode, ...]
    """What is drawn."""
    expansion: Formula | None
    expanded: Scalar | None
    depth: Formula
    times: Formula
    stride: tuple[Formula, ...]
    weighs: bool | None


class BlockTablePage(NamedTuple):
    """The blocks of one network, one row for each run of equal ones."""

    member: Member
    rows: tuple[BlockRow, ...]
    has_shortcuts: bool
    """Whether every block that could have a shortcut has one."""
    options: PaperOptions

    @property
    def name(self) -> str:
        """That of the network."""
        return self.member.name

    @property
    def words(self) -> Phrasebook:
        """The language."""
        return self.options.words

    @property
    def _is_expanded_whole(self) -> bool:
        """Whether every expansion is a whole number or a symbol, so that it is worth a column."""
        found = [row.expansion for row in self.rows if row.expansion is not None]
        return all(one.op == "name" or (one.op == "number" and isinstance(one.value, int)) for one in found)

    @property
    def _letters(self) -> str:
        has_expansion = any(row.expansion is not None for row in self.rows)
        return ("t" if self._is_expanded_whole else "e") * has_expansion + "cns"

    @property
    def _has_weights(self) -> bool:
        return any(row.weighs for row in self.rows)

    @property
    def sections(self) -> tuple[Section, ...]:
        """The table."""
        words = self.words
        heads = [GridColumn(GridCell(words(word)), "l") for word in ("input", "operator")]
        heads += [GridColumn(GridCell(sizes=(name(letter),))) for letter in self._letters]
        heads += [GridColumn(GridCell("SE"))] * self._has_weights
        rows = tuple(GridRow(tuple(self._cells(row))) for row in self.rows)
        named = tuple(self.member.values.meanings())
        return (
            (BlockTable(tuple(heads), rows, len(heads), self._notes, named, self.options, "Blocks of {}.", "blocks"),),
        )

    def _cells(self, row: BlockRow) -> list[GridCell]:
        cells = [GridCell(sizes=row.enters), self._operator(row)]
        cells += [GridCell(sizes=sizes) if sizes else _NONE for sizes in self._values(row)]
        weighs = _NONE if row.weighs is None else GridCell(self.words("yes" if row.weighs else "no"))
        return [*cells, *[weighs] * self._has_weights]

    def _values(self, row: BlockRow) -> list[tuple[Formula, ...]]:
        """What stands below the letters; only what does gets letters of its own."""
        found = {"t": row.expansion, "c": row.depth, "n": row.times}
        if "e" in self._letters:
            found["e"] = self._expanded(row)
        known = {letter: () if value is None else (value,) for letter, value in found.items()}
        return [row.stride if letter == "s" else known[letter] for letter in self._letters]

    def _expanded(self, row: BlockRow) -> Formula | None:
        return None if row.expanded is None else self.member.shown(row.expanded)

    def _operator(self, row: BlockRow) -> GridCell:
        def draw(style: BlockStyle) -> Block:
            return self.member.cell(once(self.member.blocks_of(row.nodes, style)), style)

        return GridCell(draw=draw) if row.nodes else GridCell(self.words(row.words), row.size)

    def _notes(self, style: BlockStyle) -> list[str]:
        """What the letters mean, and the signs of what is drawn."""
        words = self.words
        meanings = [words("{}: {}", style.inline(style.formula(name(n))), words(_LETTERS[n])) for n in self._letters]
        meanings += [words("{}: {}", "SE", words("squeeze and excitation"))] * self._has_weights
        drawn = [("", self.member.blocks_of(row.nodes, style)) for row in self.rows if row.nodes]
        shortcut = words("Each block that keeps sizes and maps has a shortcut.")
        return [f"{clauses(meanings, words)}.", *[shortcut] * self.has_shortcuts, *block_notes(drawn, words, style)]

    def records(self) -> list[RecordRow]:
        """The rows, all their columns in the language."""
        words = self.words
        head: RecordRow = (words("input"), words("operator"), *self._letters, *["SE"] * self._has_weights)
        return [head, *(tuple(self._record(row)) for row in self.rows)]

    def _record(self, row: BlockRow) -> list[str | Formula]:
        values = [sizes[0] if len(sizes) == 1 else _product(sizes) for sizes in self._values(row)]
        weighs = "" if row.weighs is None else self.words("yes" if row.weighs else "no")
        return [_product(row.enters), self._in_source(row), *values, *[weighs] * self._has_weights]

    def _in_source(self, row: BlockRow) -> str:
        cell = self._operator(row)
        return cell.draw(SOURCE).text if cell.draw else ", ".join(filter(None, [cell.words, _product(cell.sizes)]))

    def data(self) -> Data:
        """The rows as dictionaries."""
        return {"name": self.name, "rows": [self._row_data(row) for row in self.rows]}

    def _row_data(self, row: BlockRow) -> Data:
        return {
            "input": list(row.enters),
            "operator": row.words or self._in_source(row),
            "kernel": list(row.size),
            "expansion": row.expansion,
            "expanded": self._expanded(row),
            "maps": row.depth,
            "times": row.times,
            "stride": list(row.stride),
            "squeeze_excite": row.weighs,
        }


def block_rows(member: Member, runs: Sequence[BlockRun]) -> tuple[BlockRow, ...]:
    """The rows of a table: blocks that are drawn alike are one row, if only their first stride differs."""
    for run in runs:
        member.letter_depths_of(run.nodes, inside=run.kind == "block")
    found: list[BlockRow] = []
    for run in runs:
        row = _row(member, run)
        joint = _joint(member, found[-1], row) if found else None
        found[-1:] = [joint] if joint else [*found[-1:], row]
    return tuple(found)


def once(blocks: list[Block]) -> list[Block]:
    """A single block without how often it comes, which stands in a column of its own."""
    return [blocks[0]._replace(times=1)] if len(blocks) == 1 else blocks


def _row(member: Member, run: BlockRun) -> BlockRow:
    shown, volume = member.shown, run.received
    enters, depth = tuple(map(shown, (*volume.sizes, volume.depth))), shown(run.output.depth)
    plain = BlockRow(enters, run.kind, (), (), None, None, depth, shown(run.times), (), None)
    if run.kind == "block":
        return _drawn(member, plain._replace(words="", nodes=run.nodes))
    if run.kind == "layer":
        kernel = kernel_of(member.values.derivation.layers[run.nodes[0].place])
        if kernel.scale:
            return _drawn(member, plain._replace(words="", nodes=run.nodes))
        size = tuple(map(shown, kernel.size))
        return plain._replace(words=kind_words(kernel.kind), size=size, stride=_stride(member, kernel.stride, size))
    size = tuple(map(shown, run.size))
    whole = plain._replace(size=size, stride=_stride(member, run.stride, size), weighs=run.weighs)
    return whole._replace(expansion=shown(run.expansion), expanded=run.expanded)


def _stride(member: Member, stride: Sequence[Scalar], size: Sequence[Formula]) -> tuple[Formula, ...]:
    """A stride that is the same along all axes once; 1 where a layer has a kernel and none is given."""
    if not stride:
        return (number(1),) if size else ()
    return tuple(map(member.shown, stride[:1] if len({*stride}) == 1 else stride))


def _drawn(member: Member, row: BlockRow) -> BlockRow:
    """A row with how often what is drawn comes."""
    blocks = member.blocks_of(row.nodes, ON_ONE_LINE)
    return row._replace(times=member.shown(blocks[0].times) if len(blocks) == 1 else number(1))


def _joint(member: Member, first: BlockRow, second: BlockRow) -> BlockRow | None:
    """Two rows as one, if they are drawn as one block."""
    nodes = (*first.nodes, *second.nodes)
    if not first.nodes or not second.nodes or len(member.blocks_of(nodes, ON_ONE_LINE)) > 1:
        return None
    return _drawn(member, first._replace(nodes=nodes, depth=second.depth))


def _product(sizes: Sequence[Formula]) -> str:
    return "×".join(map(to_source, sizes))
