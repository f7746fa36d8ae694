"""Whether a repeat reaches a turn, as a formula that is 1 or 0."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from symcnn.algebra.exact.arithmetic import Exact
    from symcnn.support.scalar import Scalar


def is_reached(count: Scalar, turn: Scalar, domain: Exact) -> Scalar:
    """1 where a repeat has more than ``turn`` turns, and 0 otherwise, as a formula."""
    more = domain.sum([count, domain.negate(turn)])
    return domain.extremum("max", [0, domain.extremum("min", [1, more])])
