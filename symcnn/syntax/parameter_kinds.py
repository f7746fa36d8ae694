"""What kind a parameter is of where its declaration states none."""

from __future__ import annotations

from typing import TypeAlias

from symcnn.formula import Formula, negative

ParameterKind: TypeAlias = tuple[str, str, Formula | None]
"""A word, and the relation to a bound."""


def unstated_kind(default: Formula | None) -> ParameterKind:
    """The kind of a parameter that states none: a positive whole number; from 0 on if its default is 0.

    >>> from symcnn.formula import ONE, ZERO
    >>> unstated_kind(ONE)[:2], unstated_kind(ZERO)[:2]
    (('', ''), ('integer', '>='))
    """
    is_zero = default is not None and (default.op, default.value) == ("number", 0)
    return ("integer", ">=", default) if is_zero else ("", "", None)


def stated_kind(word: str, relation: str, bound: Formula | None) -> ParameterKind:
    """The kind that a parameter states, ``integer >= -1``; the bound is one number with its sign, at its place.

    >>> from symcnn.formula import ONE, Formula
    >>> stated_kind("integer", ">=", Formula("negative", (ONE,)))[2].value
    -1
    """
    if bound is not None and bound.op == "negative":
        turned = negative(bound.args[0])
        bound = Formula(turned.op, turned.args, turned.value, bound.span)
    return word, relation, bound
