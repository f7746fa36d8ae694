"""The search as a command; ``run.py`` starts it.

Prints what was counted and every disagreement as a small text; ends with 1 if there was one.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from itertools import count
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kinds import BY_NAME, KINDS
from searching import Found, outcome_of, search

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Job = tuple[str, argparse.Namespace, int]
Result = tuple[str, Counter[str], float, int]
GAP = 1_000_000
"""Seeds of one run lie so far from those of another."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what the command line asks for; how many programs failed decides the end."""
    wanted = _parser().parse_args(arguments)
    if wanted.list:
        print("\n".join(f"{kind.name:14} {kind.title}" for kind in KINDS))
        return 0
    if wanted.text is not None:
        return _one(wanted)
    kinds = [kind.name for kind in KINDS] if wanted.all else wanted.kind
    if not kinds:
        _parser().error("--kind NAME, --all or --list")
    jobs = [(name, wanted, worker) for name in kinds for worker in range(wanted.processes)]
    return 1 if _summary(_done(jobs, wanted.processes)) else 0


def _done(jobs: list[Job], processes: int) -> list[Result]:
    """What comes out of every job, one after the other or side by side."""
    if processes == 1:
        return [_work(job) for job in jobs]
    with get_context("spawn").Pool(processes) as pool:
        return list(pool.imap_unordered(_work, jobs, chunksize=1))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--list", action="store_true", help="the kinds of search")
    parser.add_argument("--kind", action="append", default=[], choices=[*BY_NAME], help="this kind; may be repeated")
    parser.add_argument("--all", action="store_true", help="every kind, one after the other")
    parser.add_argument("--seconds", type=float, default=60, help="processor time for each kind")
    parser.add_argument("--programs", type=int, default=0, help="this many programs of each kind, whatever they take")
    parser.add_argument("--seed", type=int, default=0, help="where to start; another seed, other programs")
    parser.add_argument("--processes", type=int, default=1, choices=(1, 2))
    parser.add_argument("--shrink", type=int, default=3, help="of each sort of finding so many are made small")
    parser.add_argument("--log", type=Path, help="write findings to this file as well, one JSON object a line")
    parser.add_argument("--text", help="check this one text (- reads it) by --kind instead")
    return parser


def _one(wanted: argparse.Namespace) -> int:
    text = sys.stdin.read() if wanted.text == "-" else wanted.text
    outcome = outcome_of(BY_NAME[wanted.kind[0]], text)
    print(dict(outcome.counts), *(outcome.finding or ["agrees"]), sep="\n")
    return 1 if outcome.finding else 0


def _seeds(wanted: argparse.Namespace, worker: int) -> Iterator[int]:
    """Every second seed where two work, until the time or the number is over."""
    started = time.process_time()
    for place, seed in enumerate(count(wanted.seed * GAP + worker, wanted.processes)):
        over = time.process_time() - started > wanted.seconds
        if place >= wanted.programs / wanted.processes if wanted.programs else over:
            return
        yield seed


def _work(job: Job) -> Result:
    name, wanted, worker = job
    counts: Counter[str] = Counter()
    started, findings = time.process_time(), 0
    for found in search(BY_NAME[name], _seeds(wanted, worker), counts, shrink=wanted.shrink):
        findings += 1
        _say(found, wanted.log, time.process_time() - started)
    return name, counts, time.process_time() - started, findings


def _say(found: Found, log: Path | None, spent: float) -> None:
    if found.is_small:
        print(f"\n-- {found.kind}, seed {found.seed}, after {spent:.0f} s: {found.finding.sort}")
        print(f"{found.text}\n{found.finding.words}", flush=True)
    if log:
        with log.open("a", encoding="utf-8") as file:
            file.write(json.dumps({**_told(found), "spent": round(spent, 1)}, ensure_ascii=False) + "\n")


def _told(found: Found) -> dict[str, Any]:
    return {**found._asdict(), "finding": found.finding._asdict()}


def _summary(results: list[Result]) -> int:
    """What was counted of each kind, and how many disagreements there were in all."""
    for name in dict.fromkeys(name for name, *_ in results):
        mine = [result for result in results if result[0] == name]
        counts: Counter[str] = sum((result[1] for result in mine), Counter())
        spent, findings = sum(result[2] for result in mine), sum(result[3] for result in mine)
        shown = ", ".join(f"{number:,} {what}" for what, number in counts.most_common())
        print(f"\n{name}: {findings} findings; {shown}; {spent:.0f} s of processor time")
    return sum(result[3] for result in results)
