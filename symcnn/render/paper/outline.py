"""Chooses the stages that the table of an architecture shows: groups of the first labels, without wrappers."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from symcnn.derive.layer_summary import is_shown
from symcnn.derive.structure import structure, without_depth
from symcnn.render.languages.translate import ENGLISH, Phrasebook
from symcnn.render.paper.layer_names import short_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from symcnn.derive.derivation import Derivation
    from symcnn.derive.structure import Passage, StructureNode


class Stage(NamedTuple):
    """A row: its name, the groups in it, and the layers that it covers."""

    name: str
    nodes: tuple[StructureNode, ...]
    places: range
    of: str = ""
    """What stands below the letters of what it costs; no layer has that name, unless it is the whole stage."""


def stages(derivation: Derivation, level: int = 0, words: Phrasebook = ENGLISH) -> tuple[Stage, ...]:
    """The stages of a network by a number of labels, or as it is made; what is not shown goes with the one before.

    >>> from symcnn.api import load
    >>> [stage.name for stage in stages(load("vgg16").numbers().derivation)][:3]
    ['stage1', 'stage2', 'stage3']
    """
    found: list[Stage] = []
    whole = structure(derivation)
    for name, nodes in _opened(whole, level) if level else _rows(whole, derivation):
        stage = Stage(name, nodes, range(nodes[0].places[0], nodes[-1].places[-1] + 1))
        if found and not any(is_shown(derivation.layers[place]) for place in stage.places):
            found[-1] = _joined(found[-1], stage)
        else:
            found.append(stage)
    layers = {layer.name for layer in derivation.layers}

    def of(stage: Stage) -> str:
        return words("stage {}", stage.name) if len(stage.places) > 1 and stage.name in layers else stage.name

    return tuple(stage._replace(of=of(stage)) for stage in _named(found))


def stage_of(found: Iterable[Stage], place: int) -> str:
    """The name of the stage that a layer stands in; none for the input."""
    return next((stage.name for stage in found if place in stage.places), "")


def _rows(nodes: Iterable[StructureNode], derivation: Derivation) -> Iterator[tuple[str, tuple[StructureNode, ...]]]:
    for node in nodes:
        if _runs_once(node) and _is_wrapper(node, derivation):
            yield from _rows(node.turns[0].nodes, derivation)
        elif _is_sequence(node, derivation):
            for turn in node.turns:
                yield turn.nodes[0].name.rpartition("/")[0], (_turn(node, turn.nodes, turn.places),)
        else:
            yield node.name, (node,)


def _opened(nodes: Iterable[StructureNode], level: int) -> Iterator[tuple[str, tuple[StructureNode, ...]]]:
    for node in nodes:
        if level == 1 or node.kind not in ("block", "loop"):
            yield node.name, (node,)
            continue
        for turn in node.turns:
            if turn.times == 1:
                yield from _opened(turn.nodes, level - 1)
            else:
                yield node.name, (_turn(node, turn.nodes, turn.places),)


def _turn(node: StructureNode, nodes: tuple[StructureNode, ...], places: range) -> StructureNode:
    """Some turns of a loop as a loop of their own."""
    chosen = tuple(turn for turn in node.turns if turn.nodes == nodes)
    return node._replace(turns=chosen, places=places)


def _runs_once(node: StructureNode) -> bool:
    """Whether it is a block, or a repeat of one turn."""
    return node.kind == "block" or (node.kind == "loop" and len(node.turns) == 1 and node.turns[0].times == 1)


def _is_wrapper(node: StructureNode, derivation: Derivation) -> bool:
    """Whether a block is a part of a network rather than a stage: stages stand in it."""
    inner = _groups(node.turns[0].nodes)
    return len(inner) > 1 or any(
        _is_sequence(one, derivation) or (one.kind == "block" and _is_wrapper(one, derivation)) for one in inner
    )


def _is_sequence(node: StructureNode, derivation: Derivation) -> bool:
    """Whether the turns of a loop are stages with parts of their own; those of a dense block differ in depth only."""
    if node.kind != "loop" or len(node.turns) < 2:  # noqa: PLR2004 - several
        return False
    return any(_groups(turn.nodes) for turn in node.turns) and not _differ_in_depth_only(node.turns, derivation)


def _differ_in_depth_only(turns: Iterable[Passage], derivation: Derivation) -> bool:
    first, *others = ([without_depth(derivation.layers[place]) for place in turn.places] for turn in turns)
    return all(turn == first for turn in others)


def _groups(nodes: Iterable[StructureNode]) -> list[StructureNode]:
    return [node for node in nodes if node.kind in ("block", "loop")]


def _joined(first: Stage, second: Stage) -> Stage:
    places = range(first.places[0], second.places[-1] + 1)
    return Stage(first.name, (*first.nodes, *second.nodes), places)


def _named(found: list[Stage]) -> Iterator[Stage]:
    """Names without the labels that all share."""
    last = [_last(stage.name) for stage in found]
    short = short_names([stage.name for stage in found])
    for stage, words in zip(found, last, strict=True):
        yield stage._replace(name=words if last.count(words) == 1 else short[stage.name])


def _last(name: str) -> str:
    """The last label; of a turn, what is repeated and its number."""
    *before, word = name.split("/")
    return f"{before[-1]} {word}" if word.isdecimal() and before else word
