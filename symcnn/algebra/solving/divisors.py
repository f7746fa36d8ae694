"""Splits conditions into cases by the sign of their divisors, where a divisor may be negative."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, NamedTuple

from sympy import Expr, Mod, Pow, Symbol

from symcnn.algebra.proofs.undecided import Unable
from symcnn.algebra.quotients.construct import negated
from symcnn.algebra.quotients.quotient import Quotient
from symcnn.algebra.quotients.remainder import Remainder
from symcnn.algebra.quotients.size import measured
from symcnn.algebra.solving.normalise import nodes
from symcnn.algebra.solving.problem import Divides, Plain, Proposition, Relation
from symcnn.algebra.solving.side_conditions import signs_of
from symcnn.algebra.sums.put_in import put_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from symcnn.algebra.solving.normalise import Context

MOST = 4
"""The most divisors of either sign for which cases are distinguished."""


class Signed(NamedTuple):
    """Conditions whose divisors are above 0, what that says of other symbols, and what is then known."""

    conditions: list[Plain]
    supposed: tuple[Proposition, ...]
    judge: Context


def by_sign(conditions: list[Plain], unknown: Symbol, judge: Context) -> Iterable[Signed]:
    """The conditions for each way in which their divisors may be above or below 0.

    All methods ask that divisors are above 0, so one that is below 0 stands with the other sign: ``⌊a/b⌋ = ⌊−a/−b⌋``.

    >>> from symcnn.algebra.solving.normalise import Context
    >>> from symcnn.algebra.quotients.symbol import make_symbol
    >>> q, x = make_symbol("q"), make_symbol("x", "integer", "<=", 9)
    >>> for case in by_sign([Relation("==", Quotient(1, q - 5))], q, Context()):
    ...     print(*case.conditions)
    ⌊1/(q − 5)⌋ = 0
    ⌊−1/(5 − q)⌋ = 0
    >>> for case in by_sign([Relation("==", Quotient(q, x))], q, Context()):
    ...     print(case.conditions[0].left.args, *case.supposed)
    (q, x) x ≥ 1
    (-q, -x) x ≤ −1
    """
    found = dict.fromkeys(below for one in conditions for below in _divisors(one, unknown))
    open_ones = [below for below in found if judge.decide(">=" if below.has(unknown) else ">", below) is not True]
    if len(open_ones) > MOST:
        raise Unable("too many divisors may be above or below 0")
    for signs in product(*(_signs(below, unknown, judge) for below in open_ones)):
        supposed = tuple(one for _, stated in signs for one in stated)
        known = judge.with_nonnegative(supposed) if supposed else judge
        below_0 = {below for below, (sign, _) in zip(open_ones, signs, strict=True) if sign < 0}
        if known is not None:
            yield Signed([_turned(one, below_0) for one in conditions] if below_0 else conditions, supposed, known)


def _signs(below: Expr, unknown: Symbol, judge: Context) -> Iterator[tuple[int, tuple[Proposition, ...]]]:
    """The signs that a divisor may have, and what says so; that of the unknown is asked for when it is solved for."""
    if below.has(unknown):
        return iter(((1, ()), (-1, ())))
    return ((sign, stated) for sign, stated in signs_of(below, judge) if sign)


def _divisors(condition: Plain, unknown: Symbol) -> Iterator[Expr]:
    """What something is divided by; what has the unknown in it only where that is rounded."""
    if isinstance(condition, Divides):
        yield condition.divisor
    for side in condition.sides:
        yield from (node.args[1] for node in nodes(side, (Quotient, Mod)))
        yield from (node.base for node in nodes(side, Pow) if _is_below_a_line(node) and not node.base.has(unknown))


def _is_below_a_line(power: Expr) -> bool:
    """Whether something is divided by it, and the sign of its base matters."""
    return bool(power.exp.is_Integer and power.exp < 0 and power.exp % 2)


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
