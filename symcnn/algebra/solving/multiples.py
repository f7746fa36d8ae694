"""Solves divisibility conditions: one residue class where all is linear, or the divisors of one number."""

from __future__ import annotations

from sympy import Integer, Symbol

from symcnn.algebra.integer_sets.sets import IntegerSet
from symcnn.algebra.proofs.remainders import residue_of
from symcnn.algebra.proofs.undecided import Unable
from symcnn.algebra.quotients.numbers import to_number
from symcnn.algebra.quotients.remainder import Remainder
from symcnn.algebra.solving.problem import Budget, Divides, Relation
from symcnn.algebra.solving.residue_classes import NotPolynomial, polynomial_in
from symcnn.algebra.solving.univariate import LINE, Univariate, common_denominator, value_at


def multiples(condition: Divides, unknown: Symbol, budget: Budget) -> IntegerSet | Relation:
    """The numbers for which a divisor divides, or a relation that says the same.

    >>> from symcnn.algebra.quotients.symbol import make_symbol
    >>> W = make_symbol("W")
    >>> multiples(Divides(2**50, 3*W - 1), W, Budget()).words(W)
    'W ≡ 750599937895083 (mod 1125899906842624)'
    """
    if not condition.divisor.is_Rational:
        return _divisors(condition, unknown, budget)
    try:
        polynomial = polynomial_in(condition.expr, unknown)
    except NotPolynomial:
        polynomial = None
    if polynomial is None or len(polynomial) > LINE:
        return Relation("==", Remainder(condition.expr, condition.divisor, evaluate=False))
    scale = common_denominator((*polynomial, to_number(condition.divisor)))
    constant, slope = (*(int(part * scale) for part in polynomial), 0, 0)[:LINE]
    found = residue_of(slope, constant, int(to_number(condition.divisor) * scale))
    return IntegerSet.nothing() if found is None else IntegerSet.residue(found.remainder, found.modulus)


def _divisors(condition: Divides, unknown: Symbol, budget: Budget) -> IntegerSet | Relation:
    """What ``a*x + b`` divides: it divides ``a^k e(-b/a)`` too, a number with few divisors."""
    below, above = (polynomial_in(part, unknown) for part in condition)
    if len(below) != LINE or common_denominator(below) != 1 or common_denominator(above) != 1:
        raise Unable("the unknown stands in a divisor that is not linear")
    constant, slope = (int(part) for part in below)
    always = Relation(">=", condition.divisor, Integer(1))
    if not above:
        return always
    rest = int(sum(part * (-constant) ** k * slope ** (len(above) - 1 - k) for k, part in enumerate(above)))
    if rest:
        return IntegerSet.points(_fitting(above, (constant, slope), abs(rest), budget))
    if abs(slope) == 1:
        return always
    raise Unable("a divisor shares a factor with what it divides")


def _fitting(above: Univariate, line: tuple[int, int], value: int, budget: Budget) -> list[int]:
    """The x at which the line is a divisor of ``value`` and divides the polynomial."""
    constant, slope = line
    found = []
    for candidate in divisors(value, budget):
        place, rest = divmod(candidate - constant, slope)
        if rest == 0 and int(value_at(above, place)) % candidate == 0:
            found.append(place)
    return found


def divisors(value: int, budget: Budget) -> list[int]:
    """All divisors of a positive number, found by trying."""
    found, candidate = [], 1
    while candidate * candidate <= value:
        budget.spend(1, "looking for the divisors of {}", value)
        if value % candidate == 0:
            found += [candidate, value // candidate]
        candidate += 1
    return found
