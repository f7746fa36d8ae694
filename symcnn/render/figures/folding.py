"""Folds repetitions: what repeats is drawn once, with how often; parts that the author named get a panel."""

from __future__ import annotations

import re
from collections.abc import Hashable
from itertools import groupby
from typing import TYPE_CHECKING, TypeAlias

from symcnn.render.figures.series_parallel import (
    Branches,
    Fork,
    Item,
    Items,
    SeriesPanel,
    Tangle,
    Times,
    node_of,
    nodes_in,
    series_of,
)

if TYPE_CHECKING:
    from symcnn.render.figures.graph import GraphNode

Mark: TypeAlias = Hashable
"""Items with equal keys are drawn alike; None for an item that is never folded."""
LONGEST_TURN = 12
"""The longest unit, in items, whose repetition is looked for."""
LONGEST_PANEL = 6
"""The longest panel, in items, that is not split."""
_NUMBERED = re.compile(r"^(repeat|for|from|use|when|head|add|concat|mul)?\d+$")


def folded(series: Items) -> Items:
    """The series in which equal parts that follow one another are drawn once, as are repeats with a symbolic count."""
    items = [_folded_inside(item) for item in series]
    marks = [_signature(item) for item in items]
    found: list[Item] = []
    place = 0
    while place < len(items):
        length, count = _turns(marks, place)
        turn = tuple(items[place : place + length])
        stop = place + length * count
        found.append(turn[0] if count == 1 else Times(count, turn, tuple(items[stop - length : stop])))
        place = stop if count > 1 else place + 1
    return tuple(found)


def _folded_inside(item: Item) -> Item:
    if isinstance(item, Branches):
        return item._replace(ways=tuple(map(folded, item.ways)))
    if isinstance(item, Fork):
        return Fork(folded(item.main), tuple(map(folded, item.sides)))
    if isinstance(item, Tangle | Times | SeriesPanel) or item.body is None:
        return item
    assert item.turns is not None
    body = tuple(part for part in series_of(item.body) if node_of(part) is None or _is_drawn(node_of(part)))
    return Times(item.turns, folded(body), (item._replace(body=None),))


def _is_drawn(node: GraphNode | None) -> bool:
    """Whether a node is drawn: what enters a repeat has no title, and is not."""
    return node is not None and bool(node.title)


def _turns(marks: list[Mark], place: int) -> tuple[int, int]:
    """Length and count of the repetition that starts here, chosen so that most is saved; (1, 1) for none."""
    best, saved = (1, 1), 0
    for length in range(1, min(LONGEST_TURN, (len(marks) - place) // 2) + 1):
        turn, count = marks[place : place + length], 1
        while marks[place + length * count : place + length * (count + 1)] == turn:
            count += 1
        if length * (count - 1) > saved and None not in turn:
            best, saved = (length, count), length * (count - 1)
    return best


def _signature(item: Item) -> Mark:
    """The signature of an item: equal for two parts that are drawn alike."""
    if isinstance(item, Branches):
        ways = tuple(tuple(map(_signature, way)) for way in item.ways)
        return "branches", ways, item.merge and _node_signature(item.merge)
    if isinstance(item, Times):
        return "times", item.turns, tuple(map(_signature, item.body))
    return None if isinstance(item, Fork | Tangle | SeriesPanel) else _node_signature(item)


def _node_signature(node: GraphNode) -> Mark:
    """The key of a node; of merges, and of what keeps the depth, only sizes count, since the depth may grow."""
    if node.role in ("input", "group"):
        is_alone = node.role == "input" or node.body
        return ("one of its kind", node.key) if is_alone else (node.title, node.inside, node.output)
    output = node.output.sizes if node.role in ("merge", "other") else node.output
    return node.name, node.title, node.marks_before, node.marks, output


def panelled(series: Items) -> Items:
    """The series with items of the same first label in a panel; a long loop has a panel for each turn."""
    level = _level(series)
    found: list[Item] = []
    for name, group in groupby(series, lambda item: _label(item, level)):
        items = tuple(group)
        if name and len(items) > LONGEST_PANEL:
            found += _turn_panels(name, items, level + 1)
        else:
            found += [SeriesPanel(name, items)] if name and _deserves(items) else items
    return tuple(found)


def _turn_panels(name: str, items: Items, level: int) -> list[Item]:
    found: list[Item] = []
    for turn, group in groupby(items, lambda item: _number(item, level)):
        part = tuple(group)
        found += [SeriesPanel(f"{name} {turn}", part)] if turn and _deserves(part) else part
    return found


def _number(item: Item, level: int) -> str:
    """The number of the turn to which all nodes of an item belong."""
    number = _shared(item, level)
    return number if number[:1].isdecimal() else ""


def _shared(item: Item, level: int) -> str:
    """The label at a position of the path, if all nodes of an item share it."""
    labels = {node.path[level] if len(node.path) > level else "" for node in nodes_in((item,))}
    label = labels.pop() if len(labels) == 1 else ""
    last = _shared(item.last[-1], level) if label and isinstance(item, Times) else label
    return label if last == label else f"{label}–{last}" if last else ""


def _level(series: Items) -> int:
    """The first place of a path at which labels differ."""
    paths = [node.path for node in nodes_in(series) if node.role != "input"]
    level = 0
    while paths and all(len(path) > level for path in paths) and len({path[level] for path in paths}) == 1:
        level += 1
    return level


def _label(item: Item, level: int) -> str:
    """The author's label of an item, if all of it shares that; of several turns the first label and the last."""
    label = _shared(item, level)
    return "" if _NUMBERED.match(label) else label


def _deserves(items: Items) -> bool:
    return len(items) > 1 or isinstance(items[0], Branches | Times)
