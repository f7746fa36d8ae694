"""Quotients that are divided by the unknown: past some number each of them is rounded to 0 or to −1."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from sympy import Expr, Integer, Mod, Symbol

from symcnn.algebra.proofs.undecided import Unable
from symcnn.algebra.quotients.construct import add
from symcnn.algebra.solving.normalise import divided_by
from symcnn.algebra.solving.residue_classes import polynomial_in
from symcnn.algebra.solving.univariate import LINE

if TYPE_CHECKING:
    from symcnn.algebra.solving.problem import Plain
    from symcnn.algebra.solving.univariate import Univariate


def past(condition: Plain, unknown: Symbol) -> tuple[Plain, int]:
    """What a condition is from some number on, where nothing is divided by the unknown any more, and that number.

    >>> from symcnn.algebra.quotients.quotient import Quotient
    >>> from symcnn.algebra.quotients.symbol import make_symbol
    >>> from symcnn.algebra.solving.problem import Relation
    >>> S = make_symbol("S")
    >>> beyond, start = past(Relation(">=", 3*Quotient(60, S) + 1, S), S)
    >>> print(beyond, start)
    1 ≥ S 61
    """
    start = 0
    for _ in range(MOST_NODES):
        node = _innermost(condition, unknown)
        if node is None:
            return condition, start
        above, below = (polynomial_in(part, unknown) for part in node.args)
        start = max(start, _first_above(above, below))
        sign = -1 if above and above[0] < 0 else 0
        rest = add(*node.args) if sign else node.args[0]
        condition = condition.replaced({node: rest if isinstance(node, Mod) else Integer(sign)})
    raise Unable("the unknown stands in several quotients")


MOST_NODES = 20
"""Quotients that are rounded one after the other."""


def _innermost(condition: Plain, unknown: Symbol) -> Expr | None:
    """A quotient or remainder by the unknown of which no part is another one."""
    inside = divided_by(condition, unknown)
    return next((node for node in inside if not any(other is not node and node.has(other) for other in inside)), None)


def _first_above(above: Univariate, below: Univariate) -> int:
    """The number from which on a line is above the size of a number."""
    if len(above) > 1 or len(below) != LINE or below[1] <= 0:
        raise Unable("the unknown stands in a divisor")
    size = Fraction(above[0] if above else 0)
    return max(0, ((abs(size) - below[0]) / Fraction(below[1])).__floor__() + 1)
