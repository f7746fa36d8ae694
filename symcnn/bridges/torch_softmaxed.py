"""Attention that a model computes step by step: a product, a softmax and a product, found before they are read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symcnn.bridges.torch_graph import AttentionSteps, Constant, TorchGraph

if TYPE_CHECKING:
    from collections.abc import Iterator

    from torch.fx import Node

PRODUCTS_OF_TWO = frozenset({"matmul", "bmm"})
_SCALED = frozenset({"mul", "div"})
_KEPT = frozenset({"dropout", "to", "_to_copy", "contiguous", "clone", "float", "type_as", "alias", "detach"})


def steps_from(graph: TorchGraph, start: Node) -> AttentionSteps | None:
    """The attention that a product of matrices begins; what stands between need not be read then."""
    between = list(_readers(graph, start))
    if len(between) < 2 or word_of(between[-1]) not in PRODUCTS_OF_TWO:  # noqa: PLR2004 - a softmax and a product
        return None
    *between, end = between
    if sum(word_of(node) == "softmax" for node in between) != 1 or end.args[0] is not between[-1]:
        return None
    added = [node.args[1] for node in between if word_of(node) == "add"]
    if len(added) > 1:
        return None
    for node in between:
        graph.values |= dict.fromkeys((node.name, *_unread(graph, node)), None)
    return AttentionSteps(start, end, tuple(added))


def word_of(node: Node) -> str:
    """What PyTorch calls an operation, without its overload and the mark of working in place."""
    return str(getattr(node.target, "__name__", "")).split(".", maxsplit=1)[0].removesuffix("_")


def _readers(graph: TorchGraph, node: Node) -> Iterator[Node]:
    """The only reader of a node, and that one's, as long as each does what attention does; up to the next product."""
    while len(users := [user for user in node.users if user.name in _read(graph, user)]) == 1:
        before, (node,) = node, users
        if node.op != "call_function" or not _is_a_step(graph, node, before):
            return
        yield node
        if word_of(node) in PRODUCTS_OF_TWO:
            return


def _read(graph: TorchGraph, node: Node) -> frozenset[str]:
    """The nodes from which something leaves the model, or is changed in place."""
    if not graph.read:
        ends = [one for one in node.graph.nodes if one.op == "output" or _changes(one)]
        found: set[str] = set()
        while ends:
            one = ends.pop()
            ends += [] if one.name in found else one.all_input_nodes
            found.add(one.name)
        graph.read = frozenset(found)
    return graph.read


def _changes(node: Node) -> bool:
    return bool(getattr(getattr(node.target, "_schema", None), "is_mutable", False))


def _unread(graph: TorchGraph, node: Node) -> Iterator[str]:
    """What is computed of a node and goes nowhere, as the mean of the shares of all heads."""
    for user in node.users:
        if user.name not in _read(graph, user):
            yield user.name
            yield from _unread(graph, user)


def _is_a_step(graph: TorchGraph, node: Node, before: Node) -> bool:
    word = word_of(node)
    if word == "softmax":
        return node.args[1] in {-1, len(node.meta["val"].shape) - 1}
    if word in _SCALED or word == "add":
        one, other = node.args[:2]
        own = isinstance(other, int | float) and word in _SCALED
        return one is before and (own or (word == "add" and _is_constant(graph, other)))
    return word in _KEPT | PRODUCTS_OF_TWO


def _is_constant(graph: TorchGraph, node: Node) -> bool:
    """Whether a node is made of weights alone."""
    if node.name in graph.values or node.op == "placeholder":
        return isinstance(graph.values.get(node.name), Constant)
    return all(_is_constant(graph, one) for one in node.all_input_nodes)
