"""Global response normalisation, which PyTorch has no layer for: put together again from the parts that were traced."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from symcnn.bridges.traced import TracedLayer

_LAYOUT = frozenset({"reshape", "permute", "flatten"})
"""Layers that only order values otherwise."""


class _Chain(NamedTuple):
    """A layer that does something, and what orders its values otherwise behind it."""

    layer: TracedLayer
    behind: tuple[str, ...]


def with_response_norms(layers: list[TracedLayer]) -> list[TracedLayer]:
    """The layers, with one in the place of each sum that ends a normalisation by the response.

    Woo et al. 2023, arXiv:2301.00808, algorithm 1: ``x + shift(scale * x * n)``, where n is the norm of each map over
    that of the mean map.
    """
    known = {layer.name: layer for layer in layers}
    return [_as_one(layer, known) or layer for layer in layers]


def _as_one(layer: TracedLayer, known: Mapping[str, TracedLayer]) -> TracedLayer | None:
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
    return maps.layer.name == start and in_a_row and norms == _Chain(norm, ("flatten",))


def _chain(name: str, known: Mapping[str, TracedLayer]) -> _Chain:
    behind: list[str] = []
    layer = known[name]
    while layer.word in _LAYOUT:
        behind.insert(0, layer.word)
        layer = known[layer.sources[0]]
    return _Chain(layer, tuple(behind))
