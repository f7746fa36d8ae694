"""Formulas of conditions that remember more than they print: what they were written from, when they are required."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from symcnn.algebra.forms.to_formula import to_formula
from symcnn.algebra.quotients.construct import subtract
from symcnn.formula import Comparator, Formula

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sympy import Expr

    from symcnn.support.scalar import Sides


class Stated(Formula):
    """A comparison that remembers the expressions it was written from; equal to the same formula without them.

    Two that are written alike are two where their symbols only share a name:

    >>> from sympy import Integer
    >>> from symcnn.algebra.quotients.symbol import make_symbol
    >>> one, other = (stated(">=", make_symbol("P", "integer", ">=", low), Integer(3)) for low in (0, 1))
    >>> one == other, one == Formula("compare", one.args, ">="), other == Formula("compare", one.args, ">=")
    (False, True, True)
    """

    __slots__ = ("_hash", "_sides")
    _hash: int
    _sides: Sides

    def __init__(self, comparator: Comparator, args: tuple[Formula, ...], sides: Sides) -> None:
        super().__init__("compare", args, comparator)
        object.__setattr__(self, "_sides", sides)
        object.__setattr__(self, "_hash", hash((self.op, self.args, self.value)))

    @property
    def sides(self) -> Sides:
        """The expressions that it was written from."""
        return self._sides

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Formula):
            return NotImplemented
        if isinstance(other, Stated) and self.sides != other.sides:
            return False
        return (self.op, self.args, self.value) == (other.op, other.args, other.value)

    def __hash__(self) -> int:
        return self._hash


class Guarded(Formula):
    """A condition that is required only in iterations that there may be none of: ``n = 1 or W ≥ 3F``."""

    __slots__ = ("count", "inner")
    inner: Formula
    """What is required where there are such iterations."""
    count: int
    """How many comparisons stand before it."""

    def __init__(self, args: tuple[Formula, ...], inner: Formula, count: int) -> None:
        super().__init__("or", args)
        object.__setattr__(self, "inner", inner)
        object.__setattr__(self, "count", count)

    def __eq__(self, other: object) -> bool:
        return Formula.__eq__(self, other) if isinstance(other, Guarded) else NotImplemented

    def __hash__(self) -> int:
        return hash((self.op, self.args, self.value))

    @property
    def absent(self) -> tuple[Formula, ...]:
        """The comparisons of which each says that there are none."""
        return self.args[: self.count]


def guarded(absent: Iterable[Formula], inner: Formula) -> Formula:
    """A condition that is needed only where none of the comparisons ``absent`` holds."""
    alternatives = tuple(dict.fromkeys(absent))
    if isinstance(inner, Guarded):
        alternatives, inner = tuple(dict.fromkeys((*alternatives, *inner.absent))), inner.inner
    if not alternatives:
        return inner
    args = (*alternatives, *(inner.args if inner.op == "or" else (inner,)))
    return Guarded(args, inner, len(alternatives))


def at_least_0(condition: Formula) -> Expr | None:
    """What has to be at least 0 for ``a >= b`` or ``a <= b`` to hold; None for another condition.

    >>> from symcnn.algebra.quotients.symbol import make_symbol
    >>> at_least_0(stated("<=", make_symbol("F"), make_symbol("W")))
    -F + W
    """
    if condition.sides is None or condition.value not in (">=", "<="):
        return None
    more, less = condition.sides if condition.value == ">=" else reversed(condition.sides)
    return subtract(more, less)


@lru_cache(10_000)
def stated(relation: Comparator, left: Expr, right: Expr) -> Stated:
    """The formula of a comparison between expressions.

    >>> from sympy import Integer
    >>> from symcnn.algebra.quotients.symbol import make_symbol
    >>> stated(">=", make_symbol("W"), Integer(3)).value
    '>='
    """
    return Stated(relation, (to_formula(left), to_formula(right)), (left, right))
