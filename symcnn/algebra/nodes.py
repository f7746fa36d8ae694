"""Sums and products that keep their brackets and know their price, on the way to a formula.

SymPy multiplies ``2*(W + 1)`` out by itself; these do not.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

from sympy import Integer, Pow, Rational

from symcnn import formula as f
from symcnn.algebra.counting import operations
from symcnn.algebra.quotient import Quotient
from symcnn.algebra.sums import add, multiply
from symcnn.algebra.terms import Coefficient, magnitude, plain
from symcnn.algebra.written import to_formula
from symcnn.formula import Formula

if TYPE_CHECKING:
    from collections.abc import Iterable


class Leaf(NamedTuple):
    """What is printed as it stands."""

    expr: Any
    formula: Formula
    cost: int


class Product(NamedTuple):
    """A number times powers."""

    coefficient: Coefficient
    factors: tuple[tuple[Node, int], ...]
    cost: int


class Sum(NamedTuple):
    """Two or more terms, none of them a sum."""

    terms: tuple[Node, ...]
    cost: int


Node = Leaf | Product | Sum


def leaf(expr: Any) -> Leaf:
    """A generator that is no sum."""
    formula = to_formula(expr)
    return Leaf(expr, formula, operations(formula) if formula.args else 0)


def product(coefficient: Coefficient, factors: Iterable[tuple[Node, int]]) -> Node:
    """A product; products within it are dissolved."""
    flat: list[tuple[Node, int]] = []
    for node, exponent in factors:
        if isinstance(node, Product):
            coefficient = plain(coefficient * Fraction(node.coefficient) ** exponent)
            flat.extend((inner, exponent * e) for inner, e in node.factors)
        else:
            flat.append((_powered(node, exponent), 1) if _is_exponential(node) and exponent > 1 else (node, exponent))
    if coefficient == 1 and len(flat) == 1 and flat[0][1] == 1:
        return flat[0][0]
    above = sum(e > 0 for _, e in flat) + (abs(coefficient.numerator) != 1)
    below = sum(e < 0 for _, e in flat) + (coefficient.denominator != 1)
    cost = max(above, 1) + below - 1 + sum(node.cost + (abs(e) != 1) for node, e in flat)
    return Product(coefficient, tuple(flat), cost)


def total(nodes: Iterable[Node]) -> Node:
    """A sum; sums within it are dissolved."""
    flat = [term for node in nodes for term in (node.terms if isinstance(node, Sum) else (node,))]
    if len(flat) == 1:
        return flat[0]
    joined = _joined(flat)
    cost = operations(joined) if joined else len(flat) - 1 + sum(term.cost for term in flat)
    return Sum(tuple(flat), cost)


def formula_of(node: Node) -> Formula:
    """The formula, terms and factors as they stand."""
    if isinstance(node, Leaf):
        return node.formula
    if isinstance(node, Sum):
        return _joined(list(node.terms)) or f.total(map(formula_of, node.terms))
    size = magnitude(node.coefficient)
    above = [f.number(size.numerator)] if size.numerator != 1 or not node.factors else []
    below = [f.number(size.denominator)] if size.denominator != 1 and node.factors else []
    if not node.factors:
        return f.number(node.coefficient)
    for inner, exponent in node.factors:
        (above if exponent > 0 else below).append(_raised(formula_of(inner), abs(exponent)))
    row = f.product([*(above or [f.ONE]), *([Formula("reciprocal", (f.product(below),))] if below else [])])
    return f.negative(row) if node.coefficient < 0 else row


def expression_of(node: Node) -> Any:
    """The SymPy expression, as near to the form as SymPy's own rules let it stand."""
    if isinstance(node, Leaf):
        return node.expr
    if isinstance(node, Sum):
        return add(*map(expression_of, node.terms))
    number = Rational(node.coefficient.numerator, node.coefficient.denominator)
    return multiply(number, *(Pow(expression_of(inner), Integer(e)) for inner, e in node.factors))


def turned(node: Node) -> Node:
    """``-(1 - H)(W - 1)`` becomes ``(H - 1)(W - 1)``: a sum with a minus in it takes in the sign of its product."""
    if not isinstance(node, Product) or node.coefficient >= 0:
        return node
    for index, (factor, exponent) in enumerate(node.factors):
        if exponent == 1 and isinstance(factor, Sum) and any(map(_is_negative, factor.terms)):
            flipped = total(product(-1, [(term, 1)]) for term in factor.terms)
            return product(-node.coefficient, [*node.factors[:index], (flipped, 1), *node.factors[index + 1 :]])
    return node


def _is_negative(node: Node) -> bool:
    return isinstance(node, Product) and node.coefficient < 0


def _raised(base: Formula, exponent: int) -> Formula:
    return base if exponent == 1 else Formula("power", (base, f.number(exponent)))


def _is_exponential(node: Node) -> bool:
    return isinstance(node, Leaf) and bool(node.expr.is_Pow)


def _powered(node: Node, exponent: int) -> Leaf:
    """``(2^n)^2`` is written ``2^(2n)``."""
    assert isinstance(node, Leaf)
    return leaf(node.expr**exponent)


def _joined(terms: list[Node]) -> Formula | None:
    """A quotient and a whole number are printed as one: see :mod:`symcnn.algebra.written`."""
    quotient = next((term for term in terms if isinstance(term, Leaf) and isinstance(term.expr, Quotient)), None)
    number = next((term for term in terms if isinstance(term, Product) and not term.factors), None)
    if quotient is None or number is None or any(term is not quotient and term is not number for term in terms):
        return None
    return to_formula(add(quotient.expr, expression_of(number)))
