"""How many multiply-accumulates the gradients of one layer take, as formulas over its rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symcnn.derive.rule_scope import rule_of
from symcnn.formula import ZERO, name, total
from symcnn.syntax.parser import parse_expression

if TYPE_CHECKING:
    from symcnn.formula import Formula
    from symcnn.model.steps import LayerStep

FORWARD, OF_INPUTS, OF_WEIGHTS, INSIDE = "macs", "input_gradients", "weight_gradients", "inner_gradients"


def by_branch(step: LayerStep) -> tuple[list[Formula], Formula] | None:
    """The gradients of what enters through each branch, and of the values in the layer; None where it states no MACs.

    A layer of branches states ``input_gradients`` as one number for each, any other layer as a number.
    """
    macs, many = rule_of(step.layer, FORWARD), len(step.branches) or 1
    if macs is None:
        return None
    inside = rule_of(step.layer, INSIDE)
    if rule_of(step.layer, OF_INPUTS) is None:
        entering = [ZERO if macs == ZERO else name(FORWARD)] * many
    else:
        entering = [parse_expression(f"{OF_INPUTS}[{n}]") if step.branches else name(OF_INPUTS) for n in range(many)]
    return entering, ZERO if inside is None else name(INSIDE)


def in_all(step: LayerStep) -> Formula | None:
    """All gradients of inputs that a layer may need."""
    found = by_branch(step)
    return None if found is None else total([*found[0], found[1]])


def of_weights(step: LayerStep) -> Formula | None:
    """Only weights that are trained have a gradient; a product of a weight and an input takes one more for it.

    Layers that come with symcnn have weights wherever they state any; those of an author may have none for some values.
    """
    stated, macs, trained = (rule_of(step.layer, word) for word in (OF_WEIGHTS, FORWARD, "params"))
    if stated is not None:
        return stated
    if trained == ZERO:
        return ZERO
    if trained is None or macs in (None, ZERO) or step.layer.span.source.is_prelude:
        return macs
    return parse_expression(f"{FORWARD}*min(1, params)")


def of_training(step: LayerStep) -> Formula | None:
    """Forward pass and both gradients, with all that a layer may need."""
    parts = [rule_of(step.layer, FORWARD), in_all(step), of_weights(step)]
    return None if None in parts else total(part for part in parts if part is not None)
