"""Says in words what a plot shows, for readers who do not see it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from symcnn.render.languages.translate import words as said_words
from symcnn.render.plots.label_escaping import unescaped

if TYPE_CHECKING:
    from symcnn.render.languages.translate import Phrasebook
    from symcnn.render.plots.chart import Bars, Chart, Curve
    from symcnn.support.scalar import Number


def chart_in_words(chart: Chart, language: str = "en") -> str:
    """Each curve with its ends, the numbers exact.

    >>> from symcnn.render.plots.chart import Axis, Chart, Curve, Panel
    >>> curve = Curve("LeNet5", ((32, 1500), (64, 20736)))
    >>> chart_in_words(Chart(Axis("input width $W$"), (Panel(Axis("MACs"), (curve, )), )))
    'MACs (LeNet5) over input width W: 1,500 at 32, 20,736 at 64.'
    """
    words, x = said_words(language), unescaped(chart.x.title)
    return " ".join(
        _ends(unescaped(panel.y.title), x, curve, words)
        for panel in chart.panels
        for curve in panel.curves
        if any(amount is not None for _, amount in curve.points)
    )


def _ends(title: str, x: str, curve: Curve, words: Phrasebook) -> str:
    there = [(at, amount) for at, amount in curve.points if amount is not None]
    label = unescaped(curve.label)
    what = f"{title} ({label})" if label else title
    (first, low), (last, high) = there[0], there[-1]
    return words("{} over {}: {} at {}, {} at {}.", what, x, *map(_exact, (low, first, high, last)))


def bars_in_words(bars: Bars, language: str = "en") -> str:
    """Each row with its amounts, behind what there is in all.

    >>> from symcnn.render.plots.chart import Bar, Bars
    >>> bars_in_words(Bars(("parameters", ), (Bar("C1", (156, )), Bar("C3", (1516, ))), (1672, )))
    'parameters, 1,672 in all: C1 156, C3 1,516.'
    """
    words = said_words(language)
    return " ".join(
        words(
            "{}, {} in all: {}.",
            unescaped(title),
            _exact(bars.wholes[place]),
            ", ".join(f"{unescaped(row.label)} {_exact(row.amounts[place])}" for row in bars.rows),
        )
        for place, title in enumerate(bars.titles)
    )


def _exact(number: Number) -> str:
    return re.sub(r"\d+", lambda digits: f"{int(digits[0]):,}", str(number))
