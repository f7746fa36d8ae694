"""Writes what rounding leaves over as a remainder: ``n − d⌊n/d⌋``, and ``⌊n/2⌋ − ⌈n/2⌉ + 1``, that is (n + 1) mod 2."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sympy import Add, Expr, Integer, Mod, Symbol

from symcnn.algebra.quotients.construct import add, divide_terms, multiply, negated, subtract
from symcnn.algebra.quotients.laws import is_whole
from symcnn.algebra.quotients.multiplying_out import expanded
from symcnn.algebra.quotients.quotient import Quotient
from symcnn.algebra.quotients.remainder import Remainder
from symcnn.algebra.solving.normalise import nodes
from symcnn.algebra.sums.put_in import put_in

if TYPE_CHECKING:
    from collections.abc import Iterable

    from symcnn.algebra.solving.normalise import Context

MOST_RESIDUES = 16
"""Values of a remainder that are looked at one by one."""


def with_remainders(expr: Expr) -> Expr:
    """What rounding leaves over as a remainder, where that takes all else away that stands in the quotients.

    >>> from symcnn.algebra.quotients.symbol import make_symbol
    >>> W, S = make_symbol("W"), make_symbol("S")
    >>> with_remainders(W - 2*Quotient(W, 2) + 3), with_remainders(W - S*Quotient(W, S))
    (Mod(W, 2) + 3, Mod(W, S))
    >>> with_remainders(Quotient(W, 2) - Quotient(W + 1, 2) + 1)
    Mod(W + 1, 2)
    """
    inside = [(node, *node.args) for node in nodes(expr, Quotient)]
    within = {node: Quotient(with_remainders(above), below) for node, above, below in inside}
    expr = put_in(expr, {node: shown for node, shown in within.items() if node != shown})
    for node in nodes(expr, Quotient):
        above, below = node.args
        times = negated(divide_terms(factor_of(expr, node), below))
        if not times.is_Integer or times == 0:
            continue
        rest = expanded(add(expr, multiply(times, subtract(multiply(below, node), above))))
        if rest.free_symbols.isdisjoint(above.free_symbols):
            return add(rest, multiply(times, Remainder(above, below, evaluate=False)))
    return _of_several(expr)


class _Shifted(NamedTuple):
    """``factor·⌊(whole + shift)/divisor⌋``, but for the whole that all of them share."""

    factor: Expr
    shift: int


def _of_several(expr: Expr) -> Expr:
    """Quotients of a whole number and its neighbours by one number, if their sum only hangs on what is left over."""
    pairs = [term.as_coeff_Mul() for term in Add.make_args(expr)]
    inside = [(factor, node) for factor, node in pairs if isinstance(node, Quotient)]
    if len(inside) <= 1:
        return expr
    below = inside[0][1].denominator
    constants, (whole, *others) = zip(*(node.numerator.as_coeff_Add() for _, node in inside), strict=True)
    if any(other != whole for other in others) or any(node.denominator != below for _, node in inside):
        return expr
    if not (
        below.is_Integer and 1 < below <= MOST_RESIDUES and is_whole(whole) and all(c.is_Integer for c in constants)
    ):
        return expr
    shifted = [_Shifted(factor, int(shift)) for (factor, _), shift in zip(inside, constants, strict=True)]
    plain = add(*(multiply(factor, node) for factor, node in pairs if not isinstance(node, Quotient)))
    slope = add(*(row.factor for row in shifted)) / below
    rest = expanded(add(plain, multiply(slope, whole)))
    if not rest.free_symbols.isdisjoint(whole.free_symbols):
        return expr
    constant, rest = rest.as_coeff_Add()
    values = [constant + _at(residue, shifted, int(below)) - slope * residue for residue in range(int(below))]
    found = _as_remainder(values, whole)
    return expr if found is None else add(rest, found)


def _at(residue: int, shifted: Iterable[_Shifted], divisor: int) -> Expr:
    return add(*(multiply(row.factor, Integer((residue + row.shift) // divisor)) for row in shifted))


def _as_remainder(values: list[Expr], whole: Expr) -> Expr | None:
    """Values for each residue as ``c + k·((whole + s) mod d)``, rather from 0 up; None where they are not so."""
    found = []
    for shift in range(len(values)):
        turned = [values[(place - shift) % len(values)] for place in range(len(values))]
        step = turned[1] - turned[0]
        if all(value == turned[0] + step * place for place, value in enumerate(turned)):
            remainder = Remainder(add(whole, Integer(shift)), Integer(len(values)), evaluate=False)
            found.append((turned[0] != 0, bool(step < 0), shift, add(turned[0], multiply(step, remainder))))
    return min(found, key=lambda row: row[:3])[3] if found else None


def with_known_remainders(expr: Expr, judge: Context) -> Expr:
    """An expression with remainders and quotients by numbers resolved where what is left over is known.

    >>> from symcnn.algebra.quotients.symbol import make_symbol
    >>> from symcnn.algebra.solving.normalise import Context
    >>> from symcnn.algebra.solving.problem import Relation
    >>> W = make_symbol("W")
    >>> known = Context().with_nonnegative([Relation("==", Remainder(W, 3, evaluate=False))])
    >>> with_known_remainders(Remainder(W + 2, 3, evaluate=False) - 2, known)
    0
    >>> with_known_remainders(Quotient(W + 1, 3), known)
    W/3
    """
    rule: dict[Expr, Expr] = {}
    for node in nodes(expr, (Mod, Quotient)):
        above, below = node.args
        if below.is_Integer and 1 < below <= MOST_RESIDUES:
            left = (Integer(value) for value in range(int(below)))
            value = next((value for value in left if judge.divides(below, subtract(above, value))), None)
            if value is not None:
                rule[node] = value if isinstance(node, Mod) else expanded(subtract(above, value) / below)
    return put_in(expr, rule) if rule else expr


def with_quotients_outside(expr: Expr, unknown: Symbol, judge: Context) -> Expr:
    """``(⌊a/b⌋ + c) mod m`` as ``⌊((a + bc) mod bm)/b⌋``, where the unknown stands in a alone.

    >>> from symcnn.algebra.quotients.symbol import make_symbol
    >>> from symcnn.algebra.solving.normalise import Context
    >>> W, S = make_symbol("W"), make_symbol("S")
    >>> with_quotients_outside(Remainder(Quotient(W, 4), S, evaluate=False) - 1, W, Context())
    floor((Mod(W, 4*S))/4) - 1
    """
    rule: dict[Expr, Expr] = {}
    for node in nodes(expr, Mod):
        terms, modulus = Add.make_args(node.args[0]), node.args[1]
        inside = [term for term in terms if term.has(unknown)]
        if len(inside) != 1 or not isinstance(inside[0], Quotient) or not all(map(is_whole, (*terms, modulus))):
            continue
        (above, below), more = inside[0].args, subtract(node.args[0], inside[0])
        is_plain = is_whole(above) and is_whole(below) and not (below.has(unknown) or modulus.has(unknown))
        if is_plain and judge.decide(">", below) and judge.decide(">", modulus):
            moved = Remainder(expanded(add(above, multiply(below, more))), multiply(below, modulus), evaluate=False)
            rule[node] = Quotient(moved, below)
    return put_in(expr, rule) if rule else expr


def factor_of(total: Expr, node: Expr) -> Expr:
    """What a node is multiplied with in a sum."""
    return add(*(term / node for term in Add.make_args(total) if term.has(node)))
