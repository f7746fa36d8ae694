"""Factors that terms share: divides both sides of a comparison by them, brings a sum over one divisor."""

from __future__ import annotations

from math import gcd
from typing import TYPE_CHECKING, NamedTuple

from sympy import Expr, Integer, Pow, Rational, igcd, ilcm, integer_nthroot, together

from symcnn.algebra.quotients.construct import add, factors_of, least_denominator, multiply, terms_of
from symcnn.algebra.quotients.laws import is_whole
from symcnn.algebra.quotients.monomials import taken_apart
from symcnn.algebra.quotients.multiplying_out import expanded
from symcnn.algebra.quotients.quotient import Quotient
from symcnn.support.work import spend

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence


def without_factor(left: Expr, right: Expr, is_above_0: Callable[[Expr], bool]) -> tuple[Expr, Expr]:
    """Two sides without the symbols above 0 that all of their terms have as factors: ``F*L >= 2*F`` is ``L >= 2``.

    >>> from symcnn.algebra.quotients.symbol import make_symbol
    >>> F, L = make_symbol("F"), make_symbol("L")
    >>> without_factor(F * L, 2 * F, lambda factor: factor == F)
    (L, 2)
    """
    sides = expanded(left), expanded(right)
    found = [taken_apart(term)[1] for side in sides for term in terms_of(side) if term != 0]
    if len(found) < 2:  # noqa: PLR2004
        return left, right
    whole = ({base: times for base, times in row.items() if times.is_Integer and times > 0} for row in found)
    common = shared_powers(whole).items()
    shared = [Pow(base, -times) for base, times in common if base.is_Symbol and is_above_0(base)]
    if not shared:
        return left, right
    one, other = (add(*(multiply(term, *shared) for term in terms_of(side))) for side in sides)
    return one, other


def shared_powers(products: Iterable[Mapping[Expr, Expr]]) -> dict[Expr, Expr]:
    """The bases that stand in all of some products, each with its least exponent."""
    first, *others = products
    shared = (base for base in first if all(base in powers for powers in others))
    return {base: min([first[base], *(powers[base] for powers in others)]) for base in shared}


def without_fractions(left: Expr, right: Expr) -> tuple[Expr, Expr]:
    """Two sides times the least number that leaves no fractions: ``W/4 >= 3*F/4 + 1/4`` is ``W >= 3*F + 1``.

    >>> from symcnn.algebra.quotients.symbol import make_symbol
    >>> F, W = make_symbol("F"), make_symbol("W")
    >>> without_fractions(W / 4, 3 * F / 4 + Rational(1, 4))
    (W, 3*F + 1)
    """
    sides = left, right
    scale = least_denominator(*sides)
    if scale == 1 or any(side.has(Quotient) for side in sides):
        return sides
    one, other = (add(*(multiply(scale, term) for term in terms_of(side))) for side in sides)
    return one, other


def without_powers(expr: Expr, is_above_0: Callable[[Expr], bool]) -> Expr:
    """A sum without the powers above 0 with symbols in their exponents that all of its terms have as factors.

    >>> from symcnn.algebra.quotients.symbol import make_symbol
    >>> P, n = make_symbol("P"), make_symbol("n")
    >>> without_powers(2**n * P / 2 - 2**n / 2, lambda factor: factor == 2)
    P/2 - 1/2
    """
    first, *others = (factors_of(term) for term in terms_of(expr))
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
    terms = terms_of(expr)
    spend(len(terms))
    powers: dict[Expr, Expr] = {}
    for factor in (factor for term in terms for factor in factors_of(term) if factor.is_Pow):
        base, exponent = factor.args
        if is_whole(factor):
            continue
        if not exponent.is_Integer or (exponent < 0 and base.is_Add and not _is_plain_sum(base)):
            above, below = together(expr).as_numer_denom()
            return above, below
        if exponent < 0:
            powers[base] = max(powers.get(base, -exponent), -exponent)
    if any(base.is_Add for base in powers):
        return _over_sums(terms)
    scale = least_denominator(expr)
    divisors = [Pow(base, exponent) for base, exponent in powers.items()]
    return add(*(multiply(scale, term, *divisors) for term in terms)), multiply(scale, *divisors)


def _over_sums(terms: Sequence[Expr]) -> tuple[Expr, Expr]:
    """The same where sums stand below the line: what all terms of such a sum share is taken out of it first."""
    rows = [_parted(term) for term in terms]
    powers: dict[Expr, int] = {}
    for row in rows:
        for base, times in row.below.items():
            powers[base] = max(powers.get(base, 0), times)
    shared = Rational(igcd(0, *(row.number.p for row in rows)), ilcm(1, *(row.number.q for row in rows)))
    above = [
        multiply(
            row.number / shared * shared.p,
            *row.above,
            *(Pow(base, times - row.below.get(base, 0)) for base, times in powers.items()),
        )
        for row in rows
    ]
    return add(*above), multiply(Integer(shared.q), *(Pow(base, times) for base, times in powers.items()))


class _Parted(NamedTuple):
    """A term: its number, its factors above the line, and how often it is divided by each one below."""

    number: Expr
    above: list[Expr]
    below: dict[Expr, int]


def _parted(term: Expr) -> _Parted:
    number, rest = term.as_coeff_Mul()
    above: list[Expr] = []
    below: dict[Expr, int] = {}
    for factor in factors_of(rest):
        base, exponent = factor.as_base_exp()
        if not (exponent.is_Integer and exponent < 0):
            above.append(factor)
            continue
        content, factors = _content(base) if base.is_Add else (Integer(1), {base: 1})
        number *= content**exponent
        for one, times in factors.items():
            below[one] = below.get(one, 0) - times * int(exponent)
    return _Parted(number, above, below)


def _content(total: Expr) -> tuple[Expr, dict[Expr, int]]:
    """What all terms of a sum share: a number, and factors with their powers, the last of which is the sum left."""
    number, rest = total.primitive()
    rows = (dict(factor.as_base_exp() for factor in factors_of(term)) for term in rest.args)
    found = {base: int(times) for base, times in shared_powers(rows).items() if not base.is_Rational}
    divisor = multiply(*(Pow(base, -times) for base, times in found.items()))
    return number, {**found, add(*(multiply(term, divisor) for term in rest.args)): 1}


def _is_plain_sum(total: Expr) -> bool:
    """Whether no symbol stands below a line in a sum, or in an exponent."""
    return all(power.exp.is_Integer and power.exp > 0 for power in total.atoms(Pow))


def root(expr: Expr) -> Expr:
    """A product of which this is a power: the one is whole exactly where the other is; itself where it is none.

    >>> from symcnn.algebra.quotients.symbol import make_symbol
    >>> W, p = make_symbol("W"), make_symbol("p")
    >>> root(4 * W**2 / p**2), root(W**2 / p)
    (2*W/p, W**2/p)
    """
    if expr.is_Add or expr.is_Number:
        return expr
    coefficient, rest = expr.as_coeff_Mul()
    powers = [factor.as_base_exp() for factor in factors_of(rest)]
    if not all(exponent.is_Integer and is_whole(base) for base, exponent in powers):
        return expr
    shared = gcd(*(int(exponent) for _, exponent in powers))
    above, below = (integer_nthroot(part, shared) for part in (abs(coefficient.p), coefficient.q))
    if coefficient < 0 or not (above[1] and below[1]):
        return expr
    return multiply(Rational(above[0], below[0]), *(Pow(base, exponent / shared) for base, exponent in powers))
