"""Writes what stands on a page more than once only once; the page's script copies it to its other places."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from re import Match

CELL = re.compile(r"<(td)>(.*?)(?=<td|<tr|</table)", re.DOTALL)
"""A cell of a table, to the next one; no word of an author's has a tag in it."""
FORMULA = re.compile(r"<(math)>(.*?)</math>", re.DOTALL)

_MARK = 14
"""About the characters by which a first place is known."""


def with_copies(page: str) -> str:
    """The page with equal cells, and of what is left equal formulas, written at their first places only.

    >>> power = "<math><msup><mi>W</mi><mn>2</mn></msup><mo>+</mo><mn>1</mn></math>"
    >>> print(with_copies(f"<p>{power}<p>{power}"))
    <p><math data-once=0><msup><mi>W</mi><mn>2</mn></msup><mo>+</mo><mn>1</mn></math><p><math data-as=0></math>
    >>> with_copies("<p><math><mi>W</mi></math><p><math><mi>W</mi></math>").count("data-as")
    0
    """
    for pattern in (CELL, FORMULA):
        page = _copied(page, pattern)
    return page


def _copied(page: str, pattern: re.Pattern[str]) -> str:
    counts = Counter(match[0] for match in pattern.finditer(page))
    places: dict[str, int] = {}

    def written(match: Match[str]) -> str:
        whole, tag = match[0], match[1]
        end = whole[match.end(2) - match.start() :]
        copy = f"<{tag} data-as={places.get(whole, len(places))}>{end}"
        if (counts[whole] - 1) * (len(whole) - len(copy)) <= _MARK:
            return whole
        if whole in places:
            return copy
        places[whole] = len(places)
        return f"<{tag} data-once={places[whole]}>{whole[match.start(2) - match.start() :]}"

    return pattern.sub(written, page)
