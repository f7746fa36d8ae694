"""What kind a parameter is of where its declaration states none."""

from __future__ import annotations

from fractions import Fraction
from math import prod
from typing import TYPE_CHECKING, TypeAlias

from symcnn.formula import Formula, number

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

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


def declaring_hint(symbol: str, written: Formula) -> str:
    """How a parameter is declared that takes what was written, 0 or a truth value.

    >>> from symcnn.formula import ZERO, name
    >>> [declaring_hint("B", written)[-10:] for written in (ZERO, name("false"), name("x"))]
    ['teger >= 0', 'B: boolean', '']
    """
    if written.op == "number" and written.value == 0:
        return f"a parameter that may be 0 is declared so: {symbol}: integer >= 0"
    if written.op == "name" and written.value in ("true", "false"):
        return f"a parameter that is true or false is declared so: {symbol}: boolean"
    return ""


def stated_kind(word: str, relation: str, bound: Formula | None) -> ParameterKind:
    """The kind that a parameter states, ``integer >= -1``; the bound is one number, sign and divisor included.

    >>> from symcnn.formula import ONE, Formula
    >>> stated_kind("integer", ">=", Formula("negative", (ONE,)))[2].value
    -1
    """
    value = None if bound is None else _number(bound)
    if bound is None or value is None:
        return word, relation, bound
    written = number(value)
    return word, relation, Formula(written.op, written.args, written.value, bound.span)


def _number(formula: Formula) -> Fraction | None:
    """What a number comes to that is written with a sign or a divisor; None for anything else."""
    if formula.op == "number" and isinstance(formula.value, int | Fraction):
        return Fraction(formula.value)
    parts = [_number(part) for part in formula.args]
    known = [part for part in parts if part is not None]
    if formula.op not in _WRITTEN or len(known) < len(parts) or (formula.op == "reciprocal" and not known[0]):
        return None
    return _WRITTEN[formula.op](known)


_WRITTEN: Mapping[str, Callable[[list[Fraction]], Fraction]] = {
    "negative": lambda parts: -parts[0],
    "reciprocal": lambda parts: 1 / parts[0],
    "product": lambda parts: Fraction(prod(parts)),
}
