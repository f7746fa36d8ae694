"""Normalisations that models compute step by step: put together again from the parts that were traced."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from symcnn.bridges.traced import TracedLayer

_LAYOUT = frozenset({"reshape", "permute", "flatten"})
"""Layers that only order values otherwise."""


class _Reordered(NamedTuple):
    """A layer that does something, and what orders its values otherwise behind it."""

    layer: TracedLayer
    behind: tuple[str, ...]


def with_norms(layers: list[TracedLayer]) -> list[TracedLayer]:
    """The layers, with one in the place of each that ends a normalisation over maps; what it read may be unused."""
    known = {layer.name: layer for layer in layers}
    return [_over_neighbours(layer, known) or _by_response(layer, known) or _bare(layer) for layer in layers]


def _bare(layer: TracedLayer) -> TracedLayer:
    """A quotient without the numbers that only a normalisation over neighbours has."""
    return layer._replace(arguments=()) if layer.word == "divide" else layer


def _over_neighbours(layer: TracedLayer, known: Mapping[str, TracedLayer]) -> TracedLayer | None:
    """Values divided by what neighbouring maps answer: their squares, padded, then averaged along the maps."""
    if layer.word != "divide":
        return None
    start, mean = layer.sources[0], _chain(layer.sources[1], known).layer
    given = dict(mean.arguments)
    window = given.get("kernel_size")
    if mean.word != "avgpool" or given["stride"] != 1 or not isinstance(window, tuple):
        return None
    *along, size = window
    padded = _chain(mean.sources[0], known).layer
    if set(along) != {1} or padded.word != "pad_maps" or (layer.depth, 1) != (mean.sizes[-1], mean.depth):
        return None
    square, before = _chain(padded.sources[0], known).layer, dict(padded.arguments)["before"]
    if square.word != "mul" or square.sources != (start, start) or not isinstance(size, int) or before != size // 2:
        return None
    return layer._replace(word="lrn", sources=(start,), arguments=(("size", size), *layer.arguments))


def _by_response(layer: TracedLayer, known: Mapping[str, TracedLayer]) -> TracedLayer | None:
    """A sum ``x + shift(scale * x * n)`` where n is the norm of each map over the mean of all norms.

    Woo et al. 2023, arXiv:2301.00808, algorithm 1.
    """
    if layer.word != "add" or len(layer.sources) != 2:  # noqa: PLR2004 - what comes in, and its response
        return None
    for start, end in (layer.sources, layer.sources[::-1]):
        weights = _weights(start, known[end], known)
        if weights:
            return layer._replace(word="grn", sources=(start,), weights=weights)
    return None


def _weights(start: str, end: TracedLayer, known: Mapping[str, TracedLayer]) -> tuple[str, ...]:
    """The weights of a shift and a scale over ``start`` times its response; none for anything else."""
    if end.word != "shift":
        return ()
    inner = known[end.sources[0]]
    scale, product = (inner, known[inner.sources[0]]) if inner.word == "layer_scale" else (None, inner)
    if product.word != "mul":
        return ()
    for one, other in (product.sources, product.sources[::-1]):
        own, first = (scale, one) if scale else (known[one], next(iter(known[one].sources), ""))
        if own.word == "layer_scale" and first == start and _is_response(other, start, known):
            return (*own.weights, *end.weights)
    return ()


def _is_response(name: str, start: str, known: Mapping[str, TracedLayer]) -> bool:
    """Whether a value is the norm of each map of ``start`` over their mean."""
    share = _chain(name, known).layer
    if share.word != "divide":
        return False
    norm, mean = (_chain(source, known).layer for source in share.sources)
    if (norm.word, mean.word) != ("norm_of_maps", "mean_of_maps"):
        return False
    maps, norms = _chain(norm.sources[0], known), _chain(mean.sources[0], known)
    in_a_row = maps.behind in {("permute",), ("reshape", "permute")} and len(known[norm.sources[0]].sizes) == 1
    return maps.layer.name == start and in_a_row and norms == _Reordered(norm, ("flatten",))


def _chain(name: str, known: Mapping[str, TracedLayer]) -> _Reordered:
    behind: list[str] = []
    layer = known[name]
    while layer.word in _LAYOUT:
        behind.insert(0, layer.word)
        layer = known[layer.sources[0]]
    return _Reordered(layer, tuple(behind))
