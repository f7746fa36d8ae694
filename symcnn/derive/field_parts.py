"""What units see behind branches one behind another along an axis: what the units of each branch see."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from symcnn.derive.field_values import Field

if TYPE_CHECKING:
    from symcnn.algebra.exact.arithmetic import Exact
    from symcnn.derive.field_values import BranchPart, Window
    from symcnn.support.scalar import Scalar


def put_behind(parts: list[BranchPart], domain: Exact) -> Field | None:
    """The field of units in parts: the first ``count`` units have the first field, the next ones the second, and so on.

    >>> from symcnn.algebra.exact.arithmetic import Exact
    >>> halves = [(Field(3, 1, 1), 4), (Field(3, 1, -3), 4)]
    >>> put_behind(halves, Exact()), put_behind([(Field(5, 1, 2), 4), (Field(3, 1, 1), 8)], Exact()).size
    (Field(size=3, jump=1, padding=1, phases=None, zoom=None, parts=()), 5)
    """
    flat = [own for field, count in parts for own in (field.parts or ((field, count),))]
    if not all(field.is_plain for field, _ in flat):
        return None
    first = flat[0][0]
    if all(_goes_on(*pair, domain) for pair in pairwise(flat)):
        return first
    return first._replace(size=domain.extremum("max", [field.size for field, _ in flat]), parts=tuple(flat))


def windowed_parts(field: Field, window: Window, domain: Exact) -> Field | None:
    """The field behind a window of one unit, which changes nothing, or of all units; None for any other window."""
    size, stride, padding, repeated = window
    if repeated != 1 or padding != 0:
        return None
    if size == 1 and stride == 1:
        return field
    count = domain.sum([count for _, count in field.parts])
    if domain.decide("==", size, count) is not True:
        return None
    low, high = _ends(field, count, domain)
    return Field(domain.sum([high, domain.negate(low), 1]), stride, domain.negate(low))


def sees_all(field: Field, other: Field, count: Scalar, domain: Exact) -> bool:
    """Whether all units have one field, which is known to cover those of ``count`` units of another field together."""
    if not field.is_plain or other.phases or other.zoom or domain.decide("==", field.jump, 0) is not True:
        return False
    (low, high), (first, last) = (_ends(one, count, domain) for one in (field, other))
    return domain.decide("<=", low, first) is True and domain.decide(">=", high, last) is True


def _ends(field: Field, count: Scalar, domain: Exact) -> tuple[Scalar, Scalar]:
    """The first and the last place of the input that ``count`` units see together."""
    parts = field.parts or ((field, count),)
    lows = [domain.negate(own.padding) for own, _ in parts]
    moved = [domain.product([own.jump, domain.sum([many, -1])]) for own, many in parts]
    highs = [domain.sum([by, low, own.size, -1]) for by, low, (own, _) in zip(moved, lows, parts, strict=True)]
    return domain.extremum("min", lows), domain.extremum("max", highs)


def _goes_on(part: BranchPart, behind: BranchPart, domain: Exact) -> bool:
    """Whether the units of a branch look where those of the branch before would go on."""
    (field, count), (other, _) = part, behind
    there = domain.sum([field.padding, domain.negate(domain.product([field.jump, count]))])
    pairs = (field.size, other.size), (field.jump, other.jump), (there, other.padding)
    return all(domain.decide("==", *pair) is True for pair in pairs)
