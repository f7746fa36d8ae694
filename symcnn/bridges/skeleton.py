"""What lines have in common whatever their numbers are: their skeleton, and the numbers in order."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from symcnn.bridges.model_lines import (
    CallLine,
    FromLine,
    MergeLine,
    ModuleLine,
    RepeatLine,
    TextLine,
    TextLines,
    WhenLine,
    all_lines,
    bodies,
)
from symcnn.bridges.traced import Sampled, SizesOf

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence

    from symcnn.bridges.traced import ArgumentValue

TextNumber: TypeAlias = "int | Fraction | Sampled"


PlainNumber: TypeAlias = "int | Fraction"


def in_samples(numbers: Iterable[TextNumber | None], count: int) -> list[tuple[int | Fraction | None, ...]]:
    """The numbers in each of ``count`` samples: an unsampled one is the same in all.

    >>> in_samples((3, Sampled((64, 96))), 2)
    [(3, 64), (3, 96)]
    """
    rows = [number.values if isinstance(number, Sampled) else (number,) * count for number in numbers]
    return [tuple(row[sample] for row in rows) for sample in range(count)]


def is_number(value: ArgumentValue | Sampled) -> bool:
    """Whether a value is a number that may differ from one place to another."""
    return isinstance(value, int | Fraction | Sampled) and not isinstance(value, bool)


def zipped(samples: list[TextLines], shown: TextLines | None = None) -> TextLines | None:
    """Lines of several samples as one, the numbers that differ sampled; None where they differ in more than numbers.

    ``shown`` are the lines that the names are taken from, by default those of the first sample.
    """
    skeletons = [skeleton_of(lines) for lines in samples]
    if len({skeleton.shape for skeleton in skeletons}) > 1:
        return None
    columns: Iterable[tuple[PlainNumber, ...]] = zip(*map(_plain_numbers, skeletons), strict=True)
    lines = with_numbers(samples[0] if shown is None else shown, iter([_sampled(column) for column in columns]))
    depths = zip(*([getattr(line, "depth", 0) for line in all_lines(one)] for one in samples), strict=True)
    return with_depths(lines, iter([_sampled(column) for column in depths]))


def _plain_numbers(skeleton: Skeleton) -> tuple[PlainNumber, ...]:
    return tuple(number for number in skeleton.numbers if not isinstance(number, Sampled))


def _sampled(column: tuple[PlainNumber, ...]) -> TextNumber:
    return column[0] if len(set(column)) == 1 else Sampled(column)


UNKNOWN = -1
"""The depth that enters lines where it is another in each turn of a loop."""


def of_all_turns(turns: Sequence[TextLines]) -> TextLines:
    """The lines of one turn of a loop, with the depths that enter in every turn."""
    rows = zip(*([getattr(line, "depth", 0) for line in all_lines(turn)] for turn in turns), strict=True)
    return with_depths(turns[0], iter([row[0] if len(set(row)) == 1 else UNKNOWN for row in rows]))


def with_depths(lines: TextLines, depths: Iterator[TextNumber]) -> TextLines:
    """The lines with other depths that enter them."""
    result: list[TextLine] = []
    for line in lines:
        depth = next(depths)
        changed = line._replace(depth=depth) if isinstance(line, CallLine | MergeLine | ModuleLine) else line
        inner = tuple(with_depths(body, depths) for body in bodies(changed))
        if isinstance(changed, MergeLine):
            changed = changed._replace(branches=inner)
        result.append(changed if isinstance(changed, CallLine | MergeLine) else changed._replace(body=inner[0]))
    return tuple(result)


class Place(NamedTuple):
    """Where a number stands: the word that is called, and the argument; of a repeat its count."""

    word: str
    argument: str


class Skeleton(NamedTuple):
    """Lines without their numbers, which stand in order beside it."""

    shape: tuple[Hashable, ...]
    places: tuple[Place, ...]
    numbers: tuple[TextNumber, ...]


def skeleton_of(lines: TextLines) -> Skeleton:
    """Skeleton and numbers of lines; names that they give and use among themselves do not matter.

    >>> one, other = CallLine("dense", (("out_features", 10),)), CallLine("dense", (("out_features", 20),))
    >>> skeleton_of((one,)).shape == skeleton_of((other,)).shape, skeleton_of((one,)).numbers
    (True, (10,))
    """
    found: list[tuple[Place, TextNumber]] = []
    names: dict[str, int] = {}
    shape = tuple(_shape(line, found, names) for line in lines)
    return Skeleton(shape, tuple(place for place, _ in found), tuple(number for _, number in found))


def _shape(line: TextLine, found: list[tuple[Place, TextNumber]], names: dict[str, int]) -> tuple[Hashable, ...]:
    head: tuple[Hashable, ...] = (type(line).__name__,)
    if isinstance(line, CallLine | MergeLine):
        arguments = tuple((name, _value(value, Place(line.word, name), found, names)) for name, value in line.arguments)
        head += (
            line.word,
            *((("use", names.get(str(arguments[0][1]), arguments)),) if line.word == "use" else arguments),
        )
    elif isinstance(line, FromLine):
        head += (names.get(line.start, line.start),)
    elif isinstance(line, RepeatLine):
        head += (_value(line.times, Place("repeat", "count"), found, names),)
    elif isinstance(line, WhenLine):
        head += (line.condition,)
    elif isinstance(line, ModuleLine):
        head += (line.kind,)
    inner = tuple(tuple(_shape(one, found, names) for one in body) for body in bodies(line))
    if name := getattr(line, "name", ""):
        names[name] = len(names)
    return (*head, inner)


def _value(
    value: ArgumentValue, place: Place, found: list[tuple[Place, TextNumber]], names: Mapping[str, int]
) -> Hashable:
    if isinstance(value, tuple):
        return tuple(_value(part, place, found, names) for part in value)
    if isinstance(value, SizesOf):
        return names.get(value.layer, value)
    if isinstance(value, int | Fraction | Sampled) and not isinstance(value, bool):
        found.append((place, value))
        return "#"
    return value


def with_numbers(lines: TextLines, values: Iterator[ArgumentValue]) -> TextLines:
    """The lines with other values where their numbers stand."""

    def put(value: ArgumentValue) -> ArgumentValue:
        if isinstance(value, tuple):
            return tuple(map(put, value))
        return next(values) if is_number(value) else value

    def change(line: TextLine) -> TextLine:
        if isinstance(line, CallLine | MergeLine):
            line = line._replace(arguments=tuple((name, put(value)) for name, value in line.arguments))
        if isinstance(line, CallLine):
            return line
        if isinstance(line, RepeatLine):
            line = line._replace(times=put(line.times))
        if isinstance(line, MergeLine):
            return line._replace(branches=tuple(tuple(map(change, body)) for body in line.branches))
        return line._replace(body=tuple(map(change, line.body)))

    return tuple(map(change, lines))


def is_closed(lines: TextLines, references: Counter[str]) -> bool:
    """Whether lines refer to nothing outside, and nothing outside refers to what is inside."""
    own = references_in(lines)
    given = {name for line in all_lines(lines) if (name := getattr(line, "name", ""))}
    return set(own) <= given and all(references[name] == own[name] for name in given if name in references)


def references_in(lines: TextLines) -> Counter[str]:
    """How often each layer is referred to by its name."""
    found = [line.start for line in all_lines(lines) if isinstance(line, FromLine)]
    calls = [line for line in all_lines(lines) if isinstance(line, CallLine)]
    sized = [value.layer for line in calls for _, value in line.arguments if isinstance(value, SizesOf)]
    return Counter(found + shared_in(lines) + sized)


def shared_in(lines: TextLines) -> list[str]:
    """The names of layers whose weights are used again."""
    again = [line for line in all_lines(lines) if isinstance(line, CallLine) and line.word == "use"]
    return [str(dict(line.arguments)["label"]) for line in again]


def mapped(lines: TextLines, change: Callable[[TextLine], TextLines]) -> TextLines:
    """The lines with each one, the innermost first, replaced by others."""
    result: list[TextLine] = []
    for line in lines:
        inner = tuple(mapped(body, change) for body in bodies(line))
        if isinstance(line, MergeLine):
            result += change(line._replace(branches=inner))
        else:
            result += change(line if isinstance(line, CallLine) else line._replace(body=inner[0]))
    return tuple(result)
