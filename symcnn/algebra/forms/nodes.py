"""Sums and products that keep their brackets and know their cost, on the way from an expression to a formula.

SymPy multiplies ``2*(W + 1)`` out by itself; these do not.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from sympy import Expr, Integer, Max, Min, Pow, Rational

from symcnn import formula as f
from symcnn.algebra.exact.polynomial import Coefficient, plain
from symcnn.algebra.forms.exponentials import is_exponential, together
from symcnn.algebra.forms.operation_count import operations
from symcnn.algebra.forms.terms import magnitude
from symcnn.algebra.forms.to_formula import to_formula
from symcnn.algebra.quotients.construct import add, multiply, negated
from symcnn.algebra.quotients.laws import is_whole
from symcnn.algebra.quotients.quotient import Quotient
from symcnn.formula import Formula

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence


class Leaf(NamedTuple):
    """A node of a form that is printed as one formula: a symbol, a quotient, a number."""

    expr: Expr
    formula: Formula
    cost: int


class Product(NamedTuple):
    """A number times powers."""

    coefficient: Coefficient
    factors: tuple[tuple[FormNode, int], ...]
    cost: int


class Sum(NamedTuple):
    """Two or more terms, none of them a sum."""

    terms: tuple[FormNode, ...]
    cost: int


FormNode = Leaf | Product | Sum

_ROUNDED = (Quotient, Min, Max)
"""What a number can join."""


@lru_cache(300)
def _as_it_stands(expr: Expr) -> Formula:
    """The latest are remembered, since what is counted in several ways shares its sizes."""
    return to_formula(expr)


def leaf(expr: Expr) -> Leaf:
    """A generator that is no sum."""
    formula = _as_it_stands(expr)
    return Leaf(expr, formula, operations(formula) if formula.args else 0)


def product(coefficient: Coefficient, factors: Iterable[tuple[FormNode, int]]) -> FormNode:
    """A product; products within it are dissolved."""
    flat: list[tuple[FormNode, int]] = []
    for node, exponent in factors:
        if isinstance(node, Product):
            coefficient = plain(coefficient * Fraction(node.coefficient) ** exponent)
            flat.extend((inner, exponent * e) for inner, e in node.factors)
        else:
            flat.append((node, exponent))
    coefficient, flat = _powers_together(coefficient, _each_once(flat))
    if len(flat) == 1 and flat[0][1] == 1:
        whole = flat[0][0]
        if coefficient == 1:
            return whole
        if coefficient == -1 and isinstance(whole, Sum) and len(whole.terms) == 2:  # noqa: PLR2004  # else nothing is rounded
            turned = _changed(whole.terms)
            if _rounded_down(turned):
                return total(turned)
    above = sum(e > 0 for _, e in flat) + (abs(coefficient.numerator) != 1)
    below = sum(e < 0 for _, e in flat) + (coefficient.denominator != 1)
    cost = max(above, 1) + below - 1 + sum(node.cost + (abs(e) != 1) for node, e in flat)
    return Product(coefficient, tuple(flat), cost)


def total(nodes: Iterable[FormNode]) -> FormNode:
    """A sum; sums within it are dissolved, numbers added up, and ``-(1 - H)*D`` is taken for ``(H - 1)*D``."""
    flat = [term for node in nodes for term in _addends(node)]
    flat = [_taking_in(term, _mostly_negative) for term in _gathered(flat)]
    if len(flat) == 1:
        return flat[0]
    joined = _joined(flat)
    cost = operations(joined) if joined else len(flat) - 1 + sum(term.cost for term in flat)
    return Sum(tuple(flat), cost)


def _addends(node: FormNode) -> tuple[FormNode, ...]:
    """The terms of a sum, also of one with a minus before it."""
    if isinstance(node, Product) and node.coefficient == -1 and len(node.factors) == 1:
        inner, exponent = node.factors[0]
        if isinstance(inner, Sum) and exponent == 1:
            return tuple(product(-1, [(term, 1)]) for term in inner.terms)
    return node.terms if isinstance(node, Sum) else (node,)


def _gathered(terms: list[FormNode]) -> list[FormNode]:
    """The terms with all numbers added up to one, where the first of them stood."""
    numbers = [term for term in terms if _is_number(term)]
    if len(numbers) < 2:  # noqa: PLR2004  # one needs no gathering
        return terms
    added = plain(sum((Fraction(term.coefficient) for term in numbers if isinstance(term, Product)), Fraction(0)))
    kept = [term for term in terms if term is numbers[0] or not _is_number(term)]
    gathered = [product(added, ()) if term is numbers[0] else term for term in kept]
    return [term for term in gathered if added or not _is_number(term)] or [product(0, ())]


def node_cost(node: FormNode) -> int:
    """The operations of a form."""
    return node.cost


def formula_of(node: FormNode) -> Formula:
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


def expression_of(node: FormNode) -> Expr:
    """The SymPy expression, as near to the form as SymPy's own rules let it stand."""
    if isinstance(node, Leaf):
        return node.expr
    if isinstance(node, Sum):
        return add(*map(expression_of, node.terms))
    number = Rational(node.coefficient.numerator, node.coefficient.denominator)
    return multiply(number, *(Pow(expression_of(inner), Integer(e)) for inner, e in node.factors))


