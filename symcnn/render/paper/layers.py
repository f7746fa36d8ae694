r"""The table of layers; iterations that are alike stand once, behind a brace that says how often."""

from __future__ import annotations

from collections import Counter
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from symcnn.derive.layer_summary import costs_nothing, kernel_of, spreads
from symcnn.derive.structure import structure
from symcnn.formula import name
from symcnn.render.formats.latex_lines import FLAT, INLINE, as_inline_factor, math, prose, width_of
from symcnn.render.formats.latex_tabular import EMPTY, Cell, TableColumn
from symcnn.render.paper.cells import named_cell
from symcnn.render.paper.floats import Below, captioned, set_grid
from symcnn.render.paper.layer_names import short_names
from symcnn.render.paper.stages import Cost, cost_column, fitted, total_cell, word_cell
from symcnn.render.paper.tabular import Grid
from symcnn.render.paper.thing_names import clauses, kind_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from symcnn.derive.derivation import Derivation, LayerResult
    from symcnn.derive.layer_summary import Kernel
    from symcnn.derive.quantities import Quantity
    from symcnn.derive.structure import StructureNode
    from symcnn.derive.symbolic_loops import Loop
    from symcnn.render.content.paper_options import PaperOptions
    from symcnn.render.languages.translate import Phrasebook
    from symcnn.render.paper.cells import Values, Writer
    from symcnn.support.scalar import Scalar

_TALLEST = 24
"""Rows that a brace goes around; of a longer group every row says how often it comes."""


class LayerRow(NamedTuple):
    """A layer, how often it comes in the repeats around it, and the innermost of these, by its first place."""

    place: int
    times: tuple[Scalar, ...] = ()
    group: int = -1
    counters: tuple[str, ...] = ()


def rows_of(derivation: Derivation) -> list[LayerRow]:
    """The layers in order, each turn that is like the one before it left out.

    >>> from symcnn.api import parse
    >>> net = parse("input(8, 8, 3); a: conv(3, 3, padding=1); repeat 4 { conv(3, 3, padding=1) }")
    >>> [(row.place, row.times) for row in rows_of(net.derivation)]
    [(0, ()), (1, (4,))]
    """
    return list(_rows(structure(derivation), LayerRow(0)))


def _rows(nodes: Iterable[StructureNode], around: LayerRow) -> Iterator[LayerRow]:
    for node in nodes:
        if node.kind == "layer":
            yield around._replace(place=node.place)
            continue
        for turn in node.turns:
            inside = around
            if node.kind == "loop" and not (isinstance(turn.times, int) and turn.times == 1):
                counters = (*around.counters, *([node.counter] if node.counter else []))
                inside = LayerRow(0, (*around.times, turn.times), turn.places[0], counters)
            yield from _rows(turn.nodes, inside)
        if node.kind == "merge":
            yield around._replace(place=node.place)


def layers_table(writer: Writer, look: PaperOptions, columns: Sequence[Quantity]) -> str:
    """The table, and below it the values for which it has letters."""
    derivation = writer.derivation
    every, kept = rows_of(derivation), shown_rows(derivation, columns)
    names = short_names([derivation.layers[row.place].name for row in kept])
    grid, values = fitted(writer, look, lambda values: _grid(values, kept, names, (columns, look)))
    hidden = [derivation.layers[place] for place in _hidden(derivation, kept, every)]
    captions = captioned(look, "Layers of {}.", "What the layers of {} cost.")
    return set_grid(grid, look, "layers", captions, Below(_notes(values, kept, hidden, look.words), values.named()))


def shown_rows(derivation: Derivation, columns: Sequence[Quantity]) -> list[LayerRow]:
    """The rows of layers that change a size or cost something."""
    stated = [derivation.stated(column.key) for column in columns]
    layers = derivation.layers
    return [r for r in rows_of(derivation) if not costs_nothing(layers[r.place], [terms[r.place] for terms in stated])]


def values_of(derivation: Derivation, rows: Iterable[LayerRow], columns: Sequence[Quantity]) -> Iterator[Scalar]:
    """The sizes and the costs of some rows."""
    for row in rows:
        output = derivation.layers[row.place].output
        costs = (derivation.of_layer(row.place, column.key) for column in columns)
        yield from (*output.sizes, output.depth, *(cost for cost in costs if cost is not None))


def _hidden(derivation: Derivation, kept: Sequence[LayerRow], every: Sequence[LayerRow]) -> list[int]:
    """Layers that have no row, not even one of another turn."""
    shown = {row.place for row in kept}
    silent = {row.place for row in every} - shown
    kinds = {derivation.layers[place].step.layer.name for place in silent}
    return [
        place for place, layer in enumerate(derivation.layers) if layer.step.layer.name in kinds and place not in shown
    ]


def _grid(
    values: Values, rows: Sequence[LayerRow], names: dict[str, str], shown: tuple[Sequence[Quantity], PaperOptions]
) -> Grid:
    columns, look = shown
    derivation, say = values.derivation, look.words
    layers = [derivation.layers[row.place] for row in rows]
    words = [names[layer.name] for layer in layers]
    entry = derivation.input
    outputs = [values.sizes((*entry.sizes, entry.depth), say("input"))]
    outputs += [
        values.sizes((*layer.output.sizes, layer.output.depth), of) for layer, of in zip(layers, words, strict=True)
    ]
    kinds = (kind_cell(values, layer, say) for layer in layers)
    made = [
        TableColumn(say("layer"), 24, (word_cell(say, "input"), *map(named_cell, words), total_cell(say)), wraps=True),
        TableColumn(say("type, kernel / stride"), 90, (EMPTY, *kinds, EMPTY), wraps=True),
        TableColumn(say("output"), 30, (*outputs, EMPTY), wraps=True),
    ]
    for quantity in columns:
        costs = [_cost(values, row, quantity.key, of) for row, of in zip(rows, words, strict=True)]
        made.append(cost_column(values, quantity, costs, derivation.stated(quantity.key), look))
    braces = list(_braces(values, rows))
    if any(cell.text for cell in braces):
        made.append(TableColumn("", 0, (EMPTY, *braces, EMPTY), "@{\\,}l"))
    tied = {place + 1 for place in range(1, len(rows)) if rows[place].group == rows[place - 1].group >= 0}
    return Grid(tuple(made), frozenset(tied))


