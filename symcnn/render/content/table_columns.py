"""The columns of a table, as the words of a user name them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symcnn.derive.quantities import BY_KEY, OPERATIONS, QUANTITIES
from symcnn.derive.receptive_field import SEEN
from symcnn.errors import NotFound, nearest
from symcnn.model.foreign import column_hint
from symcnn.render.content.rows import TableOptions
from symcnn.support.rounding import UNITS

if TYPE_CHECKING:
    from symcnn.derive.quantities import Quantity


def table_options(columns: str, level: int = 0, *, has_shares: bool = False, unit: str = "") -> TableOptions:
    """The options of a table, read from what a user wrote.

    >>> [column.key for column in table_options("params,macs").columns]
    ['params', 'macs']

    Args:
        columns: Quantities, ``operations`` for the elementary ones, ``all``, or nothing for the usual ones; with
            commas between them.
        level: By how many labels the layers are gathered; 0 gathers none.
        has_shares: Whether each quantity has its share in per cent beside it.
        unit: The prefix in which numbers are shown, such as ``M``; empty for all digits.

    Raises:
        NotFound: There is no such column or unit.
    """
    known_unit(unit)
    known = {**BY_KEY, **{column.key: column for column in SEEN}}
    groups = {"": QUANTITIES, "operations": OPERATIONS, "all": tuple(known.values())}
    found: list[Quantity] = []
    for word in columns.split(","):
        key = word.strip()
        if (not key and columns) or (key not in groups and key not in known):
            words = [*known, "operations", "all"]
            hint = column_hint(key, words) or f"there is {', '.join(words)}"
            raise NotFound(f'there is no column "{key}"', hint)
        found += groups.get(key) or (known[key],)
    return TableOptions(tuple(dict.fromkeys(found)), level, has_shares, unit)


def known_unit(unit: str) -> None:
    """Refuse a unit that there is none of."""
    if unit and unit not in UNITS:
        raise NotFound(f'there is no unit "{unit}"', nearest(unit, UNITS) or f"there is {', '.join(UNITS)}")
