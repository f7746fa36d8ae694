"""Layers of the prelude that take no arguments and keep every size and the depth, found by their rules."""

from __future__ import annotations

from symcnn.model.library import prelude
from symcnn.syntax.tree import LayerDefinition

KEPT = {"X'": "X", "D'": "D"}


def keeps_the_volume(layer: LayerDefinition) -> bool:
    """Whether what leaves the layer has the sizes and the depth of what it receives."""
    stated = {rule.target: rule.formula for rule in layer.rules}
    return all(target in stated and stated[target].value == name for target, name in KEPT.items())


WITHOUT_ARGUMENTS = tuple(
    name
    for name, layer in prelude().items()
    if isinstance(layer, LayerDefinition) and not layer.parameters and keeps_the_volume(layer)
)
