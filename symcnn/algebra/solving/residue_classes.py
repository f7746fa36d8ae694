"""Solves by residue classes: with x = m·t + r every quotient by a number becomes a polynomial in t."""

from __future__ import annotations

from fractions import Fraction
from functools import reduce
from itertools import pairwise
from math import lcm
from typing import TYPE_CHECKING

from sympy import Expr, Mod, Symbol

from symcnn.algebra.integer_sets.sets import IntegerSet, PeriodicInterval
from symcnn.algebra.proofs.undecided import Unable
from symcnn.algebra.quotients.numbers import to_number
from symcnn.algebra.quotients.quotient import Quotient
from symcnn.algebra.solving.univariate import Univariate, plus, stretches, times, trimmed, where
from symcnn.support.message import Message

if TYPE_CHECKING:
    from collections.abc import Iterable

    from symcnn.algebra.solving.problem import Budget
    from symcnn.formula import Comparator

MOST_CLASSES = 20_000
"""Residue classes that are gone through."""

HIGHEST_POWER = 60
"""A power of a polynomial beyond this is not multiplied out."""


class NotPolynomial(Unable):
    """The expression is no polynomial on residue classes; the message says why."""


def polynomial_in(expr: Expr, unknown: Symbol, modulus: int = 1, residue: int = 0) -> Univariate:
    """The expression at ``x = modulus*t + residue`` as a polynomial in t.

    >>> from symcnn.algebra.quotients.symbol import make_symbol
    >>> W = make_symbol("W")
    >>> polynomial_in(W * Quotient(W, 2), W, 2, 1)
    (0, 1, 2)
    """
    if expr.is_Rational:
        return trimmed([to_number(expr)])
    if expr == unknown:
        return trimmed([residue, modulus])
    if isinstance(expr, Quotient | Mod):
        above, below = (polynomial_in(arg, unknown, modulus, residue) for arg in expr.args)
        return _divided(above, below)[isinstance(expr, Mod)]
    if expr.is_Add or expr.is_Mul:
        join = plus if expr.is_Add else times
        total: Univariate = () if expr.is_Add else (1,)
        for arg in expr.args:
            total = join(total, polynomial_in(arg, unknown, modulus, residue))
        return total
    if expr.is_Pow and expr.exp.is_Integer and 0 <= expr.exp <= HIGHEST_POWER:
        base = polynomial_in(expr.base, unknown, modulus, residue)
        return reduce(times, [base] * int(expr.exp), (1,))
    raise NotPolynomial("the unknown is an exponent or stands below a line")


def _divided(above: Univariate, below: Univariate) -> tuple[Univariate, Univariate]:
    """Quotient and remainder where both are polynomials: all but the constant of the numerator divides evenly."""
    if len(below) != 1 or below[0] <= 0:
        raise NotPolynomial("the unknown stands in a divisor")
    divisor = below[0]
    parts = [Fraction(coefficient) / divisor for coefficient in above[1:]]
    if any(part.denominator != 1 for part in parts):
        raise NotPolynomial("a divisor does not divide the step between numbers of one class")
    constant = above[0] if above else 0
    return trimmed([constant // divisor, *map(int, parts)]), trimmed([constant % divisor])


def period(expr: Expr, unknown: Symbol) -> int:
    """A modulus on whose classes every quotient and remainder is a polynomial."""
    if not expr.has(unknown):
        return 1
    inner = lcm(*(period(arg, unknown) for arg in expr.args))
    if not isinstance(expr, Quotient | Mod):
        return inner
    if not expr.args[1].is_Rational or inner > MOST_CLASSES:
        raise NotPolynomial("the unknown stands in a divisor" if inner <= MOST_CLASSES else "too many residue classes")
    below = Fraction(to_number(expr.args[1]))
    coefficients = polynomial_in(expr.args[0], unknown, inner, 0)
    # With x = inner·t + r the coefficients are multiples of 1/scale for every r, as those of r = 0 are.
    scale = lcm(*(Fraction(coefficient).denominator for coefficient in coefficients), *_scales(expr.args[0]))
    return inner * (below * scale).numerator


def _scales(expr: Expr) -> list[int]:
    """The denominators of all numbers in an expression."""
    if expr.is_Rational:
        return [int(expr.q)]
    return [scale for arg in expr.args for scale in _scales(arg)]


def by_classes(expr: Expr, op: Comparator, unknown: Symbol, budget: Budget) -> IntegerSet:
    """The whole numbers at which ``expr op 0`` holds, op one of ``== >=``."""
    modulus = period(expr, unknown)
    if modulus > MOST_CLASSES:
        raise NotPolynomial(Message("there are {} residue classes", f"{modulus:,}"))
    classes = []
    for residue in range(modulus):
        budget.spend(4, "going through residue classes")
        classes.append(polynomial_in(expr, unknown, modulus, residue))
    return IntegerSet.of(_pieces(classes, op, budget))


def _pieces(classes: list[Univariate], op: Comparator, budget: Budget) -> Iterable[PeriodicInterval]:
    """Residue r holds at m·t + r for t where its polynomial does; stretches of t with one set of residues."""
    modulus, known = len(classes), {polynomial: where(polynomial, op) for polynomial in set(classes)}
    cuts: set[int] = set()
    for low, high in {stretch for found in known.values() for stretch in stretches(found)}:
        cuts |= {low} if low is not None else set()
        cuts |= {high + 1} if high is not None else set()
    ends: list[int | None] = [None, *sorted(cuts), None]
    for start, after in pairwise(ends):
        budget.spend(modulus // 8 + 1, "joining residue classes")
        inside = start if start is not None else (after - 1 if after is not None else 0)
        held = {polynomial for polynomial, found in known.items() if inside in found}
        residues = tuple(residue for residue, polynomial in enumerate(classes) if polynomial in held)
        if residues:
            low = None if start is None else modulus * start
            yield PeriodicInterval(low, None if after is None else modulus * after - 1, modulus, residues)
