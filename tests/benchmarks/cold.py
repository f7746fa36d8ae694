"""Cold runs as ratios: each command against ``python -c "import sympy, lark"``, in turn, in one run.

    python tests/benchmarks/cold.py [rounds]

Machines are noisy, so absolute times mean nothing: every round times all commands one after another, and the median
over the rounds of each round's ratio is printed beside its bound. The files that the build hook makes have to be fresh:
install again after a change of the language, the layers or the zoo, else what is measured is making them.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from statistics import median
from typing import NamedTuple


class Command(NamedTuple):
    """A command line of symcnn and the bound on its ratio."""

    words: str
    bound: float


COMMANDS = (
    Command("derive lenet5", 1.3),
    Command("derive lenet5 --numbers", 0.5),
    Command("derive lenet5 --numbers --format json", 0.5),
    Command("--help", 0.5),
    Command("zoo", 0.5),
)


def seconds(command: list[str]) -> float:
    """Wall time of one process; its bytecode is cached, as it is after an ordinary installation."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=environment)
    return time.perf_counter() - start


def main() -> None:
    """Time all commands and print the ratios."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 11
    script = shutil.which("symcnn", path=str(Path(sys.executable).parent)) or "symcnn"
    reference = [sys.executable, "-c", "import sympy, lark"]
    lines = [[script, *command.words.split()] for command in COMMANDS]
    for line in [reference, *lines]:
        seconds(line)
    ratios: list[list[float]] = [[] for _ in lines]
    for _ in range(rounds):
        base = seconds(reference)
        for place, line in enumerate(lines):
            ratios[place].append(seconds(line) / base)
    for command, found in zip(COMMANDS, ratios, strict=True):
        print(f"symcnn {command.words:<40} {median(found):.2f} of import sympy, lark   (at most {command.bound})")


if __name__ == "__main__":
    main()
