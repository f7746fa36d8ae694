"""The page of a network as a widget of a notebook, through anywidget where it is installed."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from symcnn.compiled.targets import needs
from symcnn.support.prebuilt import text_of

if TYPE_CHECKING:
    from anywidget import AnyWidget

HEIGHT = 640
"""The height of the widget in pixels; a longer page scrolls."""


def notebook_slider(page: str, height: int = HEIGHT) -> AnyWidget:
    """A widget with a page in it; its ``values`` are where the sliders stand, by symbol, as text.

    Args:
        page: The page.
        height: Its height in pixels.

    Raises:
        NotFound: Anywidget is not installed.
    """
    needs("anywidget", "sliders in notebooks", "notebook")
    traitlets, base = import_module("traitlets"), import_module("anywidget").AnyWidget
    own = {
        "_esm": text_of(Path(__file__).with_name("slider.js")),
        "page": traitlets.Unicode().tag(sync=True),
        "height": traitlets.Int().tag(sync=True),
        "values": traitlets.Dict().tag(sync=True),
    }
    widget: AnyWidget = type("NetworkSlider", (base,), own)(page=page, height=height)
    return widget
