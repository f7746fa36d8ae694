"""Solves for a power of the unknown beside other symbols: ``9n·K² ≤ B`` is ``K² ≤ ⌊B/(9n)⌋``, and ``W ≥ 2^n`` stays so.

There is no root and no logarithm in formulas, so the power is as far as it goes: it says for each value of the other
symbols which values of the unknown there are. A polynomial of degree 2 is completed to a square first.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from sympy import Add, Expr, Integer, Mul, Poly, PolynomialError, Pow, gcd

from symcnn.algebra.proofs.undecided import Unable
from symcnn.algebra.quotients.bounds import MIRRORED
from symcnn.algebra.quotients.construct import add, multiply, negated, subtract
from symcnn.algebra.quotients.laws import is_whole
from symcnn.algebra.quotients.multiplying_out import expanded
from symcnn.algebra.quotients.quotient import Quotient
from symcnn.algebra.solving.factors import is_dense
from symcnn.algebra.solving.lines import line
from symcnn.algebra.solving.problem import Proposition, Range, Relation
from symcnn.algebra.solving.reasons import possible
from symcnn.algebra.solving.side_conditions import condition_of, signs_of

if TYPE_CHECKING:
    from collections.abc import Container, Iterable

    from sympy import Symbol

    from symcnn.algebra.solving.normalise import Context
    from symcnn.formula import Comparator


class VanishingSquare(Unable):
    """A polynomial of degree 2 whose square may vanish, or have either sign: its factor, and what is left else."""

    def __init__(self, lead: Expr, line: Expr) -> None:
        super().__init__("")
        self.lead, self.line = lead, line


def isolated_power(
    relation: Relation, unknown: Symbol, judge: Context, assumed: Iterable[tuple[Expr, int]] = ()
) -> list[Range]:
    """The one range in which ``a·x^k + b op 0``, ``a·c^x + b op 0`` or a square of x compares as it should.

    >>> from symcnn.algebra.quotients.symbol import make_symbol
    >>> from symcnn.algebra.solving.normalise import Context
    >>> K, n, B = map(make_symbol, "KnB")
    >>> isolated_power(Relation(">=", B - 9*n*K**2), K, Context())[0].words(K)
    'every K if K² ≤ ⌊B/(9·n)⌋'
    >>> isolated_power(Relation(">=", B - 2**n), n, Context())[0].words(n)
    'every n if 2^n ≤ B'
    >>> isolated_power(Relation(">=", B - 4 * 2**(n - 1)), n, Context())[0].words(n)
    'every n if 2^n ≤ ⌊B/2⌋'
    >>> isolated_power(Relation(">=", B - K**2 - 3*K), K, Context())[0].words(K)
    'every K if (2·K + 3)² ≤ 4·B + 9'
    >>> isolated_power(Relation(">=", B - n*K**2 - 2*n*K), K, Context())[0].words(K)
    'every K if (K + 1)² ≤ ⌊B/n⌋ + 1'

    ``assumed`` has factors of squares of which a sign is assumed, whether it can be proved or not.
    """
    known_signs = dict(assumed)
    parts = _parted(relation.left, unknown, judge, known_signs)
    signs = [(known_signs[parts.lead], ())] if parts.lead in known_signs else signs_of(parts.lead, judge)
    return possible(partial(_case, relation.op, sign, parts, known, judge) for sign, known in signs)


class _PowerAlone(NamedTuple):
    """``factor·power + rest``."""

    rest: Expr
    factor: Expr
    power: Expr
    lead: Expr
    """What has the sign of the factor, without a divisor."""
    bound: Expr | None = None
    """What a completed square is compared with, before it is rounded."""


def _case(op: Comparator, sign: int, parts: _PowerAlone, known: tuple[Proposition, ...], judge: Context) -> list[Range]:
    """The range where the factor of the power has a sign."""
    rest, factor, power, _, square = parts
    if sign == 0:
        return [Range(conditions=(*known, *condition_of(op, rest, judge)))]
    op = op if sign > 0 else MIRRORED[op]
    bound = _bound(op, expanded(-sign * rest), expanded(sign * factor), square)
    return [Range(conditions=(*known, Relation(op, power, bound)))]


def _bound(op: Comparator, opposite: Expr, factor: Expr, square: Expr | None) -> Expr:
    """The bound of the power, the other side over the factor; rounded down in ``power ≤ bound`` of whole values."""
    if op == "<=" and factor != 1 and is_whole(opposite) and is_whole(factor):
        return Quotient(opposite, factor)
    return expanded(opposite / factor) if square is None else square


def _parted(left: Expr, unknown: Symbol, judge: Context, signs: Container[Expr]) -> _PowerAlone:
    """``b``, ``a`` and the power of ``a·power + b``."""
    if is_dense(left):
        raise Unable("")
    try:
        polynomial = Poly(left, unknown)
    except PolynomialError:
        return _exponential(left, unknown)
    lead, *middle, constant = map(expanded, polynomial.all_coeffs())
    if polynomial.degree() < SQUARE or any(part.has(unknown) for part in (lead, *middle, constant)):
        return _exponential(left, unknown)
    if not any(middle):
        return _PowerAlone(constant, lead, Pow(unknown, polynomial.degree()), lead)
    if polynomial.degree() > SQUARE:
        raise Unable("")
    if lead not in signs and not any(judge.decide(op, lead) for op in (">", "<")):
        raise VanishingSquare(lead, expanded(add(multiply(middle[0], unknown), constant)))
    return _square(lead, middle[0], constant, unknown)


SQUARE = 2


def _exponential(left: Expr, unknown: Symbol) -> _PowerAlone:
    """``a·c^(kx + m) + b`` for whole c > 1 and k > 0."""
    terms = [term for term in Add.make_args(left) if term.has(unknown)]
    inside = [part for part in Mul.make_args(terms[0]) if part.has(unknown)]
    power = inside[0]
    if len(terms) > 1 or len(inside) > 1 or not isinstance(power, Pow):
        raise Unable("")
    times, before = line(power.exp, unknown)
    if not (power.base.is_Integer and power.base > 1 and times.is_Integer and times > 0):
        raise Unable("")
    factor = multiply(*(part for part in Mul.make_args(terms[0]) if part != power), Pow(power.base, before))
    return _PowerAlone(subtract(left, terms[0]), factor, Pow(power.base, multiply(times, unknown)), factor)


def _square(lead: Expr, slope: Expr, constant: Expr, unknown: Symbol) -> _PowerAlone:
    """``ax² + bx + c`` as ``((2ax + b)² - (b² - 4ac))/(4a)``, or with half of an even b, by what a and b share."""
    common = gcd(lead, slope)
    a, b, c = (expanded(part / common) for part in (lead, slope, constant))
    times = Integer(1) if is_whole(expanded(b / 2)) else Integer(2)
    half = expanded(b * times / 2)
    base = add(multiply(times, a, unknown), half)
    base = negated(base) if a.could_extract_minus_sign() else base
    inner = expanded(subtract(multiply(half, half), multiply(times, times, a, c)))
    scale = expanded(common / (times**2 * a))
    return _PowerAlone(expanded(-inner * scale), scale, Pow(base, 2, evaluate=False), lead, inner)
