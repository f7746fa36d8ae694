"""Lines by the modules that they belong to, and equal neighbours as one repeat."""

from __future__ import annotations

import re
from collections import Counter
from itertools import groupby, takewhile
from typing import TYPE_CHECKING, TypeVar

from symcnn.bridges.model_lines import (
    CallLine,
    FromLine,
    HeadLine,
    MergeLine,
    ModuleLine,
    Modules,
    RepeatLine,
    TextLine,
    TextLines,
    WhenLine,
    all_lines,
    bodies,
    depth_before,
    with_bodies,
)
from symcnn.bridges.skeleton import is_closed, mapped, of_all_turns, references_in, skeleton_of
from symcnn.bridges.traced import MERGES
from symcnn.support.names import is_symbol_name, next_label

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Sequence

_T = TypeVar("_T")


def grouped(lines: TextLines, level: int = 0) -> TextLines:
    """The lines, those of one module as one line, from the outermost modules inwards."""
    result: list[TextLine] = []
    for module, run in groupby(lines, lambda line: next(iter(_modules(line)[level:]), None)):
        own = tuple(run)
        if module is None:
            result += (with_bodies(line, lambda body: grouped(body, level)) for line in own)
        else:
            result.append(ModuleLine(*module, grouped(own, level + 1), depth_before(own)))
    return tuple(result)


def _modules(line: TextLine) -> Modules:
    """The modules that hold a line and everything inside it, outermost first."""
    stacks = [inner.modules for inner in all_lines((line,)) if isinstance(inner, CallLine | MergeLine)]
    return _start_of_all(stacks)


def _start_of_all(rows: Iterable[Sequence[_T]]) -> tuple[_T, ...]:
    """The longest common beginning of some rows."""
    levels = zip(*rows, strict=False)
    return tuple(level[0] for level in takewhile(lambda level: len(set(level)) == 1, levels))


_FRAMEWORKS = ("torch.nn.", "torch.ao.")
_WEIGHTS = frozenset({"conv", "depthwise", "conv_transpose", "dense", "linear"})
_LEAST = 2
"""Layers with weights that make a module worth a block."""


def is_block(line: TextLine, references: Counter[str]) -> bool:
    """Whether a module may become a block: its class is not a framework's, and it holds branches or several layers."""
    if not isinstance(line, ModuleLine) or line.kind.startswith(_FRAMEWORKS):
        return False
    inner = all_lines(line.body)
    has_weights = sum(isinstance(part, CallLine) and part.word in _WEIGHTS for part in inner) >= _LEAST
    has_branches = any(isinstance(part, MergeLine) for part in inner)
    return (has_weights or has_branches) and is_closed(line.body, references)


def without_modules(lines: TextLines) -> TextLines:
    """The lines with modules that make no block dissolved; one line alone takes the module's name as its label."""
    references = references_in(lines)

    def change(line: TextLine) -> TextLines:
        if not isinstance(line, ModuleLine) or is_block(line, references):
            return (line,)
        return named_after(line.path, line.body)

    return mapped(lines, change)


_NAMELESS = frozenset(
    {
        *("conv", "linear", "dw", "pw", "proj", "body", "net", "main", "layer", "module", "block", "use"),
        *("assume", "from", "input", "let", "network", "notation", "repeat", "when"),
    }
)
"""Names of modules that say no more than the layer's own word, and names that mean something else in the language."""


def label_of(path: str) -> str:
    """The last name of a path as a label, if it says anything."""
    name = path.rpartition(".")[2]
    says = is_symbol_name(name) and name not in _NAMELESS and not _OF_A_BRANCH.fullmatch(name)
    return name if says else ""


_OF_A_BRANCH = re.compile(rf"({'|'.join(sorted(MERGES))})\d+_\d+")
"""What the code of a network calls a branch without a label."""


def named_after(path: str, lines: TextLines) -> TextLines:
    """The lines; if only one of them takes a label, it gets the last name of the path, where that says anything."""
    name = label_of(path)
    if not name:
        return lines
    may = [place for place, line in enumerate(lines) if _takes_label(line)]
    if len(may) != 1 or not all(isinstance(line, CallLine | RepeatLine) for line in lines):
        return lines
    line = lines[may[0]]
    assert isinstance(line, CallLine | RepeatLine)
    return (*lines[: may[0]], line if line.label else line._replace(label=name), *lines[may[0] + 1 :])


def _takes_label(line: TextLine) -> bool:
    """Whether a line holds weights: a repeat, a layer with weights, or a block (which has no traced name)."""
    return isinstance(line, RepeatLine) or (isinstance(line, CallLine) and (line.word in _WEIGHTS or not line.name))


def without_automatic(lines: TextLines) -> TextLines:
    """The lines without labels that say no more than the word behind them: ``stage2: stage(128)``.

    Convolutions keep theirs, since ``conv1`` is what people write, unless layers without weights are called ``relu1``
    too. A label that a line before has got by itself goes as well.
    """
    return _named_in_turn(lines, Counter(), set(), counted=False)


def _named_in_turn(lines: TextLines, counts: Counter[str], taken: set[str], *, counted: bool) -> TextLines:
    counted = _are_counted(lines, where_there_are_none=counted)
    result: list[TextLine] = []
    for line in lines:
        if isinstance(line, WhenLine | FromLine | HeadLine):  # these stand among the lines around them
            result.append(with_bodies(line, lambda body: _named_in_turn(body, counts, taken, counted=counted)))
            continue
        inner = with_bodies(line, lambda body: _named_in_turn(body, Counter(), set(), counted=counted))
        if isinstance(inner, CallLine | MergeLine | RepeatLine):
            word = "repeat" if isinstance(inner, RepeatLine) else inner.word
            if inner.label in taken or ((counted or word != "conv") and re.fullmatch(rf"{word}\d+", inner.label)):
                inner = inner._replace(label="")
            taken.add(inner.label or next_label(word, counts, taken))
        result.append(inner)
    return tuple(result)


