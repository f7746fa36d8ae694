"""What a unit sees of the input along an axis, as a value: plain, by the places of units, or in a formula."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from symcnn.derive.field_phases import Phases
from symcnn.derive.field_zooms import Zoom

if TYPE_CHECKING:
    from collections.abc import Sequence

    from symcnn.algebra.exact.arithmetic import Exact
    from symcnn.support.scalar import Scalar


class Field(NamedTuple):
    """Along one axis: how many values of the input a unit sees, how far apart two units look, and the padding."""

    size: Scalar
    """Of units that see different numbers, the most."""
    jump: Scalar
    padding: Scalar
    phases: Phases | None = None
    """What each unit of a period sees, where these differ in more than their place."""
    zoom: Zoom | None = None
    """Which units before an upsampling each sees, in a formula."""
    parts: tuple[BranchPart, ...] = ()
    """Of branches one behind another, whose units see unlike: the field of each, and how many units it has."""

    @property
    def is_plain(self) -> bool:
        """Whether all units see alike, but for their place."""
        return not (self.phases or self.zoom or self.parts)

    @property
    def has_jump(self) -> bool:
        """Whether neighbours of one branch look as far apart as those of another."""
        return all(field.jump == self.jump for field, _ in self.parts)


BranchPart = tuple[Field, "Scalar"]
"""A field, and how many units have it."""

Seen = tuple[Field, ...] | None
"""One entry per axis; None where it cannot be determined."""


class Misaligned(NamedTuple):
    """Branches of a merge that may look at different places: twice the centre of what their first units see."""

    layer: str
    letter: str
    first: Scalar
    other: Scalar
    answer: bool | None
    """Whether they are centred alike; None where that depends on symbols."""


Window = tuple["Scalar", "Scalar", "Scalar", "Scalar"]
"""Size, stride, padding, and how often each unit is repeated before."""


def numbers_of(field: Field) -> tuple[Scalar, Scalar, Scalar]:
    """Size, jump and padding."""
    return field.size, field.jump, field.padding


def plain_field(numbers: Sequence[Scalar]) -> Field:
    """The field with that size, jump and padding."""
    size, jump, padding = numbers
    return Field(size, jump, padding)


def phases_of(field: Field, domain: Exact) -> Phases:
    """A field as that of units that see alike."""
    if field.phases:
        return field.phases
    low = domain.negate(field.padding)
    return Phases(((low, domain.sum([low, field.size, -1])),), field.jump, domain)


def field_of(phases: Phases, domain: Exact) -> Field:
    """What units see, in the three numbers of a table; the phases too, where these do not say all."""
    least = phases.shortest()
    jump = domain.divide(least.advance, len(least.ends))
    field = Field(least.largest(), jump, domain.negate(least.ends[0][0]))
    return field if len(least.ends) == 1 else field._replace(phases=least)


def only_unit(field: Field, domain: Exact) -> Field:
    """The field of a layer without axes: of units that see by their place there is the first one alone."""
    if field.zoom is not None:
        return plain_field([field.zoom.alone(domain), field.jump, field.padding])
    if field.phases is not None:
        low, high = field.phases.ends[0]
        return plain_field([domain.sum([high, domain.negate(low), 1]), field.jump, field.padding])
    return field


def zoom_of(field: Field) -> Zoom | None:
    """What units see of those before an upsampling; of themselves where there was none."""
    if field.zoom is not None:
        return field.zoom
    return None if not field.is_plain else Zoom(field.size, field.jump, field.padding)
