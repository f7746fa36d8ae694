"""The search over recorded seeds: a fixed number of programs of each kind, and none may give a wrong answer.

By hand, with fresh seeds and for as long as wanted: ``python tests/search/run.py --all --seconds 3600 --seed 17``.
"""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

import pytest
from command import GAP
from kinds import BY_NAME
from searching import search

pytestmark = [
    pytest.mark.search,
    pytest.mark.filterwarnings("ignore:Using padding='same'"),  # PyTorch says that it may be slow
]


class Batch(NamedTuple):
    """Run a number of programs of one kind, from a recorded seed on."""

    kind: str
    programs: int
    batches: int
    seed: int = 0


BATCHES = (
    Batch("networks", 40, 8),
    Batch("designs", 40, 2),
    Batch("amounts", 14, 1),
    Batch("recent", 20, 2),
    Batch("turns", 10, 1, 11),
    Batch("turns", 30, 1, 12),
    Batch("axes", 30, 1, 7001),
    Batch("nested", 30, 1, 23),
    Batch("given", 60, 1, 23),
    Batch("pytorch", 40, 4),
    Batch("calls", 300, 2),
    Batch("expressions", 250, 4),
    Batch("questions", 60, 4),
    Batch("relations", 250, 2),
    Batch("several", 60, 2),
    Batch("pages", 20, 4),
    Batch("figures", 40, 2),
    Batch("hangs", 10, 4),
)
LONGEST = 90
"""Seconds of processor time after which a program hangs on any machine; by hand the bounds of the kinds are tighter."""
OPEN: dict[tuple[str, int], pytest.MarkDecorator] = {}
"""What is known to be wrong or slow; a batch that finds nothing more has to leave this table."""
ALL = [
    pytest.param(batch, place, marks=OPEN.get((batch.kind, place), ()), id=f"{batch.kind}-{batch.seed or place}")
    for batch in BATCHES
    for place in range(batch.batches)
]


@pytest.mark.parametrize(("batch", "place"), ALL)
def test_no_wrong_answer(batch: Batch, place: int, request: pytest.FixtureRequest) -> None:
    if batch.kind in {"calls", "pytorch"}:
        request.getfixturevalue("torch")
    kind, counts = BY_NAME[batch.kind], Counter[str]()
    first = batch.seed * GAP + place * batch.programs
    found = list(search(kind, range(first, first + batch.programs), counts, shrink=1, seconds=LONGEST))
    assert counts["comparisons"] + counts["refused"] >= batch.programs, counts
    assert not found, "\n\n".join(
        f"{one.finding.sort}, seed {one.seed}\n{one.text}\n{one.finding.words}" for one in found
    )
