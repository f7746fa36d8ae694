"""Products of two tensors: matrices, sums over indices that are named by letters, and attention."""

from __future__ import annotations

from math import prod
from string import ascii_letters
from typing import TYPE_CHECKING

from symcnn.bridges.torch_graph import (
    AttentionSteps,
    Constant,
    NodeArguments,
    NodeValue,
    TorchGraph,
    volume,
    weights_of,
)
from symcnn.bridges.torch_layout import Tensor, fresh, reshaped, size_of
from symcnn.bridges.torch_softmaxed import steps_from
from symcnn.bridges.torch_weights import linear, product
from symcnn.bridges.traced import ImportRefused

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from symcnn.bridges.model_lines import CallArguments


def multiplied(graph: TorchGraph, given: NodeArguments) -> NodeValue:
    """A product of matrices; with a matrix of weights behind a volume it is a layer."""
    if found := graph.awaited.pop(graph.node.name, None):
        return _softmaxed(graph, found)
    one, other = list(given.values())[:2]
    if isinstance(one, Constant) and isinstance(other, Constant):
        return product(graph, given, one.shape[-1])
    if isinstance(one, Tensor) and isinstance(other, Constant) and _is_matrix(graph, other):
        turned = Constant(other.weights, (other.shape[-1], other.shape[-2]))
        return linear(graph, NodeArguments({"input": one, "weight": turned}))
    _without_batch(*(value for value in (one, other) if isinstance(value, Tensor)))
    if found := steps_from(graph, graph.node):
        graph.awaited[found.end.name] = found
        return None
    one, other = (
        graph.grown(value, near) if isinstance(value, Constant) else value
        for value, near in ((one, other), (other, one))
    )
    return product_of(graph, one, other)


def _without_batch(*parts: Tensor) -> None:
    if any(set(t.batch) & set(dim) for t in parts for dim in t.dims[-2:]):
        raise ImportRefused("the batch is a dimension of a product of matrices")


def _is_matrix(graph: TorchGraph, weights: Constant) -> bool:
    """Whether weights are one trained matrix."""
    numbers = sum(graph.lengths[name] for name in weights.weights)
    return prod(weights.shape[:-2]) == 1 and numbers == prod(weights.shape)


def _softmaxed(graph: TorchGraph, steps: AttentionSteps) -> Tensor:
    """Attention that was computed step by step, its heads apart from the batch."""
    parts = [graph.value_of(node) for node in (*steps.start.args[:2], steps.end.args[1])]
    near = next(part for part in parts if isinstance(part, Tensor))
    queries, keys, values = (_as_tensor(graph, part, near) for part in parts)
    last = len(keys.dims) - 1
    keys = keys.permuted((*range(last - 1), last, last - 1))
    parts, added = [_with_heads(part) for part in (queries, keys, values)], map(graph.value_of, steps.added)
    given = NodeArguments(zip(("query", "key", "value"), parts, strict=True), attn_mask=next(added, None))
    after = _as_tensor(graph, attended(graph, given), near)
    if len(after.dims) > len(queries.dims):
        first, heads, *rest = after.dims
        after = after._replace(dims=((*first, *heads), *rest))
    return after


def _as_tensor(graph: TorchGraph, value: NodeValue, near: Tensor) -> Tensor:
    if isinstance(value, Constant):
        return graph.grown(value, near)
    if not isinstance(value, Tensor):
        raise ImportRefused("it reads what is no tensor of the model's")
    return value


def _with_heads(part: Tensor) -> Tensor:
    """The tensor with a dimension for heads that stand beside the batch."""
    if len(part.dims) != _THIRDS or part.dims[0][: len(part.batch)] != part.batch:
        return part
    return part._replace(dims=(part.batch, part.dims[0][len(part.batch) :], *part.dims[1:]))


def added_to_product(graph: TorchGraph, given: NodeArguments) -> NodeValue:
    """A product of matrices, and what is added to it."""
    from symcnn.bridges.torch_combined import combine

    bias, *parts = list(given.values())[:3]
    made = multiplied(graph, NodeArguments(zip(("self", "other"), parts, strict=True)))
    if isinstance(made, Constant) and isinstance(bias, Constant):
        return made._replace(weights=weights_of(made, bias))
    return combine(graph, "add", made, bias)


_MATRIX = ("rows", "columns")


def product_of(graph: TorchGraph, one: Tensor, other: Tensor) -> Tensor:
    """Rows of the first with columns of the second, for each entry of the dimensions before the last two."""
    rank = max(len(one.dims), len(other.dims))
    if len(one.dims) != len(other.dims) or rank < len(_MATRIX):
        raise ImportRefused("a product of matrices with different numbers of dimensions")
    _without_batch(one, other)
    lead = frozenset(place for place in range(1, rank - 2) if one.shape[place] > 1 or other.shape[place] > 1)
    lead |= {0} if any(len(t.dims[0]) > len(t.batch) for t in (one, other)) else set()
    one = graph.settle(one, -1, lead | {rank - 2}, inner_first=True)
    turned = other.dims[-2] == other.depth
    other = graph.settle(other, -2 if turned else -1, lead | {rank - 1 if turned else rank - 2}, inner_first=True)
    one, other = _as_long(graph, one, other), _as_long(graph, other, one)
    deep = (fresh(other.shape[-1]),)
    after = one._replace(depth=deep, dims=(*one.dims[:-1], deep))
    arguments: CallArguments = (("transpose", True),) if turned else ()
    return after._replace(source=graph.emit("matmul", (one.source, other.source), volume(after), arguments))


