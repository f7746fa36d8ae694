"""The table of a family: networks as columns, a row for each stage, and below what each network costs."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from symcnn.formula import Formula
from symcnn.render.content.blocks import BlockTable, GridCell, GridColumn, GridRow
from symcnn.render.content.rows import MISSING
from symcnn.render.formula.in_units import in_unit
from symcnn.render.formula.text import to_source, to_text
from symcnn.render.paper.aligning import FamilyRow, aligned
from symcnn.render.paper.block_notes import block_notes
from symcnn.render.paper.family_rows import common_output, source_cells, stage_rows
from symcnn.render.paper.thing_names import listed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from symcnn.derive.quantities import Quantity
    from symcnn.render.content.block_style import Block, BlockStyle
    from symcnn.render.content.blocks import RecordRow, Section
    from symcnn.render.content.paper_options import PaperOptions
    from symcnn.render.content.report import Data
    from symcnn.render.languages.translate import Phrasebook
    from symcnn.render.paper.members import Member

_LONGEST_TOTAL = 18
"""Characters of a total that stands in the table; a longer one stands below it."""


class FamilyPage(NamedTuple):
    """Networks beside one another."""

    members: tuple[Member, ...]
    quantities: tuple[Quantity, ...]
    unit: str
    options: PaperOptions

    @property
    def name(self) -> str:
        """Those of the networks, as a remark."""
        return ", ".join(member.name for member in self.members)

    @property
    def words(self) -> Phrasebook:
        """The language."""
        return self.options.words

    @property
    def rows(self) -> tuple[FamilyRow, ...]:
        """The stages, each in one row for all networks that have one of its name, or of its kind at its place."""
        return aligned([member.looks for member in self.members])

    @property
    def sections(self) -> tuple[Section, ...]:
        """The table."""
        words = self.words
        strides = frozenset[str]().union(*(member.strides_of_firsts() for member in self.members))
        for member in self.members:
            member.letter_long_depths()
            if len(strides) == 1:
                member.shorten_stars()
        heads = [GridCell(words(word)) for word in ("stage", "output")]
        columns = [*(GridColumn(head, "l") for head in heads), *(GridColumn(GridCell(m.name)) for m in self.members)]
        totals = [(quantity, self._rounded(self.totals(quantity))) for quantity in self.quantities]
        long = [one for one in totals if any(len(to_text(total)) > _LONGEST_TOTAL for total in one[1])]
        rows = [*(row for stage in self.rows for row in stage_rows(self.members, stage.name, stage.places))]
        rows += [
            _total_row(words(quantity.heading), values) for quantity, values in totals if (quantity, values) not in long
        ]
        named = [pair for member in self.members for pair in member.values.meanings()]
        named += [
            (Formula("text", value=words("{} of {}", words(quantity.heading), member.name)), total)
            for quantity, values in long
            for member, total in zip(self.members, values, strict=True)
        ]
        grid = BlockTable(
            tuple(columns), tuple(rows), len(heads), self._notes, tuple(dict.fromkeys(named)), self.options,
            "Architectures of {}.", "family",
        )  # fmt: skip
        return ((grid,),)

    def totals(self, quantity: Quantity) -> list[Formula]:
        """What each network has of a quantity, with all digits."""
        values = (member.values for member in self.members)
        sums = [one.total(one.derivation.stated(quantity.key)) for one in values]
        return [self.words.formula(MISSING) if total is None else total for total in sums]

    def _rounded(self, totals: list[Formula]) -> list[Formula]:
        return [in_unit(total, self.unit) for total in totals] if self.unit else totals

    def _notes(self, style: BlockStyle) -> list[str]:
        """What signs mean; a projection has the stage with it, and the networks where they differ in it."""
        rows: list[tuple[str, list[Block]]] = []
        for stage in self.rows:
            pairs = zip(self.members, stage.places, strict=True)
            found = [(member, at, member.blocks(at, style)) for member, at in pairs if at is not None]
            groups: dict[tuple[str, ...], list[tuple[Member, int, list[Block]]]] = {}
            for member, at, blocks in found:
                beside = tuple(one.text for block in blocks for one in block.beside)
                groups.setdefault(beside, []).append((member, at, blocks))
            for same in groups.values():
                names = listed([member.name for member, _, _ in same], self.words)
                own = " / ".join(dict.fromkeys(member.stages[at].name for member, at, _ in same))
                where = stage.name if len(groups) == 1 else self.words("{0} of {1}", own, names)
                rows += [(where, blocks) for _, _, blocks in same]
        return block_notes(rows, self.words, style)

    def records(self) -> list[RecordRow]:
        """A row for each stage, its blocks in the language, and one for each quantity."""
        words = self.words
        rows: list[RecordRow] = [(words("stage"), words("output"), *(member.name for member in self.members))]
        for stage in self.rows:
            output = "×".join(map(to_source, common_output(self.members, stage.places)))
            rows.append((stage.name, output, *source_cells(self.members, stage.places)))
        rows.extend((quantity.heading, "", *self.totals(quantity)) for quantity in self.quantities)
        return rows

    def data(self) -> Data:
        """Each network with its stages and what it costs."""
        return {"networks": [self._member_data(place, member) for place, member in enumerate(self.members)]}

    def _member_data(self, place: int, member: Member) -> Data:
        stages: list[Data] = [
            {"name": member.stages[at].name, "output": list(member.output(at)), "blocks": member.data(at)}
            for at in (row.places[place] for row in self.rows)
            if at is not None
        ]
        total: Data = {quantity.key: self.totals(quantity)[place] for quantity in self.quantities}
        return {"name": member.name, "stages": stages, "total": total}


def _total_row(heading: str, totals: Sequence[Formula]) -> GridRow:
    cells = (GridCell(str(total.value)) if total.op == "text" else GridCell(sizes=(total,)) for total in totals)
    return GridRow((GridCell(heading), GridCell(), *cells), is_total=True)