def turned(node: FormNode) -> FormNode:
    """``-(1 - H)(W - 1)`` becomes ``(H - 1)(W - 1)``: a sum with a minus in it takes in the sign of its product."""
    return _taking_in(node, lambda terms: any(map(_is_negative, terms)))


def with_terms_turned(node: FormNode) -> FormNode:
    """``a + b(1 - k)`` becomes ``a - b(k - 1)``, where a term without a minus is left to stand first."""
    if not isinstance(node, Sum):
        return node
    terms = [_turned_round(term) for term in node.terms]
    return node if all(map(_is_negative, terms)) else total(terms)


def _turned_round(term: FormNode) -> FormNode:
    if not isinstance(term, Product) or term.coefficient <= 0:
        return term
    for index, (factor, exponent) in enumerate(term.factors):
        if exponent == 1 and isinstance(factor, Sum) and _is_turned(factor.terms):
            turned_factor = total(_changed(factor.terms))
            return product(-term.coefficient, [*term.factors[:index], (turned_factor, 1), *term.factors[index + 1 :]])
    return term


def _is_turned(terms: tuple[FormNode, ...]) -> bool:
    """Whether only a number stands without a minus, as in ``1 - k``; ``1 - 1/k`` is left as it is."""
    divided = any(e < 0 for term in terms if isinstance(term, Product) for _, e in term.factors)
    return not divided and all(_is_negative(term) != _is_number(term) for term in terms)


def _taking_in(node: FormNode, fits: Callable[[tuple[FormNode, ...]], bool]) -> FormNode:
    """A product without its minus, if one of its factors is a sum that fits."""
    if not isinstance(node, Product) or node.coefficient >= 0:
        return node
    for index, (factor, exponent) in enumerate(node.factors):
        if exponent == 1 and isinstance(factor, Sum) and fits(factor.terms):
            flipped = total(_changed(factor.terms))
            return product(-node.coefficient, [*node.factors[:index], (flipped, 1), *node.factors[index + 1 :]])
    return node


def _mostly_negative(terms: tuple[FormNode, ...]) -> bool:
    """Whether a sum reads better with all signs turned: ``1 - H`` does, ``W - 184`` does not."""
    terms = tuple(term for term in terms if not _reads_either_way(term))
    symbols = [term for term in terms if not _is_number(term)]
    return sum(map(_is_negative, terms)) * 2 >= len(terms) and sum(map(_is_negative, symbols)) * 2 >= len(symbols)


def _changed(terms: Iterable[FormNode]) -> list[FormNode]:
    """The terms with the other sign each."""
    return [product(-1, [(term, 1)]) for term in terms]


def _reads_either_way(node: FormNode) -> bool:
    """Whether a sum in a term may as well have all signs changed, as that of ``(H - F)/S``, and take in a minus."""
    factors = node.factors if isinstance(node, Product) and node.coefficient > 0 else ()
    sums = [factor.terms for factor, exponent in factors if exponent == 1 and isinstance(factor, Sum)]
    return any(_mostly_negative(terms) and _mostly_negative(tuple(_changed(terms))) for terms in sums)


def _is_number(node: FormNode) -> bool:
    return isinstance(node, Product) and not node.factors


def _is_negative(node: FormNode) -> bool:
    return isinstance(node, Product) and node.coefficient < 0


def _raised(base: Formula, exponent: int) -> Formula:
    return base if exponent == 1 else Formula("power", (base, f.number(exponent)))


def _each_once(flat: list[tuple[FormNode, int]]) -> list[tuple[FormNode, int]]:
    """A factor that comes again, as from within another product, is one power."""
    if len(flat) < 2:  # noqa: PLR2004  # two of them
        return flat
    found: list[tuple[FormNode, int]] = []
    for node, exponent in flat:
        place = next((place for place, (other, _) in enumerate(found) if _is_same(other, node)), -1)
        if place < 0:
            found.append((node, exponent))
        else:
            found[place] = node, found[place][1] + exponent
    return found if len(found) == len(flat) else [(node, exponent) for node, exponent in found if exponent]


