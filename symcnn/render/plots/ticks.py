"""Chooses the power of ten before an axis, and ticks that are easy to read."""

from __future__ import annotations

from fractions import Fraction
from math import log10
from typing import TYPE_CHECKING, Literal, TypeAlias

from symcnn.errors import Unavailable

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from matplotlib.axis import Axis as Drawn
    from matplotlib.ticker import Locator

    from symcnn.render.plots.chart import Axis
    from symcnn.support.scalar import Number

SCALED_FROM = 10_000
"""From here on an axis counts in thousands, millions and so on."""

FEW_DOUBLINGS = 64
"""A logarithmic axis of a symbol that spans no more has a tick at each doubling."""

FEW_DECADES = 30
"""One that spans no more has ticks between the powers of ten."""

NARROW = 4
"""One that spans no more has even ticks."""

GREATEST = 10**300
"""Floating point ends a little above."""


def exponent_of(values: Iterable[Number]) -> int:
    """The power of ten, a multiple of 3, in which values are easiest to read.

    >>> exponent_of([100, 4_089_184_256]), exponent_of([9_999]), exponent_of([50_000])
    (9, 0, 3)
    """
    greatest = max((abs(Fraction(value)) for value in values), default=Fraction(0))
    if greatest > GREATEST:
        raise Unavailable(
            "values above 10^300 cannot be drawn", "floating point, in which pictures are drawn, ends there"
        )
    if greatest < SCALED_FROM:
        return 0
    return (len(str(int(greatest))) - 1) // 3 * 3


Spacing: TypeAlias = Literal["even", "doublings", "steps", "powers"]
"""How the ticks of an axis lie."""


def kind_of(axis: Axis, values: Iterable[Number]) -> Spacing:
    """How the ticks of an axis lie: ``even``, ``doublings``, ``steps`` between powers of ten, or ``powers``.

    >>> from symcnn.render.plots.chart import Axis
    >>> kind_of(Axis("W", is_log=True, doubles=True), [32, 512]), kind_of(Axis("MACs", is_log=True), [1, 512])
    ('doublings', 'powers')
    """
    row = list(values)
    if not axis.is_log:
        return "even"
    span = Fraction(max(row)) / Fraction(min(row))
    if axis.doubles and axis.is_whole and NARROW < span <= FEW_DOUBLINGS:
        return "doublings"
    return "even" if span <= NARROW else "steps" if span <= FEW_DECADES else "powers"


def scale_of(axis: Axis, values: Iterable[Number]) -> int:
    """The power of ten that goes before the title of an axis; 0 where its ticks write powers."""
    row = list(values)
    exponent = exponent_of(row)
    return exponent if kind_of(axis, row) in ("even", "steps") else 0


def set_ticks(drawn: Drawn, kind: Spacing, *, is_whole: bool) -> None:
    """Choose where the ticks of an axis are and what they say."""
    from matplotlib.ticker import FuncFormatter, LogFormatterSciNotation, LogLocator, MaxNLocator, NullLocator  # noqa: PLC0415

    places: Mapping[Spacing, Locator] = {
        "even": MaxNLocator(nbins=6, steps=[1, 2, 2.5, 5, 10], integer=is_whole),
        "doublings": LogLocator(base=2),
        "steps": LogLocator(subs=(1, 2, 5)),
        "powers": LogLocator(numticks=8),
    }
    drawn.set_major_locator(places[kind])
    drawn.set_major_formatter(
        LogFormatterSciNotation() if kind == "powers" else FuncFormatter(lambda value, _place: tick_label(value))
    )
    drawn.set_minor_locator(LogLocator(subs="auto", numticks=99) if kind == "powers" else NullLocator())


def tick_label(value: float) -> str:
    """The number at a tick.

    >>> tick_label(0.25), tick_label(1024.0), tick_label(-3.0)
    ('0.25', '1,024', '$-$3')
    """
    digits = max(0, 3 - int(log10(abs(value)))) if value else 0
    text = f"{value:,.{digits}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return text.replace("-", "$-$")
