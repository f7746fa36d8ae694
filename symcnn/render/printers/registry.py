"""The output formats, as rows. The module of a format is imported on first use."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, NamedTuple

from symcnn.errors import NotFound, nearest
from symcnn.render.content.rich_text import RichPage

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from symcnn.render.content.blocks import Page


class OutputFormat(NamedTuple):
    """The room whose ``render`` prints a page, and how the names of files end that hold one, the usual ending first."""

    room: str
    endings: tuple[str, ...]


FORMATS: Mapping[str, OutputFormat] = {
    "text": OutputFormat("symcnn.render.printers.text", ("txt",)),
    "markdown": OutputFormat("symcnn.render.printers.markdown", ("md",)),
    "latex": OutputFormat("symcnn.render.printers.latex", ("tex",)),
    "html": OutputFormat("symcnn.render.printers.html", ("html", "htm")),
    "json": OutputFormat("symcnn.render.printers.json", ("json",)),
    "csv": OutputFormat("symcnn.render.printers.csv", ("csv",)),
}


def renderer(format: str) -> Callable[..., str]:
    """The function that prints a page in a format; the one for text takes a ``width`` as well."""
    if format not in FORMATS:
        raise NotFound(f'there is no format "{format}"', nearest(format, FORMATS) or f"there is {', '.join(FORMATS)}")
    render: Callable[..., str] = importlib.import_module(FORMATS[format].room).render
    return render


def rich_page(print_page: Callable[..., str], page: Page, **options: str | float) -> RichPage:
    """A page as a printer sets it, without line ends behind it; notebooks show the same page in HTML."""
    return RichPage(print_page(page, **options).rstrip("\r\n"), lambda: renderer("html")(page))
