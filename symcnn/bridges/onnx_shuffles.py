"""Shuffles of channels in ONNX: a reshape that splits the depth, a transposition, a reshape that joins it again."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from onnx import GraphProto, NodeProto

_PERMUTATION = (0, 2, 1)


def shuffles(graph: GraphProto, shapes: Mapping[str, list[int]]) -> frozenset[str]:
    """What leaves the nodes of all shuffles; any other reshape or transposition is what it says."""
    makers = {name: node for node in graph.node for name in node.output}
    readers: dict[str, list[NodeProto]] = defaultdict(list)
    for node in graph.node:
        for name in node.input:
            readers[name].append(node)
    leaves = {output.name for output in graph.output}

    def found() -> Iterator[str]:
        for node in graph.node:
            before, behind = makers.get(node.input[0]) if node.input else None, readers[node.output[0]]
            if node.op_type != "Transpose" or before is None or len(readers[node.input[0]]) != 1 or len(behind) != 1:
                continue
            names = before.input[0], node.input[0], node.output[0], behind[0].output[0]
            whole, split, turned, joined = (tuple(shapes.get(name, ())) for name in names)
            order = next((tuple(one.ints) for one in node.attribute if one.name == "perm"), ())
            if (
                {before.op_type, behind[0].op_type} == {"Reshape"}
                and leaves.isdisjoint(names[1:3])
                and order == (*_PERMUTATION, *range(len(_PERMUTATION), len(split)))
                and is_split(whole, split)
                and is_split(joined, turned)
            ):
                yield from names[1:]

    return frozenset(found())


def is_split(whole: tuple[int, ...], parts: tuple[int, ...]) -> bool:
    """Whether only the depth is split in two.

    >>> is_split((1, 6, 8, 8), (1, 2, 3, 8, 8)), is_split((1, 6, 8, 8), (1, 6, 8, 8, 1))
    (True, False)
    """
    return len(parts) == len(whole) + 1 > 2 and parts[1] * parts[2] == whole[1] and parts[3:] == whole[2:]  # noqa: PLR2004
