"""Bounds and conditions: what can be said of a formula whose symbols are only known to be positive."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sympy import Add, Integer, Max, Min, Mod, Mul

from symcnn.algebra.laws import expanded, is_whole
from symcnn.algebra.quotient import Quotient
from symcnn.algebra.sums import add, multiply, subtract

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


def bounds(expr: Any, least: Mapping[Any, Any]) -> tuple[Any, Any]:
    """A lower and an upper bound of an expanded sum, each None where there is none.

    Every symbol is at least its assumed bound, so a term with a positive coefficient is at least its value there.
    """
    low: Any = Integer(0)
    high: Any = Integer(0)
    for term in Add.make_args(expr):
        coefficient, rest = term.as_coeff_Mul()
        smallest = Integer(1) if rest == 1 else _smallest(rest, least)
        fixed = rest == 1
        if smallest is None:
            return None, None
        if coefficient > 0:
            low = None if low is None else low + coefficient * smallest
            high = high + coefficient if fixed and high is not None else None
        else:
            high = None if high is None else high + coefficient * smallest
            low = low + coefficient if fixed and low is not None else None
    return low, high


def _smallest(monomial: Any, least: Mapping[Any, Any]) -> Any:
    """The least value of a product, or None if that is not known; below 0 only a single symbol is."""
    factors = Mul.make_args(monomial)
    value: Any = Integer(1)
    for factor in factors:
        base, exponent = factor.as_base_exp() if factor.is_Pow and factor.exp.is_Integer else (factor, Integer(1))
        bound = least.get(base, lowest(base))
        if bound is None or not exponent.is_Integer or exponent < 0:
            return None
        if bound < 0 and (len(factors) > 1 or exponent != 1):
            return None
        value *= bound**exponent
    return value


def lowest(factor: Any) -> Any:
    """What a symbol or a quotient is at least by itself."""
    if factor.is_Symbol:
        if factor.is_integer and factor.is_positive:
            return Integer(1)
        return Integer(0) if factor.is_nonnegative else None
    if isinstance(factor, Quotient):
        low, _ = bounds(factor.numerator, {})
        return Integer(0) if low is not None and low >= 0 else None
    if isinstance(factor, Mod):
        return Integer(0)
    if isinstance(factor, Min | Max):
        lows = [bounds(argument, {})[0] for argument in factor.args]
        known = [low for low in lows if low is not None]
        complete = len(known) == len(lows)
        return (min(known) if complete else None) if isinstance(factor, Min) else max(known, default=None)
    return Integer(1) if _grows(factor) else None


def _grows(factor: Any) -> bool:
    """Whether it is a power of at least 1 to an exponent of at least 0."""
    if not factor.is_Pow:
        return False
    (base, _), (exponent, _) = bounds(factor.base, {}), bounds(factor.exp, {})
    return base is not None and exponent is not None and base >= 1 and exponent >= 0


def compared(relation: str, left: Any, right: Any) -> tuple[str, Any]:
    """The same comparison as ``>=``, ``==`` or ``!=`` between one difference and 0.

    ``floor(a/b) + c >= 0`` holds exactly where ``a + b*c >= 0`` does, for whole c and positive b.
    """
    if relation in ("<=", "<"):
        left, right, relation = right, left, {"<=": ">=", "<": ">"}[relation]
    difference = subtract(left, right)
    if relation == ">" and is_whole(difference):
        difference, relation = subtract(difference, Integer(1)), ">="
    while relation == ">=":
        terms = Add.make_args(difference)
        quotients = [term for term in terms if isinstance(term, Quotient)]
        others = add(*(term for term in terms if not isinstance(term, Quotient)))
        if len(quotients) != 1 or not is_whole(others):
            break
        difference = expanded(add(quotients[0].numerator, multiply(quotients[0].denominator, others)))
    return relation, difference


def normal(relation: str, left: Any, right: Any) -> tuple[str, Any, Any]:
    """The same comparison in the form ``W >= 32``: what is positive on the left, the rest on the right."""
    if relation in ("==", "!=") and not subtract(left, right).has(Quotient):
        return (relation, right, left) if left.is_number else (relation, left, right)
    relation, difference = compared(relation, left, right)
    constant, rest = difference.as_coeff_Add()
    factor = rest.as_coeff_Mul()[0]
    if relation == ">=" and factor.is_Rational and factor > 0 and is_whole(rest / factor):
        constant, rest = (constant / factor).__floor__(), rest / factor
    terms = Add.make_args(rest)
    positive = add(*(term for term in terms if not term.could_extract_minus_sign()))
    negative = add(*(-term for term in terms if term.could_extract_minus_sign()))
    if relation == ">=" and positive == 0:
        return "<=", negative, constant
    return relation, positive, subtract(negative, constant)


def weakest(conditions: Iterable[Any]) -> list[Any]:
    """Of several ``x >= number`` with one x only the strongest is kept."""
    kept: dict[Any, Any] = {}
    for condition in conditions:
        left, right = condition.formula.args if condition.formula.op == "compare" else (condition.formula, None)
        bound = right.value if right is not None and right.op == "number" and condition.formula.value == ">=" else None
        key = condition.formula if bound is None else (left, ">=")
        if key not in kept or (bound is not None and bound > kept[key].formula.args[1].value):
            kept[key] = condition
    return list(kept.values())
