"""What follows from the operation of a layer, so that its author need not state it: ``y[i, k] = ...`` is enough."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symcnn.formula import ZERO, Formula, name, negative, number, plus, product, total
from symcnn.syntax.operation_reads import CONSTANTS, INPUT, PLACES, Operation, OperationLine, UntoldError, operation_of
from symcnn.syntax.operation_steps import step_rules
from symcnn.syntax.operation_weights import weight_rules

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_MOST_CHOICES = 8
"""Between how many ways arguments may choose; of more, nothing is counted."""


def rules_of_operation(lines: list[OperationLine], kinds: Mapping[str, str]) -> dict[str, Formula]:
    """Quantities and the window of a layer, as far as the lines that say what leaves it tell them.

    >>> from symcnn.syntax.parser import parse_expression
    >>> line = OperationLine("y", ("i", "k"), parse_expression("sum(w[u, k]*x[i + u, k] for u in box(F))"))
    >>> [key for key, rule in rules_of_operation([line], {"F": ""}).items() if rule != ZERO]
    ['params', 'connections', 'macs', 'depth', 'multiplications', 'additions', 'window']
    """
    try:
        return _chosen(operation_of(lines, kinds), _MOST_CHOICES)
    except UntoldError:
        return {}


def _chosen(operation: Operation, most: int) -> dict[str, Formula]:
    """The rules of an operation; where arguments choose what it is, each rule is that choice."""
    choice = next(operation.body.nodes("if"), None)
    if choice is None:
        return {**weight_rules(operation), **step_rules(operation), **_window(operation)}
    then, condition, otherwise = choice.args
    if most <= 1 or condition.free_names() - operation.kinds.keys() - CONSTANTS:
        raise UntoldError
    one, other = (
        _chosen(operation._replace(body=_put(operation.body, choice, part)), most // 2) for part in (then, otherwise)
    )
    return {key: _either(one[key], condition, other[key]) for key in one if key in other}


def _either(then: Formula, condition: Formula, otherwise: Formula) -> Formula:
    return then if then == otherwise else Formula("if", (then, condition, otherwise))


def _put(node: Formula, old: Formula, new: Formula) -> Formula:
    if node is old:
        return new
    return Formula(node.op, tuple([_put(part, old, new) for part in node.args]), node.value, node.span)


def _window(operation: Operation) -> dict[str, Formula]:
    """Size, stride and padding of what one output sees, if all that it reads lies in one window."""
    try:
        windows = {_seen(operation, read) for read in operation.arrays if read.value == INPUT}
    except UntoldError:
        return {}
    return {"window": windows.pop()} if len(windows) == 1 else {}


def _seen(operation: Operation, read: Formula) -> Formula:
    if len(read.args) != PLACES:
        raise UntoldError
    place, extents, outputs = read.args[0], _extents(operation), [*operation.outputs]
    if place.op == "name" and extents.get(str(place.value)) == name("X"):
        return Formula("tuple", (name("X"), number(1), ZERO))
    stride = operation.step(place, outputs[0]) if len(outputs) == PLACES else None
    if stride is None:
        raise UntoldError
    reach, shift = list[Formula](), list[Formula]()
    for term in _summands(place):
        indices = term.free_names() & {*outputs, *extents}
        if not indices:
            shift.append(term)
        elif indices != {outputs[0]}:
            reach.append(_reach(operation, term, indices, extents))
    return Formula("tuple", (total([*reach, number(1)]), stride, negative(total(shift))))


def _summands(place: Formula) -> Iterator[Formula]:
    for part in place.args if place.op == "sum" else ():
        yield from _summands(part)
    if place.op != "sum":
        yield place


def _reach(operation: Operation, term: Formula, indices: set[str], extents: dict[str, Formula]) -> Formula:
    """How far a summand goes from its first value to its last."""
    index = indices.pop()
    step = operation.step(term, index)
    if indices or index not in extents or extents[index].op == "list" or step is None:
        raise UntoldError
    far = plus(extents[index], -1)
    return far if step == number(1) else product([step, far])


def _extents(operation: Operation) -> dict[str, Formula]:
    """How many values each index of a sum has along an axis, but for those that go through lists or mean two things."""
    found = dict[str, set[Formula]]()
    for fold in operation.body.folds():
        for index, extent in zip(fold.args[1::2], fold.args[2::2], strict=True):
            boxed = extent.op == "call" and extent.value == "box"
            found.setdefault(str(index.value), set()).add(extent.args[0] if boxed else extent)
    return {index: next(iter(extents)) for index, extents in found.items() if len(extents) == 1}
