"""A front, or any sweep, as a plot: what is to be small or large along the axes, a mark for each point kept."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from symcnn.analysis.measures import heading_of
from symcnn.errors import ArgumentMistake, Unavailable
from symcnn.render.languages.translate import words as said_words
from symcnn.render.matplotlib_style import needs_matplotlib, points_of
from symcnn.render.plots.chart import Axis, Chart, Curve, Panel
from symcnn.render.plots.curves import draw_curves
from symcnn.render.plots.label_escaping import escape, symbol

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from matplotlib.figure import Figure

    from symcnn.support.scalar import Number

LOGARITHMIC = 50
"""An axis whose greatest value is that many times its least has powers of ten."""

PAIR = 2


class FrontPoints(NamedTuple):
    """The points of a figure: which columns are drawn, their values, and the network of each point."""

    keys: tuple[str, ...]
    """The columns along the axes, the x axis first."""
    columns: Mapping[str, Sequence[Number]]
    networks: Sequence[str]
    """Of each point; empty where there is one network only."""
    symbols: tuple[str, ...]
    """The columns that are symbols."""
    is_front: bool


def front_figure(points: FrontPoints, width: str | float = "twocolumn", language: str = "en") -> Figure:
    """The first objective along the x axis, a panel for each other one.

    Of a front of two objectives the points are joined, else each stands alone.

    Args:
        points: What a sweep found.
        width: ``onecolumn``, ``twocolumn``, ``bothcolumns`` or points.
        language: ``en`` or ``zh``.

    Raises:
        NotFound: Matplotlib is not installed.
        ArgumentMistake: There is only one column.
        Unavailable: No point was found.
    """
    needs_matplotlib()
    if len(points.keys) < PAIR:
        raise ArgumentMistake("a plot needs two columns", hint="such as --front macs:min,W:max")
    if not points.networks:
        raise Unavailable("no point was found, so there is nothing to draw")
    first, *others = points.keys
    words = said_words(language)

    def axis(key: str) -> Axis:
        title, values = heading_of(key, words), points.columns[key]
        is_whole = all(value.denominator == 1 for value in values)
        return Axis(symbol(key) if key in points.symbols else escape(title), is_whole, _is_wide(values))

    panels = tuple(Panel(axis(key), tuple(_curves(points, first, key))) for key in others)
    return draw_curves(Chart(axis(first), panels), points_of(width), language)


def _is_wide(values: Sequence[Number]) -> bool:
    return min(values) > 0 and max(values) >= LOGARITHMIC * min(values)


def _curves(points: FrontPoints, x: str, y: str) -> Iterator[Curve]:
    """A curve for each network, from the left to the right; a gap behind each point where none is joined."""
    rows = list(zip(points.networks, points.columns[x], points.columns[y], strict=True))
    for place, name in enumerate(dict.fromkeys(points.networks)):
        own: list[tuple[Number, Number | None]] = sorted((x, y) for network, x, y in rows if network == name)
        is_joined = points.is_front and len(points.keys) == PAIR
        apart = own if is_joined else list(chain.from_iterable((point, (point[0], None)) for point in own))
        yield Curve(escape(name), tuple(apart), place, place)
