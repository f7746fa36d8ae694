"""Strings that a notebook shows as what they say: pages as tables with formulas, drawings as pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Callable


class RichPage(str):
    """A page as text, which a notebook shows in HTML.

    >>> page = RichPage("W² + 1", lambda: "<p>…</p>")
    >>> page == "W² + 1", page._repr_html_()
    (True, '<p>…</p>')
    """

    __slots__ = ("_in_html",)
    _in_html: Callable[[], str]

    def __new__(cls, text: str, in_html: Callable[[], str]) -> Self:
        """The text, and what makes the same page in HTML."""
        page = super().__new__(cls, text)
        page._in_html = in_html
        return page

    def _repr_html_(self) -> str:
        return self._in_html()

    def __reduce__(self) -> tuple[type[str], tuple[str]]:
        return str, (str(self),)


class RichDrawing(str):
    """A drawing as the text of a file in SVG, which a notebook shows as a picture.

    >>> RichDrawing("<svg/>")._repr_svg_()
    '<svg/>'
    """

    __slots__ = ()

    def _repr_svg_(self) -> str | None:
        return str(self) if self.startswith("<svg") else None
