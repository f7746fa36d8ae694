"""Expands sums with a known number of terms, term by term."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from sympy import Add, Expr, Integer, Max, Min, Mod, Mul, Pow

from symcnn.algebra.exact.arithmetic import Exact
from symcnn.algebra.quotients.choice import ChoiceIfNotBelowZero, ChoiceIfZero
from symcnn.algebra.quotients.construct import add
from symcnn.algebra.quotients.numbers import to_sympy
from symcnn.algebra.quotients.quotient import Quotient
from symcnn.errors import LimitExceeded

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from symcnn.support.scalar import Scalar

MOST_NUMBERS = 100_000
"""Terms of a sum of numbers."""

MOST_FORMULAS = 3_000
"""Terms of a sum in which symbols remain."""


def add_up(body: Expr, index: Expr, first: Expr, count: int) -> Expr:
    """The sum of the body for ``count`` values of an index from first on.

    >>> from sympy import Symbol
    >>> i = Symbol("i", integer=True)
    >>> add_up(2**(i**2), i, Integer(0), 3)
    19
    """
    numeric = first.is_Integer and body.free_symbols <= {index} and _is_known(body)
    most = MOST_NUMBERS if numeric else MOST_FORMULAS
    if count > most:
        raise LimitExceeded(f"a sum of more than {most:,} terms")
    if not numeric:
        return add(*(body.xreplace({index: add(first, Integer(step))}) for step in range(count)))
    domain = Exact()
    found = domain.sum(value_at(body, {index: int(first) + step}, domain) for step in range(count))
    return to_sympy(found)


def value_at(expr: Expr, values: Mapping[Expr, int], domain: Exact) -> Scalar:
    """The number that a formula is once every symbol in it has one; no intermediate number is too large.

    >>> from sympy import Symbol
    >>> n = Symbol("n", integer=True)
    >>> value_at(Quotient(n, 2) + 1, {n: 7}, Exact())
    4
    """
    if expr.is_Rational:
        return int(expr) if expr.is_Integer else Fraction(int(expr.p), int(expr.q))
    if expr in values:
        return values[expr]
    parts: list[Scalar] = [value_at(part, values, domain) for part in expr.args]
    return next(carry(domain, parts) for kind, carry in _MEANINGS.items() if isinstance(expr, kind))


_MEANINGS: Mapping[type[Expr], Callable[[Exact, list[Scalar]], Scalar]] = {
    Add: lambda domain, parts: domain.sum(parts),
    Mul: lambda domain, parts: domain.product(parts),
    Pow: lambda domain, parts: domain.power(*parts),
    Quotient: lambda domain, parts: domain.floor(*parts),
    Mod: lambda domain, parts: domain.remainder(*parts),
    Min: lambda domain, parts: domain.extremum("min", parts),
    Max: lambda domain, parts: domain.extremum("max", parts),
    ChoiceIfZero: lambda _, parts: parts[1] if parts[0] == 0 else parts[2],
    ChoiceIfNotBelowZero: lambda _, parts: parts[1] if parts[0] >= 0 else parts[2],
}


def _is_known(expr: Expr) -> bool:
    """Whether an expression is made of numbers, symbols and what has a meaning here."""
    stack = [expr]
    while stack:
        node = stack.pop()
        if not (node.is_Rational or node.is_Symbol or isinstance(node, tuple(_MEANINGS))):
            return False
        stack.extend(node.args)
    return True
