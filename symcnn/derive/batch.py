"""A network for several examples at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from symcnn.derive.derivation import Derivation, LayerResult
    from symcnn.support.scalar import Scalar


def with_batch(derivation: Derivation, batch: Scalar) -> Derivation:
    """The derivation for a number of examples at once."""
    found: Derivation = derivation.replaced(batch=batch)
    return found.replaced(layers=tuple(_several(layer, found) for layer in found.layers))


def _several(layer: LayerResult, derivation: Derivation) -> LayerResult:
    def times(values: Mapping[str, Scalar]) -> Mapping[str, Scalar]:
        return {key: derivation.in_batch(key, value) for key, value in values.items()}

    all_turns = None if layer.all_turns is None else times(layer.all_turns)
    return layer._replace(quantities=times(layer.quantities), own=times(layer.own), all_turns=all_turns)
