"""Every verb on every network of the zoo, every symbol kept: what takes longest, and what a budget ended.

    python tests/benchmarks/verbs.py [--above S] [--stop S] [--verb WORD ...] [name ...]

Each command has a fork of its own, in which all modules and layers are there, but no rule that the network uses was
compiled and nothing is remembered. The processor's time, which other processes change little. A command that takes
longer than ``--stop`` is ended. *Bounded away* is what gave no answer, or not all of it, since steps or time ran out.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import os
import re
import resource
import signal
import sys
import time
from itertools import pairwise
from typing import NamedTuple

import first

import symcnn
from symcnn.cli import main as run

VERBS = {
    "derive": "derive NAME",
    "all": "derive NAME --columns all",
    "field": "derive NAME --columns field,jump",
    "leading": "derive NAME --leading SYMBOL",
    "memory": "memory NAME",
    "sizes": "sizes NAME",
    "reconcile": "reconcile NAME",
    "explain": "explain NAME",
    "paper": "paper NAME",
    "draw": "draw NAME",
    "solve": "solve NAME macs<=1000000000 --for SYMBOL",
    "compare": "compare NAME OTHER",
}
"""A word for each command; SYMBOL is the first symbol of the network, OTHER the network behind it in the zoo."""

RAN_OUT = re.compile(r"limit of [\d.,]+ (steps|s)\b")


class Taken(NamedTuple):
    """One command: what it took, how it ended, and whether a budget did that."""

    verb: str
    name: str
    seconds: float
    status: int
    bounded: bool
    last: str
    """The last line that it printed."""


def carried_out(words: list[str]) -> tuple[float, int, bool, str]:
    """The processor's time of a command in this process, its status, whether a budget ended it, its last line."""
    out, errors, status = io.TextIOWrapper(io.BytesIO(), "utf-8"), io.StringIO(), 0
    start = time.process_time()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(errors):
        try:
            run(words)
        except SystemExit as end:
            status = int(end.code or 0)
    taken = time.process_time() - start
    out.flush()
    text = out.buffer.getvalue().decode("utf-8", "replace") + errors.getvalue()
    return taken, status, RAN_OUT.search(text) is not None, (text.strip().splitlines() or [""])[-1]


def in_a_fork(words: list[str], stop: int) -> tuple[float, int, bool, str]:
    """The same in a fork, which the system ends after so many seconds of the processor."""
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        os.close(reader)
        resource.setrlimit(resource.RLIMIT_CPU, (stop, stop))
        os.write(writer, json.dumps(carried_out(words)).encode())
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as found:
        text = found.read()
    _, end = os.waitpid(child, 0)
    if text:
        taken, status, bounded, last = json.loads(text)
        return taken, status, bounded, last
    killed = os.WIFSIGNALED(end) and os.WTERMSIG(end) in {signal.SIGXCPU, signal.SIGKILL}
    return float(stop), -1, False, "ended by this script" if killed else "crashed"


def measured(verb: str, name: str, other: str, stop: int) -> Taken:
    """One verb on one network."""
    symbol = str(next(iter(symcnn.load(name).symbols), "W"))
    put = {"NAME": name, "OTHER": other, "SYMBOL": symbol}
    return Taken(verb, name, *in_a_fork([put.get(word, word) for word in VERBS[verb].split()], stop))


def report(found: list[Taken], above: float) -> None:
    """What took longer than a bound, what ran out, what went wrong, and each verb's longest and all of it."""
    found.sort(key=lambda each: -each.seconds)
    for each in found:
        slow, failed = each.seconds > above, each.status != 0
        if slow or failed or each.bounded:
            mark = "bounded away" if each.bounded else f"status {each.status}" if failed else ""
            print(f"{each.seconds:8.3f} s  {each.verb:<10}{each.name:<28}{mark:<14}{each.last[:90]}")
    for verb in VERBS:
        of_it = [each.seconds for each in found if each.verb == verb]
        if of_it:
            print(f"{verb:<10} longest {max(of_it):7.3f} s, all {sum(of_it):8.2f} s")
    over, bounded = sum(each.seconds > above for each in found), sum(each.bounded for each in found)
    print(f"{len(found)} commands: {over} above {above:g} s, {bounded} bounded away")


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser()
    options.add_argument("--above", type=float, default=1.0)
    options.add_argument("--stop", type=int, default=20)
    options.add_argument("--verb", action="append", choices=list(VERBS))
    options.add_argument("names", nargs="*")
    given = options.parse_args()
    everything = list(symcnn.zoo())
    behind = dict(pairwise([*everything, everything[0]]))
    first.prepare()
    found = []
    for name in given.names or everything:
        for verb in given.verb or VERBS:
            found.append(measured(verb, name, behind[name], given.stop))
            if found[-1].seconds > given.above:
                print(f"... {found[-1].seconds:.1f} s {verb} {name}", file=sys.stderr, flush=True)
    report(found, given.above)


if __name__ == "__main__":
    main()
