"""What a table of a network holds, before it is set: formulas in textbook order, in rows and columns."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from symcnn.derive.receptive_field import SEEN
from symcnn.formula import name
from symcnn.render.content.blocks import ConditionRow
from symcnn.render.content.network_page import LoopRow, NetworkPage
from symcnn.render.content.rows import MISSING, TableOptions, TableRow, make_rows, seen_total, share
from symcnn.render.content.voice import PLAIN, Presentation
from symcnn.render.formula.symbols import arranger_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from symcnn.derive.derivation import Derivation, End
    from symcnn.formula import Formula
    from symcnn.support.scalar import Scalar

ALL = TableOptions()
_ASSUMED = frozenset({"exact"})
"""What is no symbol in an assumption but a word."""


def make_page(
    derivation: Derivation,
    form: str = "shortest",
    symbol: str = "",
    choice: TableOptions = ALL,
    presentation: Presentation = PLAIN,
) -> NetworkPage:
    """The table of a derivation, its quantities in a form, in the words and symbols of a reader."""
    arranger, words = arranger_of(derivation, presentation.notation), presentation.words

    def setter(*how: str) -> Callable[[Scalar], Formula]:
        return cache(lambda value: words.formula(arranger.arrange(derivation.domain.formed(value, *how))))

    formed, show, added = setter(form, symbol), setter(), setter("given")

    def end_row(end: End) -> TableRow:
        return TableRow(end.name, "", tuple(show(size) for size in (*end.volume.sizes, end.volume.depth)), ())

    rows = [row._replace(cells=choice.in_unit(row.cells)) for row in make_rows(derivation, choice, show, formed)]
    totals = choice.in_unit(_totals(derivation, choice, formed))
    has_parts = any(total.args for total in totals)
    as_added = choice.in_unit(_totals(derivation, choice, added)) if has_parts else ()
    shown = [loop for loop in derivation.loops if any(row.name.startswith(f"{loop.name}/") for row in rows)]
    return NetworkPage(
        name=derivation.name,
        doc=derivation.doc,
        columns=tuple(column.translated(words.sentence) for column in choice.shown),
        inputs=tuple(map(end_row, derivation.inputs)),
        rows=tuple(row.translated(words) for row in rows),
        totals=tuple(words.formula(words.text(total)) for total in totals),
        definitions=tuple((arranger.arrange(name(one.name)), formed(one.value)) for one in derivation.definitions),
        conditions=tuple(
            ConditionRow(words.formula(arranger.arrange(c.formula)), c.layer, words.sentence(c.words))
            for c in derivation.conditions
        ),
        assumptions=tuple(words.formula(arranger.assumed(one), _ASSUMED) for one in derivation.assumptions),
        loops=tuple(LoopRow(loop.name, name(loop.counter), formed(loop.first), formed(loop.last)) for loop in shown),
        depth=None if derivation.weighted_depth is None else show(derivation.weighted_depth),
        heads=tuple(map(end_row, derivation.heads)),
        words=words,
        letters=derivation.letters,
        put_in=tuple((arranger.arrange(name(symbol)), default) for symbol, default in derivation.put_in),
        totals_as_added=tuple(words.formula(words.text(total)) for total in as_added),
    )


def _totals(derivation: Derivation, choice: TableOptions, formed: Callable[[Scalar], Formula]) -> Iterator[Formula]:
    for column in choice.columns:
        if column in SEEN:
            yield seen_total(derivation, column, formed)
            continue
        total = _total(derivation, column.key, formed)
        yield total
        if choice.has_shares:
            yield MISSING if total == MISSING else share(1, int(total.value != 0))


def _total(derivation: Derivation, key: str, formed: Callable[[Scalar], Formula]) -> Formula:
    """The sum over the layers."""
    if None in derivation.stated(key):
        return MISSING
    return formed(derivation.domain.sum(derivation.collected(key)))
