"""A formula as a Python value that prints itself as text, LaTeX or the language."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from symcnn.analysis.answer import short_repr
from symcnn.errors import SymcnnError
from symcnn.render.formula.latex import to_latex
from symcnn.render.formula.order import Arranger
from symcnn.render.formula.text import to_source, to_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from symcnn.formula import Formula


class PrintableFormula(NamedTuple):
    """A formula in textbook order.

    >>> from symcnn.formula import name, number, total
    >>> print(PrintableFormula(total([name("W"), number(1)])))
    W + 1
    >>> PrintableFormula(name("W"))
    <Written W>
    """

    formula: Formula

    def __repr__(self) -> str:
        return short_repr("Written", str(self))

    def __str__(self) -> str:
        return to_text(self.formula)

    @property
    def latex(self) -> str:
        """The formula in LaTeX, for math mode."""
        return to_latex(self.formula)

    @property
    def source(self) -> str:
        """In the language, which reads it back."""
        return to_source(self.formula)

    def _repr_latex_(self) -> str:
        return f"${self.latex}$"


@contextmanager
def formulas_as_text() -> Iterator[None]:
    """Mistakes that come out of it say their formulas in textbook order."""
    try:
        yield
    except SymcnnError as mistake:
        mistake.tell(lambda formula: to_text(Arranger({}).arrange(formula)))
        raise
