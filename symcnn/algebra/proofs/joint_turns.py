"""Finds the turns of several loops together at which a sum is least, where one sign decides which way it goes in all.

In ``W + (2P + 1 - F)(i*n + j)`` both indices go the way of ``2P + 1 - F``: the least value is at both first turns or at
both last ones, never at a first and a last one. Without that, each loop would double the conditions.
"""

from __future__ import annotations

from fractions import Fraction
from math import gcd, lcm
from typing import TYPE_CHECKING, cast

from sympy import Expr, Integer

from symcnn.algebra.exact.polynomial import Monomial, Polynomial, inverse, power, times
from symcnn.algebra.proofs.as_polynomial import polynomial_of
from symcnn.algebra.proofs.extreme_turns import ONE_WAY, index_monotonicity
from symcnn.algebra.quotients.construct import add, subtract
from symcnn.algebra.quotients.multiplying_out import expanded
from symcnn.support.work import spend

if TYPE_CHECKING:
    from collections.abc import Sequence

    LoopTurns = tuple[Expr, Expr, Expr]
    """An index, its first and its last value."""


def joint_ends(expr: Expr, ranges: Sequence[LoopTurns]) -> list[Expr]:
    """The values of an expression at the first and last turns of all loops in which one sign decides its direction.

    The ranges must not be empty. One value that is the one given: nothing was put in.

    >>> from symcnn.algebra.quotients.symbol import make_symbol
    >>> from symcnn.algebra.sums.series import Index
    >>> i, j, n, F, W = Index("i"), Index("j"), make_symbol("n"), make_symbol("F"), make_symbol("W")
    >>> [str(end) for end in joint_ends(W + (3 - F)*(i*n + j), [(i, Integer(0), n), (j, Integer(0), n - 1)])]
    ['W', 'W + (3 - F)*(n**2 + n - 1)']
    """
    moving = [turns for turns in ranges if turns[0] in expr.free_symbols]
    indices = {index for index, _, _ in moving}
    groups: dict[Polynomial, list[LoopTurns]] = {}
    for index, first, last in moving if len(moving) > 1 else ():
        spend()
        step = expanded(subtract(expr.xreplace({index: add(index, Integer(1))}), expr))
        depends = (step.free_symbols | first.free_symbols | last.free_symbols) & indices
        if step != 0 and not depends and index_monotonicity(expr, index) == ONE_WAY:
            groups.setdefault(_way(step), []).append((index, first, last))
    found = [expr]
    for group in groups.values():
        if len(group) > 1:
            ends = [{turns[0]: turns[place] for turns in group} for place in (1, 2)]
            found = [value.xreplace(end) for value in found for end in ends]
    return found


def _way(step: Expr) -> Polynomial:
    """A step without its positive factors: those numbers and powers of atoms of 0 or more that all its terms share."""
    polynomial = polynomial_of(step)
    first, *others = (dict(monomial) for monomial in polynomial.terms)
    shared: Monomial = ()
    for atom, exponent in first.items():
        exponents = [exponent, *(other.get(atom, 0) for other in others)]
        whole = [e for e in exponents if isinstance(e, int) and e > 0]
        if len(whole) == len(exponents) and cast("Expr", atom.thing).is_nonnegative:
            shared = times(shared, power(atom, min(whole)))
    numbers = polynomial.terms.values()
    scale = Fraction(lcm(*(number.denominator for number in numbers)), gcd(*(number.numerator for number in numbers)))
    return polynomial.times(inverse(shared), scale)
