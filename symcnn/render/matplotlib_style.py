"""How a picture looks in a paper: fonts, and lines that differ in colour and in dashes."""

from __future__ import annotations

import importlib.util
import warnings
from contextlib import contextmanager
from threading import RLock
from typing import TYPE_CHECKING, Any

from symcnn.errors import NotFound
from symcnn.render.languages.cjk_fonts import SANS, SERIF, font_for_chinese
from symcnn.render.widths import points

if TYPE_CHECKING:
    from collections.abc import Iterator

    from matplotlib.axes import Axes

POINTS_PER_INCH = 72.27
"""TeX's points."""

LEAST_WIDTH, GREATEST_WIDTH = 100, 2_000
"""Points of a width given as a number."""

FONT_SIZE = 8
FONTS = ("STIXGeneral", "DejaVu Serif")
"""They come with matplotlib, so that a picture looks the same everywhere; what the first lacks is the next one's."""

OTHER_FONTS = (*SERIF, *SANS, "Noto Serif CJK JP")
"""For names in other scripts; those that are installed."""

COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#000000", "#E69F00", "#56B4E9")
"""Okabe and Ito 2008: distinguished by readers of every kind of colour vision."""

DASHES: tuple[Any, ...] = ("-", (0, (5, 1.6)), (0, (1, 1.2)), (0, (6, 1.5, 1, 1.5)), (0, (3, 1, 1, 1, 1, 1)))
"""So that they can be distinguished in a black print too."""

MARKERS = ("o", "s", "^", "D", "v", "P", "X")

GREY = "#555555"

_ALONE = RLock()
"""What a thread holds while it draws: matplotlib's settings and Python's warnings are the whole process's."""


def needs_matplotlib() -> None:
    """Say what to install where matplotlib is not there."""
    if importlib.util.find_spec("matplotlib") is None:
        raise NotFound("pictures need matplotlib, which is not installed", "pip install symcnn[plot]")


def points_of(width: str | float) -> float:
    """A width in points, by its name or as a number.

    >>> points_of("twocolumn"), points_of(345)
    (252.0, 345.0)
    """
    return points(width, "a plot", LEAST_WIDTH, GREATEST_WIDTH)


@contextmanager
def drawing(language: str = "en", **more: str) -> Iterator[None]:
    """Matplotlib while it draws for a paper; its settings are restored afterwards."""
    from matplotlib import rc_context  # noqa: PLC0415 - matplotlib is optional, and slow to import

    told = _settings(language)
    told.update({f"pgf.{name}": value for name, value in more.items()})
    with _ALONE, warnings.catch_warnings(), rc_context(told):
        warnings.filterwarnings("ignore", message="Glyph")  # repeated when the picture is saved
        yield


def _settings(language: str) -> Any:
    from matplotlib.font_manager import get_font_names  # noqa: PLC0415 - matplotlib is optional, and slow to import

    installed = frozenset(get_font_names())
    # Words beside mathematics are set in the first font alone.
    first = [font_for_chinese(installed, SERIF)] if language == "zh" else []
    return {
        "font.family": [*first, *FONTS, *(font for font in OTHER_FONTS if font in installed)],
        "font.size": FONT_SIZE,
        "mathtext.fontset": "stix",
        "text.usetex": False,
        "text.parse_math": True,
        "axes.linewidth": 0.5,
        "axes.labelsize": FONT_SIZE,
        "axes.titlesize": FONT_SIZE,
        "legend.fontsize": FONT_SIZE,
        "xtick.labelsize": FONT_SIZE - 1,
        "ytick.labelsize": FONT_SIZE - 1,
        "lines.linewidth": 1.1,
        "figure.constrained_layout.h_pad": 0.03,
        "figure.constrained_layout.w_pad": 0.03,
        "figure.constrained_layout.wspace": 0.05,
        "pdf.fonttype": 42,
        "svg.fonttype": "path",
        "svg.hashsalt": "symcnn",
        "savefig.dpi": 300,
        "pgf.rcfonts": False,
    }


def plain(axes: Axes) -> None:
    """Leave only what is read: two sides of the frame, short ticks, a faint grid behind the lines."""
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    axes.set_axisbelow(True)
    axes.tick_params(which="major", width=0.5, length=2.5)
    axes.tick_params(which="minor", width=0.4, length=1.5)
