"""The rows of one stage of a family: what all networks share stands once, over all columns."""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING, TypeAlias

from symcnn.render.content.blocks import GridCell, GridRow
from symcnn.render.formats.one_line_blocks import ON_ONE_LINE, SOURCE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from symcnn.formula import Formula
    from symcnn.render.content.block_style import Block, BlockStyle
    from symcnn.render.paper.members import Member
    from symcnn.support.scalar import Scalar

    Places: TypeAlias = "Sequence[int | None]"

_NOTHING = GridCell("–")


def stage_rows(members: Sequence[Member], name: str, places: Places) -> Iterator[GridRow]:
    """What all networks begin a stage with, what each has for itself, what all end it with: a row for each there is.

    Args:
        members: The networks.
        name: What the stage is called.
        places: The place of the stage in each network; None where it has none.
    """
    output, parts = common_output(members, places), _parts(members, places)
    for number, part in enumerate(parts):
        is_last = number == len(parts) - 1
        heads = (GridCell(name if not number else ""), GridCell(sizes=output if is_last else ()))
        yield GridRow((*heads, *_cells(members, places, part, leads=is_last and not output)))


def common_output(members: Sequence[Member], places: Places) -> tuple[Formula, ...]:
    """What leaves a stage in all networks that have it; empty where they differ in it."""
    found = {member.output(at) for member, at in zip(members, places, strict=True) if at is not None}
    return found.pop() if len(found) == 1 else ()


def source_cells(members: Sequence[Member], places: Places) -> list[str]:
    """The blocks of a stage in each network, in the language."""
    pairs = zip(members, places, strict=True)
    return ["" if at is None else member.cell(member.blocks(at, SOURCE), SOURCE).text for member, at in pairs]


def _parts(members: Sequence[Member], places: Places) -> list[slice]:
    """The blocks that all networks begin with, those between, those that all end with."""
    keys = [
        [] if at is None else [(block.text, block.times) for block in member.blocks(at, ON_ONE_LINE)]
        for member, at in zip(members, places, strict=True)
    ]
    if all(key == keys[0] for key in keys):
        return [slice(0, None)]
    begins = _shared(keys)
    ends = _shared([key[begins:][::-1] for key in keys])
    first, last = [slice(0, begins)] * bool(begins), [slice(-ends, None)] * bool(ends)
    return [*first, slice(begins, -ends or None), *last]


def _shared(sequences: Sequence[Sequence[tuple[str, Scalar]]]) -> int:
    """How many entries all sequences begin with."""
    return sum(1 for _ in takewhile(lambda entries: len(set(entries)) == 1, zip(*sequences, strict=False)))


def _cells(members: Sequence[Member], places: Places, part: slice, *, leads: bool) -> list[GridCell]:
    """One cell for each network, or one for all where they are alike."""
    cells, texts = [], set()
    for member, at in zip(members, places, strict=True):
        cell = _NOTHING if at is None else _cell(member, at, part, leads=leads)
        cells.append(cell)
        texts.add(cell.draw(ON_ONE_LINE).text if cell.draw else "")
    return cells[:1] if len(texts) == 1 else cells


def _cell(member: Member, at: int, part: slice, *, leads: bool) -> GridCell:
    """Some blocks of a stage, and what leaves it where its row does not say so."""
    sizes = member.output(at) if leads and member.has_axes(at) else ()

    def draw(style: BlockStyle) -> Block:
        return member.cell(member.blocks(at, style)[part], style, sizes)

    return GridCell(draw=draw) if member.blocks(at, ON_ONE_LINE)[part] else _NOTHING
