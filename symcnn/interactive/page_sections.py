"""The parts of a page as HTML. Every word that an author wrote is escaped here, once."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, NamedTuple

from symcnn.derive.groups import amount, groups
from symcnn.derive.receptive_field import SEEN
from symcnn.formula import Formula, as_factor
from symcnn.formula import name as named
from symcnn.render.content.blocks import RemarksBlock
from symcnn.render.formula.mathml import to_mathml
from symcnn.render.paper.nomenclature import meaning_of
from symcnn.render.printers.html import HtmlPrinter, cell

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from symcnn.compiled.program_steps import Check
    from symcnn.derive.quantities import Quantity
    from symcnn.interactive.controls import PageControl
    from symcnn.interactive.page_numbers import PageNumbers
    from symcnn.render.content.network_page import NetworkPage
    from symcnn.render.formula.order import Arranger
    from symcnn.render.languages.translate import Phrasebook
    from symcnn.support.scalar import Scalar


class PageScope(NamedTuple):
    """The content of a page, its numbers, its arranger and its words, of which all its parts are made."""

    content: NetworkPage
    numbers: PageNumbers
    arranger: Arranger
    words: Phrasebook

    def set(self, formula: Formula) -> str:
        """A formula in the reader's symbols and words."""
        return to_mathml(self.words.formula(self.arranger.arrange(formula)))


def _number(place: int) -> str:
    return f"<output data-v={place}></output>"


def _both(formula: str, place: int | None) -> str:
    """A formula with its number below; without a place it is a number itself, and stands alone."""
    return formula if place is None else f"<i>{formula}</i>{_number(place)}"


def control_row(control: PageControl, scope: PageScope) -> str:
    """The name of a symbol, what it means, its slider and its field."""
    name = escape(control.variable.name, quote=True)
    slider = "" if control.axis is None else f'<input type=range data-s="{name}" min=0 max={control.axis.length - 1}>'
    meaning = "" if control.role is None else meaning_of(control.role, scope.words)
    shown = scope.set(named(control.variable.name))
    field = f'<input type=text inputmode=text autocomplete=off spellcheck=false data-f="{name}">'
    return f"<label><span>{shown} <small>{escape(meaning)}</small></span>{field}{slider}</label>"


def totals_list(scope: PageScope) -> Iterator[str]:
    """Each total with its formula."""
    derivation = scope.numbers.derivation
    for column, shown in zip(scope.content.columns, scope.content.totals, strict=True):
        stated = [] if column in SEEN else derivation.stated(column.key)
        terms = [term for term in stated if term is not None]
        place = scope.numbers.place(derivation.domain.sum(terms)) if stated and len(terms) == len(stated) else None
        yield _total(column.heading, cell(shown), place)
    if derivation.weighted_depth is not None and scope.content.depth is not None:
        depth = scope.numbers.place(derivation.weighted_depth)
        yield _total(scope.words("depth"), cell(scope.content.depth), depth)


def _total(heading: str, formula: str, place: int | None) -> str:
    number = f"<output>{formula}</output>" if place is None else f"{_number(place)}<i>{formula}</i>"
    return f"<div><dt>{escape(heading)}</dt><dd>{number}</dd></div>"


def condition_rows(scope: PageScope, checks: Sequence[Check], formulas: Sequence[Formula]) -> Iterator[str]:
    """The conditions, in the order in which the page's function answers them, each with its reason."""
    reasons = {row.formula: row for row in scope.numbers.derivation.conditions}
    for place, check in enumerate(checks):
        formula = formulas[place] if place < len(formulas) else None
        stated = reasons.get(formula) if formula is not None else None
        reason = f"{stated.layer}: {scope.words.sentence(stated.words)}" if stated is not None else ""
        reason = reason or ("" if formula is not None else scope.words.sentence(check.words))
        shown = "" if formula is None else scope.set(formula)
        yield f"<li data-c={place}>{shown}{f' <span>{escape(reason)}</span>' if reason else ''}</li>"


def table_rows(scope: PageScope) -> Iterator[str]:
    """The inputs and the layers, each with its output sizes and its quantities."""
    derivation, content = scope.numbers.derivation, scope.content
    for end, row in zip(derivation.inputs, content.inputs, strict=True):
        sizes = _sizes(row.output, (*end.volume.sizes, end.volume.depth), scope)
        yield f"<tr><th>{escape(row.name)}<td><td>{sizes}{'<td>' * len(content.columns)}"
    found = groups(derivation)
    columns = [_amounts(column, scope) for column in content.columns]
    for place, (group, row) in enumerate(zip(found, content.rows, strict=True)):
        values = [None if column is None else column[place] for column in columns]
        cells = "".join(f"<td>{_quantity(shown, value, scope)}" for shown, value in zip(row.cells, values, strict=True))
        sizes = _sizes(row.output, (*group.output.sizes, group.output.depth), scope)
        call = f"<code>{escape(row.call)}</code>" if row.call else ""
        yield f"<tr><th>{escape(row.name)}<td>{call}<td>{sizes}{cells}"


def _amounts(column: Quantity, scope: PageScope) -> list[Scalar | None] | None:
    """The amount of a quantity in each layer; None for receptive fields, whose formulas have no numbers beside them."""
    if column in SEEN:
        return None
    derivation = scope.numbers.derivation
    terms = derivation.stated(column.key)
    return [amount(terms, group, derivation) for group in groups(derivation)]


def _quantity(shown: Formula, value: Scalar | None, scope: PageScope) -> str:
    return _both(cell(shown), None if value is None else scope.numbers.place(value))


def _sizes(shown: Sequence[Formula], values: Sequence[Scalar], scope: PageScope) -> str:
    formulas = " × ".join(as_factor(size, cell(size)) for size in shown)
    places = [scope.numbers.place(value) for value in values]
    if not any(place is not None for place in places):
        return f"<b>{formulas}</b>"
    parts = [cell(size) if place is None else _number(place) for size, place in zip(shown, places, strict=True)]
    is_known = all(place is not None or size.op == "number" for size, place in zip(shown, places, strict=True))
    return f"<i>{formulas}</i>" + (f"<b>{' × '.join(parts)}</b>" if is_known else "")


def definition_rows(scope: PageScope) -> Iterator[str]:
    """The definitions of named sizes, each with its number."""
    derivation = scope.numbers.derivation
    for definition, (word, value) in zip(derivation.definitions, scope.content.definitions, strict=True):
        place = scope.numbers.place(definition.value)
        number = "" if place is None else f" = {_number(place)}"
        yield f"<li>{to_mathml(word)} = {cell(value)}{number}</li>"


def remarks(scope: PageScope) -> list[str]:
    """Sentences below the table."""
    block = RemarksBlock(scope.content.remarks)
    return HtmlPrinter(scope.words).remarks(block) if block.rows else []
