"""Numbers that are a share of another one, rounded: widths as in MobileNets, depths as in EfficientNets."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_TENTHS, _NEAREST, _UP, _DOWN = "tenths", "nearest", "up", "down"
_MULTIPLES = (8, 4, 16, 32)


class Rounding(NamedTuple):
    """How a share becomes a whole number: to which multiples, and which way.

    >>> [Rounding(8, way).of(Fraction(18)) for way in ("tenths", "nearest", "up", "down")]
    [24, 16, 24, 16]

    By ``tenths`` it is the nearest multiple, or the next if that is less than nine tenths.
    """

    multiple: int
    way: str

    def of(self, value: Fraction) -> int:
        """A value rounded."""
        parts = value / self.multiple
        near = (parts + Fraction(1, 2)).__floor__()
        ways = {
            _TENTHS: max(near, (parts * Fraction(9, 10)).__ceil__()),
            _NEAREST: near,
            _UP: parts.__ceil__(),
            _DOWN: parts.__floor__(),
        }
        return self.multiple * ways[self.way]

    def text(self, share: Fraction, symbols: str, often: int = 1) -> str:
        """A share of a symbol, or of a product of symbols, rounded, ``often`` times, in the language.

        >>> Rounding(8, "tenths").text(Fraction(3, 4), "K", 6)
        '48*max(floor(3*K/32 + 1/2), ceil(27*K/320))'
        """
        near, least = (times(share * part / self.multiple, symbols) for part in (1, Fraction(9, 10)))
        ways = {
            _TENTHS: f"max(floor({near} + 1/2), ceil({least}))",
            _NEAREST: f"floor({near} + 1/2)",
            _UP: f"ceil({near})",
            _DOWN: f"floor({near})",
        }
        return (f"{often * self.multiple}*" if often * self.multiple > 1 else "") + ways[self.way]

    def share(self, bases: Sequence[int | Fraction], values: Sequence[int | Fraction]) -> Fraction | None:
        """The share of each base that gives its value, one and the same; None where there is none.

        >>> Rounding(8, "tenths").share((16, 24, 32), (72, 112, 144))
        Fraction(9, 2)
        """
        for share in shares_seen(bases, values):
            if all(self.of(share * base) == value for base, value in zip(bases, values, strict=True)):
                return share
        return None


def shares_seen(bases: Iterable[int | Fraction], values: Iterable[int | Fraction]) -> list[Fraction]:
    """What one base or the other says that the share is: first what most say, then simple ones."""
    seen = Counter(Fraction(value) / base for base, value in zip(bases, values, strict=True) if base and value > 0)
    first = next(iter(seen), None)
    return sorted(seen, key=lambda share: (-seen[share], share != first, share.denominator))


TO_WIDTHS = tuple(Rounding(multiple, _TENTHS) for multiple in _MULTIPLES)
"""To multiples, and nine tenths at least, as MobileNets set their widths."""
TO_QUARTERS = Rounding(2, _TENTHS)
"""A quarter of a width that is rounded to multiples of 8."""
TO_MULTIPLES = tuple(Rounding(multiple, way) for way in (_NEAREST, _DOWN, _UP) for multiple in _MULTIPLES)
TO_NEAREST = Rounding(1, _NEAREST)
TO_WHOLE = (Rounding(1, _UP), TO_NEAREST, Rounding(1, _DOWN))


def times(ratio: Fraction, symbol: str) -> str:
    """A multiple of a symbol as it is written.

    >>> times(Fraction(3, 2), "K")
    '3*K/2'
    """
    above = symbol if ratio.numerator == 1 else f"{ratio.numerator}*{symbol}"
    return above if ratio.denominator == 1 else f"{above}/{ratio.denominator}"
