"""What kind a parameter is of where its declaration states none."""

from __future__ import annotations

from typing import TypeAlias

from symcnn.formula import Formula, negative

ParameterKind: TypeAlias = tuple[str, str, Formula | None]
"""A word, and the relation to a bound."""


def unstated_kind(default: Formula | None) -> ParameterKind:
    """None, which is a positive whole number; but where the default is 0, a whole number from there on.

    >>> from symcnn.formula import ONE, ZERO
    >>> unstated_kind(ONE)[:2], unstated_kind(ZERO)[:2]
    (('', ''), ('integer', '>='))
    """
    is_zero = default is not None and (default.op, default.value) == ("number", 0)
    return ("integer", ">=", default) if is_zero else ("", "", None)


def stated_kind(word: str, relation: str, bound: Formula | None) -> ParameterKind:
    """As declared, ``integer >= -1``; the bound is one number, its sign included, at its place.

    >>> from symcnn.formula import ONE, Formula
    >>> stated_kind("integer", ">=", Formula("negative", (ONE,)))[2].value
    -1
    """
    if bound is not None and bound.op == "negative":
        turned = negative(bound.args[0])
        bound = Formula(turned.op, turned.args, turned.value, bound.span)
    return word, relation, bound
