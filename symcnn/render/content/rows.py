"""The rows of a table: which quantities it shows, of layers or of groups of them, and their shares of the total."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from symcnn.derive.groups import amount, groups
from symcnn.derive.quantities import QUANTITIES, Quantity
from symcnn.derive.receptive_field import SEEN, field_leaving, fields, of_field
from symcnn.errors import Unavailable
from symcnn.formula import Formula, number
from symcnn.render.formula.in_units import in_unit
from symcnn.render.formula.text import to_text
from symcnn.support.message import Message
from symcnn.support.rounding import to_a_tenth

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from symcnn.derive.derivation import Derivation
    from symcnn.derive.field_values import Seen
    from symcnn.derive.groups import LayerGroup
    from symcnn.render.languages.translate import Phrasebook
    from symcnn.support.scalar import Scalar

MISSING = Formula("text", value="not stated")
"""Stands where a layer states no rule; it is never a zero."""


class TableOptions(NamedTuple):
    """The options of a table: its columns, the labels by which layers are gathered (0: none are), shares, a unit."""

    columns: tuple[Quantity, ...] = QUANTITIES
    level: int = 0
    has_shares: bool = False
    unit: str = ""
    """The prefix in which numbers are shown, such as M; empty for all their digits."""

    def in_unit(self, cells: Iterable[Formula]) -> tuple[Formula, ...]:
        """The cells of a row, the numbers of quantities in the unit."""
        if not self.unit:
            return tuple(cells)
        return tuple(
            cell if column in SEEN else in_unit(cell, self.unit) for column, cell in zip(self.shown, cells, strict=True)
        )

    @property
    def shown(self) -> tuple[Quantity, ...]:
        """The columns, each with its shares behind it."""
        return tuple(column for quantity in self.columns for column in self._with_share(quantity))

    def _with_share(self, quantity: Quantity) -> Iterator[Quantity]:
        yield quantity
        if self.has_shares and quantity not in SEEN:
            yield Quantity(
                f"{quantity.key}_share", "share", Message("share of the {} in all", Message(quantity.heading))
            )


class TableRow(NamedTuple):
    """One layer or one group: name, call, sizes that leave it, and its quantities."""

    name: str
    call: str
    output: tuple[Formula, ...]
    cells: tuple[Formula, ...]

    def translated(self, words: Phrasebook) -> TableRow:
        """The row in the words of a language; calls are in the language of networks, and stay."""
        call = words.sentence(self.call) if isinstance(self.call, Message) else self.call
        return self._replace(call=call, cells=tuple(map(words.text, self.cells)))


def make_rows(
    derivation: Derivation, choice: TableOptions, show: Callable[[Scalar], Formula], formed: Callable[[Scalar], Formula]
) -> tuple[TableRow, ...]:
    """The rows of a derivation; ``show`` writes sizes, and ``formed`` quantities."""
    found = groups(derivation, choice.level)
    cells: list[list[Formula]] = [[] for _ in found]
    for column in choice.columns:
        if column in SEEN:
            for row, cell in zip(cells, seen_cells(derivation, column, found, formed), strict=True):
                row.append(cell)
            continue
        terms = derivation.stated(column.key)
        amounts = [amount(terms, group, derivation) for group in found]
        whole = _whole(amounts) if choice.has_shares else None
        for row, value in zip(cells, amounts, strict=True):
            row.append(MISSING if value is None else formed(value))
            if whole is not None:
                row.append(MISSING if value is None else share(value, whole))  # type: ignore[arg-type]  # all are whole
    return tuple(
        TableRow(
            group.name,
            group.written or Message("{} layers", to_text(formed(group.count))),
            tuple(show(size) for size in (*group.output.sizes, group.output.depth)),
            tuple(row),
        )
        for group, row in zip(found, cells, strict=True)
    )


def seen_cells(
    derivation: Derivation, column: Quantity, found: list[LayerGroup], formed: Callable[[Scalar], Formula]
) -> list[Formula]:
    """The receptive field of the last layer of each group; one number where all axes agree."""
    return [_seen_cell(derivation, column, field_leaving(derivation, group.places), formed) for group in found]


def seen_total(derivation: Derivation, column: Quantity, formed: Callable[[Scalar], Formula]) -> Formula:
    """The receptive field of a unit of the output."""
    return _seen_cell(derivation, column, fields(derivation)[-1], formed)


def _seen_cell(derivation: Derivation, column: Quantity, seen: Seen, formed: Callable[[Scalar], Formula]) -> Formula:
    if seen is None:
        return Formula("text", value="not known")
    values = [formed(of_field(field, column.key, derivation.domain)) for field in seen]
    return values[0] if len(set(values)) == 1 else Formula("tuple", tuple(values))


def share(value: int, whole: int) -> Formula:
    """A part of a whole in per cent, to one decimal place; the exact fraction goes with it.

    >>> share(1, 3).value
    '33.3 %'
    """
    if not whole:
        return Formula("text", (number(0),), "–")
    exact = Fraction(value, whole)
    return Formula("text", (number(exact),), f"{to_a_tenth(100 * exact)} %")


def _whole(amounts: list[Scalar | None]) -> int:
    stated = [value for value in amounts if value is not None]
    numbers = [value for value in stated if isinstance(value, int)]
    if len(numbers) < len(stated):
        raise Unavailable("shares in per cent need a number for every symbol", "such as --numbers, or --set W=64")
    return sum(numbers)
