"""The output formats, as rows: name and room. A room is imported when somebody asks for its format."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from symcnn.errors import NotFound, nearest

if TYPE_CHECKING:
    from collections.abc import Mapping

RENDERERS: Mapping[str, str] = {
    "text": "symcnn.render.formats.text",
    "markdown": "symcnn.render.formats.markdown",
    "latex": "symcnn.render.formats.latex",
    "html": "symcnn.render.formats.html",
    "json": "symcnn.render.formats.json",
    "csv": "symcnn.render.formats.csv",
}


def renderer(format: str) -> Any:
    """The room of an output format."""
    if format not in RENDERERS:
        raise NotFound(
            f'there is no format "{format}"', nearest(format, RENDERERS) or f"there is {', '.join(RENDERERS)}"
        )
    return importlib.import_module(RENDERERS[format])
