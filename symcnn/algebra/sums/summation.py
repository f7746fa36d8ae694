"""Sums polynomials times powers, exactly: Faulhaber's formula, geometric sums, and products of both.

One equation solves them all: of ``x(i + 1) = a·x(i) + r^i·q(i)`` with a polynomial q one solution is ``r^i·Q(i)`` with
a polynomial Q. A plain sum has a = 1.
"""

from __future__ import annotations

from math import comb, gcd, lcm
from typing import TYPE_CHECKING

from sympy import Add, Expr, Integer, Pow, Rational

from symcnn.algebra.quotients.bounds import bounds
from symcnn.algebra.quotients.construct import add, multiply, negated, subtract
from symcnn.algebra.quotients.multiplying_out import expanded
from symcnn.algebra.sums.exponential import (
    ExponentialMonomial,
    ExponentialPolynomial,
    as_expr,
    collected,
    joined,
    raised,
    terms_in,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

_ZERO, _ONE = Integer(0), Integer(1)


def sum_up(
    body: Expr, index: Expr, ends: tuple[Expr, Expr], factor: Expr, least: Mapping[Expr, Expr]
) -> tuple[Expr, Expr]:
    """Sum ``factor^(end - 1 - i)·body(i)`` for i from first up to end, end left out; and the part that stays a sum.

    A term closes as a whole or stays as it is written: a product is not taken apart for one of its parts.
    """
    parts = [(term, terms_in(term, index)) for term in Add.make_args(body)]
    closing = [found for _, found in parts if all(_may_close(kind, factor, least) for kind in found)]
    closed, left = sum_terms(collected(pair for found in closing for pair in found.items()), ends, factor, least)
    stays = (term for term, found in parts if not any(found is other for other in closing))
    return closed, add(*stays, as_expr(left, index))


def _may_close(kind: ExponentialMonomial, factor: Expr, least: Mapping[Expr, Expr]) -> bool:
    """Whether a term closes by itself, or together with others of its kind."""
    return _closes(kind, factor, least) or (kind.other == 1 == factor and kind.power == 0 and kind.ratio.is_Symbol)


def _closes(kind: ExponentialMonomial, factor: Expr, least: Mapping[Expr, Expr]) -> bool:
    return kind.other == 1 and (kind.ratio == factor or differ(kind.ratio, factor, least))


def sum_terms(
    terms: ExponentialPolynomial, ends: tuple[Expr, Expr], factor: Expr, least: Mapping[Expr, Expr]
) -> tuple[Expr, ExponentialPolynomial]:
    """The same for terms, and the terms that stay.

    With the factor 1 this is a plain sum, with another it is what a repeated ``x ↦ factor·x + terms(i)`` gathers.
    """
    groups: dict[tuple[Expr, Expr], dict[int, Expr]] = {}
    left: ExponentialPolynomial = {}
    for kind, part in terms.items():
        if _closes(kind, factor, least):
            number, rest = primitive(part)
            powers = groups.setdefault((kind.ratio, rest), {})
            powers[kind.power] = powers.get(kind.power, _ZERO) + number
        else:
            left[kind] = part
    parts = [
        multiply(rest, *primitive(_gathered(powers, ratio, factor, ends))) for (ratio, rest), powers in groups.items()
    ]
    for kind in list(left):
        exact = _divisible(kind, left[kind], factor)
        if exact is not None:
            del left[kind]
            parts.append(multiply(exact, subtract(raised(kind.ratio, ends[1]), raised(kind.ratio, ends[0]))))
    return add(*map(joined, parts)), left


def _gathered(powers: dict[int, Expr], ratio: Expr, factor: Expr, ends: tuple[Expr, Expr]) -> Expr:
    """``ratio^end·Q(end) - factor^(end - first)·ratio^first·Q(first)``."""
    first, end = ends
    solution = particular([powers.get(k, _ZERO) for k in range(max(powers) + 1)], ratio, factor)
    rational = all(part.is_Rational for part in solution)
    if ratio == factor == 1 and rational and first.is_Integer:
        start = add(*(part * first**k for k, part in enumerate(solution)))
        return polynomial_at([solution[0] - start, *solution[1:]], end)
    passed = multiply(raised(factor, subtract(end, first)), raised(ratio, first))
    if len(solution) == 1:
        left, right = (ratio, factor) if ratio != 1 else (factor, ratio)
        rise = subtract(raised(ratio, end), passed) if ratio != 1 else subtract(passed, raised(ratio, end))
        return multiply(powers[0], rise, 1 / subtract(left, right))
    value = polynomial_at if rational else _plain_value
    return subtract(multiply(raised(ratio, end), value(solution, end)), multiply(passed, value(solution, first)))


def _plain_value(coefficients: list[Expr], point: Expr) -> Expr:
    return add(*(multiply(part, point**power) for power, part in enumerate(coefficients)))


def _divisible(kind: ExponentialMonomial, part: Expr, factor: Expr) -> Expr | None:
    """``part/(ratio - 1)`` where that is exact, so that nothing has to be known of the ratio."""
    if factor != 1 or kind.other != 1 or kind.power != 0 or not kind.ratio.is_Symbol:
        return None
    exact, rest = divided(part, kind.ratio)
    return exact if rest == 0 else None


def divided(expr: Expr, symbol: Expr) -> tuple[Expr, Expr]:
    """A polynomial in a symbol divided by ``symbol - 1``, and what is left; nothing is divided of anything else.

    >>> from symcnn.algebra.quotients.symbol import make_symbol
    >>> S = make_symbol("S")
    >>> divided(S**2 + 1, S)
    (S + 1, 2)
    """
    terms = terms_in(expr, symbol)
    if any(kind.ratio != 1 or kind.other != 1 for kind in terms):
        return _ZERO, expr
    degree = max((kind.power for kind in terms), default=0)
    shares, rest = _by_line([terms.get(ExponentialMonomial(power), _ZERO) for power in range(degree + 1)], _ONE)
    return _plain_value(shares, symbol), expanded(rest)


def _by_line(coefficients: list[Expr], root: Expr) -> tuple[list[Expr], Expr]:
    """A polynomial divided by ``x - root``, and what is left, by Horner's rule."""
    carried: list[Expr] = [_ZERO]
    for part in reversed(coefficients):
        carried.append(add(part, multiply(root, carried[-1])))
    return carried[-2:0:-1], carried[-1]


def particular(polynomial: list[Expr], ratio: Expr, factor: Expr) -> list[Expr]:
    """Coefficients of the Q with ``ratio·Q(i + 1) - factor·Q(i) = polynomial(i)``, lowest power first.

    Then ``x(i) = ratio^i·Q(i)`` solves ``x(i + 1) = factor·x(i) + ratio^i·polynomial(i)``, and with the factor 1 it is
    what the terms ``ratio^i·polynomial(i)`` add up to. Where ratio and factor are equal, Q(0) is 0.

    >>> particular([Integer(0), Integer(1)], Integer(1), Integer(1))
    [0, -1/2, 1/2]
    """
    resonant = 1 if ratio == factor else 0
    solution: list[Expr] = [_ZERO] * (len(polynomial) + resonant)
    for power in reversed(range(len(polynomial))):
        place = power + resonant
        higher = add(
            *(multiply(Integer(comb(k, power)), solution[k]) for k in range(max(place, power) + 1, len(solution)))
        )
        rest = add(polynomial[power], multiply(Integer(-1), ratio, higher))
        solution[place] = multiply(rest, 1 / (ratio * place if resonant else add(ratio, -factor)))
    return solution


def differ(left: Expr, right: Expr, least: Mapping[Expr, Expr]) -> bool:
    """Whether two ratios are certainly different."""
    if left.is_Rational and right.is_Rational:
        return bool(left != right)
    quotient = left / right
    return exceeds_one(quotient, least) or exceeds_one(1 / quotient, least)


def exceeds_one(expr: Expr, least: Mapping[Expr, Expr]) -> bool:
    """Whether a value is certainly above 1."""
    low = bounds(expanded(expr), least)[0]
    return low is not None and bool(low > 1)


def is_nonnegative(expr: Expr, least: Mapping[Expr, Expr]) -> bool:
    """Whether a value is certainly not below 0."""
    low = bounds(expr, least)[0]
    return low is not None and bool(low >= 0)


def primitive(expr: Expr) -> tuple[Expr, Expr]:
    """A rational number and the rest of a coefficient, so that multiples of one sum are seen as such."""
    if not expr.is_Add:
        coefficient, rest = expr.as_coeff_Mul()
        return coefficient, rest
    content, rest = expr.primitive()
    return (-content, negated(rest)) if rest.could_extract_minus_sign() else (content, rest)


def polynomial_at(coefficients: list[Expr], point: Expr) -> Expr:
    """A polynomial with rational coefficients at a point, in factors as far as whole and halved roots go."""
    content, rest, roots = _split(coefficients)
    factors = [add(multiply(Integer(q), point), Integer(-p)) for p, q in roots]
    remaining = add(*(multiply(part, Pow(point, power)) for power, part in enumerate(rest) if part != 0))
    return multiply(content, *factors, expanded(remaining) if point.is_Add else remaining)


def _split(coefficients: list[Expr]) -> tuple[Expr, list[Expr], list[tuple[int, int]]]:
    """Content, primitive rest and the small rational roots of a polynomial."""
    rest = list(coefficients)
    while len(rest) > 1 and rest[-1] == 0:
        rest.pop()
    roots = []
    for p, q in ((0, 1), (1, 1), (-1, 1), (1, 2), (-1, 2), (2, 1), (-2, 1)):
        while len(rest) > 1 and (found := _by_line(rest, Rational(p, q)))[1] == 0:
            roots.append((p, q))
            rest = [part / q for part in found[0]]
    content: Expr = Rational(gcd(*(int(part.p) for part in rest)), lcm(*(int(part.q) for part in rest)))
    content = -content if rest[-1] < 0 else content
    return content, [part / content for part in rest] if content != 0 else rest, roots