def _are_counted(lines: TextLines, *, where_there_are_none: bool) -> bool:
    """Whether named layers without weights are called by their word and a number: ``relu1``."""
    calls = [line for line in lines if isinstance(line, CallLine) and line.modules and line.word not in _WEIGHTS]
    parts = [(line.word, *line.modules[-1]) for line in calls]
    names = [(word, path.rpartition(".")[2]) for word, path, kind in parts if kind.startswith(_FRAMEWORKS)]
    names = [(word, name) for word, name in names if not name.isdigit()]
    if not names:
        return where_there_are_none
    return all(re.fullmatch(rf"({word}|pool|skip|shared)\d+", name) for word, name in names)


def distinct(lines: TextLines) -> TextLines:
    """The lines without labels that come twice among them, also inside of braces: a label names one thing."""
    counts = Counter(getattr(line, "label", "") for line in all_lines(lines))

    def change(line: TextLine) -> TextLines:
        if isinstance(line, CallLine | MergeLine | RepeatLine) and counts[line.label] > 1:
            return (line._replace(label=""),)
        return (line,)

    return mapped(lines, change)


def repeated(lines: TextLines) -> TextLines:
    """Equal neighbours, alone or several in turn, as a repeat; from the innermost braces outwards."""
    return _repeated(lines, references_in(lines))


def _repeated(lines: TextLines, references: Counter[str]) -> TextLines:
    inner = tuple(_with_bodies(line, references) for line in lines)
    keys = [_key(line, references) for line in inner]
    weights = [len(all_lines((line,))) for line in inner]
    result: list[TextLine] = []
    place = 0
    while place < len(inner):
        period, times = _best(inner, keys, weights, place)
        if times > 1:
            turns = [inner[place + turn * period : place + (turn + 1) * period] for turn in range(times)]
            beside = (*inner[:place], *inner[place + times * period :])
            result.append(RepeatLine(times, anonymous(of_all_turns(turns)), _list_of(turns, beside)))
        else:
            result.append(inner[place])
        place += period * times
    return tuple(result)


def _list_of(turns: list[TextLines], beside: TextLines) -> str:
    """The name of the list of modules of which each turn is an entry, and nothing beside the loop is; else empty."""
    places = [[path.split(".") for path in _paths(turn)] for turn in turns]
    if not all(places):
        return ""
    pairs = enumerate(zip(places[0][0], places[1][0], strict=False))
    level = next((level for level, (one, other) in pairs if one != other), 0)
    within = places[0][0][:level]
    numbers = [{path[level] for path in paths if len(path) > level} for paths in places]
    single = all(len(entries) == 1 and next(iter(entries)).isdigit() for entries in numbers)
    inside = all(path[:level] == within[: len(path)] for paths in places for path in paths)
    beyond = any(path.split(".")[:level] == within for path in _paths(beside))
    return label_of(".".join(within)) if level and single and inside and not beyond else ""


def _paths(lines: TextLines) -> list[str]:
    """The paths of the modules that lines belong to."""
    whole = all_lines(lines)
    modules = [line.path for line in whole if isinstance(line, ModuleLine)]
    return modules + [line.modules[-1][0] for line in whole if isinstance(line, CallLine) and line.modules]


def _with_bodies(line: TextLine, references: Counter[str]) -> TextLine:
    if isinstance(line, CallLine):
        return line
    changed = tuple(_repeated(body, references) for body in bodies(line))
    return line._replace(branches=changed) if isinstance(line, MergeLine) else line._replace(body=changed[0])


def _key(line: TextLine, references: Counter[str]) -> Hashable:
    if not is_closed((line,), references):
        return object()  # like nothing else
    skeleton = skeleton_of((line,))
    return skeleton.shape, skeleton.numbers


_LEAST_SAVED = 2
"""Lines that a repeat has to save."""


def _best(lines: TextLines, keys: list[Hashable], weights: list[int], place: int) -> tuple[int, int]:
    """The period from a place on that saves most lines, and how often it comes; (1, 1) if nothing repeats."""
    best, saved = (1, 1), 0
    for period in range(1, (len(keys) - place) // 2 + 1):
        times = 1
        unit = keys[place : place + period]
        while keys[place + times * period : place + (times + 1) * period] == unit:
            times += 1
        if times > 1 and _is_cut(lines[place : place + times * period], period):
            continue
        weight = sum(weights[place : place + period])
        if times > 1 and (times - 1) * weight >= _LEAST_SAVED and (times - 1) * period > saved:
            best, saved = (period, times), (times - 1) * period
    return best


def _is_cut(lines: TextLines, period: int) -> bool:
    """Whether a loop of these lines would begin its turns within an entry of a list of modules."""
    places = [[path.split(".")[:-1] for path in _paths((line,))] for line in lines]
    level = len(_start_of_all([place for row in places for place in row]))
    ends = [(places[end - 1][-1:], places[end][:1]) for end in range(period, len(lines), period)]
    shared = [_start_of_all([*before, *behind]) for before, behind in ends if before and behind]
    return any(part.isdigit() for common in shared for part in common[level:])


def anonymous(lines: TextLines) -> TextLines:
    """The lines of a loop without names of single modules: each stands for all turns."""

    def nameless(line: TextLine) -> TextLine:
        if isinstance(line, ModuleLine):
            return line._replace(path="")
        if isinstance(line, MergeLine):
            return line._replace(branches=tuple(tuple(map(nameless, body)) for body in line.branches), label="")
        return line._replace(label="") if isinstance(line, CallLine | RepeatLine) else line

    return tuple(map(nameless, lines))