def _as_long(graph: TorchGraph, one: Tensor, other: Tensor) -> Tensor:
    """The tensor repeated along axes behind the first, where the other has more than one entry."""
    pairs = [*zip(one.axes[1:], other.axes[1:], strict=True)]
    scales = [size_of(long) if size_of(own) == 1 else 1 for own, long in pairs]
    if all(scale == 1 for scale in scales):
        return one
    longer = {axis: (fresh(size_of(axis) * scale),) for axis, scale in zip(one.axes[1:], scales, strict=True)}
    after = one._replace(
        axes=tuple(longer.get(axis, axis) for axis in one.axes), dims=tuple(longer.get(d, d) for d in one.dims)
    )
    return after._replace(source=graph.emit("upsample", (one.source,), volume(after), (("scale", (1, *scales)),)))


def summed(graph: TorchGraph, given: NodeArguments) -> NodeValue:
    """A sum of products over indices that letters name, of two tensors."""
    tensors = given["tensors"]
    equation = _spelled_out(given["equation"].replace(" ", ""), tensors)
    if "->" not in equation or len(tensors) != len(_MATRIX):
        raise ImportRefused(f"a sum of products {equation}")
    names, target = equation.split("->")
    first, second = names.split(",")
    if all(isinstance(tensor, Constant) for tensor in tensors):
        inner = [size for letter, size in zip(first, tensors[0].shape, strict=True) if letter not in target]
        return product(graph, given, prod(inner))
    one, other = tensors
    layer = _by_a_matrix(graph, (one, first), (other, second), target) or _by_a_matrix(
        graph, (other, second), (one, first), target
    )
    if layer:
        return layer
    if isinstance(one, Constant):
        first = second[0] + first
        one = graph.grown(one, other, len(first))
    if isinstance(other, Constant):
        second = first[0] + second
        other = graph.grown(other, one, len(second))
    shared = [letter for letter in first if letter in second and letter in target]
    inner = [letter for letter in first if letter in second and letter not in target]
    rows = [letter for letter in first if letter not in second]
    columns = [letter for letter in second if letter not in first]
    if (
        not inner
        or len(set(first)) < len(first)
        or len(set(second)) < len(second)
        or not set(rows + columns) <= set(target)
    ):
        raise ImportRefused(f"a sum of products {equation}")
    left = _by_letters(one, first, [*([letter] for letter in shared), rows, inner])
    right = _by_letters(other, second, [*([letter] for letter in shared), inner, columns])
    made = product_of(graph, left, right)
    sizes = dict(zip(second, other.shape, strict=True)) | dict(zip(first, one.shape, strict=True))
    order = [*shared, *rows, *columns]
    made = reshaped(made, tuple(sizes[letter] for letter in order))
    return made.permuted(tuple(order.index(letter) for letter in target))


def _spelled_out(equation: str, tensors: Sequence[Tensor | Constant]) -> str:
    """An equation with letters in the place of dots, which stand for as many dimensions as a tensor has besides."""
    names, arrow, target = equation.partition("->")
    free = [letter for letter in ascii_letters if letter not in equation]
    pairs = [*zip(names.split(","), tensors, strict=True)]
    rests = [len(tensor.shape) + len("...") - len(name) if "..." in name else 0 for name, tensor in pairs]
    most = free[: max(rests)]
    spelled = [
        name.replace("...", "".join(most[len(most) - rest :])) for (name, _), rest in zip(pairs, rests, strict=True)
    ]
    return ",".join(spelled) + arrow + target.replace("...", "".join(most))


def _by_a_matrix(
    graph: TorchGraph, one: tuple[NodeValue, str], other: tuple[NodeValue, str], target: str
) -> Tensor | None:
    """A sum over one dimension of a volume with a trained matrix: a dense layer along that dimension."""
    (x, letters), (weights, names) = one, other
    if not isinstance(x, Tensor) or not isinstance(weights, Constant) or len(names) != len(_MATRIX):
        return None
    pairs = [(names.find(old), names.find(new)) for old, new in zip(letters, target, strict=False) if old != new]
    if len(letters) != len(target) or pairs not in ([(0, 1)], [(1, 0)]) or not _is_matrix(graph, weights):
        return None
    place = next(place for place, (old, new) in enumerate(zip(letters, target, strict=True)) if old != new)
    x = graph.settle(x, place)
    arguments = (("out_features", weights.shape[pairs[0][1]]), ("bias", False))
    return graph.leaves("linear" if x.axes else "dense", x, place, arguments, weights.weights)


