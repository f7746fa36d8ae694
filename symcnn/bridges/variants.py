"""Two shapes of one class as one: lines that only one of them has stand under a condition."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

from symcnn.bridges.model_lines import (
    MergeLine,
    ModuleLine,
    RepeatLine,
    TextLine,
    TextLines,
    WhenLine,
    all_lines,
    bodies,
)
from symcnn.bridges.skeleton import UNKNOWN, PlainNumber, TextNumber, mapped, skeleton_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from symcnn.bridges.unified import BlockParameter

_WidthFormulas = Sequence[tuple[str, tuple[PlainNumber, ...]]]

OPEN = "?"
"""The condition of lines for which none has been found yet."""


class Variant(NamedTuple):
    """The lines of both shapes, and which of their numbers only the longer one has."""

    lines: TextLines
    start: int
    length: int

    def aligned(self, numbers: tuple[TextNumber, ...]) -> tuple[TextNumber | None, ...]:
        """The numbers of the shorter one, None where it has nothing."""
        return (*numbers[: self.start], *([None] * self.length), *numbers[self.start :])


def joined_shapes(short: TextLines, long: TextLines) -> Variant | None:
    """Both shapes in one, if the longer one only has some more lines in one place."""
    found = _joined(short, long)
    if found is None:
        return None
    before, optional = _numbers_before(found)
    return Variant(found, before, optional)


def _joined(short: TextLines, long: TextLines) -> TextLines | None:
    first = _alike(short, long)
    last = _alike(short[first:][::-1], long[first:][::-1])
    rest, more = short[first : len(short) - last], long[first : len(long) - last]
    after = long[len(long) - last :]
    if not rest and more:
        return (*long[:first], WhenLine(OPEN, more), *after)
    if len(rest) != 1 or len(more) != 1 or type(rest[0]) is not type(more[0]):
        return None
    inner = _joined_inside(rest[0], more[0])
    return None if inner is None else (*long[:first], inner, *after)


def _alike(short: TextLines, long: TextLines) -> int:
    """How many lines from the start have one shape."""
    count = 0
    for one, other in zip(short, long, strict=False):
        if skeleton_of((one,)).shape != skeleton_of((other,)).shape:
            break
        count += 1
    return count


def _joined_inside(one: TextLine, other: TextLine) -> TextLine | None:
    if isinstance(one, MergeLine) and isinstance(other, MergeLine):
        if one.word != other.word or len(one.branches) != len(other.branches):
            return None
        branches = [_same_or_joined(*pair) for pair in zip(one.branches, other.branches, strict=True)]
        whens = sum(isinstance(line, WhenLine) for body in branches if body for line in all_lines(body))
        if whens == 1 and all(body is not None for body in branches):
            return other._replace(branches=tuple(body for body in branches if body is not None))
    if isinstance(one, RepeatLine) and isinstance(other, RepeatLine):
        body = _joined(one.body, other.body)
        return None if body is None else other._replace(body=body)
    return None


def _same_or_joined(one: TextLines, other: TextLines) -> TextLines | None:
    return other if skeleton_of(one).shape == skeleton_of(other).shape else _joined(one, other)


def _numbers_before(lines: TextLines) -> tuple[int, int]:
    """How many numbers stand before the optional lines, and how many in them."""
    marked = mapped(lines, lambda line: () if isinstance(line, WhenLine) else (line,))
    whole, without = skeleton_of(lines), skeleton_of(marked)
    optional = next(line for line in all_lines(lines) if isinstance(line, WhenLine))
    length = len(skeleton_of(optional.body).numbers)
    assert len(whole.numbers) == len(without.numbers) + length
    return _position(lines)[0], length


def _position(lines: TextLines) -> tuple[int, bool]:
    """How many numbers stand before the optional lines, and whether these are among the lines at all."""
    count = 0
    for line in lines:
        if isinstance(line, WhenLine):
            return count, True
        if not any(isinstance(one, WhenLine) for one in all_lines((line,))):
            count += len(skeleton_of((line,)).numbers)
            continue
        count += isinstance(line, RepeatLine) and not isinstance(line.times, str)
        for body in bodies(line):
            inner, found = _position(body)
            count += inner
            if found:
                return count, True
    return count, False


def condition_for(
    parameters: Sequence[BlockParameter],
    widths: _WidthFormulas,
    depths: tuple[PlainNumber, ...],
    chosen: tuple[bool, ...],
) -> str | None:
    """A condition that holds for the instances chosen and for no other; None where none is found.

    ``widths`` are the formulas that the block has for depths, each with its value in every instance.
    """
    for words, values in _conditions(parameters, widths, depths):
        if values == chosen:
            return words
    return None


def _conditions(
    parameters: Sequence[BlockParameter], widths: _WidthFormulas, depths: tuple[PlainNumber, ...]
) -> Iterator[tuple[str, tuple[bool, ...]]]:
    strides = [p for p in parameters if p.role == "stride"]
    simple = [(f"{p.symbol} != 1", tuple(value != 1 for value in p.values)) for p in strides]
    other = [
        (f"D != {formula}", tuple(own != new for own, new in zip(depths, values, strict=True)))
        for formula, values in reversed([] if UNKNOWN in depths else widths)
    ]
    for one, first in simple:
        for two, second in other:
            yield f"{one} or {two}", tuple(a or b for a, b in zip(first, second, strict=True))
    yield from simple
    yield from other
    for (one, own), (two, theirs) in combinations(widths, 2):
        yield f"{one} != {two}", tuple(a != b for a, b in zip(own, theirs, strict=True))


def shortcuts_outside(lines: TextLines) -> TextLines:
    """Modules whose class has instances within a shortcut and others without: the shortcut goes around them."""
    modules = [line for line in all_lines(lines) if isinstance(line, ModuleLine)]
    shapes = {(line.kind, skeleton_of(line.body).shape) for line in modules}

    def change(line: TextLine) -> TextLines:
        if not isinstance(line, ModuleLine) or len(line.body) != 1 or not isinstance(line.body[0], MergeLine):
            return (line,)
        merge = line.body[0]
        inner = [body for body in merge.branches if body]
        if merge.word != "add" or len(inner) != 1 or (line.kind, skeleton_of(inner[0]).shape) not in shapes:
            return (line,)
        branches = tuple((line._replace(body=body),) if body else () for body in merge.branches)
        return (merge._replace(branches=branches),)

    return mapped(lines, change)
