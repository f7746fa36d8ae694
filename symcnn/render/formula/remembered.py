"""Remembers what was made of a formula, by the formula itself: a page asks for the same ones again and again."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

    from symcnn.formula import Formula
    from symcnn.render.formula.style import Style

SetAs = TypeVar("SetAs")

_MOST = 20_000
"""Formulas that are remembered; after that many it begins anew."""


def remembered(make: Callable[[Formula, Style], SetAs]) -> Callable[[Formula, Style], SetAs]:
    """A function that makes the same of the same formula in the same style, called once for each.

    A formula is known by its identity, not by its value: names that are equal may be set differently, and a formula
    need not be gone through to be found again.

    >>> from symcnn.formula import name
    >>> from symcnn.render.formula.text import TEXT
    >>> found, width = [], remembered(lambda formula, style: found.append(formula))
    >>> one = name("W")
    >>> width(one, TEXT), width(one, TEXT), width(name("W"), TEXT), len(found)
    (None, None, None, 2)
    """
    found: dict[tuple[int, int], tuple[Formula, Style, SetAs]] = {}

    @wraps(make)
    def run(formula: Formula, style: Style) -> SetAs:
        key = id(formula), id(style)
        known = found.get(key)
        if known is None:
            if len(found) >= _MOST:
                found.clear()
            known = found[key] = formula, style, make(formula, style)  # both stay alive, and so where they are
        return known[2]

    return run