def _by_letters(tensor: Tensor, letters: str, groups: Sequence[Sequence[str]]) -> Tensor:
    """The tensor with the dimensions of each group joined to one."""
    ordered = tensor.permuted(tuple(letters.index(letter) for group in groups for letter in group))
    sizes = dict(zip(letters, tensor.shape, strict=True))
    return reshaped(ordered, tuple(prod(sizes[letter] for letter in group) for group in groups))


_THIRDS = 3


def attended(graph: TorchGraph, given: NodeArguments) -> NodeValue:
    """Attention of queries, keys and values, which are thirds of one volume or come from anywhere."""
    parts = [given[name] for name in ("query", "key", "value")]
    near = next((part for part in parts if isinstance(part, Tensor)), None)
    if near is None:
        keys, values = parts[1].shape, parts[2].shape
        return product(graph, given, keys[-2] * (keys[-1] + values[-1]), parts[0].shape[:-1])
    queries, keys, values = (graph.grown(part, near) if isinstance(part, Constant) else part for part in parts)
    if given.get("is_causal"):
        graph.left_out["a fixed mask"] += 1
    if given.get("scale"):
        graph.left_out["arithmetic with fixed numbers"] += 1
    if isinstance(given.get("attn_mask"), Tensor):
        return _step_by_step(graph, queries, keys, values, given["attn_mask"])
    whole = [_heads_joined(part) for part in (queries, keys, values)]
    joined = [graph.settle(part, -1, frozenset({len(part.dims) - 2}), inner_first=True) for part in whole]
    if any(part.dims[-2] not in part.axes[:1] for part in joined):
        return _step_by_step(graph, queries, keys, values, given.get("attn_mask"))
    return _attends(graph, joined, (queries, keys, values), given.get("attn_mask"))


def _heads_joined(part: Tensor) -> Tensor:
    """The heads of all positions side by side in one dimension, the last; the positions before it."""
    *lead, heads, positions, rest = ((), *part.dims) if len(part.dims) == _THIRDS else part.dims
    if len(part.dims) == _THIRDS:
        return part
    return part._replace(dims=(*lead, positions, (*heads, *rest)))


def _attends(graph: TorchGraph, joined: list[Tensor], parts: Sequence[Tensor], mask: Constant | None) -> Tensor:
    """What leaves attention, its heads apart again."""
    queries, keys, values = joined
    heads, shared = _heads(parts[0]), _heads(parts[1])
    new = graph.new_of(mask)
    if isinstance(mask, Constant) and not mask.weights:
        graph.left_out["a fixed mask"] += 1
    names = mask.weights if isinstance(mask, Constant) else ()
    biased = tuple(pair for pair in zip(("numbers", "products"), new, strict=True) if pair[1])
    deep = (fresh(heads), fresh(parts[2].shape[-1]))
    after = queries._replace(depth=deep, dims=(*queries.dims[:-1], deep))
    whole = _whole_of(graph, joined)
    if whole and shared == heads:
        source = graph.emit("attend", (whole,), volume(after), (("heads", heads), *biased), names, shares=False)
    else:
        grouped = (("shared", heads // shared),) if shared != heads else ()
        sources = (queries.source, keys.source, values.source)
        arguments = (("heads", heads), *grouped, *biased)
        source = graph.emit("attend_to", sources, volume(after), arguments, names, shares=False)
    after = after._replace(source=source)
    if len(parts[0].dims) == _THIRDS:
        return after
    *lead, positions, _ = after.dims
    return after._replace(dims=(*lead, deep[:1], positions, deep[1:]))


def _heads(part: Tensor) -> int:
    return 1 if len(part.dims) == _THIRDS else part.shape[-3]


def _whole_of(graph: TorchGraph, parts: Sequence[Tensor]) -> str:
    """The layer of which three volumes are the thirds in order, or ""."""
    layers = [graph.by_name[part.source] for part in parts]
    thirds = [(layer.word, layer.arguments) for layer in layers]
    wanted = [("split", (("parts", _THIRDS), ("part", part))) for part in range(_THIRDS)]
    sources = {layer.sources for layer in layers}
    return layers[0].sources[0] if thirds == wanted and len(sources) == 1 else ""


def _step_by_step(graph: TorchGraph, queries: Tensor, keys: Tensor, values: Tensor, mask: NodeValue) -> Tensor:
    """Attention as a product, a softmax and a product."""
    from symcnn.bridges.torch_combined import combine

    last = len(keys.dims) - 1
    turned = keys.permuted((*range(last - 1), last, last - 1))
    shares = product_of(graph, queries, turned)
    if mask is not None:
        shares = combine(graph, "add", shares, mask)
    graph.left_out["arithmetic with fixed numbers"] += 1  # by the root of a depth
    shares = graph.settle(shares, -1)
    return product_of(graph, graph.like(shares, "softmax"), values)


PRODUCTS: Mapping[str, Callable[[TorchGraph, NodeArguments], NodeValue]] = {
    **dict.fromkeys(("matmul", "bmm", "mm"), multiplied),
    **dict.fromkeys(("addmm", "baddbmm"), added_to_product),
    "einsum": summed,
    "scaled_dot_product_attention": attended,
}
"""Products of two tensors by PyTorch's name."""
