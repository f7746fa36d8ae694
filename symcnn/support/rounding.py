"""Numbers rounded for readers: three digits that count, a tenth, and a prefix for thousands."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING

from symcnn.support.record import Record

if TYPE_CHECKING:
    from collections.abc import Container, Mapping

DIGITS = 3
"""How many digits a rounded number has that count."""


def rounded(exact: Fraction) -> str:
    """A positive number to three digits that count, a half away from zero; what is exact in fewer has no zeros behind.

    >>> rounded(Fraction(31946752, 2349799)), rounded(Fraction(2)), rounded(Fraction(1, 3)), rounded(Fraction(12345))
    ('13.6', '2', '0.333', '12,345')
    >>> rounded(Fraction(20013928, 10**6)), rounded(Fraction(9996, 1000)), rounded(Fraction(9996, 100))
    ('20.0', '10.0', '100')
    """
    places = 0
    while exact * 10**places < 10 ** (DIGITS - 1) and (exact * 10**places).denominator != 1:
        places += 1
    whole = (2 * exact * 10**places + 1) // 2
    if places and whole == 10**DIGITS:
        whole, places = whole // 10, places - 1
    digits = f"{whole:0{places + 1}}"
    before, behind = digits[: len(digits) - places], digits[len(digits) - places :]
    return f"{int(before):,}" + (f".{behind}" if behind else "")


def to_a_tenth(exact: Fraction) -> str:
    """A number that is not below 0 with one digit behind the point; half a tenth goes to the even one.

    >>> to_a_tenth(Fraction(100, 3)), to_a_tenth(Fraction(12345)), to_a_tenth(Fraction(1, 4))
    ('33.3', '12,345.0', '0.2')
    """
    tenths = round(exact * 10)
    return f"{tenths // 10:,}.{tenths % 10}"


class Prefix(Record):
    """A prefix, such as k or Mi, and what it multiplies by."""

    word: str
    factor: int

    def shown(self, value: int) -> str:
        """A number in this unit; below a thousandth of it as it is.

        >>> UNITS["M"].shown(25557032), UNITS["Mi"].shown(12582912), UNITS["G"].shown(0)
        ('25.6 M', '12 Mi', '0')
        """
        sign = "−" if value < 0 else ""
        small = 0 < abs(value) * 1000 < self.factor
        return f"{value:,}" if small or not value else f"{sign}{rounded(Fraction(abs(value), self.factor))} {self.word}"


UNITS: Mapping[str, Prefix] = {
    unit.word: unit
    for unit in (Prefix("k", 10**3), Prefix("M", 10**6), Prefix("G", 10**9), Prefix("Ki", 2**10), Prefix("Mi", 2**20))
}
"""The prefixes that readers may choose."""

_WITH_UNIT = re.compile(r"(?<![\w.])(\d+(?:\.\d+)?)[ ]?(k|Ki|Mi|Gi|[MGT])(?!\w)")
_FACTORS: Mapping[str, int] = {word: unit.factor for word, unit in UNITS.items()} | {"T": 10**12, "Gi": 2**30}


def without_units(equation: str, symbols: Container[str]) -> str:
    """An equation with numbers such as 1.5G written out; a letter that is a symbol is no unit.

    >>> without_units("macs <= 1.5G and params < 3M", {"M"})
    'macs <= 1500000000 and params < 3M'
    """
    return _WITH_UNIT.sub(lambda found: found[0] if found[2] in symbols else _written_out(found[1], found[2]), equation)


def _written_out(digits: str, unit: str) -> str:
    exact = Fraction(digits) * _FACTORS[unit]
    return str(exact) if exact.denominator == 1 else f"({exact})"
