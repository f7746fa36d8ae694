"""Draws curves over a symbol."""

from __future__ import annotations

from fractions import Fraction
from importlib import import_module
from typing import TYPE_CHECKING

from symcnn.render.matplotlib_style import COLOURS, DASHES, MARKERS, POINTS_PER_INCH, drawing, plain
from symcnn.render.plots.label_escaping import power, two_lines
from symcnn.render.plots.plot_words import chart_in_words
from symcnn.render.plots.ticks import kind_of, scale_of, set_ticks

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.legend import Legend

    from symcnn.render.plots.chart import Axis, Chart, Curve, Panel
    from symcnn.support.scalar import Number

GOLDEN = 1.618
"""Width to height of a panel; a wide one is flatter."""

COLUMN = 252
"""Points up to which panels stand one below the other."""

FLATTER = 0.62
"""The height of each of several panels in a column, against that of one alone."""

FEW_POINTS = 24
"""As many points are marked each."""

MARK, SMALL_MARK = 3.2, 2.2
"""Sizes of marks in points; where there are many points, small ones."""


def draw_curves(chart: Chart, width: float, language: str = "en") -> Figure:
    """The picture, as wide as that many points."""
    rich = import_module("symcnn.render.plots.rich_figure")  # it imports matplotlib

    rows, columns = _grid(len(chart.panels), width)
    with drawing(language):
        figure: Figure = rich.RichFigure(figsize=_size(width, rows, columns), layout="constrained")
        cells = figure.subplots(rows, columns, squeeze=False, sharex="col").flat
        for panel, axes in zip(chart.panels, cells, strict=True):
            _draw_panel(axes, panel, chart.x)
        _title_x([axes for place, axes in enumerate(figure.axes) if place >= (rows - 1) * columns], chart)
        _legend(figure)
        _fold_titles(figure)
    figure.set_label(chart_in_words(chart, language))
    return figure


def _grid(panels: int, width: float) -> tuple[int, int]:
    return (panels, 1) if width <= COLUMN * 1.2 else (1, panels)


def _size(width: float, rows: int, columns: int) -> tuple[float, float]:
    """Inches."""
    wide = width / POINTS_PER_INCH
    column = COLUMN / POINTS_PER_INCH
    panel = (wide / columns / column) ** 0.5 * column / GOLDEN
    return wide, panel * rows * (FLATTER if rows > 1 else 1)


def _draw_panel(axes: Axes, panel: Panel, x: Axis) -> None:
    plain(axes)
    axes.grid(visible=True, color="#e4e4e4", linewidth=0.4)
    points = [(at, amount) for curve in panel.curves for at, amount in curve.points if amount is not None]
    sides = ([at for at, _ in points], [amount for _, amount in points])
    exponents = [scale_of(axis, values) for axis, values in zip((x, panel.y), sides, strict=True)]
    for place, curve in enumerate(panel.curves):
        _draw(axes, curve, place, exponents)
    for letter, axis, values, exponent in zip("xy", (x, panel.y), sides, exponents, strict=True):
        if axis.is_log:
            getattr(axes, f"set_{letter}scale")("log")
        set_ticks(getattr(axes, f"{letter}axis"), kind_of(axis, values), is_whole=axis.is_whole and not exponent)
    axes.set_ylabel(power(exponents[1]) + panel.y.title)
    axes.margins(x=0.02)
    if not panel.y.is_log and min(sides[1]) >= 0:
        axes.set_ylim(bottom=0)


def _scaled(value: Number | None, exponent: int) -> float:
    return float("nan") if value is None else float(Fraction(value) / 10**exponent)


def _draw(axes: Axes, curve: Curve, place: int, exponents: list[int]) -> None:
    xs, ys = ([_scaled(point[side], exponents[side]) for point in curve.points] for side in (0, 1))
    lonely, joined = _stand(curve)
    few = len(xs) <= FEW_POINTS
    axes.plot(
        xs,
        ys,
        color=COLOURS[curve.colour % len(COLOURS)],
        linestyle=DASHES[curve.dash % len(DASHES)] if joined else "none",
        marker=MARKERS[place % len(MARKERS)] if lonely or few else "",
        markersize=MARK if few else SMALL_MARK,
        label=curve.label,
    )


def _stand(curve: Curve) -> tuple[bool, bool]:
    """Whether a point stands alone between gaps, where no line would show it; and whether any two are neighbours."""
    drawn = [False, *(amount is not None for _, amount in curve.points), False]
    rows = list(zip(drawn, drawn[1:], drawn[2:], strict=False))
    return any(row == (False, True, False) for row in rows), any(row[:2] == (True, True) for row in rows)


def _title_x(lowest: list[Axes], chart: Chart) -> None:
    values = [
        at for panel in chart.panels for curve in panel.curves for at, amount in curve.points if amount is not None
    ]
    for axes in lowest:
        axes.set_xlabel(power(scale_of(chart.x, values)) + chart.x.title)


def _legend(figure: Figure) -> None:
    """Above the data, in as many columns as fit; the picture grows by its height."""
    found: dict[str, Artist] = {}
    for axes in figure.axes:
        for handle, label in zip(*axes.get_legend_handles_labels(), strict=True):
            found.setdefault(label, handle)
    found.pop("", None)
    for columns in range(len(found), 0, -1):
        legend = figure.legend(
            found.values(), found.keys(), loc="outside upper center", ncols=columns, frameon=False,
            handlelength=2.4, columnspacing=1.4, handletextpad=0.5, borderaxespad=0.1, borderpad=0.1, labelspacing=0.25,
        )  # fmt: skip
        if columns == 1 or legend.get_window_extent().width <= figure.bbox.width:
            return _grow(figure, legend)
        legend.remove()
    return None


def _grow(figure: Figure, legend: Legend) -> None:
    figure.set_figheight(figure.get_figheight() + legend.get_window_extent().height / figure.dpi)


def _fold_titles(figure: Figure) -> None:
    """Titles that are longer than their axis go on in a second line."""
    figure.draw_without_rendering()
    for axes in figure.axes:
        label = axes.yaxis.label
        if label.get_window_extent().height > axes.get_window_extent().height:
            label.set_text(two_lines(label.get_text()))
    figure.align_ylabels()
    figure.draw_without_rendering()