def _is_same(one: FormNode, other: FormNode) -> bool:
    """A search has each generator once, but a sum as often as it is put together."""
    return one is other or (isinstance(one, Sum) and one.cost == other.cost and one == other)


def _powers_together(
    coefficient: Coefficient, flat: list[tuple[FormNode, int]]
) -> tuple[Coefficient, list[tuple[FormNode, int]]]:
    """``2^n*8`` is written ``2^(n + 3)``."""
    if not any(isinstance(node, Leaf) and is_exponential(node.expr) for node, _ in flat):
        return coefficient, flat
    number, powers = together(coefficient, ((node.expr, e) for node, e in flat if isinstance(node, Leaf)))
    others = [(node, e) for node, e in flat if not isinstance(node, Leaf)]
    return number, [*((leaf(expr), e) for expr, e in powers), *others]


def _joined(terms: list[FormNode]) -> Formula | None:
    """A quotient and a whole number are printed as one, a number goes into a minimum if that makes it shorter."""
    if len(terms) > 2:  # noqa: PLR2004  # the two of them
        return None
    found = next((term.expr for term in terms if isinstance(term, Leaf) and isinstance(term.expr, _ROUNDED)), None)
    number = next((term for term in terms if _is_number(term)), None)
    if found is None or number is None:
        return _rounded_down(terms)
    constant = expression_of(number)
    if isinstance(found, Quotient):
        if any(isinstance(term, Leaf) and term.formula != _as_it_stands(found) for term in terms):
            return None  # what stands in it was made shorter
        return rounded_up(found, constant, alone=True) or _as_it_stands(add(found, constant))
    apart = f.total([to_formula(found), f.number(number.coefficient)])  # type: ignore[union-attr]  # a product
    arguments = sorted(found.args, key=lambda argument: argument.sort_key())
    within = f.call("min" if isinstance(found, Min) else "max", *(_plus(argument, constant) for argument in arguments))
    return min(apart, within, key=operations)


def _rounded_down(terms: Sequence[FormNode]) -> Formula | None:
    """``-floor((a - b)/c) - 1`` as ``floor((b - 1 - a)/c)``, for whole numbers; so is any number from there down.

    >>> from symcnn.algebra.quotients.symbol import make_symbol
    >>> W, S = make_symbol("W"), make_symbol("S")
    >>> formula_of(total([product(-1, [(leaf(Quotient(W - 9, S)), 1)]), product(-1, ())])).op
    'call'
    """
    if len(terms) != 2 or not any(map(_is_number, terms)):  # noqa: PLR2004  # a quotient and a number
        return None
    one, other = terms
    number, rest = (one, other) if _is_number(one) else (other, one)
    if not (isinstance(rest, Product) and rest.coefficient == -1 and [e for _, e in rest.factors] == [1]):
        return None
    inner = rest.factors[0][0]
    if not (isinstance(inner, Leaf) and isinstance(inner.expr, Quotient)):
        return None
    above, below = inner.expr.args
    constant = number.coefficient  # type: ignore[union-attr]  # a product
    known = is_whole(above) and is_whole(below) and below.is_positive and not below.is_Integer
    if constant > -1 or above.as_coeff_Add()[0] >= -1 or not known:
        return None
    inside = f.product([to_formula(add(negated(above), Integer(-1))), Formula("reciprocal", (to_formula(below),))])
    down = f.call("floor", inside)
    return down if constant == -1 else f.total([down, f.number(constant + 1)])


def _plus(expr: Expr, number: Expr) -> Formula:
    """An argument of a minimum with a number added."""
    constant, rest = add(expr, number).as_coeff_Add()
    up = rounded_up(rest, constant) if isinstance(rest, Quotient) else None
    return up or to_formula(add(expr, number))


def rounded_up(quotient: Quotient, number: Expr, *, alone: bool = False) -> Formula | None:
    """``floor((a - 1)/b) + 1`` as the ceiling of ``a/b``; on request only where a is one term.

    >>> from symcnn.algebra.quotients.symbol import make_symbol
    >>> W, S = make_symbol("W"), make_symbol("S")
    >>> rounded_up(Quotient(W - 1, S), Integer(1)).value
    'ceil'
    """
    constant, above = quotient.numerator.as_coeff_Add()
    below = quotient.denominator
    known = is_whole(above) and is_whole(below) and below.is_positive
    if not known or constant != -1 or number < 1 or (alone and above.is_Add) or not number.is_Integer:
        return None
    up = f.call("ceil", f.product([to_formula(above), Formula("reciprocal", (to_formula(below),))]))
    return f.total([up, f.number(int(number) - 1)]) if number != 1 else up
