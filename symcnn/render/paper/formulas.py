r"""Formulas as numbered equations: of the whole network, of one layer, of all layers."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from symcnn.render.formats.latex_lines import FLAT, prose, width_of
from symcnn.render.paper.cells import Values, Writer, letter_width
from symcnn.render.paper.display import Equation, SetTerm, display, headed, where
from symcnn.render.paper.layer_names import short_names
from symcnn.render.paper.layers import kind_cell, shown_rows, times_words
from symcnn.render.paper.outline import stages
from symcnn.render.paper.quantity_letters import symbol
from symcnn.render.paper.thing_names import listed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from symcnn.derive.derivation import Derivation
    from symcnn.derive.quantities import Quantity
    from symcnn.formula import Formula
    from symcnn.render.content.paper_options import PaperOptions
    from symcnn.render.languages.translate import Phrasebook
    from symcnn.render.paper.layers import LayerRow
    from symcnn.render.paper.outline import Stage
    from symcnn.support.scalar import Scalar

_READABLE = 4.0
"""Lines of a total in one formula; a longer one is given stage by stage."""
_LONG = 0.3
"""Of the text width: a size that takes more gets a letter."""
OUTPUT = "output"


def totals(writer: Writer, look: PaperOptions, columns: Sequence[Quantity]) -> str:
    """The totals of a network, each an equation; of those too long to read, a term for each stage, explained below."""
    values = Values(writer)
    letter_sizes(values, look)
    equations, named = [], list[Equation]()
    for quantity in columns:
        name = look.label_of("eq", quantity.key, beside=quantity.key if len(columns) > 1 else "")
        equation, own = _total(values, look, quantity, name)
        equations.append(equation)
        named += own
    legend = _legend(columns, look.words)
    lead = legend + look.words(":") if len(columns) > 1 else look.words("{} of the whole network:", legend)
    text = f"\\noindent {lead}\n{display(equations, look.width)}"
    return "\n".join([text, *where([*values.named(), *named], look)])


def printed_totals(writer: Writer, look: PaperOptions, columns: Sequence[Quantity]) -> Iterator[Formula]:
    """The totals, and the terms for each stage of those too long to read."""
    for quantity in columns:
        terms = writer.derivation.stated(quantity.key)
        total = writer.total(terms)
        if total is not None:
            yield total
            if not _is_readable(total, look):
                yield from filter(None, (writer.total(part) for _, part in _by_stage(writer.derivation, terms, look)))


def _is_readable(total: Formula, look: PaperOptions) -> bool:
    return width_of(total, FLAT) <= _READABLE * look.width


def _by_stage(
    derivation: Derivation, terms: Sequence[Scalar | None], look: PaperOptions
) -> Iterator[tuple[Stage, list[Scalar | None]]]:
    """The terms of each stage."""
    for stage in stages(derivation, words=look.words):
        yield stage, [terms[place] for place in stage.places]


def letter_sizes(values: Values, look: PaperOptions) -> None:
    """Letters for the long sizes of a network, each after the first layer that has it."""
    layers = values.derivation.layers
    short = short_names([layer.name for layer in layers])
    rows = (([*layer.output.sizes, layer.output.depth], short[layer.name]) for layer in layers)
    values.letter_long_sizes(rows, _LONG * look.width)


def _legend(columns: Sequence[Quantity], words: Phrasebook, *, output: bool = False) -> str:
    """What the letters of quantities stand for."""
    named = [rf"{words('output sizes')}~${symbol(OUTPUT)}$"] * output
    named += [rf"{quantity.heading}~${symbol(quantity.key)}$" for quantity in columns]
    text = listed(named, words)
    return text[:1].upper() + text[1:]


def _total(values: Values, look: PaperOptions, quantity: Quantity, name: str) -> tuple[Equation, list[Equation]]:
    terms = values.derivation.stated(quantity.key)
    total = values.total(terms)
    if total is None:
        return Equation(symbol(quantity.key), (), 12, name, parts=(_missing(look),)), []
    whole = values.shortened(total)
    if _is_readable(whole, look):
        return Equation(symbol(quantity.key), (whole,), 12, name), []
    parts: list[SetTerm] = []
    named: dict[Formula, Equation] = {}
    for stage, of_stage in _by_stage(values.derivation, terms, look):
        part = values.total(of_stage)
        assert part is not None  # as the whole is known
        own = values.shortened(part)
        if own.value == 0:
            continue
        equation = Equation(symbol(quantity.key, stage.of), (own,), letter_width(stage.of))
        equation = named.setdefault(own, equation)
        parts.append(SetTerm(equation.left, equation.width + 12))
    return Equation(symbol(quantity.key), (), 12, name, parts=tuple(parts)), list(named.values())


def all_formulas(writer: Writer, look: PaperOptions, columns: Sequence[Quantity], layer: str = "") -> str:
    """Output sizes and quantities of every layer, or of the layers below one label; what is zero is left out."""
    values = Values(writer)
    letter_sizes(values, look)
    derivation = writer.derivation
    names = short_names([derivation.layers[row.place].name for row in shown_rows(derivation, columns)])
    legend = _legend(columns, look.words, output=True)
    texts = [rf"\noindent {look.words('{}; what is zero is left out.', legend)}"]
    seen: Counter[str] = Counter()
    for row in rows_below(derivation, columns, layer):
        name = derivation.layers[row.place].name
        seen[name] += 1
        known = (names[name], name if seen[name] == 1 else f"{name}-{seen[name]}")
        texts.append(_layer(values, look, columns, row, known))
    return "\n".join([*texts, *where(values.named(), look)])


def rows_below(derivation: Derivation, columns: Sequence[Quantity], layer: str) -> list[LayerRow]:
    """The rows of the layers below one label, of all where it is empty."""
    rows = shown_rows(derivation, columns)
    return [row for row in rows if not layer or _is_below(derivation.layers[row.place].name, layer)]


def _is_below(name: str, layer: str) -> bool:
    return name == layer or name.startswith(f"{layer}/")


def _layer(
    values: Values, look: PaperOptions, columns: Sequence[Quantity], row: LayerRow, names: tuple[str, str]
) -> str:
    layer, (short, full) = values.derivation.layers[row.place], names
    sizes = tuple(values.shortened(values.formed(size)) for size in (*layer.output.sizes, layer.output.depth))
    name = look.label_of("eq", full, OUTPUT, beside=f"{full}.{OUTPUT}")
    equations = [Equation(symbol(OUTPUT, short), sizes, letter_width(short), name, is_product=True)]
    for quantity in columns:
        value = values.derivation.of_layer(row.place, quantity.key)
        if value is None or value != 0:
            equations.append(_quantity(values, look, quantity, value, (full, short)))
    kind, times = kind_cell(values, layer, look.words).text, times_words(values, row, look.words)
    return headed(prose(short), f"{kind}{times}", display(equations, look.width))


def _missing(look: PaperOptions) -> SetTerm:
    words = look.words("not stated")
    return SetTerm(rf"\text{{{words}}}", width_of(words))


def _quantity(
    values: Values, look: PaperOptions, quantity: Quantity, value: Scalar | None, names: tuple[str, str]
) -> Equation:
    full, short = names
    left, name = symbol(quantity.key, short), look.label_of("eq", full, quantity.key, beside=f"{full}.{quantity.key}")
    if value is None:
        return Equation(left, (), letter_width(short), name, parts=(_missing(look),))
    return Equation(left, (values.shortened(values.formed(value)),), letter_width(short), name)
