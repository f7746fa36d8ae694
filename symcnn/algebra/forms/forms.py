"""Forms in which a formula can be written, as rows: the same value, other brackets.

What stands inside a quotient, a remainder, a minimum or a maximum stays as it is.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from sympy import Expr, Symbol

from symcnn.algebra.forms.candidates import by_powers, nested, printed
from symcnn.algebra.forms.finishing import finished
from symcnn.algebra.forms.generators import Generators
from symcnn.algebra.forms.long_sums import shared_factors
from symcnn.algebra.forms.nodes import FormNode, expression_of, formula_of, product, turned
from symcnn.algebra.forms.operation_count import operations
from symcnn.algebra.forms.rational import factorised, over_one_bar
from symcnn.algebra.forms.shortest import Search, short_leaf
from symcnn.algebra.forms.terms import Terms, coefficients, places
from symcnn.algebra.forms.to_formula import to_formula
from symcnn.algebra.quotients.numbers import to_sympy

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from symcnn.formula import Formula
    from symcnn.support.scalar import Scalar

MOST_TERMS = 2_000
"""What would have more terms is not multiplied out."""


class Form(NamedTuple):
    """A form, as a row: its name, what it is in words, and how an expression is brought into it."""

    name: str
    words: str
    build: Callable[[Expr, Symbol | None], FormNode]


def to_form(expr: Scalar, form: str = "shortest", symbol: Symbol | str | None = None) -> Formula:
    """An expression in a form, as a formula. The symbol is one of SymPy's or its name.

    >>> from symcnn.algebra.quotients.symbol import make_symbol
    >>> L = make_symbol("L")
    >>> [part.op for part in to_form(L**2/2 + L/2).args]
    ['name', 'sum', 'reciprocal']
    """
    if isinstance(expr, int | Fraction) or (form in ("shortest", "given") and is_short(expr)):
        return to_formula(expr)
    if form == "given":
        return to_formula(expr)
    return _found(expr, form, symbol)


@lru_cache(1_000)
def _found(expr: Expr, form: str, symbol: Symbol | str | None) -> Formula:
    """A form, the latest remembered: a network is printed more than once, and families share their layers."""
    formula = formula_of(_node(expr, form, symbol))
    return min(formula, to_formula(expr), key=operations) if form == "shortest" else formula


def as_expr(expr: Scalar, form: str = "shortest", symbol: Symbol | str | None = None) -> Expr:
    """An expression in a form, as far as SymPy lets the form stand: ``2*(W + 1)`` becomes ``2*W + 2`` again.

    >>> from symcnn.algebra.quotients.symbol import make_symbol
    >>> K, D = make_symbol("K"), make_symbol("D")
    >>> as_expr(K*(D + 1), "expanded")
    D*K + K
    """
    return to_sympy(expr) if form == "given" else expression_of(_node(to_sympy(expr), form, symbol))


def _node(expr: Expr, form: str, symbol: Symbol | str | None) -> FormNode:
    if isinstance(symbol, str):
        symbol = next((known for known in expr.free_symbols if known.name == symbol), Symbol(symbol))
    return turned(FORMS[form].build(expr, symbol))


def is_short(expr: Expr) -> bool:
    """Whether nothing can be pulled out or put together: a number, a symbol, a quotient, a product of these."""
    factors = expr.args if expr.is_Mul else (expr,)
    return not any(
        factor.is_Add
        or (factor.is_Pow and (factor.base.is_Add or not factor.exp.is_number))
        or short_leaf(factor).formula != to_formula(factor)
        for factor in factors
    )


def _read(expr: Expr) -> tuple[Search, Terms]:
    generators = Generators()
    return Search(generators), generators.read(expr)


def _read_expanded(expr: Expr) -> tuple[Search, Terms]:
    """Multiplied out as far as that is not too long."""
    search, terms = _read(expr)
    short = search.generators.size(terms) <= MOST_TERMS
    return search, search.generators.expanded(terms) if short else terms


def _shortest(expr: Expr, _symbol: Symbol | None) -> FormNode:
    """What all terms of a long sum share stands in front: the sum behind it is searched once for all that share it."""
    shared, inside = shared_factors(expr)
    return product(1, [*((short_leaf(base), e) for base, e in shared), (_searched(inside), 1)])


@lru_cache(100)
def _searched(expr: Expr) -> FormNode:
    search, terms = _read(expr)
    return finished(printed(search, terms))


def _builder(
    read: Callable[[Expr], tuple[Search, Terms]], build: Callable[[Search, Terms], FormNode]
) -> Callable[[Expr, Symbol | None], FormNode]:
    return lambda expr, _symbol: build(*read(expr))


def _factored(expr: Expr, _symbol: Symbol | None) -> FormNode:
    """All factors over the rational numbers; the shortest form where there are too many terms."""
    search, terms = _read(expr)
    ratio = over_one_bar(search.generators, terms)
    parts = [factorised(part) for part in ratio] if ratio else [None]
    if parts[0] is None or parts[-1] is None:
        return search.best(terms)
    (above, factors), (below, divisors) = parts[0], parts[-1]
    powers = [*factors, *((divisor, -exponent) for divisor, exponent in divisors)]
    return product(Fraction(above) / below, [(search.plain(factor), exponent) for factor, exponent in powers])


def _in_one(
    expr: Expr, symbol: Symbol | None, build: Callable[[Search, Terms, int, Callable[[Terms], FormNode]], FormNode]
) -> FormNode:
    """A polynomial in one symbol; sums without it may stay in its coefficients as they are."""
    search, terms = _read(expr)
    is_short = search.generators.size(terms) <= MOST_TERMS
    place = search.generators.place(symbol) if symbol is not None else None
    if place is None:
        place = _foremost(search.generators, search.generators.expanded(terms) if is_short else terms)
    if is_short:
        terms = search.generators.expanded(terms, place)
    if place is None or not terms:
        return search.best(terms)
    return finished(build(search, terms, place, lambda part: printed(search, part)))


def _foremost(generators: Generators, terms: Terms) -> int | None:
    """The symbol of the highest degree, else a generator; among equals the one in most terms, then the first."""
    known = places(terms)
    found = [place for place in known if generators.is_symbol(place)] or known
    degrees = {place: max(coefficients(terms, place)) for place in found}
    counts = {place: sum(any(p == place for p, _ in monomial) for monomial in terms) for place in found}
    return max(found, key=lambda place: (degrees[place], counts[place]), default=None)


FORMS: Mapping[str, Form] = MappingProxyType(
    {
        row.name: row
        for row in (
            Form(
                "shortest",
                "the fewest operations that were found",
                _shortest,
            ),
            Form("given", "as it was derived", _builder(_read, Search.plain)),
            Form("expanded", "a sum of products", _builder(_read_expanded, Search.plain)),
            Form("factored", "a product of factors that cannot be split", _factored),
            Form(
                "by",
                "a polynomial in one symbol, highest power first",
                lambda expr, symbol: _in_one(expr, symbol, by_powers),
            ),
            Form(
                "horner",
                "nested in one symbol, by default the one of the highest degree",
                lambda expr, symbol: _in_one(expr, symbol, nested),
            ),
        )
    }
)
"""The forms by name."""
