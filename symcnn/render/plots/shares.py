"""Collects the share of the whole that each layer, or each group of layers, has."""

from __future__ import annotations

import re
from functools import reduce
from typing import TYPE_CHECKING

from symcnn.derive.groups import amount, groups
from symcnn.derive.quantities import BY_KEY
from symcnn.errors import NotFound, Unavailable
from symcnn.model.foreign import quantity_hint
from symcnn.render.languages.translate import ENGLISH
from symcnn.render.matplotlib_style import needs_matplotlib, points_of
from symcnn.render.plots.bars import draw_bars
from symcnn.render.plots.chart import Bar, Bars, Drawn
from symcnn.render.plots.label_escaping import escape

if TYPE_CHECKING:
    from collections.abc import Iterable

    from symcnn.derive.derivation import Derivation
    from symcnn.render.languages.translate import Phrasebook

MOST_BARS = 150
"""Rows of a picture; more would be no picture any more."""


def bars(
    derivation: Derivation,
    of: str = "params",
    by: int = 0,
    *,
    width: str | float = "twocolumn",
    words: Phrasebook = ENGLISH,
) -> Drawn:
    """The picture of `Network.bars`, with what it leaves out."""
    points = points_of(width)
    keys = _quantities(of)
    needs_matplotlib()
    rows = list(_rows(derivation, keys, by, words.language))
    kept = [row for row in rows if any(row.amounts)]
    headings = [words(BY_KEY[key].heading) for key in keys]
    if not kept:
        raise Unavailable(f"no layer has {' or '.join(BY_KEY[key].heading for key in keys)}")
    if len(kept) > MOST_BARS:
        raise Unavailable(f"{len(kept)} bars are no picture any more", "gather layers by their labels, such as by 1")
    titles = tuple(escape(heading, words.language) for heading in headings)
    figure = draw_bars(Bars(titles, tuple(kept), _wholes(rows)), points, words.language)
    silent = len(rows) - len(kept)
    name = derivation.name or words("the network")
    nothing = reduce(lambda one, other: words("{0} or {1}", one, other), headings)
    return Drawn(figure, (words("{}: {} rows without {} left out", name, silent, nothing),) if silent else ())


def _quantities(of: str) -> list[str]:
    """The quantities that add up over layers; only these have shares."""
    keys = list(dict.fromkeys(re.split(r"\s*,\s*", of.strip())))
    for key in keys:
        if key not in BY_KEY:
            hint = quantity_hint(key, BY_KEY) or f"there is {', '.join(BY_KEY)}"
            raise NotFound(f'there is no quantity "{key}" that adds up over layers', hint)
    return keys


def _rows(derivation: Derivation, keys: list[str], by: int, language: str) -> Iterable[Bar]:
    terms = [derivation.terms(key) for key in keys]
    for group in groups(derivation, by):
        amounts = (amount(column, group, derivation) for column in terms)
        yield Bar(escape(group.name, language), tuple(int(value or 0) for value in amounts))


def _wholes(rows: list[Bar]) -> tuple[int, ...]:
    return tuple(map(sum, zip(*(row.amounts for row in rows), strict=True)))
