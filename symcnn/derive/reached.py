"""Whether there are so many turns, as a number."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from symcnn.algebra.exact.arithmetic import Exact
    from symcnn.support.scalar import Scalar


def is_reached(count: Scalar, turn: Scalar, domain: Exact) -> Scalar:
    """1 where there are more turns than that, and 0 otherwise."""
    more = domain.sum([count, domain.negate(turn)])
    return domain.extremum("max", [0, domain.extremum("min", [1, more])])
