"""Sums over the entries of a list, and the terms behind their ends: ``Σ k[t] for t < i`` and ``k[i]`` are one sum."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sympy import Expr, Integer

from symcnn.algebra.quotients.construct import add, like_terms, multiply, negated, subtract
from symcnn.algebra.quotients.entry import ListEntry
from symcnn.algebra.quotients.multiplying_out import expanded
from symcnn.algebra.sums.put_in import put_in
from symcnn.algebra.sums.series import Series
from symcnn.algebra.sums.summation import is_nonnegative

if TYPE_CHECKING:
    from collections.abc import Mapping

_ONE = Integer(1)
_NOTHING: Mapping[Expr, Expr] = {}


def with_sums_joined(expr: Expr) -> Expr:
    """The expression, in which terms before or behind a sum over entries are part of it.

    >>> from symcnn.algebra.quotients.symbol import make_symbol
    >>> k, i, t = make_symbol("k"), make_symbol("i"), make_symbol("t")
    >>> with_sums_joined(Series(ListEntry(k, t), t, 1, i - 1) + ListEntry(k, i) - i)
    -i + Sum(k[t], (t, 1, i))
    """
    if not expr.has(Series) or not expr.has(ListEntry):
        return expr
    inner = {node: with_sums_joined(node) for node in expr.args if node.has(Series)}
    found = put_in(expr, {old: new for old, new in inner.items() if old != new})
    return _joined(found) if found.is_Add else found


def _joined(total: Expr) -> Expr:
    counts = like_terms([total])
    for node in [node for node in counts if isinstance(node, Series) and node.body.has(ListEntry)]:
        longer = _grown(node, counts)
        if longer != node:
            coefficient = counts.pop(node)
            counts[longer] = counts.get(longer, Integer(0)) + coefficient
    return add(*(multiply(coefficient, term) for term, coefficient in counts.items()))


def _grown(node: Series, counts: dict[Expr, Expr]) -> Expr:
    """The sum with the terms next to it, which are taken out of the others; each is taken once, so this ends."""
    coefficient = counts[node]
    body, index, first, last = node.args
    if not is_nonnegative(expanded(add(last, _ONE, negated(first))), _NOTHING):
        return node
    while _takes(body.xreplace({index: add(last, _ONE)}), coefficient, counts):
        last = add(last, _ONE)
    while _takes(body.xreplace({index: add(first, Integer(-1))}), coefficient, counts):
        first = add(first, Integer(-1))
    return Series(body, index, first, last)


def _takes(term: Expr, times: Expr, counts: dict[Expr, Expr]) -> bool:
    """Take a multiple of a term out of the counted ones; whether exactly that much was there."""
    number, rest = term.as_coeff_Mul()
    if not term.has(ListEntry) or counts.get(rest) != number * times:
        return False
    del counts[rest]
    return True


def rise_of(expr: Expr, index: Expr, least: Mapping[Expr, Expr] = _NOTHING) -> Expr | None:
    """The growth of an expression with entries of a list while its index grows by 1; None where that is not seen.

    >>> from symcnn.algebra.quotients.symbol import make_symbol
    >>> k, i, t = make_symbol("k"), make_symbol("i"), make_symbol("t")
    >>> rise_of(i - Series(ListEntry(k, t), t, 1, i), i)
    1 - k[i + 1]
    """
    if not expr.has(ListEntry):
        return None
    step, ahead = {index: add(index, _ONE)}, dict[Expr, Expr]()
    for node in (node for node in expr.atoms(Series) if index in node.free_symbols):
        longer = node.xreplace(step)
        if not _is_longer_by_one(node, longer, least):
            return None
        ahead[longer] = add(node, longer.body.xreplace({longer.index: longer.last}))
    return expanded(subtract(put_in(expr.xreplace(step), ahead), expr))


def _is_longer_by_one(node: Series, longer: Expr, least: Mapping[Expr, Expr]) -> bool:
    if not isinstance(longer, Series) or (longer.body, longer.index, longer.first) != node.args[:3]:
        return False
    count = expanded(add(node.last, _ONE, negated(node.first)))
    return subtract(longer.last, node.last) == 1 and is_nonnegative(count, least)
