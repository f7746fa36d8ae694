"""Sums over one range put together, and the term before or behind a range taken into the sum.

Layers in a repeat leave a sum each, and the layers of the first turn stand apart: sums of ``a(i)`` and of ``b(i)`` for
i from 1 on, ``a(0)`` and ``b(0)`` are one sum of ``a(i) + b(i)`` from 0 on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sympy import Add, Expr, Integer, Mul

from symcnn.algebra.quotients.construct import add, like_terms, multiply, negated, subtract
from symcnn.algebra.quotients.multiplying_out import expanded
from symcnn.algebra.sums.series import Index, Series, fresh
from symcnn.algebra.sums.summation import is_nonnegative
from symcnn.support.work import spend

if TYPE_CHECKING:
    from collections.abc import Iterable

_ONE = Integer(1)
_MOST_TERMS = 60
"""Longer totals stay as they are."""
_MOST_STEPS = 3
"""Terms on either side of a range that are tried."""


class _SummedTerm(NamedTuple):
    """A factor times a sum, its body counted from the first index on."""

    factor: Expr
    body: Expr
    first: Expr
    last: Expr


def with_sums_together(expr: Expr) -> Expr:
    """The expression with fewer sums, where some are over one range or a term continues one.

    >>> from symcnn.algebra.quotients.symbol import make_symbol
    >>> i, n, W = Index("i"), make_symbol("n"), make_symbol("W")
    >>> with_sums_together(Series(2**(i**2), i, 1, n - 1) + Series(W**(i**3), i, 1, n - 1) + 2)
    Sum(2**(i**2) + W**(i**3), (i, 0, n - 1))
    """
    args = Add.make_args(expr)
    if len(args) > _MOST_TERMS or not expr.has(Series):
        return expr
    index = fresh(Index("i"), {symbol.name for symbol in expr.free_symbols})
    terms = [_read(arg, index) for arg in args]
    found = _joined(term for term in terms if term is not None)
    rest = [arg for arg, term in zip(args, terms, strict=True) if term is None]
    for place, term in enumerate(found):
        found[place], rest = _continued(term, index, rest)
    found = _joined(found)
    return add(*(multiply(t.factor, Series(t.body, index, t.first, t.last)) for t in found), *rest)


def _read(term: Expr, index: Expr) -> _SummedTerm | None:
    """A product with one sum in it; a number stands within the sum."""
    number, others = term.as_coeff_Mul()
    sums = [factor for factor in Mul.make_args(others) if isinstance(factor, Series)]
    if len(sums) != 1:
        return None
    (found,) = sums
    factor = multiply(*(one for one in Mul.make_args(others) if one is not found))
    body = multiply(number, found.body.xreplace({found.index: index}))
    return None if factor.has(Series) else _SummedTerm(factor, body, found.first, found.last)


def _joined(terms: Iterable[_SummedTerm]) -> list[_SummedTerm]:
    """Sums over ranges that begin and end alike, behind the same factor, as one."""
    found: dict[tuple[Expr, Expr, Expr], Expr] = {}
    for factor, body, first, last in terms:
        key = factor, first, last
        found[key] = add(found[key], body) if key in found else body
    return [_SummedTerm(factor, body, first, last) for (factor, first, last), body in found.items()]


def _continued(term: _SummedTerm, index: Expr, rest: list[Expr]) -> tuple[_SummedTerm, list[Expr]]:
    """The sum with what stands next to it among the other terms."""
    if not is_nonnegative(expanded(add(term.last, _ONE, negated(term.first))), {}):
        return term, rest
    for _ in range(_MOST_STEPS):
        spend(len(rest))
        below, above = subtract(term.first, _ONE), add(term.last, _ONE)
        for end, longer in ((below, term._replace(first=below)), (above, term._replace(last=above))):
            left = _without(rest, multiply(term.factor, term.body.xreplace({index: end})))
            if left is not None and end.is_nonnegative:  # bodies are made for such an index
                term, rest = longer, left
                break
        else:
            break
    return term, rest


def _without(rest: list[Expr], taken: Expr) -> list[Expr] | None:
    """The terms without those that something consists of; None where it is not among them."""
    wanted = like_terms([expanded(taken)])
    left: list[Expr] = []
    for arg in rest:
        found = like_terms([expanded(arg)])
        if found.items() <= wanted.items():
            wanted = {term: number for term, number in wanted.items() if term not in found}
        else:
            left.append(arg)
    return None if wanted else left
