"""A formula as one division at the end."""

from __future__ import annotations

from fractions import Fraction
from math import lcm
from typing import TYPE_CHECKING

from symcnn.formula import ONE, Formula, negative, number, product, total

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def over_one(formula: Formula) -> tuple[Formula, Formula]:
    """Numerator and denominator, neither of which divides.

    >>> from symcnn.syntax.parser import parse_expression
    >>> [one.op for one in over_one(parse_expression("a/2 + b/3"))], over_one(parse_expression("a/2 + b/3"))[1].value
    (['sum', 'number'], 6)
    """
    return _OVER_ONE.get(formula.op, _undivided)(formula)


def _undivided(formula: Formula) -> tuple[Formula, Formula]:
    return formula, ONE


def _over_number(formula: Formula) -> tuple[Formula, Formula]:
    value = formula.value if isinstance(formula.value, int | Fraction) else 0
    return number(value.numerator), number(value.denominator)


def _over_sum(formula: Formula) -> tuple[Formula, Formula]:
    parts = [over_one(term) for term in formula.args]
    below = _common([divisor for _, divisor in parts])
    if below == ONE:
        return formula, ONE
    return total(_times(above, _missing(divisor, below)) for above, divisor in parts), below


def _common(divisors: list[Formula]) -> Formula:
    numbers = lcm(*(divisor.value for divisor in divisors if isinstance(divisor.value, int)))
    others = dict.fromkeys(divisor for divisor in divisors if not isinstance(divisor.value, int))
    return product([*([number(numbers)] if numbers != 1 or not others else []), *others])


def _missing(divisor: Formula, below: Formula) -> Formula:
    """The factor by which a divisor has to be multiplied to become the common one."""
    factors = below.args if below.op == "product" else (below,)
    if isinstance(divisor.value, int):
        numbers = [factor for factor in factors if isinstance(factor.value, int)]
        whole_part = numbers[0].value if numbers else 1
        assert isinstance(whole_part, int)
        return product([number(whole_part // divisor.value), *(f for f in factors if f not in numbers)])
    return product([factor for factor in factors if factor != divisor] or [ONE])


def _times(one: Formula, other: Formula) -> Formula:
    """A product in which numbers stand together."""
    factors = [part for side in (other, one) for part in (side.args if side.op == "product" else (side,))]
    coefficient, rest = 1, []
    for factor in factors:
        if factor.op == "number" and isinstance(factor.value, int):
            coefficient *= factor.value
        else:
            rest.append(factor)
    return product([*([number(coefficient)] if coefficient != 1 or not rest else []), *rest])


def _over_product(formula: Formula) -> tuple[Formula, Formula]:
    parts = [over_one(factor) for factor in formula.args]
    if all(below == ONE for _, below in parts):
        return formula, ONE
    above = product([above for above, _ in parts if above != ONE] or [ONE])
    below = product([below for _, below in parts if below != ONE])
    return above, below


def _over_reciprocal(formula: Formula) -> tuple[Formula, Formula]:
    above, below = over_one(formula.args[0])
    return below, above


def _over_negative(formula: Formula) -> tuple[Formula, Formula]:
    above, below = over_one(formula.args[0])
    return negative(above), below


def _over_power(formula: Formula) -> tuple[Formula, Formula]:
    (above, below), exponent = over_one(formula.args[0]), formula.args[1]
    if below == ONE:
        return formula, ONE
    return Formula("power", (above, exponent)), Formula("power", (below, exponent))


_OVER_ONE: Mapping[str, Callable[[Formula], tuple[Formula, Formula]]] = {
    "number": _over_number,
    "sum": _over_sum,
    "product": _over_product,
    "reciprocal": _over_reciprocal,
    "negative": _over_negative,
    "power": _over_power,
}
