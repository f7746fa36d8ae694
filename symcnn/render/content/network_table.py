"""What a table of a network holds, before it is set: formulas in textbook order, in rows and columns."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from symcnn.derive.receptive_field import SEEN
from symcnn.formula import Formula, name, number, total
from symcnn.model.volume import AXES
from symcnn.render.content.rows import MISSING, TableOptions, TableRow, make_rows, seen_total, share
from symcnn.render.content.voice import PLAIN, Presentation
from symcnn.render.formula.symbols import arranger_of
from symcnn.render.languages.translate import ENGLISH, Words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from symcnn.derive.derivation import Derivation, End
    from symcnn.derive.quantities import Quantity
    from symcnn.render.formula.order import Arranger

MOST_REFORMED = 60
"""Unlike terms of a total that is brought into another form; a longer one would not be read as a whole."""
ALL = TableOptions()
_ASSUMED = frozenset({"exact"})
"""What is no symbol in an assumption but a word."""


class ConditionRow(NamedTuple):
    """What must hold, and which layer asks for it."""

    formula: Formula
    layer: str
    words: str


class LoopRow(NamedTuple):
    """A repeat in symbols: the index that its rows use, from the first turn to the last."""

    name: str
    counter: Formula
    first: Formula
    last: Formula


class Page(NamedTuple):
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
    words: Words = ENGLISH
    letters: tuple[str, ...] = tuple(AXES)
    """What the axes are called."""
    put_in: tuple[tuple[Formula, str], ...] = ()
    """Parameters for which their default stands, each with it."""

    @property
    def headings(self) -> tuple[str, ...]:
        """What stands over the columns."""
        return tuple(column.heading for column in self.columns)

    @property
    def remarks(self) -> tuple[tuple[str | Formula, ...], ...]:
        """Sentences below the table, each made of words and formulas."""
        turns = "; its rows give sizes in turn ", ", and quantities of all turns together"
        remarks: list[tuple[str | Formula, ...]] = [
            (f"{loop.name}: ", loop.counter, " = ", loop.first, ", …, ", loop.last, turns[0], loop.counter, turns[1])
            for loop in self.loops
        ]
        remarks += [(f"{head.name} is an output of its own: ", *_times(head.output)) for head in self.heads]
        remarks += [("with ", symbol, f" = {default}") for symbol, default in self.put_in]
        if self.depth is not None:
            remarks.append(("depth ", self.depth, " (layers with weights on the longest way)"))
        return tuple(map(self.words.parts, remarks))


def _times(sizes: Iterable[Formula]) -> Iterable[str | Formula]:
    """Sizes with signs between them."""
    for place, size in enumerate(sizes):
        yield from (" × ", size) if place else (size,)


def make_page(
    derivation: Derivation,
    form: str = "shortest",
    symbol: str = "",
    choice: TableOptions = ALL,
    saying: Presentation = PLAIN,
) -> Page:
    """The table of a derivation, its quantities in a form, in the words and symbols of a reader."""
    arranger, words = arranger_of(derivation, saying.notation), saying.words

    @cache
    def formed(value: Any) -> Formula:
        return words.formula(arranger.arrange(derivation.domain.formed(value, form, symbol)))

    @cache
    def show(value: Any) -> Formula:
        return words.formula(arranger.arrange(derivation.written(value)))

    def end_row(end: End) -> TableRow:
        return TableRow(end.name, "", tuple(show(size) for size in (*end.volume.sizes, end.volume.depth)), ())

    rows = make_rows(derivation, choice, show, formed)
    shown = [loop for loop in derivation.loops if any(row.name.startswith(f"{loop.name}/") for row in rows)]
    return Page(
        derivation.name,
        derivation.doc,
        tuple(column.said(words.sentence) for column in choice.shown),
        tuple(map(end_row, derivation.inputs)),
        tuple(row.said(words) for row in rows),
        tuple(words.formula(words.text(total)) for total in _totals(derivation, choice, formed, arranger)),
        tuple(
            (arranger.arrange(name(definition.name)), formed(definition.value)) for definition in derivation.definitions
        ),
        tuple(
            ConditionRow(words.formula(arranger.arrange(c.formula)), c.layer, words.sentence(c.words))
            for c in derivation.conditions
        ),
        tuple(words.formula(arranger.assumed(assumption), _ASSUMED) for assumption in derivation.assumptions),
        tuple(LoopRow(loop.name, name(loop.counter), formed(loop.first), formed(loop.last)) for loop in shown),
        None if derivation.weighted_depth is None else show(derivation.weighted_depth),
        tuple(map(end_row, derivation.heads)),
        words,
        derivation.letters,
        tuple((arranger.arrange(name(symbol)), default) for symbol, default in derivation.put_in),
    )


def _totals(
    derivation: Derivation, choice: TableOptions, formed: Callable[[Any], Formula], arranger: Arranger
) -> Iterator[Formula]:
    for column in choice.columns:
        if column in SEEN:
            yield seen_total(derivation, column, formed)
            continue
        total = _total(derivation, column.key, formed, arranger)
        yield total
        if choice.has_shares:
            yield MISSING if total == MISSING else share(1, int(total.value != 0))


def _total(derivation: Derivation, key: str, formed: Callable[[Any], Formula], arranger: Arranger) -> Formula:
    """The sum over the layers; of many unlike terms they are left in the order of the layers."""
    if None in derivation.stated(key):
        return MISSING
    terms = derivation.collected(key)
    if len(terms) <= MOST_REFORMED:
        return formed(derivation.domain.sum(terms))
    return collected([arranger.arrange(derivation.written(term)) for term in terms])


def collected(terms: list[Formula]) -> Formula:
    """A sum with its numbers added up and put last."""
    numbers = [term.value for term in terms if term.op == "number"]
    others = [term for term in terms if term.op != "number"]
    first = next((place for place, term in enumerate(others) if not term.negated), 0)
    others = [*others[first : first + 1], *others[:first], *others[first + 1 :]]
    constant = number(sum(value for value in numbers if not isinstance(value, str | None)))
    return total([*others, constant] if constant.value or not others else others)
