"""The type of a comparison that an author assumes and proofs rest on."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from sympy import Expr

    from symcnn.formula import Comparator, Formula


class Assumption(NamedTuple):
    """A comparison that is assumed, and the author's words for it, if an author wrote it."""

    relation: Comparator
    left: Expr
    right: Expr
    formula: Formula | None = None
