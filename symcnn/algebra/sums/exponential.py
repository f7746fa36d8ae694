"""Splits formulas into terms ``c·i^k·r^i`` of one index: polynomials times powers.

A formula is read in one index: coefficients are whatever the index does not occur in, and what is neither a power of
the index nor a power with the index in its exponent stays together as one factor of its own.
"""

from __future__ import annotations

from math import comb
from typing import TYPE_CHECKING, NamedTuple

from sympy import Expr, Integer, Mul, Pow

from symcnn.algebra.quotients.construct import add, multiply, negated
from symcnn.algebra.quotients.laws import is_whole
from symcnn.errors import LimitExceeded
from symcnn.limits import DEFAULT

if TYPE_CHECKING:
    from collections.abc import Iterable

MOST_TERMS = 1_000
"""A product of sums with more terms is not multiplied out."""

_ZERO, _ONE = Integer(0), Integer(1)


class ExponentialMonomial(NamedTuple):
    """What a term is in the index: ``index^power · ratio^index · other``."""

    power: int = 0
    ratio: Expr = _ONE
    other: Expr = _ONE


ExponentialPolynomial = dict[ExponentialMonomial, Expr]
"""The coefficient of every kind; the index occurs in none of them."""


def terms_in(expr: Expr, index: Expr) -> ExponentialPolynomial:
    """An expression as a sum of terms in an index.

    >>> from sympy import Symbol
    >>> i, K = Symbol("i", integer=True), Symbol("K", integer=True, positive=True)
    >>> terms_in(K*i*2**(i + 1), i)
    {ExponentialMonomial(power=1, ratio=2, other=1): 2*K}
    """
    if index not in expr.free_symbols:
        return {ExponentialMonomial(): expr} if expr != 0 else {}
    if expr == index:
        return {ExponentialMonomial(1): _ONE}
    if expr.is_Add:
        return collected((kind, part) for arg in expr.args for kind, part in terms_in(arg, index).items())
    if expr.is_Mul:
        return _product(expr, index)
    if expr.is_Pow:
        return _power_terms(expr, index)
    return {ExponentialMonomial(other=expr): _ONE}


class LinearForm(NamedTuple):
    """``slope·symbol + constant``, for some symbol that occurs in neither."""

    slope: Expr
    constant: Expr


def linear(expr: Expr, symbol: Expr) -> LinearForm | None:
    """Slope and constant of an expression that is linear in a symbol, else None."""
    terms = terms_in(expr, symbol)
    if not terms.keys() <= {ExponentialMonomial(0), ExponentialMonomial(1)}:
        return None
    return LinearForm(terms.get(ExponentialMonomial(1), _ZERO), terms.get(ExponentialMonomial(0), _ZERO))


def as_expr(terms: ExponentialPolynomial, index: Expr) -> Expr:
    """The expression that terms stand for."""
    return add(
        *(multiply(part, index**kind.power, raised(kind.ratio, index), kind.other) for kind, part in terms.items())
    )


def raised(ratio: Expr, exponent: Expr) -> Expr:
    """A power in the form used throughout: whole bases, and no number added in the exponent of a number."""
    if ratio == 1:
        return _ONE
    if not ratio.is_Rational:
        return Pow(ratio, exponent)
    number, rest = exponent.as_coeff_Add()
    if not number.is_Integer:
        number, rest = _ZERO, exponent
    size = max(abs(int(ratio.p)).bit_length(), int(ratio.q).bit_length()) - 1
    if size * abs(int(number)) > DEFAULT.bits:
        raise LimitExceeded(f"this power has more than {DEFAULT.bits:,} bits")
    if rest == 0:
        return ratio**number
    below = Pow(Integer(ratio.q), negated(rest)) if ratio.q != 1 else _ONE
    above = Pow(Integer(ratio.p), rest) if ratio.p != 1 else _ONE
    return multiply(ratio**number, above, below)


def joined(expr: Expr) -> Expr:
    """Powers of one base in a product become one power: ``2^k·2^n`` is ``2^(k + n)``, and ``2^(n + 1)`` is ``2·2^n``.

    >>> from sympy import Symbol
    >>> k, n = Symbol("k"), Symbol("n")
    >>> joined(2**k*2**(n + 1))
    2*2**(k + n)
    """
    if not expr.has(Pow):
        return expr
    if not (expr.is_Mul or expr.is_Pow):
        parts = [joined(arg) for arg in expr.args]
        if all(part is arg for part, arg in zip(parts, expr.args, strict=True)):
            return expr
        return add(*parts) if expr.is_Add else expr.func(*parts)
    exponents: dict[Expr, Expr] = {}
    number: Expr = _ONE
    for factor in Mul.make_args(expr):
        base, exponent = factor.args if factor.is_Pow else (factor, _ONE)
        if factor.is_Rational:
            number = number * factor
        else:
            base = joined(base)
            exponents[base] = add(exponents.get(base, _ZERO), joined(exponent))
    return multiply(number, *(raised(base, exponent) for base, exponent in exponents.items()))


def collected(pairs: Iterable[tuple[ExponentialMonomial, Expr]]) -> ExponentialPolynomial:
    """Terms of one kind added up; those that cancel are left out."""
    terms: ExponentialPolynomial = {}
    for kind, part in pairs:
        terms[kind] = add(terms[kind], part) if kind in terms else part
    return {kind: part for kind, part in terms.items() if part != 0}


def _product(expr: Expr, index: Expr) -> ExponentialPolynomial:
    free = [arg for arg in expr.args if index not in arg.free_symbols]
    known: ExponentialPolynomial = {ExponentialMonomial(): multiply(*free)}
    for arg in expr.args:
        if index in arg.free_symbols:
            known = _times(known, terms_in(arg, index)) or {}
            if not known:
                return {
                    ExponentialMonomial(other=multiply(*(arg for arg in expr.args if arg not in free))): multiply(*free)
                }
    return known


def _times(left: ExponentialPolynomial, right: ExponentialPolynomial) -> ExponentialPolynomial | None:
    if len(left) * len(right) > MOST_TERMS:
        return None
    return collected(
        (ExponentialMonomial(a.power + b.power, Mul(a.ratio, b.ratio), multiply(a.other, b.other)), multiply(x, y))
        for a, x in left.items()
        for b, y in right.items()
    )


def _power_terms(expr: Expr, index: Expr) -> ExponentialPolynomial:
    base, exponent = expr.args
    atom: ExponentialPolynomial = {ExponentialMonomial(other=expr): _ONE}
    if exponent.is_Integer and 0 < exponent <= DEFAULT.exponent:
        factor = terms_in(base, index)
        if len(factor) == 1:
            ((kind, part),) = factor.items()
            found = ExponentialMonomial(kind.power * int(exponent), kind.ratio**exponent, kind.other**exponent)
            return {found: part**exponent}
        return _repeated(factor, int(exponent)) or atom
    if index in base.free_symbols or not (base.is_positive or (base.is_Rational and base != 0)):
        return atom
    line = linear(exponent, index)
    if line is None or not (base.is_positive or is_whole(line.slope)):
        return atom
    return {ExponentialMonomial(ratio=base**line.slope): raised(base, line.constant)}


def _repeated(factor: ExponentialPolynomial, times: int) -> ExponentialPolynomial | None:
    if comb(len(factor) + times - 1, times) > MOST_TERMS:
        return None
    known: ExponentialPolynomial | None = factor
    for _ in range(times - 1):
        known = _times(known, factor) if known else None
    return known
