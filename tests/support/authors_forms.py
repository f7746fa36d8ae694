"""The totals of ``tests/published/authors.cases``, each with the form that is printed here."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import symcnn
from symcnn.syntax.parser import parse_expression

if TYPE_CHECKING:
    from symcnn.formula import Formula

FILE = Path(__file__).parents[1] / "published" / "authors.cases"


class AuthorsForm(NamedTuple):
    """One total of a network that comes with symcnn."""

    network: str
    quantity: str
    text: str

    @property
    def formula(self) -> Formula:
        """As an author writes it."""
        return parse_expression(self.text)

    @property
    def ours(self) -> Formula:
        """As it is printed."""
        derivation = symcnn.load(self.network).derivation
        return derivation.domain.formed(derivation.domain.sum(derivation.collected(self.quantity)))


def read_authors_forms() -> list[AuthorsForm]:
    """The rows of the file."""
    lines = [line for line in FILE.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    return [AuthorsForm(*(cell.strip() for cell in line.split("|"))) for line in lines]
