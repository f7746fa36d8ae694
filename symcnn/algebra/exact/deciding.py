"""Compiles conditions, which come to True, False, or None where symbols leave it open."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias, cast

from symcnn.algebra.exact.values import CONSTANTS, Nothing, Table, Value, conjunction, describe, is_scalar, per_axis
from symcnn.errors import ArgumentMistake

if TYPE_CHECKING:
    from collections.abc import Callable

    from symcnn.algebra.exact.arithmetic import Exact
    from symcnn.algebra.exact.folds import Code
    from symcnn.algebra.exact.values import Scope
    from symcnn.formula import Formula
    from symcnn.support.scalar import Scalar

Deciding: TypeAlias = "Callable[[Scope, Exact], bool | None]"
"""What a condition is compiled to."""

_CONDITIONS = ("compare", "and", "or", "not")


def _deciding(formula: Formula, code: Code) -> Deciding:
    """Whether a condition holds; a number counts as true where it is not 0."""
    if formula.op in _CONDITIONS:
        return cast("Deciding", code)
    return lambda scope, domain: answered(code(scope, domain), formula, domain)


def answered(value: Value, formula: Formula, domain: Exact) -> bool | None:
    """The value of a formula as a truth value: a number is true where it is not 0; None where that is undecided."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str | tuple | Nothing):
        raise ArgumentMistake(f"{describe(value)} stands where a condition is needed", formula.span)
    return domain.decide("!=", cast("Scalar", value), 0)  # nothing else is left


def compare(formula: Formula, operands: list[Code]) -> Code:
    """Vectors must agree on every axis; a list, a string and nothing can only be equal or unequal to something."""
    relation = formula.comparator
    left, right = operands
    if relation not in ("==", "!="):
        return lambda scope, domain: _compared(formula, left(scope, domain), right(scope, domain), domain)
    word = CONSTANTS.get(str(formula.args[1].value)) if formula.args[1].op == "name" else None
    if isinstance(word, str | Nothing):
        return lambda scope, domain: _is_word(left(scope, domain), word) is (relation == "==")

    def code(scope: Scope, domain: Exact) -> bool | None:
        values = left(scope, domain), right(scope, domain)
        if not any(isinstance(value, str | Table | Nothing) for value in values):
            return _compared(formula, *values, domain)
        answer = _same(*values, domain)
        return answer if relation == "==" or answer is None else not answer

    return code


def _is_word(value: Value, word: str | Nothing) -> bool:
    return type(value) is type(word) and value == word  # SymPy would read a word as an expression


def _compared(formula: Formula, left: Value, right: Value, domain: Exact) -> bool | None:
    relation = formula.comparator
    answers = per_axis(lambda one, other: domain.decide(relation, one, other), left, right)
    return conjunction(list(answers)) if isinstance(answers, tuple) else answers


def _same(left: Value, right: Value, domain: Exact) -> bool | None:
    """Whether two values are equal, lists entry by entry."""
    if isinstance(left, tuple) and type(left) is type(right):
        pairs = zip(left, right, strict=True) if len(left) == len(right) else None
        return conjunction([_same(*pair, domain) for pair in pairs]) if pairs else False
    if is_scalar(left) and is_scalar(right):
        return domain.decide("==", left, right)
    return bool(left == right)


def joined(formula: Formula, operands: list[Code]) -> Code:
    """``and`` up to what does not hold, ``or`` up to what does."""
    answers = list(map(_deciding, formula.args, operands))
    last = formula.op == "or"

    def code(scope: Scope, domain: Exact) -> bool | None:
        is_open = False
        for answer in answers:
            # A part that may not be needed because of those before it assumes nothing.
            found = answer(scope, domain.with_nonnegative(()) if is_open else domain)
            if found is last:
                return last
            is_open = is_open or found is None
        return None if is_open else not last

    return code


def opposite(formula: Formula, operands: list[Code]) -> Code:
    """``not``."""
    part = _deciding(formula.args[0], operands[0])

    def code(scope: Scope, domain: Exact) -> bool | None:
        answer = part(scope, domain)
        return None if answer is None else not answer

    return code


def choice(formula: Formula, operands: list[Code]) -> Code:
    """One value or the other; both where it is open which, in a domain that can write that."""
    then, condition, otherwise = operands
    answer = _deciding(formula.args[1], condition)

    def code(scope: Scope, domain: Exact) -> Value:
        found = answer(scope, domain)
        if found is None:
            return domain.alternative(formula, scope)
        return then(scope, domain) if found else otherwise(scope, domain)

    return code
