"""The data of a chart, in exact numbers; only matplotlib sees them as floating point."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from symcnn.support.scalar import Number


class Axis(NamedTuple):
    """What stands along an axis: its title, ready to be set, and how its ticks lie."""

    title: str
    is_whole: bool = True
    """Whether only whole numbers mean something there."""
    is_log: bool = False
    doubles: bool = False
    """Whether on a logarithmic axis doublings say more than powers of ten, as of sizes."""


class Curve(NamedTuple):
    """One quantity of one network; between points without a value the line breaks."""

    label: str
    """For the legend; empty where the title of the axis says it all."""
    points: tuple[tuple[Number, Number | None], ...]
    colour: int = 0
    dash: int = 0


class Panel(NamedTuple):
    """Curves that share what they count."""

    y: Axis
    curves: tuple[Curve, ...]


class Chart(NamedTuple):
    """Panels over one symbol."""

    x: Axis
    panels: tuple[Panel, ...]


class Drawn(NamedTuple):
    """A picture, and what it leaves out, in sentences."""

    figure: Figure
    remarks: tuple[str, ...]


class Bar(NamedTuple):
    """A layer or a group of layers, with its amount of each quantity."""

    label: str
    amounts: tuple[int, ...]


class Bars(NamedTuple):
    """Layers from above to below, each quantity in a panel of its own."""

    titles: tuple[str, ...]
    rows: tuple[Bar, ...]
    wholes: tuple[int, ...]
    """What each quantity amounts to in all."""
