"""Powers with symbols in their exponents: taken apart when they are read, put together when they are written.

``2^(n + 3)`` is read as ``8`` times ``2^n``, and ``4^n`` as the square of ``2^n``, so that like terms are found
alike; a product of such is written as one power again.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from sympy import Add, Expr, Integer, Pow, perfect_power

from symcnn.algebra.exact.polynomial import Coefficient, plain
from symcnn.algebra.forms.terms import magnitude
from symcnn.algebra.quotients.construct import add, multiply, negated

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_LARGEST_SHIFT = 64
"""A number in an exponent beyond that is not made a factor."""
_LARGEST_BASE = 64
"""``4^n`` is written for ``2^(2*n)`` up to this base."""


def is_exponential(expr: Expr) -> bool:
    """Whether it is a power of a positive number or symbol with a symbol in its exponent."""
    if not expr.is_Pow or expr.exp.is_number:
        return False
    base = expr.base
    return bool((base.is_Integer and base > 1) or (base.is_Symbol and base.is_positive))


def apart(power: Expr) -> tuple[Coefficient, list[tuple[Expr, int]]]:
    """A number, and powers with one term in each exponent.

    >>> from symcnn.algebra.quotients.symbol import make_symbol
    >>> apart(Integer(4)**(make_symbol("n") + 1))
    (4, [(2**n, 2)])
    """
    base, times = root_of(power.base)
    number: Coefficient = 1
    found: list[tuple[Expr, int]] = []
    for term in Add.make_args(power.exp):
        coefficient, rest = term.as_coeff_Mul()
        if rest == 1 and coefficient.is_Integer and abs(coefficient) <= _LARGEST_SHIFT:
            shift = times * int(coefficient)
            if base.is_Integer:
                number = plain(number * Fraction(int(base)) ** shift)
            else:
                found.append((base, shift))
        elif coefficient.is_Integer:
            found.append((Pow(base, rest), times * int(coefficient)))
        else:
            found.append((Pow(base, multiply(Integer(times), term)), 1))
    return number, found


def root_of(base: Expr) -> tuple[Expr, int]:
    """``8`` is ``2`` three times."""
    power = perfect_power(int(base)) if base.is_Integer else False
    return (Integer(power[0]), int(power[1])) if isinstance(power, tuple) else (base, 1)


def together(number: Coefficient, powers: Iterable[tuple[Expr, int]]) -> tuple[Coefficient, list[tuple[Expr, int]]]:
    """The same product with one power for each base.

    >>> from symcnn.algebra.quotients.symbol import make_symbol
    >>> n = make_symbol("n")
    >>> together(8, [(Integer(2)**n, 1)])
    (1, [(2**(n + 3), 1)])
    """
    rows = list(powers)
    bases = dict.fromkeys(expr.base for expr, _ in rows if is_exponential(expr))
    others = [(expr, e) for expr, e in rows if expr not in bases and not (is_exponential(expr) and expr.base in bases)]
    for base in bases:
        exponent = add(*_exponents(base, rows))
        if base.is_Integer and exponent != 0:
            number, shift = _absorbed(number, int(base))
            exponent = add(exponent, Integer(shift))
        others.extend(_written(base, exponent))
    return number, others


def _exponents(base: Expr, rows: list[tuple[Expr, int]]) -> Iterator[Expr]:
    for expr, e in rows:
        if expr == base:
            yield Integer(e)
        elif is_exponential(expr) and expr.base == base:
            yield multiply(Integer(e), expr.exp)


def _absorbed(number: Coefficient, base: int) -> tuple[Coefficient, int]:
    """A number that is a power of the base, or one over such, becomes part of the exponent."""
    value, shift = Fraction(magnitude(number)), 0
    while value.numerator > 1 and value.numerator % base == 0:
        value, shift = value / base, shift + 1
    if value.numerator > 1:
        value, shift = Fraction(magnitude(number)), 0
    while value.denominator % base == 0:
        value, shift = value * base, shift - 1
    return plain(-value if number < 0 else value), shift


def _written(base: Expr, exponent: Expr) -> Iterator[tuple[Expr, int]]:
    if exponent == 0:
        return
    terms = Add.make_args(exponent)
    under = all(term.could_extract_minus_sign() for term in terms if not term.is_Integer)
    if under:
        exponent = negated(exponent)
    coefficient, rest = exponent.as_coeff_Mul()
    if base.is_Integer and rest != 1 and not rest.is_Add and coefficient.is_Integer:
        larger = Integer(base) ** coefficient
        if larger <= _LARGEST_BASE:
            yield Pow(larger, rest), -1 if under else 1
            return
    if exponent.is_Integer:
        yield base, -int(exponent) if under else int(exponent)
    else:
        yield Pow(base, exponent), -1 if under else 1
