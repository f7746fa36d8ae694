"""How many numbers must be held in memory: the weights, what training keeps, and the most that a run needs at once.

Layers run one after another in the order of the text, each from its inputs into a place of its own; what no later layer
reads is given up. So the peak is the greatest sum of what is still read and what a layer writes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from symcnn.derive.kept_outputs import Store
from symcnn.support.work import now

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from symcnn.derive.derivation import Derivation
    from symcnn.support.scalar import Scalar


class Peak(NamedTuple):
    """The most numbers that are kept at once, and the first layer that needs them; no name where symbols decide."""

    value: Scalar
    layer: str


def weights(derivation: Derivation) -> Scalar:
    """Parameters and buffers."""
    return derivation.domain.sum([*derivation.terms("params"), *derivation.terms("buffers")])


def training(derivation: Derivation) -> Scalar:
    """The inputs and what leaves every layer: all of it is read once more when gradients are computed."""
    multiply, volumes = derivation.domain.product, [end.volume for end in derivation.inputs]
    entered = [multiply([derivation.batch, *volume.sizes, volume.depth]) for volume in volumes]
    return derivation.domain.sum([*entered, *derivation.terms("units")])


def peak(derivation: Derivation) -> Peak:
    """The most that a run needs at once, where the conditions of the network hold."""
    needs = list(Store(derivation).needed())
    now("comparing what is kept while one layer and another runs")
    domain = derivation.domain.with_conditions(condition.formula for condition in derivation.conditions)
    groups: dict[Scalar, dict[Scalar, None]] = {}
    for _, there, found in needs:
        groups.setdefault(there, {}).update(dict.fromkeys(found))
    always = domain.extremum("max", [*groups.pop(1, [0])])
    ends = [always]
    for there, values in groups.items():
        more = domain.above(values, always)
        ends += [domain.product([there, domain.extremum("max", more)])] if more else []
    greatest = domain.extremum("max", ends)
    first = next((name for name, there, found in needs if there == 1 and greatest in found), "")
    return Peak(greatest, first)


MEMORY: Mapping[str, Callable[[Derivation], Scalar]] = {
    "weights": weights,
    "running": lambda derivation: peak(derivation).value,
    "training": training,
}
"""How many numbers are kept, by the word behind ``memory.`` in a formula about a network."""
