"""The role of a layer in a drawing, decided by its rules and not by its name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

from symcnn.derive.rule_scope import rule_of
from symcnn.formula import ONE, ZERO, name

if TYPE_CHECKING:
    from symcnn.derive.derivation import LayerResult
    from symcnn.formula import Formula

_KEPT = name("X"), name("D")


Role: TypeAlias = Literal["input", "kernel", "full", "pool", "grow", "merge", "other", "group"]
"""The part that a node plays in a drawing: an input, a layer by what it does, or several layers together."""


def is_mark(layer: LayerResult) -> bool:
    """Whether a layer leaves sizes and depth alone and looks at single values: an activation, a normalisation."""
    rules = layer.step.layer
    kept = rule_of(rules, "X'"), rule_of(rules, "D'")
    return len(layer.inputs) == 1 and kept == _KEPT and rule_of(rules, "depth") == ZERO and not _looks_around(layer)


def role_of(layer: LayerResult, numbers: LayerResult | None) -> Role:
    """The part that a layer plays, by which it gets its colour."""
    rules = layer.step.layer
    if len(layer.inputs) > 1:
        return "merge"
    if _grows(numbers or layer):
        return "grow"
    if rule_of(rules, "macs") == ZERO:
        return "pool" if _looks_around(layer) and rule_of(rules, "D'") == _KEPT[1] else "other"
    return "kernel" if layer.output.sizes else "full"


def _looks_around(layer: LayerResult) -> bool:
    """Whether its window holds more than one value."""
    window = rule_of(layer.step.layer, "window")
    return window is None or _first(window) != ONE


def _first(window: Formula) -> Formula:
    """The size of a window, or of its first case where it depends on a condition."""
    stated = window.args[0] if window.op == "if" else window
    return stated.args[0] if stated.args else stated


def _grows(layer: LayerResult) -> bool:
    """Whether sizes grow by half or more, as far as that is known; padding alone grows them less."""
    pairs = zip(layer.received.sizes, layer.output.sizes, strict=False)
    return any(isinstance(a, int) and isinstance(b, int) and 2 * b >= 3 * a for a, b in pairs)
