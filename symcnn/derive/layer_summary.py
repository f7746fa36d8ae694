"""What papers say of a layer in a few words: its kernel, stride, dilation, groups, and the maps that it makes."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, cast

from symcnn.algebra.exact.values import is_number
from symcnn.derive.rule_scope import rule_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from symcnn.derive.derivation import LayerResult
    from symcnn.formula import Formula
    from symcnn.support.scalar import Numbers, Scalar

_KERNEL = ("kernel", "kernel_size")
_DEPTH = ("filters", "out_features", "classes")
_SCALE = ("scale",)
PLAIN = frozenset({"flatten", "identity", "dropout", "reshape", "tokens", "permute", "crop", "pad", "channel_shuffle"})
"""Layers that change at most how values are laid out; in a sketch of a network they are left out."""


class Kernel(NamedTuple):
    """A layer in short; what it has not, or has only by default, is empty."""

    kind: str
    size: tuple[Scalar, ...]
    stride: tuple[Scalar, ...]
    dilation: tuple[Scalar, ...]
    groups: Scalar | None
    depth: Scalar | None
    """What leaves it, if it chooses that."""
    scale: tuple[Scalar, ...] = ()
    """By what sizes are multiplied, or divided, without a kernel."""


def kernel_of(layer: LayerResult) -> Kernel:
    """The kernel of a layer, found by the words of its arguments.

    >>> from symcnn.api import parse
    >>> kernel_of(parse("input(9, 9, 3); conv(5, 6, 2)").derivation.layers[0])
    Kernel(kind='conv', size=(5, 5), stride=(2, 2), dilation=(), groups=None, depth=6, scale=())
    """
    size = _along(layer, *_KERNEL)
    stride = _along(layer, "stride")
    groups = _value(layer, "groups")
    chosen = _value(layer, *_DEPTH)
    return Kernel(
        layer.step.layer.name,
        size,
        stride if any(step != 1 for step in stride) else (),
        _unless_one(_along(layer, "dilation")),
        None if groups in (None, 1) else cast("Scalar", groups),
        None if chosen is None else layer.output.depth,
        _unless_one(_along(layer, *_SCALE)),
    )


def spreads(layer: LayerResult) -> bool:
    """Whether the stride or scale of a layer multiplies sizes instead of dividing them, as its rule says.

    >>> from symcnn.api import parse
    >>> [spreads(layer) for layer in parse("input(9, 3); conv(2, 6, 2); conv_transpose(2, 3, 2)").derivation.layers]
    [False, True]
    """
    rule = rule_of(layer.step.layer, "X'")
    strides = {p.symbol for p in layer.step.layer.parameters if {"stride", *_SCALE} & {*p.words}}
    return rule is not None and any(factor.value in strides for product in _products(rule) for factor in product.args)


def _products(formula: Formula) -> Iterator[Formula]:
    """The products in a formula that are not divided."""
    if formula.op == "product":
        yield formula
    if not any(arg.op == "reciprocal" for arg in formula.args):
        for arg in formula.args:
            yield from _products(arg)


def is_shown(layer: LayerResult) -> bool:
    """Whether a sketch shows a layer: it has weights on the way, or it changes the sizes."""
    if layer.step.layer.name in PLAIN:
        return False
    return is_weighted(layer) or not _keeps_volume(layer) or bool(_along(layer, *_KERNEL))


def costs_nothing(layer: LayerResult, amounts: Sequence[Scalar | None]) -> bool:
    """Whether a layer keeps its volume and every amount of it is zero."""
    return _keeps_volume(layer) and all(amount == 0 for amount in amounts)


def _keeps_volume(layer: LayerResult) -> bool:
    rules = {rule.target: rule.formula.value for rule in layer.step.layer.rules}
    return rules.get("X'") == "X" and rules.get("D'") == "D"


def is_weighted(layer: LayerResult) -> bool:
    """Whether a layer has weights on the way from input to output."""
    return any(rule.target == "depth" and rule.formula.value == 1 for rule in layer.step.layer.rules)


def _value(layer: LayerResult, *words: str) -> Numbers | None:
    for parameter in layer.step.layer.parameters:
        if any(word in words for word in parameter.words) and parameter.symbol in layer.step.values:
            value = layer.step.values[parameter.symbol]
            return value if is_number(value) else None
    return None


def _along(layer: LayerResult, *words: str) -> tuple[Scalar, ...]:
    """An argument with an entry for each axis."""
    value = _value(layer, *words)
    if value is None or not layer.received.sizes:
        return ()
    return value if isinstance(value, tuple) else (value,) * len(layer.received.sizes)


def _unless_one(entries: tuple[Scalar, ...]) -> tuple[Scalar, ...]:
    return () if all(entry == 1 for entry in entries) else entries
