"""Checks how a layer's rules are written: names that nothing defines or uses or that mean two things; windows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symcnn.algebra.exact.values import CONSTANTS
from symcnn.errors import NameMistake, nearest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from symcnn.formula import Formula
    from symcnn.syntax.tree import LayerDefinition

COUNTED = frozenset(
    {
        *("params", "buffers", "connections", "macs", "depth"),
        *("multiplications", "additions", "comparisons", "divisions", "exponentials"),
        *("input_gradients", "weight_gradients", "inner_gradients"),
    }
)
"""What a layer can state that is one number, which counts something."""

STATED = COUNTED | {"X'", "D'", "window"}
"""What a layer can state; any other rule is a helper of its own rules."""

SIZES = "sizes"
"""In the rules of a merge whose branches need not agree in sizes: those of each branch, ``sizes[1]``."""

GIVEN = frozenset({"X", "D", "X'", "D'", "units", *CONSTANTS})


def check_rules(layer: LayerDefinition) -> None:
    """Refuse a helper that nothing uses and that is a slip of what a layer states, and arrays named as arguments.

    Raises:
        NameMistake: With the place of the rule.
    """
    formulas = [rule.formula for rule in layer.rules] + [require.condition for require in layer.requires]
    defaults = [parameter.default for parameter in layer.parameters if parameter.default is not None]
    used = {name for formula in (*formulas, *defaults) for name in _read(formula)}
    for rule in layer.rules:
        hint = nearest(rule.target, STATED)
        if not rule.indices and rule.target not in STATED | used and hint:
            raise NameMistake(f'nothing uses the rule "{rule.target}"', rule.span, hint)
        if rule.target == "window" and not _is_window(rule.formula):
            hint = "such as window = (F, S, P); a fourth number says how often the input is repeated before"
            raise NameMistake("a window is stated as its size, stride and padding", rule.span, hint)
    _check_arrays(layer)


def _is_window(rule: Formula) -> bool:
    """Whether a rule is written as a window: three or four numbers, none, or a choice between such."""
    if rule.op == "if":
        return _is_window(rule.args[0]) and _is_window(rule.args[2])
    return rule.value == "none" or (rule.op == "tuple" and len(rule.args) in (3, 4))


def _check_arrays(layer: LayerDefinition) -> None:
    """In an operation ``b[k]`` is an array; an argument of that name would stand in its place."""
    numbers = {parameter.symbol for parameter in layer.parameters if parameter.kind != "table"}
    rules = {rule.target for rule in layer.rules if not rule.indices}
    for rule in (rule for rule in layer.rules if rule.indices):
        for node in _nodes(rule.formula):
            if node.op == "index" and node.value in numbers:
                message = f'"{node.value}" is an argument of this layer and cannot be an array as well'
                raise NameMistake(message, node.span, "give the argument another symbol")
        known = {p.symbol for p in layer.parameters} | rules | GIVEN | set(rule.indices) | _counted(rule.formula)
        for node in rule.formula.names():
            if node.value not in known:
                raise NameMistake(f'nothing here is called "{node.value}"', node.span, nearest(str(node.value), known))


def _counted(formula: Formula) -> set[str]:
    """The names that sums and maxima run over."""
    folds = (node for node in _nodes(formula) if node.op == "fold")
    return {str(index.value) for fold in folds for index in fold.args[1::2]}


def _read(formula: Formula) -> set[str]:
    return {str(node.value) for node in _nodes(formula) if node.op in ("name", "index")}


def _nodes(formula: Formula) -> Iterator[Formula]:
    stack = [formula]
    while stack:
        node = stack.pop()
        yield node
        stack.extend(node.args)
