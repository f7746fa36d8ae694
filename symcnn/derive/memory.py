"""How many numbers must be kept: the weights, what training keeps, and the most that a run needs at once.

Layers run one after another in the order of the text, each from its inputs into a place of its own; what no later layer
reads is given up. So the peak is the greatest sum of what is still read and what a layer writes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from symcnn.derive.kept import Store

if TYPE_CHECKING:
    from symcnn.algebra.exact import Scalar
    from symcnn.derive.derivation import Derivation


class Peak(NamedTuple):
    """The most numbers that are kept at once, and the first layer that needs them; no name where symbols decide."""

    value: Scalar
    layer: str


def weights(derivation: Derivation) -> Scalar:
    """Parameters and buffers."""
    return derivation.domain.sum([*derivation.terms("params"), *derivation.terms("buffers")])


def training(derivation: Derivation) -> Scalar:
    """The inputs and what leaves every layer: all of it is read once more when gradients are computed."""
    entered = [derivation.domain.product([*end.volume.sizes, end.volume.depth]) for end in derivation.inputs]
    return derivation.domain.sum([*entered, *derivation.terms("units")])


def peak(derivation: Derivation) -> Peak:
    """The most that a run needs at once, where the conditions of the network hold."""
    store = Store(derivation)
    needs = [(place, store.needed(place)) for place in range(len(derivation.layers))]
    values = list(dict.fromkeys(value for _, found in needs for value in found))
    domain = derivation.domain.fulfilling(condition.formula for condition in derivation.conditions)
    greatest = domain.extremum("max", values)
    first = next((derivation.layers[place].name for place, found in needs if greatest in found), "")
    return Peak(greatest, first)
