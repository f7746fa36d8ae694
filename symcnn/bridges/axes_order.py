"""The order of axes: a tensor has the last axis of a text first, its height before its width.

Importers take the axes of a tensor as they come. What they have read is turned here, all of it at once, as the writers
of code turn it the other way.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from symcnn.bridges.model_lines import CallArguments
    from symcnn.bridges.traced import ArgumentValue, TracedModel


def in_text_order(model: TracedModel) -> TracedModel:
    """A model whose axes come as a tensor has them, with the axes as a text has them."""
    layers = tuple(
        layer._replace(sizes=layer.sizes[::-1], arguments=turned_arguments(layer.arguments)) for layer in model.layers
    )
    return model._replace(layers=layers, ends=tuple((sizes[::-1], depth) for sizes, depth in model.ends))


def turned_arguments(arguments: CallArguments) -> CallArguments:
    """Arguments with an entry for each axis, or about places of axes, in the other order.

    >>> turned_arguments((("kernel_size", (3, 5)), ("stride", 2)))
    (('kernel_size', (5, 3)), ('stride', 2))
    """
    return tuple((name, _ABOUT_PLACES.get(name, _each_turned)(value)) for name, value in arguments)


def _each_turned(value: ArgumentValue) -> ArgumentValue:
    return value[::-1] if isinstance(value, tuple) else value


def _from_the_other_end(axis: ArgumentValue) -> ArgumentValue:
    """An axis that importers count from the last one, which is -1."""
    return -1 - axis if isinstance(axis, int) else axis


def _order_turned(order: ArgumentValue) -> ArgumentValue:
    """The places of axes before a permutation, the depth behind them.

    >>> _order_turned((1, 2, 0))  # height, width and depth become width, depth and height
    (2, 0, 1)
    """
    if not isinstance(order, tuple):
        return order
    last = len(order) - 1
    places = [place if place == last else last - 1 - place for place in order if isinstance(place, int)]
    return (*places[-2::-1], places[-1])


_ABOUT_PLACES: Mapping[str, Callable[[ArgumentValue], ArgumentValue]] = {
    "axis": _from_the_other_end,
    "order": _order_turned,
}
"""Arguments that name axes by their places."""
