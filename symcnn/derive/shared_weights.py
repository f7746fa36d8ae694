"""Checks that layers which share weights fit each other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from symcnn.derive.derivation import StatedCondition
from symcnn.errors import ShapeMistake
from symcnn.model.volume import Volume
from symcnn.support.message import Message

if TYPE_CHECKING:
    from symcnn.algebra.exact.arithmetic import Exact
    from symcnn.model.steps import LayerStep
    from symcnn.support.scalar import Scalar

Placed = tuple[Volume, Mapping[str, "Scalar"]]
"""What a layer received, and its quantities as if its weights were its own."""


def check_twin(
    step: LayerStep, volume: Volume, quantities: Mapping[str, Scalar], first: Placed | None, domain: Exact
) -> list[StatedCondition]:
    """The depth that comes in and the number of weights are those of the layer that has them, if there is one."""
    if first is None:
        words = f"which layer has the weights of {step.name} is not known: turns of its repeat go by other names here"
        raise ShapeMistake(words, step.call.span, "with a number of repeats it can be derived, for instance with --set")
    received, costs = first
    pairs = {"depth": (volume.depth, received.depth)}
    if "params" in quantities and "params" in costs:
        pairs["number of parameters"] = quantities["params"], costs["params"]
    conditions = []
    for what, (here, there) in pairs.items():
        answer = domain.decide("==", here, there)
        if answer is False:
            words = f"{step.name} cannot use the weights of {step.twin}: the {what} is "
            message = (words, domain.formula_text(here), " here and ", domain.formula_text(there), " there")
            raise ShapeMistake(message, step.call.span)
        if answer is None:
            words = Message("it has the weights of {}", step.twin)
            conditions.append(StatedCondition(domain.condition("==", here, there), step.name, words))
    return conditions