def _cost(values: Values, row: LayerRow, key: str, of: str) -> Cost:
    """One turn of a row, and what stands before it in a sum."""
    derivation = values.derivation
    value = derivation.of_layer(row.place, key)
    changing = set() if value is None else {*derivation.domain.symbols_in(value)} & {*row.counters}
    loops = [loop for loop in derivation.loops if loop.start <= row.place < loop.end]
    before = [_sum_over(values, loop) for loop in reversed(loops) if loop.counter in changing]
    kept = [
        times
        for times in row.times
        if times not in [_turns(values, loop) for loop in loops if loop.counter in changing]
    ]
    factor = values.formed(derivation.domain.product(kept)) if kept else None
    if factor is not None:
        before.insert(0, as_inline_factor(factor) + r"\,")
    return Cost("".join(before), [value], of)


def _sum_over(values: Values, loop: Loop) -> str:
    first, last = (math(values.formed(end), INLINE) for end in (loop.first, loop.last))
    return rf"\sum_{{{math(name(loop.counter))}={first}}}^{{{last}}} "


def _turns(values: Values, loop: Loop) -> Scalar:
    domain = values.derivation.domain
    return domain.sum([loop.last, domain.negate(loop.first), 1])


def kind_cell(values: Values, layer: LayerResult, say: Phrasebook) -> Cell:
    """What a layer is, its kernel and its stride."""
    kernel = kernel_of(layer)
    words = kind_words(kernel.kind, say)
    if not kernel.size:
        return named_cell(words) if not kernel.scale else _scaled(values, layer, kernel, words)
    size, stride = _along(values, kernel.size), _along(values, _once(kernel.stride or (1,)))
    return Cell(
        rf"{prose(words)} ${size.text} \,/\, {stride.text}$",
        width_of(words) + size.width + stride.width + 16,
        least=max(size.width + stride.width + 16, named_cell(words).least),
    )


def _scaled(values: Values, layer: LayerResult, kernel: Kernel, words: str) -> Cell:
    """A layer without a kernel, and by what it multiplies or divides sizes."""
    factor, sign = _along(values, _once(kernel.scale)), r"{\times}" if spreads(layer) else "/"
    width = factor.width + 14
    return Cell(
        f"{prose(words)} ${sign}{factor.text}$", width_of(words) + width, least=max(width, named_cell(words).least)
    )


def _once(entries: tuple[Scalar, ...]) -> tuple[Scalar, ...]:
    return entries[:1] if len(set(entries)) == 1 else entries


def _along(values: Values, entries: Sequence[Scalar]) -> Cell:
    shown = [values.formed(entry) for entry in entries]
    width = sum(width_of(entry, FLAT) + 12 for entry in shown) - 12
    return Cell(r" \times ".join(map(as_inline_factor, shown)), width)


def times_words(values: Values, row: LayerRow, words: Phrasebook) -> str:
    """How often a row comes, if that is not once."""
    return clauses(["", f"${_times(values, row)}$"], words) if row.times else ""


def _times(values: Values, row: LayerRow) -> str:
    return rf"\times {as_inline_factor(values.formed(values.derivation.domain.product(row.times)))}"


def _braces(values: Values, rows: Sequence[LayerRow]) -> Iterator[Cell]:
    """A brace around the rows of each group, as long as they follow one another; around very many, none."""
    for group, run in groupby(rows, lambda row: row.group):
        first, *others = run
        count = 1 + len(others)
        if group < 0:
            yield from [EMPTY] * count
            continue
        words, width = (
            _times(values, first),
            width_of(values.formed(values.derivation.domain.product(first.times)), FLAT) + 28,
        )
        if count == 1 or count > _TALLEST:
            yield from [Cell(rf"$\quad{words}$", width)] * count
            continue
        tall = rf"\vcenter{{\hbox{{\rule{{0pt}}{{{count - 0.2:.1f}\normalbaselineskip}}}}}}"
        yield Cell(rf"\multirow{{{count}}}{{*}}{{$\left.{tall}\right\}} {words}$}}", width, flat=rf"$\quad{words}$")
        yield from [Cell("", flat=rf"$\quad{words}$")] * (count - 1)


def _notes(values: Values, rows: Sequence[LayerRow], hidden: Sequence[LayerResult], words: Phrasebook) -> list[str]:
    notes = []
    if any(row.group >= 0 for row in rows):
        notes.append(words("How often rows come stands behind them; they give one turn."))
    for loop in values.derivation.loops:
        first, last = (math(values.formed(end), INLINE) for end in (loop.first, loop.last))
        turns = rf"${math(name(loop.counter), INLINE)} = {first}, \dots, {last}$"
        notes.append(words("Turns of {}: {}.", prose(loop.name), turns))
    if hidden:
        kinds = Counter(kind_words(layer.step.layer.name, words) for layer in hidden)
        named = words(", ").join(words("{} ({})", prose(kind), count) for kind, count in kinds.items())
        phrase = "Without a row, since they keep the sizes and none of this is counted for them: {}."
        notes.append(words(phrase, named))
    return notes
