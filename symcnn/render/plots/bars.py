"""Draws bars of what each layer costs, with its share of the whole."""

from __future__ import annotations

from fractions import Fraction
from importlib import import_module
from typing import TYPE_CHECKING

from symcnn.render.matplotlib_style import COLOURS, FONT_SIZE, GREY, POINTS_PER_INCH, drawing, plain
from symcnn.render.plots.label_escaping import power
from symcnn.render.plots.plot_words import bars_in_words
from symcnn.render.plots.ticks import exponent_of, tick_label
from symcnn.support.rounding import to_a_tenth

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from symcnn.render.plots.chart import Bars

ROW = 0.145
"""Inches of a row."""

REST = 0.55
"""Inches for the title and the ticks."""

ROOM = 1.28
"""The axis goes on behind the longest bar, where its share stands."""


def draw_bars(bars: Bars, width: float, language: str = "en") -> Figure:
    """The picture, as wide as that many points and as high as its rows need."""
    rich = import_module("symcnn.render.plots.rich_figure")  # it imports matplotlib

    with drawing(language):
        size = (width / POINTS_PER_INCH, REST + ROW * len(bars.rows))
        figure: Figure = rich.RichFigure(figsize=size, layout="constrained")
        panels = figure.subplots(1, len(bars.titles), sharey=True, squeeze=False)[0]
        for place, axes in enumerate(panels):
            _draw(axes, bars, place)
            axes.tick_params(axis="y", length=0)
        panels[0].set_yticks(range(len(bars.rows)), [row.label for row in bars.rows])
        panels[0].set_ylim(len(bars.rows) - 0.4, -0.6)
        figure.draw_without_rendering()
    figure.set_label(bars_in_words(bars, language))
    return figure


def _draw(axes: Axes, bars: Bars, place: int) -> None:
    """One quantity: bars, and behind each of them its share."""
    from matplotlib.ticker import FuncFormatter, MaxNLocator  # noqa: PLC0415

    amounts = [row.amounts[place] for row in bars.rows]
    exponent = exponent_of(amounts)
    lengths = [float(Fraction(amount, 10**exponent)) for amount in amounts]
    plain(axes)
    axes.spines["left"].set_linewidth(0.5)
    axes.barh(range(len(lengths)), lengths, height=0.68, color=COLOURS[place % len(COLOURS)])
    for row, (length, amount) in enumerate(zip(lengths, amounts, strict=True)):
        axes.annotate(
            shared(amount, bars.wholes[place]), (length, row), (2.5, -0.3), textcoords="offset points",
            va="center", fontsize=FONT_SIZE - 2, color=GREY,
        )  # fmt: skip
    axes.set_xlim(0, max(lengths) * ROOM or 1)
    axes.xaxis.set_major_locator(MaxNLocator(nbins=4, steps=[1, 2, 2.5, 5, 10], integer=not exponent))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _place: tick_label(value)))
    axes.set_xlabel(power(exponent) + bars.titles[place])


def shared(part: int, whole: int) -> str:
    r"""A share in per cent, to one decimal place; what is more than nothing is never shown as nothing.

    >>> shared(1, 3), shared(1, 10_000), shared(0, 3)
    ('33.3 $\\%$', '$<$0.1 $\\%$', '0 $\\%$')
    """
    if not part:
        return r"0 $\%$"
    per_cent = Fraction(100 * part, whole or 1)
    return rf"{to_a_tenth(per_cent)} $\%$" if round(10 * per_cent) else r"$<$0.1 $\%$"
