"""Layers gathered by their labels: a stage, a block, a network; and what a group costs."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from symcnn.derive.derivation import Derivation
    from symcnn.model.volume import Volume
    from symcnn.support.scalar import Scalar


class LayerGroup(NamedTuple):
    """Layers that follow one another and share the first labels of their names."""

    name: str
    written: str
    """The call of a layer that stands alone."""
    count: Scalar  # type: ignore[assignment]  # no method of a tuple
    """How many layers there are, in all turns of the repeats among them."""
    output: Volume
    places: range


def groups(derivation: Derivation, level: int = 0) -> list[LayerGroup]:
    """The layers by the first ``level`` labels of their names; with 0 each by itself."""
    names = ["/".join(layer.name.split("/")[: level or None]) for layer in derivation.layers]
    found = []
    for name, places in groupby(range(len(names)), names.__getitem__):
        first, *others = places
        found.append(_group(derivation, name, range(first, first + len(others) + 1)))
    return found


def amount(terms: Sequence[Scalar | None], group: LayerGroup, derivation: Derivation) -> Scalar | None:
    """What the layers of a group add up to; None where one of them states nothing."""
    own = [terms[place] for place in group.places]
    if len(own) == 1:
        return own[0]
    known = [term for term in own if term is not None]
    return derivation.domain.sum(known) if len(known) == len(own) else None


def _group(derivation: Derivation, name: str, places: range) -> LayerGroup:
    last = derivation.layers[places[-1]]
    if len(places) == 1:
        return LayerGroup(last.name, last.written, 1, last.output, places)
    count = derivation.domain.sum([derivation.turns(place) for place in places])
    return LayerGroup(name, "", count, leaves(derivation, places), places)


def leaves(derivation: Derivation, places: range) -> Volume:
    """What leaves a group; behind a loop it is what the next layer receives, for its rows speak of one turn."""
    last = places[-1]
    looped = any(loop.start <= last < loop.end for loop in derivation.loops)
    if not looped:
        return derivation.layers[last].output
    if derivation.output.source == last:
        return derivation.output.volume
    behind = (layer.received for layer in derivation.layers[last + 1 :] if layer.inputs == (last,))
    return next(behind, derivation.layers[last].output)
