"""Ways in which a turn of a loop may change what is seen, each with the numbers that it makes a recurrence of."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from symcnn.derive.field_values import numbers_of, zoom_of
from symcnn.derive.reached import is_reached

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from symcnn.algebra.exact.arithmetic import Exact, IteratedState
    from symcnn.derive.field_values import Field, Seen
    from symcnn.derive.symbolic_loops import Loop
    from symcnn.support.scalar import Scalar

    TurnNumbers = tuple[Scalar, ...]


class TurnForm(NamedTuple):
    """One row: the words of the numbers that change, how to find them in a field, and how to make a field of them."""

    words: tuple[str, ...]
    numbers: Callable[[Field, Field, Exact], TurnNumbers | None]
    """Found in a field, given the one that enters the loop."""
    field: Callable[[TurnNumbers, Field, Exact], Field | None]
    """Made of the numbers and of the field that enters the loop, in all that does not change."""
    is_kept: Callable[[Field, Field, Exact], bool]
    """Whether a turn leaves as it is what is no number of these."""
    takes_greater: bool = False
    """Whether the wider of two branches is assumed while a turn is tried; what follows has to show it."""
    only_grows: bool = False
    """Whether the numbers are taken to be at least 0 while a turn is tried; likewise."""


def _same(a: Scalar, b: Scalar, domain: Exact) -> bool:
    return domain.decide("==", a, b) is True


def _ends(field: Field, _entry: Field, domain: Exact) -> TurnNumbers | None:
    if not field.is_plain:  # whose units see by their place
        return None
    return field.padding, domain.sum([field.size, domain.negate(field.padding)])


def _between_ends(numbers: TurnNumbers, entry: Field, domain: Exact) -> Field:
    padding, behind = numbers
    return entry._replace(size=domain.sum([padding, behind]), padding=padding)


def _more(field: Field, entry: Field, domain: Exact) -> TurnNumbers | None:
    """How much further a field reaches on either side than the one that enters."""
    ends, before = _ends(field, entry, domain), _ends(entry, entry, domain)
    if ends is None or before is None:
        return None
    return tuple(domain.sum([end, domain.negate(old)]) for end, old in zip(ends, before, strict=True))


def _wider_by(numbers: TurnNumbers, entry: Field, domain: Exact) -> Field:
    before, behind = numbers
    size = domain.sum([entry.size, before, behind])
    return entry._replace(size=size, padding=domain.sum([entry.padding, before]))


def _keeps_jump(entry: Field, after: Field, domain: Exact) -> bool:
    return _same(entry.jump, after.jump, domain)


def _zoomed(field: Field, _entry: Field, domain: Exact) -> TurnNumbers | None:
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
    TurnForm(("more before", "more behind"), _more, _wider_by, _keeps_jump, only_grows=True),
    TurnForm(("padding", "behind"), _ends, _between_ends, _keeps_jump),
    TurnForm(("times", "low", "high"), _zoomed, _of_zoom, _keeps_zoom, takes_greater=True),
)


class TurnCount(NamedTuple):
    """A number of turns, and where it is one."""

    count: Scalar  # type: ignore[assignment]  # no method of a tuple
    domain: Exact


def turn_counts(loop: Loop, index: Scalar, domain: Exact) -> tuple[TurnCount, TurnCount]:
    """How many turns there are before any turn, and altogether."""
    before = domain.negate(loop.first)
    inside = domain.with_index(index, loop.first, loop.last)
    return TurnCount(domain.sum([index, before]), inside), TurnCount(domain.sum([loop.last, 1, before]), domain)


def after_turns(found: IteratedState, before: Mapping[Scalar, Scalar], index: Scalar, turns: TurnCount) -> list[Scalar]:
    """The value of each symbol after some turns; the formulas may not hold for none."""
    domain = turns.domain
    values = [domain.put(found.values[symbol], {index: turns.count}) for symbol in before]
    if not found.first:
        return values
    is_any = is_reached(turns.count, 0, domain)
    pairs = zip(before.values(), values, strict=True)
    return [domain.sum([old, domain.product([is_any, domain.sum([new, domain.negate(old)])])]) for old, new in pairs]


def is_alike(left: Seen, made: Seen, domain: Exact) -> bool:
    """Whether a turn is shown to leave what the next one is taken to start from."""
    if left is None or made is None:
        return False
    pairs = [pair for both in zip(left, made, strict=True) for pair in zip(*map(numbers_of, both), strict=True)]
    return all(domain.decide("==", *pair) is True for pair in pairs)


def in_rows(values: Sequence[Scalar], many: int) -> list[Sequence[Scalar]]:
    """Values in rows of ``many`` each."""
    return [values[place : place + many] for place in range(0, len(values), many)]
