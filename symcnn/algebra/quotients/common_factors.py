"""Factors that terms share: divides both sides of a comparison by them, brings a sum over one divisor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sympy import Add, Expr, Integer, Mul, Pow, ilcm, together

from symcnn.algebra.quotients.construct import add, multiply
from symcnn.algebra.quotients.laws import expanded, is_whole
from symcnn.algebra.quotients.monomials import taken_apart
from symcnn.support.work import spend

if TYPE_CHECKING:
    from collections.abc import Callable


def without_factor(left: Expr, right: Expr, is_above_0: Callable[[Expr], bool]) -> tuple[Expr, Expr]:
    """Two sides without the symbols above 0 that all of their terms have as factors: ``F*L >= 2*F`` is ``L >= 2``.

    >>> from symcnn.algebra.quotients.symbol import make_symbol
    >>> F, L = make_symbol("F"), make_symbol("L")
    >>> without_factor(F * L, 2 * F, lambda factor: factor == F)
    (L, 2)
    """
    sides = expanded(left), expanded(right)
    found = [taken_apart(term)[1] for side in sides for term in Add.make_args(side) if term != 0]
    if len(found) < 2:  # noqa: PLR2004
        return left, right
    least = {base: min(_times(powers.get(base, Integer(0))) for powers in found) for base in found[0]}
    shared = [Pow(base, -times) for base, times in least.items() if times and base.is_Symbol and is_above_0(base)]
    if not shared:
        return left, right
    one, other = (add(*(multiply(term, *shared) for term in Add.make_args(side))) for side in sides)
    return one, other


def without_powers(expr: Expr, is_above_0: Callable[[Expr], bool]) -> Expr:
    """A sum without the powers above 0 with symbols in their exponents that all of its terms have as factors.

    >>> from symcnn.algebra.quotients.symbol import make_symbol
    >>> P, n = make_symbol("P"), make_symbol("n")
    >>> without_powers(2**n * P / 2 - 2**n / 2, lambda factor: factor == 2)
    P/2 - 1/2
    """
    first, *others = (Mul.make_args(term) for term in Add.make_args(expr))
    shared = {factor for factor in first if factor.is_Pow and not factor.exp.is_number}.intersection(*others)
    if not shared or not all(is_above_0(factor.base) for factor in shared):
        return expr
    return add(*(multiply(*(factor for factor in term if factor not in shared)) for term in (first, *others)))


def over_divisors(expr: Expr) -> tuple[Expr, Expr]:
    """A sum as one numerator over what its terms divide by: SymPy's ``together``, ten times as fast for plain divisors.

    >>> from symcnn.algebra.quotients.symbol import make_symbol
    >>> F, L = make_symbol("F"), make_symbol("L")
    >>> over_divisors(F / L + 1 / (2 * F * L**2))
    (2*F**2*L + 1, 2*F*L**2)
    """
    terms = Add.make_args(expr)
    spend(len(terms))
    powers: dict[Expr, Expr] = {}
    for factor in (factor for term in terms for factor in Mul.make_args(term) if factor.is_Pow):
        base, exponent = factor.args
        if is_whole(factor):
            continue
        if not exponent.is_Integer or (exponent < 0 and base.is_Add):
            above, below = together(expr).as_numer_denom()
            return above, below
        if exponent < 0:
            powers[base] = max(powers.get(base, -exponent), -exponent)
    scale = Integer(ilcm(1, *(term.as_coeff_Mul()[0].q for term in terms if term.as_coeff_Mul()[0].is_Rational)))
    divisors = [Pow(base, exponent) for base, exponent in powers.items()]
    return add(*(multiply(scale, term, *divisors) for term in terms)), multiply(scale, *divisors)


def _times(exponent: Expr) -> int:
    """How often a base can be divided out."""
    return max(int(exponent), 0) if exponent.is_Integer else 0
