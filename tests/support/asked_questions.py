"""The questions of ``tests/questions/asked.cases``, and what is right of them: every value of a box is tried."""

from __future__ import annotations

import re
import shlex
from fractions import Fraction
from itertools import pairwise, product
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import plain_arithmetic
from plain_arithmetic import Refused

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

FILE = Path(__file__).parents[1] / "questions" / "asked.cases"
NAMES = {name: getattr(plain_arithmetic, name) for name in plain_arithmetic.__all__}
BUILT_IN = {"max": max, "min": min, "range": range, "sum": sum}
MOST_SHOWN = 8
"""Values that stand in a list; more of them are told by their ends."""

Point = dict[str, "Fraction | int"]


class Question(NamedTuple):
    """One question with the lines of its entry."""

    title: str
    lines: Mapping[str, str]

    def __str__(self) -> str:
        return self.title

    @property
    def verb(self) -> str:
        return self.words[0]

    @property
    def words(self) -> list[str]:
        return shlex.split(self.lines["ask"])

    def option(self, name: str) -> list[str]:
        """The values of an option, which may be given several times."""
        words = self.words
        return [words[place + 1] for place, word in enumerate(words) if word == f"--{name}"]

    @property
    def unknowns(self) -> list[str]:
        return [name for words in self.option("for") for name in words.split(",")]

    def points(self) -> Iterator[Point]:
        """The points of the box."""
        spans = {name: _span(words) for name, _, words in (part.partition("=") for part in self.lines["box"].split())}
        for values in product(*spans.values()):
            yield dict(zip(spans, values, strict=True))

    def evaluated(self, point: Point, line: str = "plain") -> Fraction | int | bool:
        """What the plain arithmetic, or the formula, says at a point; it may refuse."""
        # the text stands in this repository
        found: Fraction | int | bool = eval(self.lines[line], {"__builtins__": BUILT_IN, **NAMES, **point})  # noqa: S307
        return found if self.verb == "derive" else bool(found)

    def right(self, point: Point, line: str = "plain") -> Fraction | int | bool:
        """The same; False where there is no such network."""
        try:
            return self.evaluated(point, line)
        except Refused:
            return False

    def recorded(self) -> str:
        """What is right, as a line of the file."""
        points = list(self.points())
        if self.verb == "derive":
            values = [self.right(point) for point in points]
            return str(values[0]) if len(points) == 1 else f"{values[0]} … {values[-1]} at {len(points):,} points"
        there = [point for point in points if self.right(point)]
        free = [name for name in points[0] if len({point[name] for point in points}) > 1]
        if len(free) == 1:
            return f"{free[0]} in {_listed([point[free[0]] for point in there])}"
        return f"{len(there):,} of {len(points):,} points"


def _span(words: str) -> list[Fraction | int]:
    """``1..8``, ``1/20..2:1/20``: from a least to a greatest value in steps."""
    ends, _, step = words.partition(":")
    low, high = map(Fraction, ends.split(".."))
    by = Fraction(step or 1)
    found = [low + by * place for place in range(int((high - low) / by) + 1)]
    return [value if by.denominator > 1 else int(value) for value in found]


def _listed(values: list[Fraction | int]) -> str:
    """A set of values: all of them, or a stretch in equal steps, or how many and their ends."""
    if len(values) <= MOST_SHOWN:
        return "{" + ", ".join(map(str, values)) + "}"
    steps = {b - a for a, b in pairwise(values)}
    by = f" in steps of {next(iter(steps))}" if steps != {1} and len(steps) == 1 else ""
    many = f", {len(values)} values" if len(steps) > 1 else ""
    return f"{{{values[0]}, …, {values[-1]}}}{by}{many}"


def read_questions() -> list[Question]:
    """The entries in their order."""
    found = []
    for part in FILE.read_text("utf-8").split("\n== ")[1:]:
        title, *rows = part.splitlines()
        found.append(Question(title, dict(re.split(": ?", row, maxsplit=1) for row in rows if row)))
    return found


def with_answers(text: str) -> str:
    """The file with the line ``right`` of each entry made anew."""
    head, *parts = text.split("\n== ")
    made = [head]
    for question, part in zip(read_questions(), parts, strict=True):
        rows = [row for row in part.rstrip("\n").splitlines() if not row.startswith("right: ")]
        made.append("\n".join([*rows, f"right: {question.recorded()}", ""]))
    return "\n== ".join(made)
