"""Keras' layers that go along an axis, which its files count behind the batch, the depth last."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from symcnn.bridges.model_lines import CallArguments
    from symcnn.bridges.traced import ArgumentValue


class KerasRow(dict[str, Any]):
    """An object of a configuration: as different as Keras' layers are."""


KerasNode: TypeAlias = "KerasRow | list[KerasNode] | str | int | None"
"""What a layer reads, or a part of that."""

_LAST_OF_IMAGES = 3
"""The depth of what has two axes, as most have: where a file does not say how many."""


class KerasLayer:
    """A layer that goes along some axes: what the file says of it, and how many maps enter."""

    def __init__(self, row: KerasRow, config: Mapping[str, ArgumentValue], depth: int) -> None:
        self.config, self.depth, self.row = config, depth, row
        self.dims = len(_shape_read(row))

    def along(self) -> CallArguments:
        """The axis along which it goes, counted from the last one; none for the depth."""
        axis, dims = self.config.get("axis", -1), self.dims
        if isinstance(axis, int) and dims and axis < 0:
            axis += dims
        if axis in (-1, dims - 1) or (axis == _LAST_OF_IMAGES and not dims):
            return ()
        if not isinstance(axis, int) or not axis >= 1 or not dims:
            raise ValueError("an axis that the file does not tell from the depth")
        return (("axis", axis - (dims - 1)),)

    def over_everything(self) -> bool:
        """Whether it normalises over the depth and all axes, and not over the depth alone.

        Raises:
            ValueError: It goes along something else.
        """
        axis, dims = self.config.get("axis", -1), self.dims
        over = {one + dims if isinstance(one, int) and one < 0 else one for one in _listed(axis)}
        if over in ({dims - 1}, {_LAST_OF_IMAGES} if not dims else {-1}):
            return False
        if not dims or over != set(range(1, dims)):
            raise ValueError("a normalisation along an axis that is not the depth")
        return True

    def shape(self) -> list[int | None]:
        """What it reads, the batch first; nothing where the file does not say."""
        return _shape_read(self.row)

    def trains(self) -> tuple[ArgumentValue, ArgumentValue]:
        """Whether it trains a scale and a shift."""
        return self.config.get("scale", True), self.config.get("center", True)


def _listed(value: ArgumentValue) -> tuple[ArgumentValue, ...]:
    return value if isinstance(value, tuple) else (value,)


def _shape_read(row: KerasRow) -> list[int | None]:
    """What a layer reads, the batch first; nothing where the file does not say."""
    shape = (row.get("build_config") or {}).get("input_shape") or next(_shapes(row.get("inbound_nodes")), [])
    return list(shape[0] if shape and isinstance(shape[0], list) else shape)


def _shapes(node: KerasNode) -> Iterator[list[int | None]]:
    """The shapes of what a node reads, where the file has them."""
    if isinstance(node, dict) and node.get("class_name") == "__keras_tensor__":
        yield from filter(None, [node["config"].get("shape")])
    elif isinstance(node, dict | list):
        for value in node.values() if isinstance(node, dict) else node:
            yield from _shapes(value)


def _reshaped(layer: KerasLayer) -> tuple[str, CallArguments]:
    target = layer.config["target_shape"]
    assert isinstance(target, tuple)
    *sizes, depth = _without_open(target, layer.shape()[1:])
    return ("reshape", (("sizes", tuple(sizes)), ("depth", depth))) if sizes else ("flatten", ())


def _without_open(target: tuple[ArgumentValue, ...], read: list[int | None]) -> tuple[ArgumentValue, ...]:
    """A shape with what -1 stands for in it."""
    if -1 not in target:
        return target
    known = [size for size in target if isinstance(size, int) and size != -1]
    whole = [size for size in read if size is not None]
    if not whole or len(whole) < len(read):
        raise ValueError("a reshape to sizes that the file does not say")
    return tuple(prod(whole) // prod(known) if size == -1 else size for size in target)


def _permuted(layer: KerasLayer) -> tuple[str, CallArguments]:
    places = [place - 1 for place in _listed(layer.config["dims"]) if isinstance(place, int)]
    return ("permute", (("order", tuple(places)),))


def _batch_norm(layer: KerasLayer) -> tuple[str, CallArguments]:
    if layer.over_everything():
        raise ValueError("a normalisation along an axis that is not the depth")
    scale, center = layer.trains()
    kept = (("tracked", True), *((("renorm", True),) if layer.config.get("renorm") else ()))
    return ("bn", (("affine", scale if scale == center else False), *kept))


def _layer_norm(layer: KerasLayer) -> tuple[str, CallArguments]:
    scale, center = layer.trains()
    positions: CallArguments = (("positions", True),) if layer.over_everything() else ()
    if positions and center and not scale:
        raise ValueError("a normalisation over all positions that trains no scale")
    return ("layer_norm", (("affine", scale), ("bias", center or not scale), *positions))


def _rms_norm(layer: KerasLayer) -> tuple[str, CallArguments]:
    if layer.over_everything():
        raise ValueError("a normalisation along an axis that is not the depth")
    return ("rms_norm", (("affine", True),))


def _group_norm(layer: KerasLayer) -> tuple[str, CallArguments]:
    if layer.over_everything():
        raise ValueError("a normalisation along an axis that is not the depth")
    scale, center = layer.trains()
    groups = layer.config.get("groups", 32)
    affine = ("affine", scale if scale == center else False)
    return ("group_norm", (("groups", layer.depth if groups == -1 else groups), affine))


def _prelu(layer: KerasLayer) -> tuple[str, CallArguments]:
    if set(_listed(layer.config.get("shared_axes"))) - {None} != set(range(1, layer.dims - 1)):
        raise ValueError("slopes of their own at each position")
    return ("prelu", ())


AXES_ROWS: Mapping[str, Callable[[KerasLayer], tuple[str, CallArguments]]] = {
    "Reshape": _reshaped,
    "Permute": _permuted,
    "Softmax": lambda layer: ("softmax", layer.along()),
    "BatchNormalization": _batch_norm,
    "LayerNormalization": _layer_norm,
    "GroupNormalization": _group_norm,
    "RMSNormalization": _rms_norm,
    "PReLU": _prelu,
}
"""Layers whose arguments are about axes, by Keras' name."""

_ONE_OF_TWO = frozenset({"bn", "group_norm"})
"""Normalisations that train a scale and a shift, or neither."""


def trained_behind(word: str, layer: KerasLayer) -> list[tuple[str, CallArguments]]:
    """The layer that trains what a normalisation does not: only a scale, or only a shift."""
    scale, center = layer.trains()
    one_of_two = (word in _ONE_OF_TWO and scale != center) or (word == "layer_norm" and center and not scale)
    return [("layer_scale" if scale else "shift", ())] if one_of_two else []
