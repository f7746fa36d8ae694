"""The lines of a text that is being made: calls, merges, loops, and what belongs to one module of the model."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable
    from fractions import Fraction

    from symcnn.bridges.traced import ArgumentValue, Sampled


CallArguments: TypeAlias = "tuple[tuple[str, ArgumentValue], ...]"
Modules: TypeAlias = "tuple[tuple[str, str], ...]"
TextLines: TypeAlias = "tuple[TextLine, ...]"
FIRST_SIZE = 2
"""The dimension at which the sizes of a framework's tensor begin, behind the batch and the depth."""


class CallLine(NamedTuple):
    """A layer or a block that is called; ``name`` is the traced layer's, ``depth`` that of what enters."""

    word: str
    arguments: CallArguments = ()
    name: str = ""
    modules: Modules = ()
    depth: int | Fraction | Sampled = 0
    label: str = ""


class MergeLine(NamedTuple):
    """A layer of branches."""

    word: str
    branches: tuple[TextLines, ...]
    name: str = ""
    modules: Modules = ()
    depth: int | Fraction | Sampled = 0
    label: str = ""
    arguments: CallArguments = ()


class FromLine(NamedTuple):
    """Lines that start at an earlier layer; both that and what leaves them are known by their traced names."""

    start: str
    body: TextLines
    name: str = ""


class HeadLine(NamedTuple):
    """Lines that end in an output of their own."""

    body: TextLines


class RepeatLine(NamedTuple):
    """Lines several times in a row."""

    times: ArgumentValue
    body: TextLines
    label: str = ""


class WhenLine(NamedTuple):
    """Lines that a condition chooses."""

    condition: str
    body: TextLines


class ModuleLine(NamedTuple):
    """The lines of one module: its path and its class; ``depth`` is that of what enters."""

    path: str
    kind: str
    body: TextLines
    depth: int | Fraction | Sampled = 0


TextLine: TypeAlias = "CallLine | MergeLine | FromLine | HeadLine | RepeatLine | WhenLine | ModuleLine"


def with_bodies(line: TextLine, change: Callable[[TextLines], TextLines]) -> TextLine:
    """The line with each of its bodies changed."""
    if isinstance(line, MergeLine):
        return line._replace(branches=tuple(map(change, line.branches)))
    return line if isinstance(line, CallLine) else line._replace(body=change(line.body))


def bodies(line: TextLine) -> tuple[TextLines, ...]:
    """The bodies that a line holds."""
    if isinstance(line, MergeLine):
        return line.branches
    return () if isinstance(line, CallLine) else (line.body,)


def all_lines(lines: TextLines) -> list[TextLine]:
    """Every line, those inside others behind the one that holds them."""
    found: list[TextLine] = []
    waiting = list(reversed(lines))
    while waiting:
        line = waiting.pop()
        found.append(line)
        waiting += [inner for body in reversed(bodies(line)) for inner in reversed(body)]
    return found


def depth_before(lines: TextLines) -> int | Fraction | Sampled:
    """The depth of what enters the first of the lines."""
    for line in lines:
        if isinstance(line, CallLine | MergeLine | ModuleLine):
            return line.depth
        return depth_before(bodies(line)[0])
    return 0
