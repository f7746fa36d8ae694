"""Two tensors value by value: sums, products, quotients; a tensor with weights or with fixed numbers."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING, cast

from symcnn.bridges.torch_graph import Constant, NodeArguments, NodeValue, TorchGraph, volume, weights_of
from symcnn.bridges.torch_layout import Tensor, fresh, long_factors, size_of
from symcnn.bridges.torch_weights import SPATIAL, constant, exact, with_numbers
from symcnn.bridges.traced import ImportRefused

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from torch.fx import Node

    from symcnn.bridges.model_lines import CallArguments
    from symcnn.bridges.traced import ArgumentValue


def combined(word: str) -> Callable[[TorchGraph, NodeArguments], NodeValue]:
    """Two volumes value by value; a volume and a constant."""

    def apply(graph: TorchGraph, given: NodeArguments) -> NodeValue:
        one, other = list(given.values())[:2]
        if isinstance(one, Tensor) or isinstance(other, Tensor):
            return combine(graph, word, one, other)
        return constant(graph, given)

    return apply


def combine(graph: TorchGraph, word: str, one: NodeValue, other: NodeValue) -> Tensor:
    """Two volumes, or a volume and a constant, as one."""
    if isinstance(one, Tensor) and isinstance(other, Tensor):
        return _merged(graph, word, one, other)
    x, rest = (one, other) if isinstance(one, Tensor) else (other, one)
    assert isinstance(x, Tensor)
    return _with_constant(graph, word, x, rest)


def _broadcast(one: tuple[int, ...], other: tuple[int, ...]) -> tuple[int, ...]:
    rank = max(len(one), len(other))
    pairs = zip(*((1,) * (rank - len(shape)) + tuple(shape) for shape in (one, other)), strict=True)
    return tuple(max(pair) for pair in pairs)


_ALIKE = {"sub": "subtract", "div": "divide", "maximum": "maximum", "minimum": "minimum", "add": "add", "mul": "mul"}
_SPREAD = {"mul": "mul", "add": "add_spread", "sub": "subtract_spread", "div": "divide"}
"""Merges, and those of branches of which one serves every place along the axes, or the depth, where it has 1."""


def _merged(graph: TorchGraph, word: str, one: Tensor, other: Tensor) -> Tensor:
    if word not in _ALIKE:
        raise ImportRefused(f"{word} of two volumes")
    if (one.shape, one.pattern(), volume(one)) == (other.shape, other.pattern(), volume(other)):
        return one._replace(source=graph.emit(_ALIKE[word], (one.source, other.source), volume(one)))
    rank = max(len(one.dims), len(other.dims))
    one, other = (t._replace(dims=((),) * (rank - len(t.dims)) + t.dims) for t in (one, other))
    depth_at = _depth_at(one, other)
    one, other = graph.settle(one, depth_at), graph.settle(other, depth_at)
    places = frozenset(p for p in range(rank) if p != depth_at and any(_spread_at(t, p) for t in (one, other)))
    bare = [not any(_spread_at(t, p) for p in range(rank) if p != depth_at) for t in (one, other)]
    if one.shape != other.shape and word not in _SPREAD:
        raise ImportRefused(f"{word}: a branch is spread over some axes only")
    if not any(bare) or one.shape == other.shape:
        one, other = graph.settle(one, depth_at, places), graph.settle(other, depth_at, places)
    long = max((one, other), key=lambda t: (len(t.axes), prod(t.shape)))
    row = (_ALIKE if one.shape == other.shape else _SPREAD)[word]
    return _spread_result(graph, row, (one, other), long)


def _spread_at(tensor: Tensor, place: int) -> bool:
    return any(factor not in tensor.batch for factor in tensor.dims[place])


def _depth_at(one: Tensor, other: Tensor) -> int:
    """The dimension that is the depth of the larger one, or of the other, or holds most of it."""
    ranked = sorted((one, other), key=lambda t: -prod(t.shape))
    for tensor in ranked:
        for place, dim in enumerate(tensor.dims):
            if long_factors(dim) and long_factors(dim) == long_factors(tensor.depth):
                return place
    free = [p for p in range(len(one.dims)) if not any(set(t.dims[p]) & set(t.batch) for t in (one, other))]
    return max(free, key=lambda p: (bool(set(ranked[0].dims[p]) & set(ranked[0].depth)), p))


def _spread_result(graph: TorchGraph, word: str, parts: tuple[Tensor, Tensor], long: Tensor) -> Tensor:
    """What leaves a merge: along each dimension what the longer branch has."""
    rest = next(part for part in parts if part is not long) if parts[0] is not parts[1] else long
    longer = {own: other for own, other in zip(long.dims, rest.dims, strict=True) if size_of(own) < size_of(other)}
    after = long._replace(
        depth=longer.get(long.depth, long.depth),
        axes=tuple(longer.get(axis, axis) for axis in long.axes),
        dims=tuple(longer.get(d, d) for d in long.dims),
    )
    return after._replace(source=graph.emit(word, (parts[0].source, parts[1].source), volume(after)))


def quotient(graph: TorchGraph, given: NodeArguments) -> NodeValue:
    """One volume divided by another; where that is a power of what neighbours answer, with the numbers in it."""
    made = combined("div")(graph, given)
    numbers = _numbers_of_response(graph, graph.node.args[1]) if len(graph.node.args) > 1 else ()
    if numbers and isinstance(made, Tensor) and graph.by_name[made.source].word == "divide":
        graph.left_out["arithmetic with fixed numbers"] -= len(numbers)
        graph.argue(made.source, numbers)
    return made


_STEPS = {"pow": "beta", "add": "bias", "mul": "alpha"}
"""How neighbours' answers are brought into a quotient, from the outside in, and what the numbers are called."""


