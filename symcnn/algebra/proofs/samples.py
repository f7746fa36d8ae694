"""Values at a few points, which refute a comparison before any proof of it is tried."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symcnn.algebra.proofs.points import Points

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sympy import Expr

    from symcnn.algebra.proofs.facts import Facts
    from symcnn.support.scalar import Number


def samples(values: Iterable[Expr], facts: Facts) -> dict[Expr, list[Number | None]]:
    """Each expression's values at points where everything that is known holds; None for one that is too large.

    >>> from symcnn.algebra.proofs.facts import Facts
    >>> from symcnn.algebra.quotients.symbol import make_symbol
    >>> W = make_symbol("W")
    >>> samples([2*W, W + 8], Facts())[W + 8][0]
    9
    """
    points = Points.of(facts)
    return {value: points.values(value) for value in values}
