"""Converts SymPy expressions to formulas, so that one printer serves both."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeGuard

from sympy import Add, Expr, Max, Min, Mod, Mul, Pow, Symbol, preorder_traversal
from sympy.core.numbers import Number

from symcnn import formula as f
from symcnn.algebra.quotients.construct import add, negated
from symcnn.algebra.quotients.laws import is_whole
from symcnn.algebra.quotients.quotient import Quotient
from symcnn.formula import Formula
from symcnn.support.work import spend

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from symcnn.support.scalar import Scalar


def to_formula(expr: Scalar) -> Formula:
    """An expression as a formula, its terms and factors in SymPy's order.

    >>> from symcnn.algebra.quotients.symbol import make_symbol
    >>> to_formula(2*make_symbol("P")).op
    'product'
    """
    if isinstance(expr, int | Fraction):
        return f.number(expr)
    return _converted(expr)


@lru_cache(maxsize=8_192)
def _converted(expr: Expr) -> Formula:
    """What an expression is written as follows from it alone; totals of networks share most of their parts."""
    spend()
    if hasattr(expr, "_formula"):
        return _as_it_stands(expr)
    convert = next(_KINDS[kind] for kind in type(expr).__mro__ if kind in _KINDS)
    return convert(expr)


def _add(expr: Expr) -> Formula:
    """A number joins a quotient that has one already: ``⌊(W + 1)/2⌋ - 1`` is ``⌊(W - 1)/2⌋``."""
    constant, rest = expr.as_coeff_Add()
    if constant != 0 and isinstance(rest, Quotient) and constant.is_Integer:
        inside, _ = rest.numerator.as_coeff_Add()
        if inside != 0 and rest.denominator.is_Integer:
            return _rounded(add(rest.numerator, constant * rest.denominator), rest.denominator)
    return f.total(to_formula(term) for term in expr.args)


def _mul(expr: Expr) -> Formula:
    """Numerical coefficient first, negative powers as divisors; a leading minus covers the whole product."""
    coefficient, rest = expr.as_coeff_Mul()
    sign, size = (-1, -coefficient) if coefficient.is_negative else (1, coefficient)
    above = [f.number(int(size.p))] if size.p != 1 else []
    below = [f.number(int(size.q))] if size.q != 1 else []
    for factor in Mul.make_args(rest):
        if sign < 0 and (is_turned(factor) or _reads_turned(factor)):
            sign = 1
            above.append(_rounded(negated(factor.numerator), factor.denominator, "ceil"))
        elif isinstance(factor, Pow) and factor.exp.could_extract_minus_sign():
            below.append(to_formula(1 / factor))
        else:
            above.append(to_formula(factor))
    row = f.product([*above, *(Formula("reciprocal", (divisor,)) for divisor in below)])
    return f.negative(row) if sign < 0 else row


def _pow(expr: Expr) -> Formula:
    if expr.exp.is_Rational and expr.exp < 0:
        return f.product([Formula("reciprocal", (to_formula(1 / expr),))])
    return Formula("power", (to_formula(expr.base), to_formula(expr.exp)))


def is_turned(factor: Expr) -> TypeGuard[Quotient]:
    """Whether a factor is ``⌊-a/b⌋``, so that with a minus before it it is the ceiling of ``a/b``."""
    return isinstance(factor, Quotient) and all(
        term.could_extract_minus_sign() for term in Add.make_args(factor.numerator)
    )


def _reads_turned(factor: Expr) -> TypeGuard[Quotient]:
    """Whether only a number, or a quotient rounded down that is turned itself, stands beside what has a minus.

    ``-⌊(1 - 27a)/4⌋`` is the ceiling of ``(27a - 1)/4``, ``-⌊9⌊-27a⌋/40⌋`` that of ``9⌈27a⌉/40``.
    """
    if not isinstance(factor, Quotient):
        return False
    _, rest = factor.numerator.as_coeff_Add()
    terms = Add.make_args(rest)
    return rest != 0 and all(
        term.could_extract_minus_sign() or any(map(is_turned, Mul.make_args(term))) for term in terms
    )


def _rounded(
    numerator: Expr, denominator: Expr, word: str = "floor", written: Callable[[Expr], Formula] | None = None
) -> Formula:
    """``⌊(a + b - 1)/b⌋`` is the ceiling of ``a/b`` for whole a."""
    written = written or to_formula
    constant, rest = numerator.as_coeff_Add()
    up = word == "floor" and denominator.is_Integer and denominator > 1 and constant == denominator - 1
    up = up and rest != 0 and is_whole(rest)
    above = written(rest if up else numerator)
    inside = above if denominator == 1 else f.product([above, Formula("reciprocal", (written(denominator),))])
    return f.call("ceil" if up else word, inside)


def with_written_parts(expr: Expr, written: Callable[[Expr], Formula]) -> Formula | None:
    """A quotient, a minimum, a maximum or a node of ours, given how what stands in it is written; None for any other.

    >>> from symcnn.algebra.quotients.symbol import make_symbol
    >>> with_written_parts(Max(make_symbol("W"), 3), to_formula).value
    'max'
    """
    if isinstance(expr, Quotient):
        return _rounded(expr.numerator, expr.denominator, written=written)
    if isinstance(expr, Min | Max):
        arguments = sorted(_flat(expr), key=lambda argument: argument.sort_key())
        shown = dict.fromkeys(map(written, arguments))  # what the algebra keeps apart may be written alike
        return f.call("min" if isinstance(expr, Min) else "max", *shown) if len(shown) > 1 else next(iter(shown))
    if hasattr(expr, "_formula"):  # a node of ours, which says itself how it is written
        found: Formula = expr._formula(written)  # noqa: SLF001 - as SymPy's printers do
        return found
    return None


def _as_it_stands(expr: Expr) -> Formula:
    found = with_written_parts(expr, to_formula)
    assert found is not None
    return found


def _flat(expr: Expr) -> Iterator[Expr]:
    """The arguments, those of a minimum inside a minimum among them."""
    for argument in expr.args:
        yield from _flat(argument) if type(argument) is type(expr) else (argument,)


_KINDS: Mapping[type, Callable[[Any], Formula]] = {
    Number: lambda expr: f.number(Fraction(int(expr.p), int(expr.q))),
    Symbol: lambda expr: f.name(expr.name),
    Add: _add,
    Mul: _mul,
    Pow: _pow,
    Quotient: _as_it_stands,
    Mod: lambda expr: Formula("remainder", tuple(map(to_formula, expr.args))),
    Min: _as_it_stands,
    Max: _as_it_stands,
    # Anything that a user of SymPy builds on top of a result.
    object: lambda expr: f.call(type(expr).__name__, *map(to_formula, expr.args)),
}


def is_formula(expr: object) -> bool:
    """Whether an expression is made of exact numbers, symbols and the nodes that formulas have."""
    if not isinstance(expr, Expr):
        return False
    for node in preorder_traversal(expr):
        known = any(kind in _KINDS and kind is not object for kind in type(node).__mro__) or hasattr(node, "_formula")
        if not known or (isinstance(node, Number) and not node.is_Rational) or node.is_finite is False:
            return False
    return True
