"""Ways in which a turn of a loop may change what is seen, each with the numbers that it makes a recurrence of."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from symcnn.derive.field_values import zoom_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from symcnn.algebra.exact.arithmetic import Exact
    from symcnn.derive.field_values import Field
    from symcnn.support.scalar import Scalar

    TurnNumbers = tuple[Scalar, ...]


class TurnForm(NamedTuple):
    """One row: the words of the numbers that change, how to find them in a field, and how to make a field of them."""

    words: tuple[str, ...]
    numbers: Callable[[Field, Exact], TurnNumbers | None]
    field: Callable[[TurnNumbers, Field, Exact], Field | None]
    """Made of the numbers and of the field that enters the loop, in all that does not change."""
    is_kept: Callable[[Field, Field, Exact], bool]
    """Whether a turn leaves as it is what is no number of these."""
    takes_greater: bool = False
    """Whether the wider of two branches is assumed while a turn is tried; what follows has to show it."""


def _same(a: Scalar, b: Scalar, domain: Exact) -> bool:
    return domain.decide("==", a, b) is True


def _ends(field: Field, domain: Exact) -> TurnNumbers | None:
    if not field.is_plain:  # whose units see by their place
        return None
    return field.padding, domain.sum([field.size, domain.negate(field.padding)])


def _between_ends(numbers: TurnNumbers, entry: Field, domain: Exact) -> Field:
    padding, behind = numbers
    return entry._replace(size=domain.sum([padding, behind]), padding=padding)


def _zoomed(field: Field, domain: Exact) -> TurnNumbers | None:
    zoom = zoom_of(field)
    return None if zoom is None or not _same(zoom.stride, 1, domain) else (zoom.times, zoom.low, zoom.high)


def _of_zoom(numbers: TurnNumbers, entry: Field, domain: Exact) -> Field | None:
    before = zoom_of(entry)
    if before is None:
        return None
    times, low, high = numbers
    zoom = before._replace(times=times, low=low, high=high)
    seen = zoom.seen(domain)
    return None if seen is None else entry._replace(size=seen[0], jump=seen[1], padding=seen[2], phases=None, zoom=zoom)


def _keeps_zoom(entry: Field, after: Field, domain: Exact) -> bool:
    before, behind = zoom_of(entry), zoom_of(after)
    if before is None or behind is None:
        return False
    return before[:3] == behind[:3] and _same(behind.stride, 1, domain)


FORMS: tuple[TurnForm, ...] = (
    TurnForm(
        ("padding", "behind"),
        _ends,
        _between_ends,
        lambda entry, after, domain: _same(entry.jump, after.jump, domain),
    ),
    TurnForm(("times", "low", "high"), _zoomed, _of_zoom, _keeps_zoom, takes_greater=True),
)
