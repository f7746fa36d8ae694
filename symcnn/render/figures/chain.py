"""Reduces the main path of a network to a chain of volumes: branches and repeats become what leaves them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from symcnn.render.figures.series_parallel import Branches, Fork, Item, Items, Tangle, node_of, nodes_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from symcnn.render.figures.graph import GraphNode

_NUMBER = re.compile(r"\d+$")


def chain(series: Items) -> list[GraphNode]:
    """The nodes of the main way."""
    return [node for item in series for node in _nodes(item)]


def is_chain(series: Items) -> bool:
    """Whether nothing in it branches or repeats."""
    return not any(isinstance(item, Branches | Fork | Tangle) or getattr(item, "body", None) for item in series)


def shows(item: Item) -> bool:
    """Whether the volumes of the main way stand for all of an item: no head leaves it, and its branches have a name."""
    if isinstance(item, Fork | Tangle):
        return False
    return not isinstance(item, Branches) or bool(_shared([node.path for node in nodes_in((item,))]))


def _nodes(item: Item) -> Iterator[GraphNode]:
    if isinstance(item, Fork):
        yield from chain(item.main)
        return
    node = node_of(item)
    if node is not None and node.title:
        yield _gathered(item, node) if isinstance(item, Branches | Tangle) else node


def _gathered(item: Item, node: GraphNode) -> GraphNode:
    """A whole part in one node, called after the label that all of it shares."""
    paths = [other.path for other in nodes_in((item,))]
    shared = _shared(paths)
    if not shared:
        return node._replace(role="kernel")
    return node._replace(title=(shared[-1],), brief=(_NUMBER.sub("", shared[-1]),), role="kernel", name="")


def _shared(paths: list[tuple[str, ...]]) -> tuple[str, ...]:
    """The labels that all paths start with, without turns of loops."""
    least = min(map(len, paths))
    long = next((n for n in range(least) if len({path[n] for path in paths}) > 1), least)
    return tuple(label for label in paths[0][:long] if not label.isdecimal())
