"""Cold runs against other tools: whole processes in turn in one run, their time and their peak of memory as ratios.

    python tests/benchmarks/tools.py [rounds]

ResNet-50, with every symbol kept and in numbers, against the same network written by hand in PyTorch (``resnet50.py``).
Every round runs everything once, one after another; printed is the median over the rounds of each round's ratio, beside
its bound. Where PyTorch or torchinfo is missing, its rows say so. It runs on Linux and macOS.
As for ``cold.py``, the files that the build hook makes have to be fresh.

SymPy is set against our runs in two ways: as anybody imports it, and as our command line does, with Python's collector
paused and without taking all objects apart at the end. The second says what is left for our own work.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from statistics import median
from typing import NamedTuple

OTHER = str(Path(__file__).with_name("resnet50.py"))
SYMBOLS, NUMBERS = "derive resnet50", "derive resnet50 --numbers"
LEAN = "import gc, os; gc.disable(); import sympy; os._exit(0)"
NEEDS = {"torchinfo": ("torch", "torchinfo", "numpy"), "meta": ("torch", "torchinfo", "numpy"), "export": ("torch",)}
"""The tools of ``resnet50.py``, and the libraries that each needs."""


class Row(NamedTuple):
    """A command line of symcnn, what it is set against, and bounds on its share of the other's time and memory."""

    words: str
    other: str
    time: float | None
    memory: float | None = None


ROWS = (
    Row(SYMBOLS, "import sympy", 1.5),
    Row(SYMBOLS, LEAN, None),
    Row(SYMBOLS, "torchinfo", 1 / 3, 1 / 4),
    Row(SYMBOLS, "meta", None),
    Row(SYMBOLS, "export", 1 / 8),
    Row(NUMBERS, "torchinfo", 1 / 12),
    Row(NUMBERS, "meta", None),
)
TITLES = {
    "import sympy": 'python -c "import sympy"',
    LEAN: "the same, as our command line does it",
    "torchinfo": "torchinfo",
    "meta": "torchinfo on the meta device",
    "export": "torch.export, two sizes in symbols",
}


class Cost(NamedTuple):
    """What one process takes: seconds, and the most memory it held at once, in the system's unit."""

    time: float
    memory: float


def cost(command: list[str]) -> Cost:
    """Run a command; its bytecode is cached, as it is after an ordinary installation."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, f"{' '.join(command)} failed"
    return Cost(time.perf_counter() - start, used.ru_maxrss)


def command_of(words: str) -> list[str]:
    """The command line of a row's side."""
    if words in ("import sympy", LEAN):
        return [sys.executable, "-c", words]
    if words in NEEDS:
        return [sys.executable, OTHER, words]
    return [shutil.which("symcnn", path=str(Path(sys.executable).parent)) or "symcnn", *words.split()]


def missing(words: str) -> list[str]:
    """The libraries that a row's other side needs and that are not installed."""
    return [name for name in NEEDS.get(words, ()) if importlib.util.find_spec(name) is None]


def imports_sympy(words: str) -> bool:
    """Whether a command line of symcnn imports SymPy."""
    script = f"import sys; from symcnn.cli import cli; cli({words.split()}, standalone_mode=False)"
    script += "; sys.exit('sympy' in sys.modules)"
    return subprocess.run([sys.executable, "-c", script], check=False, stdout=subprocess.DEVNULL).returncode != 0


def shown(ratios: list[float], bound: float | None) -> str:
    """The median of ratios as how many times less, and its bound."""
    found = median(ratios)
    limit = "" if bound is None else f"(at most {bound:.3f}{'' if found <= bound else ', MISSED'})"
    return f"{found:.3f} {limit:<24}"


def main() -> None:
    """Run everything and print the ratios."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    for words in {row.other: missing(row.other) for row in ROWS if missing(row.other)}:
        print(f"not measured: {TITLES[words]}, without {', '.join(missing(words))}")
    rows = [row for row in ROWS if not missing(row.other)]
    sides = list(dict.fromkeys(side for row in rows for side in (row.words, row.other)))
    for side in sides:
        cost(command_of(side))
    runs = [{side: cost(command_of(side)) for side in sides} for _ in range(rounds)]
    for row in rows:
        pairs = [(run[row.words], run[row.other]) for run in runs]
        times = shown([ours.time / theirs.time for ours, theirs in pairs], row.time)
        memory = shown([ours.memory / theirs.memory for ours, theirs in pairs], row.memory)
        print(f"symcnn {row.words:<26} of {TITLES[row.other]:<36} time {times} memory {memory}".rstrip())
    print(f"symcnn {NUMBERS} imports SymPy: {imports_sympy(NUMBERS)}")


if __name__ == "__main__":
    main()
