"""What prints itself as a report, in any format."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symcnn.render.words import words
from symcnn.renderers import renderer

if TYPE_CHECKING:
    from symcnn.render.report import Report


class Reported:
    """What prints itself as a report, in any format."""

    def report(self) -> Report:
        """The lines."""
        raise NotImplementedError

    def render(self, format: str = "text", *, language: str = "en", **options: int) -> str:
        """The report as ``text``, ``markdown``, ``latex``, ``html``, ``json`` or ``csv``, in a language."""
        text: str = renderer(format).render_report(words(language).report(self.report()), **options)
        return text.rstrip("\r\n")

    def __str__(self) -> str:
        return self.render()

    def _repr_html_(self) -> str:
        return self.render("html")
