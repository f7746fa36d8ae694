"""How many numbers must be kept: the weights, what training keeps, and the most that a run needs at once.

Layers run one after another in the order of the text, each from its inputs into a place of its own; what no later layer
reads is given up. So the peak is the greatest sum of what is still read and what a layer writes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from symcnn.errors import Unavailable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from symcnn.algebra.exact import Scalar
    from symcnn.derive.derivation import Derivation
    from symcnn.model.volume import Volume


class Peak(NamedTuple):
    """The most numbers that are kept at once, and the first layer that needs them; no name where symbols decide."""

    value: Scalar
    layer: str


def weights(derivation: Derivation) -> Scalar:
    """Parameters and buffers."""
    return derivation.domain.sum([*derivation.terms("params"), *derivation.terms("buffers")])


def training(derivation: Derivation) -> Scalar:
    """The inputs and what leaves every layer: all of it is read once more when gradients are computed."""
    entered = [_units(derivation, end.volume) for end in derivation.inputs]
    return derivation.domain.sum([*entered, *derivation.terms("units")])


def peak(derivation: Derivation) -> Peak:
    """The most that a run needs at once, where the conditions of the network hold."""
    needs = list(_needs(derivation))
    values = list(dict.fromkeys(value for _, found in needs for value in found))
    domain = derivation.domain.fulfilling(condition.formula for condition in derivation.conditions)
    greatest = domain.extremum("max", values)
    first = next((derivation.layers[place].name for place, found in needs if greatest in found), "")
    return Peak(greatest, first)


def _needs(derivation: Derivation) -> Iterator[tuple[int, list[Scalar]]]:
    """For every layer what is kept while it runs: in a loop, in the turns in which that can be the most."""
    domain = derivation.domain
    last_reader = _last_readers(derivation)
    for place in range(len(derivation.layers)):
        alive = [source for source, reader in last_reader.items() if source < place <= reader]
        sizes = [_size(derivation, source, place) for source in alive]
        value = domain.sum([*sizes, derivation.of_layer(place, "units")])
        yield place, derivation.greatest(place, value)


def _last_readers(derivation: Derivation) -> dict[int, int]:
    """The last layer that reads each output, by place; an output of the network is kept to the end."""
    readers = {source: place for place, layer in enumerate(derivation.layers) for source in layer.inputs}
    end = len(derivation.layers)
    return {**readers, **{leaving.source: end for leaving in (derivation.output, *derivation.heads)}}


def _size(derivation: Derivation, source: int, place: int) -> Scalar:
    """How many numbers an output holds at a place; what enters a loop is, in a turn, what the turn before left."""
    for loop in derivation.loops:
        is_inside = loop.start <= place < loop.end
        if is_inside and source == loop.source:
            return _units(derivation, _received(derivation, source, loop.start, loop.end))
        if not is_inside and source == loop.end - 1:
            return _units(derivation, _received(derivation, source, loop.end, len(derivation.layers)))
    if source < 0:
        return _units(derivation, derivation.inputs[-1 - source].volume)
    return derivation.of_layer(source, "units")


def _received(derivation: Derivation, source: int, start: int, end: int) -> Volume:
    """What the first layer of a range that reads only one output receives."""
    for layer in derivation.layers[start:end]:
        if layer.inputs == (source,):
            return layer.received
    if derivation.output.source == source:
        return derivation.output.volume
    raise Unavailable("how much a repeat in symbols keeps is not known", "with a number of repeats it is")


def _units(derivation: Derivation, volume: Volume) -> Scalar:
    return derivation.domain.product([*volume.sizes, volume.depth])
