"""Rewrites conditions on the least or greatest value of a range as counts: what a language sums up, it can compare.

That the least of all values is at least c says that the values below c are none; that it is at most c, that some are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from symcnn import formula as f
from symcnn.errors import Unavailable
from symcnn.formula import Formula

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from symcnn.formula import Comparator, Operator

_OF_ALL = frozenset((("min", ">="), ("min", ">"), ("max", "<="), ("max", "<")))
"""What all values fulfil where the least or the greatest does; with any other sign, some do."""

_TURNED: dict[Comparator, Comparator] = {">=": "<=", "<=": ">=", ">": "<", "<": ">", "==": "==", "!=": "!="}


def has_extremes(formula: Formula) -> bool:
    """Whether the least or the greatest value of a range is in it."""
    return any(node.value in ("min", "max") for node in formula.folds())


def counted(comparison: Formula) -> Formula:
    """A comparison of what has such values in it, as one of counts.

    >>> from symcnn.render.formula.text import to_text
    >>> from symcnn.syntax.parser import parse_expression
    >>> to_text(counted(parse_expression("min(W - i*i for i in n) >= 0")))
    'Σ[i = 0…n − 1] (0 if W − ii ≥ 0 else 1) = 0'
    """
    left, right = comparison.args
    return _holds(left, comparison.comparator, right)


def _holds(left: Formula, relation: Comparator, right: Formula) -> Formula:
    if not has_extremes(left):
        is_done = not has_extremes(right)
        return Formula("compare", (left, right), relation) if is_done else _holds(right, _TURNED[relation], left)
    if relation == "!=":
        return Formula("not", (_holds(left, "==", right),))
    if relation == "==":
        return Formula("and", (_holds(left, ">=", right), _holds(left, "<=", right)))
    return _ROWS.get(left.op, _unknown)(left, relation, right)


def _turned(left: Formula, relation: Comparator, right: Formula) -> Formula:
    return _holds(left.args[0], _TURNED[relation], f.negative(right))


def _of_each(left: Formula, relation: Comparator, right: Formula) -> Formula:
    """The least of some is at least so much where each is, and at most so much where one is."""
    if left.value not in ("min", "max"):
        raise _refused(left)
    parts = tuple(_holds(part, relation, right) for part in left.args)
    return Formula("and" if (left.value, relation) in _OF_ALL else "or", parts)


def _unknown(left: Formula, _relation: Comparator, _right: Formula) -> Formula:
    raise _refused(left)


def _refused(left: Formula) -> Unavailable:
    word = next(node.value for node in left.folds() if node.value in ("min", "max"))
    return Unavailable(f'"{word}" over a range cannot be compiled')


def _apart(left: Formula, relation: Comparator, right: Formula) -> Formula:
    """A comparison with its one extreme left alone: all other terms go to the other side."""
    having = [term for term in left.args if has_extremes(term)]
    others = [f.negative(term) for term in left.args if not has_extremes(term)]
    if len(having) > 1:
        raise _refused(left)
    return _holds(having[0], relation, f.total([right, *others]))


def _of_range(left: Formula, relation: Comparator, right: Formula) -> Formula:
    """How many values do not fulfil it, or do."""
    body, *extents = left.args
    if left.value not in ("min", "max") or right.free_names() & {str(index.value) for index in extents[::2]}:
        raise _refused(left)
    of_all = (left.value, relation) in _OF_ALL
    values = (f.ZERO, f.ONE) if of_all else (f.ONE, f.ZERO)
    each = Formula("if", (values[0], _holds(body, relation, right), values[1]))
    return Formula("compare", (Formula("fold", (each, *extents), "sum"), f.ZERO), "==" if of_all else "!=")


_ROWS: Mapping[Operator, Callable[[Formula, Comparator, Formula], Formula]] = {
    "negative": _turned,
    "sum": _apart,
    "call": _of_each,
    "fold": _of_range,
}
