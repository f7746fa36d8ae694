"""Splits conditions into cases by the sign of their divisors, where a divisor may be negative."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

from sympy import Expr, Mod, Symbol

from symcnn.algebra.proofs.undecided import Unable
from symcnn.algebra.quotients.construct import negated
from symcnn.algebra.quotients.quotient import Quotient
from symcnn.algebra.quotients.remainder import Remainder
from symcnn.algebra.quotients.size import measured
from symcnn.algebra.solving.normalise import divided_by, nodes
from symcnn.algebra.solving.problem import Divides, Plain, Relation
from symcnn.algebra.sums.put_in import put_in

if TYPE_CHECKING:
    from collections.abc import Iterable

    from symcnn.algebra.solving.normalise import Context

MOST = 4
"""The most divisors of either sign for which cases are distinguished."""


def by_sign(conditions: list[Plain], unknown: Symbol, judge: Context) -> Iterable[list[Plain]]:
    """The conditions for each way in which divisors with the unknown may be above or below 0.

    All methods ask that divisors are above 0, so one that is below 0 stands with the other sign: ``⌊a/b⌋ = ⌊−a/−b⌋``.

    >>> from symcnn.algebra.solving.normalise import Context
    >>> from symcnn.algebra.quotients.symbol import make_symbol
    >>> q = make_symbol("q")
    >>> for case in by_sign([Relation("==", Quotient(1, q - 5))], q, Context()):
    ...     print(*case)
    ⌊1/(q − 5)⌋ = 0
    ⌊−1/(5 − q)⌋ = 0
    """
    open_ones = list(dict.fromkeys(below for one in conditions for below in _divisors(one, unknown, judge)))
    if len(open_ones) > MOST:
        raise Unable("too many divisors may be above or below 0")
    for signs in product((False, True), repeat=len(open_ones)):
        below_0 = {below for below, sign in zip(open_ones, signs, strict=True) if sign}
        yield [_turned(one, below_0) for one in conditions] if below_0 else conditions


def _divisors(condition: Plain, unknown: Symbol, judge: Context) -> Iterable[Expr]:
    """What the unknown stands in and something is divided by, if it may be below 0."""
    found = [node.args[1] for node in divided_by(condition, unknown)]
    if isinstance(condition, Divides) and condition.divisor.has(unknown):
        found.insert(0, condition.divisor)
    return [below for below in found if judge.decide(">=", below) is not True]


def _turned(condition: Plain, below_0: set[Expr]) -> Plain:
    """A condition in which some divisors have the other sign."""
    if isinstance(condition, Divides):
        divisor = negated(condition.divisor) if condition.divisor in below_0 else condition.divisor
        return Divides(_put(divisor, below_0), _put(condition.expr, below_0))
    op, left, right = condition
    if isinstance(left, Mod) and left.args[1] in below_0 and op in ("==", "!="):
        above, below = (negated(_put(part, below_0)) for part in left.args)
        return Relation(op, Remainder(above, below, evaluate=False), negated(_put(right, below_0)))
    return Relation(op, _put(left, below_0), _put(right, below_0))


def _put(expr: Expr, below_0: set[Expr]) -> Expr:
    """An expression in which some divisors have the other sign, inner ones first."""
    turned: dict[Expr, Expr] = {}
    rounded = [node for node in nodes(expr, (Quotient, Mod)) if node.args[1] in below_0]
    for node in sorted(rounded, key=lambda one: measured(one, _MANY)[0]):
        above, below = (negated(put_in(part, turned)) for part in node.args)
        turned[node] = Quotient(above, below) if isinstance(node, Quotient) else negated(Remainder(above, below))
    return put_in(expr, turned)


_MANY = 1_000_000
