"""Values for the symbols of a text: small ones, and those that a kind of symbol may have at all."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from reading import TooLarge, Unknown, Unreadable, formula

if TYPE_CHECKING:
    import random
    from collections.abc import Iterable

TURNS = {"n", "m"}
"""Names that loops are repeated by."""
WIDE = {"W", "H", "T", "X", "L", "A", "U", "N"}
"""Names of sizes."""
REALS = tuple(Fraction(n, d) for n, d in ((1, 1), (2, 1), (3, 1), (1, 2), (3, 2), (1, 4), (5, 2)))


def kind_of(text: str, name: str) -> tuple[str, str, int]:
    """How the last header declares a name: its kind, and a bound where it has one."""
    header = text[max(0, text.rfind("network ")) :]
    found = re.search(rf"\b{name}: (integer|real|boolean)(?: (>=|<=|>) (-?\d+))?", header)
    if not found:
        return "integer", ">=", 1
    return found[1], found[2] or "", int(found[3] or 0)


def least(text: str, name: str) -> int:
    """The least value that a name may have, or is tried with."""
    kind, sign, bound = kind_of(text, name)
    if kind != "integer" or not sign:
        return -6
    return bound if sign == ">=" else bound - 8


def values_of(text: str, name: str, draw: random.Random) -> Any:
    """One value at random for a name."""
    kind, sign, bound = kind_of(text, name)
    if kind == "real":
        end = Fraction(bound) if sign else Fraction(-2)
        return draw.choice([end] * (sign != ">") + [end + more for more in REALS])
    if kind == "boolean":
        return draw.randint(0, 1)
    low = least(text, name)
    if sign == "<=":
        return draw.randint(low, bound)
    if name in TURNS:
        return draw.choice((low, 1, 1, 2, 2, 3, 4))
    if name in WIDE:
        return draw.choice(
            (draw.randint(low, 6), draw.randint(low, 16), draw.randint(low, 40), 2 ** draw.randint(0, 5))
        )
    return draw.choice((low, draw.randint(low, 3), draw.randint(low, 5), draw.randint(low, 9)))


def extreme(text: str, name: str, draw: random.Random) -> Any:
    """A value that is as small or as large as they come: there conditions are hard to meet."""
    kind, sign, _ = kind_of(text, name)
    if kind != "integer" or name in TURNS or sign == "<=":
        return values_of(text, name, draw)
    low = least(text, name)
    return draw.choice((low, low, low + 1, low + draw.randint(2, 4), 9, 8))


def points(text: str, symbols: Iterable[str], draw: random.Random, many: int) -> list[dict[str, Any]]:
    """A number of random points, no two alike."""
    symbols = list(symbols)
    found = {}
    for place in range(many):
        among = extreme if place % 4 == 0 else values_of
        point = {name: among(text, name, draw) for name in symbols}
        found[tuple(point.values())] = point
    return list(found.values())


def holds(text: str, point: dict[str, Any]) -> bool | None:
    """Whether a condition holds at a point; None where that cannot be told from the text."""
    try:
        return bool(formula(text)(point))
    except (Unknown, Unreadable, TooLarge, ZeroDivisionError, OverflowError):
        return None


def all_hold(texts: Iterable[str], point: dict[str, Any]) -> bool | None:
    """Whether all hold; None if none is broken and one cannot be told."""
    answers = [holds(text, point) for text in texts]
    if False in answers:
        return False
    return None if None in answers else True
