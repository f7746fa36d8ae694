"""Samples of a model that differ in how often lines come: each is brought into the form of the one that has most."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symcnn.bridges.grouped import anonymous
from symcnn.bridges.model_lines import (
    CallLine,
    MergeLine,
    RepeatLine,
    TextLine,
    TextLines,
    all_lines,
    bodies,
    with_bodies,
)
from symcnn.bridges.skeleton import skeleton_of

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence


def with_most_lines(samples: Sequence[TextLines]) -> TextLines:
    """The sample with most lines, the first of them."""
    return max(samples, key=lambda lines: len(all_lines(lines)))


def in_form_of(whole: TextLines, lines: TextLines) -> TextLines | None:
    """Lines with a repeat for each of those of ``whole``, also of one turn or none; None if they are other lines.

    A turn that is not there has the numbers that it has in ``whole``.

    >>> one, other = CallLine("conv", (("filters", 8),)), CallLine("relu")
    >>> whole = (RepeatLine(3, (one,)), other)
    >>> in_form_of(whole, (one, other)) == (RepeatLine(1, (one,)), other), in_form_of(whole, (other, one))
    (True, None)
    """
    found: list[TextLine] = []
    for at, line in enumerate(whole):
        if isinstance(line, RepeatLine):
            return _repeat_first(line, whole[at + 1 :], found, lines[at:])
        inner = _alike(line, lines[at]) if at < len(lines) else None
        if inner is None:
            return None
        found.append(inner)
    return tuple(found) if len(lines) == len(whole) else None


def _repeat_first(line: RepeatLine, after: TextLines, before: list[TextLine], lines: TextLines) -> TextLines | None:
    """What ``in_form_of`` gives where a repeat comes next: as a repeat, as one turn, or as none."""
    for turn, length in _ways(line, lines):
        rest = in_form_of(after, lines[length:])
        if rest is not None:
            return (*before, turn, *rest)
    return None


def _ways(line: RepeatLine, lines: TextLines) -> list[tuple[RepeatLine, int]]:
    """As what a repeat may stand at the start of other lines, and how many of these it takes."""
    found: list[tuple[RepeatLine, int]] = []
    first = next(iter(lines), None)
    if isinstance(first, RepeatLine):
        body = in_form_of(line.body, first.body)
        found += [(first._replace(body=body), 1)] if body is not None else []
    length = len(line.body)
    body = in_form_of(line.body, lines[:length])
    found += [(line._replace(times=1, body=anonymous(body)), length)] if body is not None else []
    return [*found, (line._replace(times=0), 0)]


def _alike(line: TextLine, other: TextLine) -> TextLine | None:
    """The other line in the form of the first; None if it is another one."""
    if skeleton_of((line,)).shape == skeleton_of((other,)).shape:
        return other
    if isinstance(other, CallLine) or _head(line) != _head(other):
        return None
    inner = [in_form_of(own, theirs) for own, theirs in zip(bodies(line), bodies(other), strict=True)]
    known = tuple(body for body in inner if body is not None)
    if len(known) < len(inner):
        return None
    return other._replace(branches=known) if isinstance(other, MergeLine) else other._replace(body=known[0])


def _head(line: TextLine) -> tuple[Hashable, ...]:
    """The shape of a line without what stands in its braces."""
    return skeleton_of((with_bodies(line, lambda _: ()),)).shape
