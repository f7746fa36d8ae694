"""Stages of several networks in common rows: those of one name, and between them those of one kind and size."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Sequence


_LIKE = 3
"""How much two stages of one kind, size and depth are alike; without the same depth they are one less."""


class StageLooks(NamedTuple):
    """What a stage is known by: its name, its kind together with the sizes that leave it, the depth that does."""

    name: str
    kind: Hashable = None
    depth: Hashable = None

    def likeness(self, other: StageLooks) -> int:
        """How much two stages are alike that have different names."""
        if self.kind is None or self.kind != other.kind:
            return 0
        return _LIKE - (self.depth != other.depth)


class FamilyRow(NamedTuple):
    """A stage: its names, and its place in each network that has it."""

    name: str
    places: tuple[int | None, ...]


class _RowSoFar(NamedTuple):
    """A row while networks are added: what its stages are known by, and the place of each."""

    looks: tuple[StageLooks, ...]
    places: tuple[int | None, ...]

    def likeness(self, stage: StageLooks, of_name: int) -> int:
        """How much a stage is like those of the row; a name weighs more than all kinds together."""
        if any(stage.name == one.name for one in self.looks):
            return of_name
        return max(map(stage.likeness, self.looks))


def aligned(networks: Sequence[Sequence[StageLooks]]) -> tuple[FamilyRow, ...]:
    """Rows of stages in the order that the networks have them, with the place of each in each network.

    >>> names = [["a", "c"], ["a", "b", "c"]]
    >>> [(row.name, row.places) for row in aligned([[*map(StageLooks, one)] for one in names])]
    [('a', (0, 0)), ('b', (None, 1)), ('c', (1, 2))]
    >>> mine, theirs = [StageLooks("stem", 7), StageLooks("fc", 1)], [StageLooks("conv1", 7), StageLooks("fc", 2)]
    >>> [row.name for row in aligned([mine, theirs])]
    ['stem / conv1', 'fc']
    """
    rows: list[_RowSoFar] = []
    for count, stages in enumerate(networks):
        rows = [*_merged(rows, stages, (None,) * count)]
    return tuple(FamilyRow(" / ".join(dict.fromkeys(one.name for one in row.looks)), row.places) for row in rows)


def _merged(rows: Sequence[_RowSoFar], stages: Sequence[StageLooks], none: tuple[None, ...]) -> Iterator[_RowSoFar]:
    """The rows with the stages of one more network, as alike as they can be in their order."""
    best = _best(rows, stages)
    at = place = 0
    while at < len(rows) or place < len(stages):
        if place == len(stages) or (at < len(rows) and best[at][place] == best[at + 1][place]):
            yield rows[at]._replace(places=(*rows[at].places, None))
            at += 1
        elif at == len(rows) or best[at][place] == best[at][place + 1]:
            yield _RowSoFar((stages[place],), (*none, place))
            place += 1
        else:
            row = rows[at]
            yield _RowSoFar((*row.looks, stages[place]), (*row.places, place))
            at, place = at + 1, place + 1


def _best(rows: Sequence[_RowSoFar], stages: Sequence[StageLooks]) -> list[list[int]]:
    """How alike the rows from one on and the stages from one on can be."""
    of_name = _LIKE * len(stages) + 1
    best = [[0] * (len(stages) + 1) for _ in range(len(rows) + 1)]
    for at in reversed(range(len(rows))):
        for place in reversed(range(len(stages))):
            likeness = rows[at].likeness(stages[place], of_name)
            both = best[at + 1][place + 1] + likeness if likeness else 0
            best[at][place] = max(best[at + 1][place], best[at][place + 1], both)
    return best
