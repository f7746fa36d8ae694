"""A figure of matplotlib that a notebook shows by itself; imported only where a figure is drawn."""

from __future__ import annotations

from matplotlib.figure import Figure

from symcnn.render.plots.saving import picture


class RichFigure(Figure):
    """A figure that a notebook shows as a picture, also where it does not show those of matplotlib."""

    def _repr_svg_(self) -> str:
        _, svg, rest = picture(self, "svg").data.decode("utf-8").partition("<svg")
        return svg + rest
