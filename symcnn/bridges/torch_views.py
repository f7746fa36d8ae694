"""Changes in place: whoever reads the tensor later, or another view of its values, reads it changed."""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING, cast

from symcnn.bridges.torch_layout import Tensor
from symcnn.bridges.traced import ImportRefused

if TYPE_CHECKING:
    from collections.abc import Iterator

    from torch.fx import Node

    from symcnn.bridges.torch_graph import NodeValue, TorchGraph


def change(graph: TorchGraph, node: Node, value: NodeValue) -> None:
    """Give a node that is changed in place its new value, and with it all that are the same tensor.

    Raises:
        ImportRefused: A view with other dimensions is read later: only a part of it, or all of it elsewhere, changed.
    """
    before = graph.values[node.name]
    graph.values[node.name] = value
    if not isinstance(before, Tensor) or (isinstance(value, Tensor) and before.source == value.source):
        return  # of weights alone, or a change that is left out
    whole = _whole(node)
    later = set(_read_before_written(graph.node, node))
    for view in _views(whole):
        if graph.values.get(view.name) == before:
            graph.values[view.name] = value
        elif view is not node and view.name in graph.values and not later.isdisjoint(view.users):
            raise ImportRefused("what is changed in place is read as another view of the same values")


def _viewed(node: Node) -> Node | None:
    """What a node is a view of, or changes in place; None where its values are its own."""
    arguments = getattr(getattr(node.target, "_schema", None), "arguments", None)
    if node.target is operator.getitem or (arguments and arguments[0].alias_info is not None):
        return cast("Node", node.args[0])
    return None


def _views(whole: Node) -> Iterator[Node]:
    """A node and all nodes that have their values from it."""
    waiting = [whole]
    while waiting:
        view = waiting.pop()
        yield view
        waiting += [user for user in view.users if _viewed(user) is view]


def _whole(node: Node) -> Node:
    """The tensor that a node is a view of, through however many."""
    return [node, *_steps(node)][-1]


def _path(node: Node) -> list[str]:
    """The steps by which a view is made of the whole tensor, the last one first."""
    return [f"{view.target}{view.args[1:]}" for view in [node, *_steps(node)][:-1]]


def _read_before_written(now: Node, part: Node) -> Iterator[Node]:
    """The nodes behind one, up to where the part is written into its tensor, as ``x[:, 1:] += y`` does at last."""
    whole, path, behind = _whole(part), _path(part), [*_behind(now)]
    for place, one in enumerate(behind):
        written = _written(one)
        if written and _whole(written) is whole and _path(written) == path:
            steps = {written, *_steps(written)}
            yield from (between for between in behind[:place] if between not in steps)
            return
    yield from behind


def _written(node: Node) -> Node | None:
    """The view into which a node copies values."""
    return cast("Node", node.args[0]) if getattr(node.target, "__name__", "").startswith("copy_") else None


def _steps(view: Node) -> Iterator[Node]:
    """What a view is a view of, one after another."""
    while (viewed := _viewed(view)) is not None:
        yield viewed
        view = viewed


def _behind(node: Node) -> Iterator[Node]:
    """The nodes that follow one."""
    while (node := node.next).op != "root":
        yield node
