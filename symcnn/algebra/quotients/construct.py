"""Sums and products of SymPy expressions, built without SymPy's general constructor for sums.

``Add(...)`` imports SymPy's tensors and permutation groups when it is first called, a tenth of a cold run, and looks at
every kind of object that could stand in a sum. Here are only numbers, symbols and what is made of them; the result is
the same object that ``Add`` would give.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from sympy import Add, Expr, Integer, Max, Min, Mul, Pow, ilcm
from sympy.core.add import _addsort
from sympy.core.mul import _mulsort

from symcnn.support.work import spend

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


def terms_of(expr: Expr) -> tuple[Expr, ...]:
    """The terms of a sum, or what is none as the only one; ``Add.make_args`` looks at what it is given first.

    >>> from sympy import Symbol
    >>> terms_of(Symbol("W")), factors_of(2*Symbol("W"))
    ((W,), (2, W))
    """
    return expr.args if expr.is_Add else (expr,)


def factors_of(expr: Expr) -> tuple[Expr, ...]:
    """The factors of a product, or what is none as the only one."""
    return expr.args if expr.is_Mul else (expr,)


@lru_cache(10_000)
def add(*terms: Expr | int) -> Expr:
    """The sum of expressions; as SymPy does with its own, the latest ones are remembered.

    >>> from sympy import Symbol
    >>> W = Symbol("W")
    >>> add(W, Integer(3), W, Integer(-1)) == 2 + 2*W
    True
    """
    counts = like_terms(terms)
    spend(len(counts))
    constant = counts.pop(Integer(1), Integer(0))
    found = [rest if count == 1 else _times(count, rest) for rest, count in counts.items() if count != 0]
    if not found:
        return constant
    if constant == 0 and len(found) == 1:
        return found[0]
    _addsort(found)
    return Add._from_args([constant, *found] if constant != 0 else found)


def _times(number: Expr, rest: Expr) -> Expr:
    """A number that is not 0 or 1 times what has none in front."""
    if rest.is_Mul:
        return Mul._from_args((number, *rest.args), rest.is_commutative)  # as SymPy's own sums do
    return Mul._from_args((number, rest), rest.is_commutative) if _is_atom(rest) else Mul(number, rest)


def like_terms(terms: Iterable[Expr | int]) -> dict[Expr, Expr]:
    """What is added up to its coefficient, in the order in which it first comes; numbers count as multiples of 1."""
    counts: dict[Expr, Expr] = {}
    for term in terms:
        for addend in (Integer(term),) if isinstance(term, int) else terms_of(term):
            coefficient, rest = addend.as_coeff_Mul()
            counts[rest] = counts[rest] + coefficient if rest in counts else coefficient
    return counts


def multiply(*factors: Expr) -> Expr:
    """The product of expressions; a number times a sum is a sum, as SymPy has it.

    >>> from sympy import Symbol
    >>> multiply(Integer(2), Symbol("W") + 1)
    2*W + 2
    """
    spend(len(factors))
    return _product(*factors)


@lru_cache(10_000)
def _product(*factors: Expr) -> Expr:
    """The product; the latest ones are remembered."""
    number: Expr = Integer(1)
    others = []
    for factor in factors:
        if factor.is_Rational:
            number *= factor
        else:
            others.append(factor)
    if len(others) == 1 and others[0].is_Add:
        return _scaled(number, others[0])
    found = _of_plain_powers(number, others)
    if found is not None:
        return found
    others = _joined(others)
    return _scaled(number, others[0]) if len(others) == 1 and others[0].is_Add else Mul(number, *others)


def _scaled(number: Expr, total: Expr) -> Expr:
    """A number times a sum, term by term."""
    return add(*(multiply(number, term) for term in total.args)) if number != 1 else total


def _of_plain_powers(number: Expr, factors: list[Expr]) -> Expr | None:
    """The product, without asking SymPy what its factors are; None where that takes more than adding exponents."""
    powers: dict[Expr, list[Expr]] = {}
    for part in (part for factor in factors for part in factors_of(factor)):
        base, exponent = part.as_base_exp()
        if part.is_Rational:
            number *= part
        elif exponent.is_Integer and base.is_commutative and (_is_atom(base) or (base.is_Add and part is base)):
            powers.setdefault(base, []).append(exponent)
        else:
            return None
    if number == 0:
        return number
    if any(base.is_Add and len(exponents) > 1 for base, exponents in powers.items()):
        return None
    totals = {base: sum(exponents[1:], exponents[0]) for base, exponents in powers.items()}
    found = [base if total == 1 else Pow(base, total) for base, total in totals.items() if total != 0]
    if len(found) == 1 and found[0].is_Add:
        return None
    _mulsort(found)
    return Mul._from_args([number, *found] if number != 1 else found, is_commutative=True)


def _is_atom(expr: Expr) -> bool:
    """Whether it is a symbol, or a node for a quotient, which no product looks into."""
    return expr.is_Symbol or getattr(expr, "is_Quotient", False)


def _joined(factors: list[Expr]) -> list[Expr]:
    """The factors with whole powers of one base joined, for which ``Mul`` would call ``Add``."""
    exponents: dict[Expr, Expr] = {}
    parts = [part.as_base_exp() for factor in factors for part in factors_of(factor)]
    if len({base for base, _ in parts}) == len(parts) or not all(exponent.is_Integer for _, exponent in parts):
        return factors
    for base, exponent in parts:
        exponents[base] = exponents[base] + exponent if base in exponents else exponent
    return [base if exponent == 1 else Pow(base, exponent) for base, exponent in exponents.items()]


def rebuilt(node: Expr, args: Iterable[Expr]) -> Expr:
    """A node with other arguments, as its own constructor makes it.

    >>> from sympy import Symbol
    >>> W, H = Symbol("W"), Symbol("H")
    >>> rebuilt(W * H, [W + 1, Integer(2)])
    2*W + 2
    """
    return add(*args) if node.is_Add else multiply(*args) if node.is_Mul else node.func(*args)


def replaced(expr: Expr, values: Mapping[Expr, Expr]) -> Expr:
    """The expression with others in the place of some of its parts; extrema stay, whose values SymPy compares for long.

    >>> from sympy import Max, Symbol
    >>> W, H = Symbol("W", integer=True), Symbol("H", integer=True)
    >>> replaced(2*Max(H, 3) + W, {H: W + 1, W: Integer(5)})
    2*Max(3, W + 1) + 5
    """
    if expr in values:
        return values[expr]
    args = [replaced(part, values) for part in expr.args]
    if args == [*expr.args]:
        return expr
    return expr.func(*args, evaluate=False) if isinstance(expr, Max | Min) else rebuilt(expr, args)


def least_denominator(*sums: Expr) -> Expr:
    """The least number that makes the coefficients of all terms whole.

    >>> from sympy import Rational, Symbol
    >>> least_denominator(Symbol("W") / 4 + Rational(1, 6))
    12
    """
    numbers = (term.as_coeff_Mul()[0] for total in sums for term in terms_of(total))
    return Integer(ilcm(1, *(number.q for number in numbers if number.is_Rational)))


def negated(expr: Expr) -> Expr:
    """``-expr``."""
    return multiply(Integer(-1), expr)


def subtract(left: Expr, right: Expr) -> Expr:
    """``left - right``."""
    return add(left, negated(right))


def divide_terms(expr: Expr, divisor: Expr) -> Expr:
    """A sum divided term by term."""
    inverse = 1 / divisor
    return add(*(multiply(term, inverse) for term in terms_of(expr)))


def over(left: Expr, right: Expr) -> Expr:
    """``left/right``; where their powers meet, SymPy's own division calls ``Add``."""
    return multiply(left, 1 / right)
