"""Numbers as words in a unit that a reader chose, such as 25.6 M."""

from __future__ import annotations

from symcnn.formula import Formula
from symcnn.support.rounding import UNITS


def in_unit(cell: Formula, unit: str) -> Formula:
    """A whole number as words in a unit, the number with them; what is no whole number stays, and all without a unit.

    >>> from symcnn.formula import number
    >>> in_unit(number(25557032), "M").value
    '25.6 M'
    """
    if not unit or cell.op != "number" or not isinstance(cell.value, int):
        return cell
    return Formula("text", (cell,), UNITS[unit].shown(cell.value))