def _numbers_of_response(graph: TorchGraph, node: Node) -> CallArguments:
    """``alpha``, ``beta`` and ``bias`` of ``(alpha*average + bias)**beta``; nothing of anything else."""
    numbers: list[tuple[str, ArgumentValue]] = []
    for name, word in _STEPS.items():
        target = str(getattr(getattr(node, "target", None), "__name__", ""))
        if target.split(".", maxsplit=1)[0] != name or not isinstance(node.args[1], int | float):
            return ()
        numbers.append((word, exact(node.args[1])))
        node = cast("Node", node.args[0])
    average = graph.value_of(node)
    is_average = isinstance(average, Tensor) and graph.by_name[average.source].word == "avgpool"
    return tuple(numbers[::-1]) if is_average else ()


_TRAINED = {"add": "plus_trained", "sub": "plus_trained", "mul": "times_trained", "div": "times_trained"}


def _with_constant(graph: TorchGraph, word: str, x: Tensor, rest: NodeValue) -> Tensor:
    if not isinstance(rest, Constant | int | float):
        raise ImportRefused("it reads what is neither a tensor nor a number")
    shape = tuple(rest.shape) if isinstance(rest, Constant) else ()
    if prod(_broadcast(x.shape, shape)) > prod(x.shape):
        assert isinstance(rest, Constant)
        return _merged(graph, word, x, graph.grown(rest, x))
    names = weights_of(rest)
    if not names and not graph.is_worked_for(rest):
        graph.left_out["arithmetic with fixed numbers"] += 1
        return x
    assert isinstance(rest, Constant)
    own = sum(graph.lengths[name] for name in names) if not rest.work else 0
    size, whole = prod(shape), prod(map(size_of, (x.depth, *x.axes)))
    if own == size == size_of(x.depth) and _along_depth(x, shape) and word in {"add", "mul"}:
        return graph.like(x, {"add": "shift", "mul": "layer_scale"}[word], (), names)
    if word == "add" and own == size == whole:
        return graph.like(x, "position_embedding", (("trained", True),), names)
    return with_numbers(graph, _TRAINED.get(word, "with_trained"), x, rest)


def _along_depth(x: Tensor, shape: tuple[int, ...]) -> bool:
    """Whether numbers of a shape lie along the depth."""
    places = [place for place in range(-len(shape), 0) if shape[place] > 1]
    return not places or (len(places) == 1 and x.dims[places[0]] == x.depth)


def added_product(graph: TorchGraph, given: NodeArguments) -> NodeValue:
    """A sum with a product: ``self + tensor1 * tensor2``."""
    x, one, other = given["self"], given["tensor1"], given["tensor2"]
    if not any(isinstance(value, Tensor) for value in (x, one, other)):
        return constant(graph, given)
    if isinstance(one, Constant) and isinstance(other, Constant):
        both = Constant(weights_of(one, other), _broadcast(one.shape, other.shape), (*one.work, *other.work))
        return combine(graph, "add", x, both)
    return combine(graph, "add", x, combine(graph, "mul", one, other))


def one_of_two(graph: TorchGraph, given: NodeArguments) -> NodeValue:
    """Values of a volume, or others where a fixed mask says so."""
    mask = given.get("condition", given.get("mask"))
    tensors = [value for value in given.values() if isinstance(value, Tensor)]
    if isinstance(mask, Tensor) or len(tensors) > 1:
        raise ImportRefused("values that others choose")
    if not tensors:
        return constant(graph, given)
    graph.left_out["a fixed mask"] += 1
    return tensors[0]


def sampled(graph: TorchGraph, given: NodeArguments) -> NodeValue:
    """A volume read at the places that another one names."""
    x, grid = graph.settle(given["input"], 1, SPATIAL), graph.settle(given["grid"], -1, SPATIAL)
    after = x._replace(axes=grid.axes, dims=(x.batch, x.depth, *grid.axes))
    return after._replace(source=graph.emit("grid_sample", (x.source, grid.source), volume(after)))


def affine_places(graph: TorchGraph, given: NodeArguments) -> NodeValue:
    """The places that an affine map gives the positions of a volume."""
    theta = given["theta"]
    sizes = tuple(given["size"][2:])
    rows = graph.settle(theta._replace(dims=(theta.dims[0], (*theta.dims[1], *theta.dims[2]))), 1)
    deep, axes = (fresh(len(sizes)),), tuple((fresh(size),) for size in sizes)
    after = Tensor("", rows.batch, deep, axes, (rows.batch, *axes, deep))
    return after._replace(source=graph.emit("affine_grid", (rows.source,), volume(after), (("size", sizes),)))


SECOND_NAMES: Mapping[str, str] = {
    "multiply": "mul",
    "divide": "div",
    "true_divide": "div",
    "subtract": "sub",
    "rsub": "sub",
    "fmax": "maximum",
    "fmin": "minimum",
}
"""Names of PyTorch's for what others of its names say."""

COMBINED: Mapping[str, Callable[[TorchGraph, NodeArguments], NodeValue]] = {
    **{name: combined(name) for name in ("add", "mul", "maximum", "minimum", "sub", "div", "pow")},
    **{name: combined(word) for name, word in SECOND_NAMES.items()},
    "div": quotient,
    "addcmul": added_product,
    "grid_sampler": sampled,
    "affine_grid_generator": affine_places,
    "where": one_of_two,
    "masked_fill": one_of_two,
}
"""Operations on two tensors by PyTorch's name."""
