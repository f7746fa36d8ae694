"""Parameters of which a model uses parts only, as attention does that has its projections in one matrix.

Each part has weights of its own, so that two of them are two layers, and not one that is used again.
"""

from __future__ import annotations

from itertools import accumulate, pairwise
from math import prod
from typing import TYPE_CHECKING, NamedTuple

from symcnn.bridges.torch_graph import Constant, NodeArguments, TorchGraph

if TYPE_CHECKING:
    from collections.abc import Iterator

    from torch.fx import Node


class _PartRange(NamedTuple):
    """Entries of one dimension: from ``start`` on, before ``end``."""

    dim: int
    start: int
    end: int


_SEVERAL = frozenset({"chunk", "split", "split_with_sizes", "tensor_split", "unbind"})
_ONE = frozenset({"slice", "narrow", "select"})


def with_parts(graph: TorchGraph, node: Node, name: str) -> None:
    """Give the parts of a parameter names, where all that reads it takes one, and these make up the whole."""
    users = [user for user in node.users if _word(user) in _SEVERAL | _ONE]
    if not users or len(users) < len(node.users):
        return
    ranges = {user: list(_ranges(graph, user, tuple(node.meta["val"].shape))) for user in users}
    distinct = sorted({one for row in ranges.values() for one in row if one.start < one.end})
    size = node.meta["val"].shape[distinct[0].dim]
    ends = (distinct[0].start, distinct[-1].end)
    if ends != (0, size) or len(distinct) == 1 or any(one.end != two.start for one, two in pairwise(distinct)):
        return
    for user, row in ranges.items():
        parts = [_part(graph, name, one, shape) for one, shape in zip(row, _shapes(user), strict=True)]
        graph.values[user.name] = parts if _word(user) in _SEVERAL else parts[0]


def _word(node: Node) -> str:
    return str(getattr(node.target, "__name__", "")).split(".", maxsplit=1)[0]


def _shapes(node: Node) -> list[tuple[int, ...]]:
    given = node.meta["val"]
    return [tuple(map(int, one.shape)) for one in (given if isinstance(given, list | tuple) else [given])]


def _ranges(graph: TorchGraph, node: Node, shape: tuple[int, ...]) -> Iterator[_PartRange]:
    """Which entries a node takes; of every so many entries none."""
    graph.node = node
    given = graph.arguments()
    dim = given["dim"] % len(shape)
    lengths = [one[dim] if len(one) == len(shape) else 1 for one in _shapes(node)]
    first = _first(given, shape[dim]) if _word(node) in _ONE else 0
    if given.get("step", 1) == 1:
        yield from (_PartRange(dim, start, end) for start, end in pairwise(accumulate(lengths, initial=first)))
    else:
        yield _PartRange(dim, -1, 0)


def _first(given: NodeArguments, size: int) -> int:
    start = given.get("index", given.get("start")) or 0
    return min(start + size if start < 0 else start, size)


def _part(graph: TorchGraph, name: str, part: _PartRange, shape: tuple[int, ...]) -> Constant:
    if part.start == part.end:
        return Constant((), shape)
    own = f"{name}[{part.start}:{part.end}]"
    graph.whole[own] = name
    graph.lengths[own] = prod(shape)
    return Constant((own,), shape)
