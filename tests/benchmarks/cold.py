"""Cold runs as ratios: each command against ``python -c "import sympy"``, in turn, in one run.

    python tests/benchmarks/cold.py [rounds]

Machines are noisy, so absolute times mean nothing: every round times all commands, each between two imports, by the
processor's time of the process, which hardly depends on what else the machine does. The median over the rounds of the
ratios is printed beside the bound that is wanted. The files that the build hook makes have to be fresh:
install again after a change of the language, the layers or the zoo, else what is measured is making them.
"""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from typing import NamedTuple


class Command(NamedTuple):
    """A command line of symcnn, the bound on its ratio, and whether it is to fail."""

    words: str
    bound: float
    fails: bool = False


OWN = "network own(W = 224, H = 224, D = 3) {{\ninput(W, H, D)\n{}\n}}\n"
"""A text of an author's own."""

COMMANDS = (
    Command("derive lenet5", 1.08),
    Command("derive lenet5 --numbers", 0.25),
    Command("derive lenet5 --numbers --format json", 0.25),
    Command("derive resnet50", 1.08),
    Command("derive resnet50 --numbers", 0.25),
    Command("derive OWN", 1.15),
    Command("derive OWN --numbers", 0.3),
    Command("memory resnet50 --numbers", 0.4),
    Command("derive lenet5 --colums all", 0.4, fails=True),
    Command("derive lenet5 --columns bogus", 0.4, fails=True),
    Command("derive lenett5", 0.4, fails=True),
    Command("deriv lenet5", 0.4, fails=True),
    Command("paper resnet50", 1.6),
    Command("plot lenet5 --over W=32..512 -o OUT.svg", 2.2),
    Command("--help", 0.25),
    Command("zoo", 0.3),
)


def own_text(layers: int = 70) -> str:
    """A text of so many layers: convolutions, normalisations and activations in turn."""
    kinds = "C{0}: conv(3, {1}, padding=1)", "B{0}: bn", "R{0}: relu"
    return OWN.format("\n".join(kinds[n % 3].format(n, 16 + n) for n in range(layers)))


def seconds(command: list[str], *, fails: bool = False) -> float:
    """Processor's time of one process; its bytecode is cached, as it is after an ordinary installation."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    errors = subprocess.DEVNULL if fails else None
    done = subprocess.run(command, check=not fails, stdout=subprocess.DEVNULL, stderr=errors, env=environment)
    assert fails == bool(done.returncode), command
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def measured(line: list[str], reference: list[str], *, fails: bool) -> float:
    """A command's ratio to the import before it and the one behind it."""
    before, own = seconds(reference), seconds(line, fails=fails)
    return 2 * own / (before + seconds(reference))


def main() -> None:
    """Time all commands and print the ratios."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 11
    script = shutil.which("symcnn", path=str(Path(sys.executable).parent)) or "symcnn"
    reference = [sys.executable, "-c", "import sympy"]
    with tempfile.TemporaryDirectory() as folder:
        places = {"OWN": f"{folder}/own.cnn", "OUT.svg": f"{folder}/out.svg"}
        Path(places["OWN"]).write_text(own_text(), "utf-8")
        lines = [[script, *(places.get(word, word) for word in one.words.split())] for one in COMMANDS]
        for line, command in zip(lines, COMMANDS, strict=True):
            measured(line, reference, fails=command.fails)
        ratios: list[list[float]] = [[] for _ in lines]
        for _ in range(rounds):
            for found, line, command in zip(ratios, lines, COMMANDS, strict=True):
                found.append(measured(line, reference, fails=command.fails))
    for command, found in zip(COMMANDS, ratios, strict=True):
        print(f"symcnn {command.words:<42} {median(found):.2f} of import sympy   (wanted: {command.bound})")


if __name__ == "__main__":
    main()
