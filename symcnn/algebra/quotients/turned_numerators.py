"""One form for the quotient of what is below 0: rounded the other way, with the minus before it."""

from __future__ import annotations

from sympy import Add, Integer

from symcnn.algebra.quotients.construct import add, multiply
from symcnn.algebra.quotients.laws import Fraction, is_above_0, is_whole


def upturned(fraction: Fraction) -> Fraction | None:
    """Of a whole numerator below 0, what comes off instead: ``⌊-a/b⌋`` is ``-⌊(a + b - 1)/b⌋``; else None.

    So there is one form of ``⌊-a/b⌋`` and ``-⌈a/b⌉``, whose numerator has no minus before every symbol.
    """
    numerator, denominator = fraction
    terms = Add.make_args(numerator.as_coeff_Add()[1])
    if not all(term.as_coeff_Mul()[0].is_negative for term in terms):
        return None
    if not (is_whole(numerator) and is_whole(denominator) and is_above_0(denominator)):
        return None
    return Fraction(add(multiply(Integer(-1), numerator), denominator, Integer(-1)), denominator)
