"""Checks that layers which share weights fit each other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from symcnn.algebra.exact.evaluate import evaluate, truth
from symcnn.derive.derivation import StatedCondition
from symcnn.derive.quantities import BY_KEY
from symcnn.derive.rule_scope import Rules, rule_of
from symcnn.errors import ShapeMistake
from symcnn.model.volume import Volume
from symcnn.support.message import Message

if TYPE_CHECKING:
    from symcnn.algebra.exact.arithmetic import Exact
    from symcnn.algebra.exact.values import Value
    from symcnn.model.steps import LayerStep
    from symcnn.support.scalar import Scalar

Placed = tuple[Volume, Mapping[str, "Scalar"]]
"""What a layer received, and its quantities as if its weights were its own."""


def check_twin(
    step: LayerStep, volume: Volume, quantities: Mapping[str, Scalar], first: Placed | None, domain: Exact
) -> list[StatedCondition]:
    """The number of weights, and the depth that comes in if they hang on it, are those of the layer that has them."""
    if first is None:
        words = f"which layer has the weights of {step.name} is not known: turns of its repeat go by other names here"
        raise ShapeMistake(words, step.call.span, "with a number of repeats it can be derived, for instance with --set")
    received, costs = first
    pairs = {"depth": (volume.depth, received.depth)} if _hangs_on_depth(step, volume, domain) else {}
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


class _WatchedRules(Rules):
    """Rules that note which names are read."""

    def __init__(self, step: LayerStep, volume: Volume, domain: Exact) -> None:
        super().__init__(step.layer, step.values, volume, domain)
        self.read: set[str] = set()

    def __getitem__(self, name: str) -> Value:
        self.read.add(name)
        return super().__getitem__(name)


def _hangs_on_depth(step: LayerStep, volume: Volume, domain: Exact) -> bool:
    """Whether a layer has weights, and these or what it asks for have to do with the depth that it receives."""
    rules = _WatchedRules(step, volume, domain)
    stored = [rule_of(step.layer, quantity.key) for quantity in BY_KEY.values() if quantity.is_stored]
    if all(formula is not None and evaluate(formula, rules, domain) == 0 for formula in stored):
        return False
    for require in step.layer.requires:
        truth(require.condition, rules, domain)
    return "D" in rules.read
