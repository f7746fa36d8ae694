"""The one evaluator of formulas, over any domain: a formula is compiled to a function once, when it is first used.

A row of ``_MAKERS`` makes the function of an operator from those of its operands, so that a rule that is used again
is not looked at again. A function holds nothing of a domain; it is given one together with the scope.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from symcnn.algebra.exact import deciding, operators
from symcnn.algebra.exact.operators import ROUNDED
from symcnn.errors import TextError
from symcnn.support.work import spend

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from symcnn.algebra.exact.arithmetic import Exact
    from symcnn.algebra.exact.folds import Code
    from symcnn.algebra.exact.values import Scope, Value
    from symcnn.formula import Formula
    from symcnn.support.scalar import Scalar


def evaluate(formula: Formula, scope: Scope, domain: Exact) -> Value:
    """The value of a formula in a scope.

    >>> from symcnn.algebra.exact.arithmetic import Exact
    >>> from symcnn.formula import name, number, product
    >>> evaluate(product([number(2), name("P")]), {"P": (1, 3)}, Exact())
    (2, 6)
    """
    return compiled(formula)(scope, domain)


def evaluate_scalar(formula: Formula, scope: Scope, domain: Exact) -> Scalar:
    """The value of a formula of which its author knows that it is one number; nothing is checked."""
    return cast("Scalar", evaluate(formula, scope, domain))


def truth(formula: Formula, scope: Scope, domain: Exact) -> bool | None:
    """Whether a condition holds; a number counts as true where it is not 0."""
    return deciding.answered(evaluate(formula, scope, domain), formula, domain)


_LEAVES = frozenset(["number", "name", "text"])


def compiled(formula: Formula) -> Code:
    """The function of a formula, kept beside it; it counts its steps, and knows its place where a mistake has none.

    That of a name or a number is as soon made again, and counts as a step of what is made of it.
    """
    if formula.op in _LEAVES:
        return _MAKERS[formula.op](formula, [])
    kept: Code | None = getattr(formula, "compiled", None)
    if kept is None:
        parts = _operands(formula)
        steps = 1 + len([part for part in parts if part.op in _LEAVES])
        kept = _with_place(formula, _MAKERS[formula.op](formula, [compiled(part) for part in parts]), steps)
        object.__setattr__(formula, "compiled", kept)
    return kept


def _operands(formula: Formula) -> tuple[Formula, ...]:
    """What is worked out before an operator; a quotient that is rounded is not divided first, so its factors are."""
    parts = formula.args
    if formula.op == "call" and formula.value in ROUNDED and len(parts) == 1 and parts[0].op == "product":
        return _operands(parts[0])
    if formula.op == "product":
        return tuple([part.args[0] if part.op == "reciprocal" else part for part in parts])
    return (parts[0], *parts[2::2]) if formula.op == "fold" else parts


def _with_place(formula: Formula, run: Code, steps: int) -> Code:
    def code(scope: Scope, domain: Exact) -> Value:
        spend(steps)
        try:
            return run(scope, domain)
        except TextError as mistake:
            if mistake.span.source.text:
                raise
            raise mistake.at(formula.span) from None

    return code


_MAKERS: Mapping[str, Callable[[Formula, list[Code]], Code]] = {
    "number": operators.number,
    "name": operators.name,
    "text": operators.text,
    "sum": operators.total,
    "product": operators.product,
    "negative": operators.negative,
    "remainder": operators.remainder,
    "power": operators.power,
    "call": operators.call,
    "index": operators.index,
    "fold": operators.fold,
    "tuple": operators.vector,
    "list": operators.table,
    "compare": deciding.compare,
    "and": deciding.joined,
    "or": deciding.joined,
    "not": deciding.opposite,
    "if": deciding.choice,
}
