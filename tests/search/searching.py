"""One program after another: drawn, checked under a bound on processor time, and what fails made smaller."""

from __future__ import annotations

import time
import traceback
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from guard import OutOfTime, processor_time
from outcome import Finding, Kind, Outcome
from shrinking import shrunk

from symcnn import errors

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


class Found(NamedTuple):
    """A disagreement: where it was met, what is wrong, and the text as drawn and made small."""

    kind: str
    seed: int
    finding: Finding
    text: str
    drawn: str
    seconds: float
    is_small: bool


def outcome_of(kind: Kind, text: str, seconds: float = 0) -> Outcome:
    """What comes out of one text; a crash and a hang are findings too."""
    outcome = Outcome()
    try:
        with processor_time(seconds or kind.seconds):
            kind.check(text, outcome)
    except OutOfTime:
        outcome.wrong("hangs", f"more than {seconds or kind.seconds:g} s of processor time")
    except errors.TextError as refusal:
        outcome.count("not read")
        outcome.count(f"not read: {type(refusal).__name__}")
    except errors.SymcnnError as refusal:
        outcome.count("not asked")
        outcome.count(f"not asked: {type(refusal).__name__}")
    except Exception as crash:  # noqa: BLE001 - a crash is what is looked for
        place = traceback.extract_tb(crash.__traceback__)[-1]
        where = f"{place.filename.rsplit('/', 1)[-1]}, {place.name}"
        outcome.wrong(f"crash {type(crash).__name__} in {where}", f"{type(crash).__name__}: {crash} ({where})"[:400])
    return outcome


def small(kind: Kind, text: str, finding: Finding, budget: float = 90) -> str:
    """The text made small, as long as what is wrong is of the same sort."""
    started = time.process_time()

    def fails(smaller: str) -> bool:
        if time.process_time() - started > budget:
            return False
        again = outcome_of(kind, smaller, 3 if finding.sort == "hangs" else 10).finding
        return again is not None and again.sort == finding.sort

    return shrunk(text, fails)


def search(
    kind: Kind, seeds: Iterable[int], counts: Counter[str], *, shrink: int = 3, seconds: float = 0
) -> Iterator[Found]:
    """Go through seeds; of each sort of finding so many are made small. ``seconds`` is another bound for each."""
    sorts: Counter[str] = Counter()
    for seed in seeds:
        text, started = kind.draw(seed), time.process_time()
        outcome = outcome_of(kind, text, seconds)
        counts.update(outcome.counts)
        counts["programs"] += 1
        finding = outcome.finding
        if not finding:
            continue
        sorts[finding.sort] += 1
        counts[f"findings: {finding.sort}"] += 1
        is_small = sorts[finding.sort] <= shrink
        less = small(kind, text, finding) if is_small else text
        said = outcome_of(kind, less).finding if less != text else finding
        yield Found(kind.name, seed, said or finding, less, text, time.process_time() - started, is_small)
