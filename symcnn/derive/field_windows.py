"""The window of a layer along each axis, by the rule that it states."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symcnn.algebra.exact.evaluate import evaluate, truth
from symcnn.algebra.exact.values import describe, is_scalar, is_vector
from symcnn.derive.requirements import at_call
from symcnn.derive.rule_scope import Rules, rule_of
from symcnn.errors import ShapeMistake, TextError

if TYPE_CHECKING:
    from symcnn.algebra.exact.arithmetic import Exact
    from symcnn.derive.derivation import LayerResult
    from symcnn.formula import Formula
    from symcnn.support.scalar import Scalar


def windows_of(layer: LayerResult, domain: Exact) -> tuple[tuple[Scalar, ...], ...] | None:
    """Size, stride and padding on each axis, and how often the input is repeated; None if the layer states none."""
    rule = rule_of(layer.step.layer, "window")
    axes = len(layer.received.sizes)
    scope = Rules(layer.step.layer, layer.step.values, layer.received, domain)
    while rule is not None and rule.op == "if":
        then, condition, otherwise = rule.args
        answer = truth(condition, scope, domain)
        rule = None if answer is None else then if answer else otherwise
    if rule is None or rule.value == "none":
        return None
    try:
        return tuple(zip(*(_per_axis(part, scope, axes) for part in rule.args), strict=True))
    except TextError as mistake:
        raise at_call(mistake, layer.step) from None


def _per_axis(formula: Formula, scope: Rules, axes: int) -> tuple[Scalar, ...]:
    value = evaluate(formula, scope, scope.domain)
    if is_scalar(value):
        return (value,) * axes
    if is_vector(value) and len(value) == axes:
        return value
    raise ShapeMistake(f"window must be made of numbers, one for each axis, not {describe(value)}", formula.span)
