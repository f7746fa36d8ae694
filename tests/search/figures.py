"""Figures that lose nothing: every convolution of a network with skips and heads has its own number, which is shown."""

from __future__ import annotations

import random
import re
from typing import TYPE_CHECKING

from networks import page_of

import symcnn

if TYPE_CHECKING:
    from outcome import Outcome

FIRST = 701
"""Numbers of filters from here on, each once."""
DEEPEST = 99
"""More labels than a layer has: no layers share a box."""


class Author:
    """Writes a network whose branches agree in size and are put side by side."""

    def __init__(self, seed: object) -> None:
        self.draw = random.Random(f"figure {seed}")
        self.filters = FIRST
        self.labels = 0
        self.known: list[str] = []

    def conv(self) -> str:
        """One convolution that keeps the size."""
        self.filters += 1
        return f"conv({self.draw.choice([1, 3, 5])}, {self.filters}, padding=same)"

    def chain(self, nesting: int, most: int = 3) -> str:
        return "; ".join(self.statement(nesting) for _ in range(self.draw.randint(1, most)))

    def branch(self, nesting: int) -> str:
        """Nothing, a chain, or one from an earlier layer."""
        kind = self.draw.choice(["nothing", "chain", "chain", "from", "from nothing"])
        if kind == "nothing":
            return "{}"
        if kind == "chain" or not self.known:
            return f"{{ {self.chain(nesting - 1, 2)} }}"
        inner = self.chain(0, 2) if kind == "from" else ""
        return f"{{ from {self.draw.choice(self.known)} {{ {inner} }} }}"

    def statement(self, nesting: int) -> str:
        """A convolution, branches or a head."""
        kind = self.draw.choices(["conv", "merge", "head", "relu"], [5, 3 * bool(nesting), 1.5 * (nesting == 2), 1])[0]
        if kind == "head":
            return f"head {{ {self.chain(0, 2)} }}"
        if kind == "merge":
            return f"concat {{ {self.branch(nesting)} {{ {self.chain(nesting - 1, 2)} }} }}"
        return self.conv() if kind == "conv" else "relu"


def text(seed: object) -> str:
    """One network in numbers."""
    author = Author(seed)
    lines = ["input(16, 16, 3)", author.conv()]
    for _ in range(author.draw.randint(2, 7)):
        line = author.statement(2)
        if not line.startswith("head") and author.draw.random() < 0.5:
            author.labels += 1
            line = f"E{author.labels}: {line}"
        lines.append(line)
        author.known += [f"E{author.labels}"] if line.startswith("E") else []
    return "\n".join(lines)


def check(network: str, outcome: Outcome) -> None:
    """Each number of filters stands in the figure with a box for each layer, and there or in a named group in any."""
    net = symcnn.parse(network)
    every, usual = (_words(net.draw(format="svg", by=by)) for by in (DEEPEST, 0))
    for row in page_of(net)["layers"]:
        found = re.search(r"^conv\(\d, (\d+)", row["definition"])
        if found:
            outcome.count("comparisons", 2)
            if not _stands_in(every, found[1]):
                outcome.wrong("not drawn", f"{row['name']}: {row['definition']} is not in the figure")
            groups = row["name"].split("/")[:-1]
            if not _stands_in(usual, found[1]) and not usual.intersection(groups):
                outcome.wrong("not drawn", f"{row['name']}: {row['definition']} is in no box of the figure by itself")


def _words(figure: str) -> set[str]:
    """The texts of a figure."""
    return {text.replace(",", "") for text in re.findall(r">([^<>]*)<", figure)}


def _stands_in(words: set[str], number: str) -> bool:
    return any(re.search(rf"\b{number}\b", text) for text in words)
