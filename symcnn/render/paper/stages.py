r"""The table of an architecture, one row for each stage: its layers in a bracket, what leaves it, what it costs."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from symcnn.derive.groups import leaves
from symcnn.derive.layer_summary import kernel_of
from symcnn.render.formats.latex_lines import width_of
from symcnn.render.formats.latex_tabular import EMPTY, Cell, TableColumn
from symcnn.render.paper.block_notation import BlockContext, BlockFormatter
from symcnn.render.paper.block_notes import block_notes
from symcnn.render.paper.cells import Values, Writer, named_cell
from symcnn.render.paper.floats import Below, captioned, set_grid
from symcnn.render.paper.outline import stage_of, stages
from symcnn.render.paper.tabular import Grid, fits, split, type_for

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from symcnn.derive.derivation import Derivation
    from symcnn.derive.quantities import Quantity
    from symcnn.formula import Formula
    from symcnn.render.content.block_style import Block
    from symcnn.render.content.paper_options import PaperOptions
    from symcnn.render.languages.translate import Phrasebook
    from symcnn.render.paper.outline import Stage
    from symcnn.support.scalar import Scalar

_SHARE = 0.72
"""Of the text width, for the layers in a cell; in small type they take less."""
_LONG = 0.2
"""Of the text width: a depth in a cell that takes more gets a letter."""
WIDEST = (0.55, 0.32, 0.2, 0.13)
"""Of the text width, beyond which a value gets a letter: tried one after another until the table fits."""


def fitted(writer: Writer, look: PaperOptions, make: Callable[[Values], Grid]) -> tuple[Grid, Values]:
    """A grid of which the longest values have letters, if without them it would be wider than the text."""
    tried: list[tuple[tuple[int, int, bool], Grid, Values]] = []
    for part in WIDEST:
        values = Values(writer, part * look.width)
        grid = make(values)
        tables = split(grid.columns, look.width)
        types = [type_for(columns, look.width) for columns in tables]
        overruns = sum(size is None and not fits(c, look.width) for c, size in zip(tables, types, strict=True))
        tried.append(((overruns, len(tables), r"\scriptsize" in types), grid, values))
        if tried[-1][0] == (0, 1, False):
            break
    _, grid, values = min(tried, key=lambda one: one[0])
    return grid, values


def architecture(writer: Writer, look: PaperOptions, columns: Sequence[Quantity], level: int = 0) -> str:
    """The table, and below it the values for which it has letters."""
    derivation = writer.derivation
    found = stages(derivation, level, look.words)
    grid, values = fitted(writer, look, lambda values: _grid(values, found, columns, look))
    captions = captioned(look, "Architecture of {}.", "What the stages of {} cost.")
    rows = zip([stage.name for stage in found], _blocks(values, found, look), strict=True)
    notes = block_notes([*rows], look.words)
    return set_grid(grid, look, "architecture", captions, Below(notes, values.named()))


def stage_values(
    derivation: Derivation, columns: Sequence[Quantity], level: int
) -> Iterator[tuple[Sequence[Scalar], list[Sequence[Scalar | None]]]]:
    """The sizes that leave each stage, and the terms of each of its costs."""
    terms = [derivation.stated(column.key) for column in columns]
    for stage in stages(derivation, level):
        output = leaves(derivation, stage.places)
        yield (*output.sizes, output.depth), [[row[place] for place in stage.places] for row in terms]


def _formatter(values: Values, found: Sequence[Stage], look: PaperOptions) -> BlockFormatter:
    def show(value: Scalar) -> Formula:
        return values.shortened(values.formed(value))

    return BlockFormatter(
        BlockContext(values.derivation, show, lambda place: stage_of(found, place), _SHARE * look.width, look.words)
    )


def _blocks(values: Values, found: Sequence[Stage], look: PaperOptions) -> list[list[Block]]:
    formatter = _formatter(values, found, look)
    return [formatter.blocks(stage.nodes) for stage in found]


def _grid(values: Values, found: Sequence[Stage], columns: Sequence[Quantity], look: PaperOptions) -> Grid:
    entry, words = values.derivation.input, look.words
    outputs = [values.sizes((*entry.sizes, entry.depth), words("input"))]
    for stage in found:
        output = leaves(values.derivation, stage.places)
        outputs.append(values.sizes((*output.sizes, output.depth), stage.of))
    values.letter_long_sizes(_depths(values, found), _LONG * look.width)
    values.letter_long_kernels(kernel_of(layer).size for layer in values.derivation.layers)
    formatter = _formatter(values, found, look)
    drawn = [_drawn(formatter.cell(parts)) if parts else EMPTY for parts in _blocks(values, found, look)]
    names = [named_cell(stage.name) for stage in found]
    made = [
        TableColumn(words("stage"), 24, (word_cell(words, "input"), *names, total_cell(words)), wraps=True),
        TableColumn(words("layers"), 28, (EMPTY, *drawn, EMPTY), "c"),
        TableColumn(words("output"), 30, (*outputs, EMPTY), "c", wraps=True),
        *(_quantity(values, found, quantity, look) for quantity in columns),
    ]
    return Grid(tuple(made), is_open=any(block.lines > 1 for block in drawn))


def _depths(values: Values, found: Sequence[Stage]) -> Iterator[tuple[list[Scalar], str]]:
    layers = values.derivation.layers
    for stage in found:
        for place in stage.places:
            yield [layers[place].output.depth], layers[place].name if len(stage.places) == 1 else stage.of


def _drawn(block: Block) -> Cell:
    return Cell(f"${block.text}$", block.width, block.lines)


def word_cell(words: Phrasebook, phrase: str) -> Cell:
    """A word in a cell."""
    return Cell(words(phrase), width_of(words(phrase)) + 2)


def total_cell(words: Phrasebook) -> Cell:
    """What the last row is called."""
    return Cell(rf"\textbf{{{words('total')}}}", 1.1 * width_of(words("total")) + 2)


def _quantity(values: Values, found: Sequence[Stage], quantity: Quantity, look: PaperOptions) -> TableColumn:
    terms = values.derivation.stated(quantity.key)
    costs = [Cost("", [terms[place] for place in stage.places], stage.of) for stage in found]
    return cost_column(values, quantity, costs, terms, look)


class Cost(NamedTuple):
    """The cost of a row, and how often it counts."""

    times: str
    terms: Sequence[Scalar | None]
    of: str


def cost_column(
    values: Values, quantity: Quantity, costs: Sequence[Cost], terms: Sequence[Scalar | None], look: PaperOptions
) -> TableColumn:
    """What each row costs, none for the input, and the total."""
    missing = word_cell(look.words, "not stated")
    """Where a layer states nothing, which is never a zero."""
    sums = [(cost, values.total(cost.terms)) for cost in costs]
    cells = [missing if own is None else values.cell(own, quantity.key, cost.of) for cost, own in sums]
    rows = [(cost.times, cell) for cost, cell in zip(costs, cells, strict=True)]
    whole = values.total(terms)
    total = missing if whole is None else values.sum_cell(whole, quantity.key, rows, look.width)
    return TableColumn(quantity.heading, width_of(quantity.heading), (EMPTY, *cells, total), "r")
