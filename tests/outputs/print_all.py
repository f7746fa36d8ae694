"""Print what every verb says of every published network, to compare two states of the code byte for byte.

    python tests/outputs/print_all.py before             # with the one state of the code
    python tests/outputs/print_all.py after              # with the other
    diff -r before after

``--processes N`` shares the work out, ``--network NAME`` (again and again) takes only these. A file holds what one
command printed, its errors and how it ended. Each network has a process of its own, with nothing remembered of another.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import re
import shlex
import sys
from concurrent.futures import ProcessPoolExecutor
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import symcnn
from symcnn.cli import main

if TYPE_CHECKING:
    from collections.abc import Iterable

PACKAGE = Path(symcnn.__file__).parent
FORMATS = ("text", "markdown", "latex", "html", "json", "csv")
VERBS = ("derive", "explain", "paper", "draw", "sizes", "solve", "compare", "reconcile", "memory", "plot")
OF_A_NETWORK = (
    *(f"derive NAME --format {kind}" for kind in FORMATS),
    *(f"derive NAME --numbers --format {kind}" for kind in FORMATS),
    "derive NAME --columns all --by 1",
    "derive NAME --lang zh --notation pytorch",
    "derive NAME --numbers --shares --columns all",
    "derive NAME --leading W",
    *(f"explain NAME --format {kind}" for kind in FORMATS),
    "explain NAME --lang zh --notation dumoulin --format html",
    "paper NAME",
    "paper NAME --numbers --standalone --siunitx",
    "paper NAME --lang zh --width twocolumn",
    "draw NAME",
    "draw NAME --numbers --lang zh",
    "draw NAME --style boxes --by 1",
    "draw NAME --format tikz",
    "memory NAME",
    "memory NAME --set W=224 --format json",
    "sizes NAME --seconds 60",
    "sizes NAME --seconds 60 --format json",
    "reconcile NAME",
    "reconcile NAME --lang zh --format html",
    "plot NAME --bars --of params --format svg -o -",
    'solve NAME "params >= 10^4" --for SYMBOL --numbers --seconds 60',
)
OF_TWO = ("compare NAME OTHER --of params --seconds 60", "compare NAME OTHER --of macs --seconds 60 --format json")
OF_A_FILE = ("check PATH", "fmt --check PATH")
OF_NONE = (
    "zoo",
    "zoo --format json",
    *(f"formula --format {kind}" for kind in FORMATS),
    "formula --lang zh --notation pytorch --format html",
    *(f"{verb} --help" for verb in ("", *VERBS)),
)


def printed(words: list[str]) -> str:
    """What a command prints, its errors, and its end; the package lies elsewhere on another machine."""
    out, errors = io.TextIOWrapper(io.BytesIO(), "utf-8"), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(errors):
        try:
            end: object = main(words)
        except SystemExit as exit_:
            end = exit_.code
    out.flush()
    text = out.buffer.getvalue().decode("utf-8", "backslashreplace")
    return f"{text}\n--- errors\n{errors.getvalue()}\n--- ended with {end or 0}\n".replace(str(PACKAGE), "symcnn")


def print_rows(folder: Path, rows: Iterable[str], **words: str) -> str:
    """Each command, its words in capitals replaced, to a file that is named like it."""
    folder.mkdir(parents=True, exist_ok=True)
    for row in rows:
        text = printed([words.get(word, word) for word in shlex.split(row)])
        file = re.sub(r"[^\w.]+", "-", row).strip("-") + ".txt"
        (folder / file).write_text(text, encoding="utf-8")
    return folder.name


def print_network(folder: Path, name: str, other: str) -> str:
    """What is printed of one network, and of it beside another."""
    symbol = next(iter(symcnn.load(name).symbols), "W")
    return print_rows(folder / name, OF_A_NETWORK + OF_TWO, NAME=name, OTHER=other, SYMBOL=symbol)


def print_all(folder: Path, names: list[str], processes: int) -> None:
    """All networks, each in a process of its own and beside its neighbour in the list; files; what names none."""
    others = dict(pairwise([*names, *names[:1]]))
    print_rows(folder / "none", OF_NONE)
    for file in sorted(PACKAGE.rglob("*.cnn")):
        print_rows(folder / "files" / file.stem, OF_A_FILE, PATH=str(file))
    with ProcessPoolExecutor(processes, max_tasks_per_child=1) as pool:
        jobs = [pool.submit(print_network, folder, name, others[name]) for name in names]
        for count, job in enumerate(jobs, 1):
            sys.stderr.write(f"{count}/{len(jobs)} {job.result()}\n")


def read(words: list[str] | None = None) -> argparse.Namespace:
    """The folder, the networks, the number of processes."""
    reader = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    reader.add_argument("folder", type=Path)
    reader.add_argument("--network", action="append", default=[])
    reader.add_argument("--processes", type=int, default=2)
    return reader.parse_args(words)


if __name__ == "__main__":
    given = read()
    print_all(given.folder, given.network or list(symcnn.zoo()), given.processes)
