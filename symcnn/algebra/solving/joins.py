"""How two ranges under the same conditions become one, as rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sympy import Integer

from symcnn.algebra.quotients.construct import add

if TYPE_CHECKING:
    from collections.abc import Callable

    from symcnn.algebra.solving.normalise import Context
    from symcnn.algebra.solving.problem import Range


def _neighbours(a: Range, b: Range, judge: Context) -> Range | None:
    """A range and the one that begins where it ends."""
    a, b = _spread(a), _spread(b)
    if a.modulus != 1 or b.modulus != 1 or a.high is None or b.low is None:
        return None
    inside = judge.with_nonnegative(a.conditions)
    if inside is None or not inside.decide("<=", b.low, add(a.high, Integer(1))):
        return None
    starts = a.low is None or inside.decide("<=", a.low, b.low)
    ends = b.high is None or inside.decide("<=", a.high, b.high)
    never_empty = a.low is None or inside.decide("<=", a.low, add(a.high, Integer(1)))
    filled = b.high is None or inside.decide("<=", b.low, add(b.high, Integer(1)))
    return a._replace(high=b.high) if starts and ends and never_empty and filled else None


def _next_residues(a: Range, b: Range, _judge: Context) -> Range | None:
    """Two ranges that differ in residues which follow each other; all of them together are no congruence."""
    if not (a.modulus.is_Integer and a.residue.is_Integer) or a.modulus <= 1 or b.residue != a.residue + a.span:
        return None
    if a != b._replace(residue=a.residue, span=a.span):
        return None
    joined = a._replace(span=a.span + b.span)
    return joined._replace(modulus=Integer(1), residue=Integer(0), span=1) if joined.span == a.modulus else joined


JOINS: tuple[Callable[[Range, Range, Context], Range | None], ...] = (_neighbours, _next_residues)


def _spread(piece: Range) -> Range:
    """A single value as a range from it to itself."""
    return piece if piece.value is None else piece._replace(low=piece.value, high=piece.value, value=None)
