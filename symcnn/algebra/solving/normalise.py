"""Relations brought to one form before they are solved: a difference and 0, no fractions, no common factors."""

from __future__ import annotations

from math import gcd
from typing import TYPE_CHECKING, Any

from sympy import Add, Integer, Max, Min, Mod, Mul, Rational, ilcm

from symcnn.algebra.laws import expanded, is_whole
from symcnn.algebra.quotient import Quotient
from symcnn.algebra.relations import bounds, compared
from symcnn.algebra.solving.answers import Condition, Divides, Relation
from symcnn.algebra.sums import add, multiply, subtract

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

FLIPPED = {"<=": ">=", "<": ">"}


class Judge:
    """Decides comparisons by what is known of the symbols: their kinds, and numbers that they are at least."""

    def __init__(self, least: Mapping[Any, Any] | None = None) -> None:
        self.least = dict(least or {})

    def decide(self, op: str, left: Any, right: Any = Integer(0)) -> bool | None:  # noqa: B008 - a constant
        """Whether a comparison holds for all symbols (yes), for none (no), or depends on them (None)."""
        if op == "!=":
            equal = self.decide("==", left, right)
            return None if equal is None else not equal
        relation, difference = compared(op, left, right)
        low, high = bounds(expanded(difference), self.least)
        if relation == "==":
            return True if low == 0 == high else False if (low or 0) > 0 or (high or 0) < 0 else None
        strict = relation == ">"
        if low is not None and (low > 0 if strict else low >= 0):
            return True
        return False if high is not None and (high <= 0 if strict else high < 0) else None


def normalised(relation: Relation, judge: Judge) -> Relation:
    """The relation as ``difference op 0`` with op one of ``== != >= >``, without fractions and common factors.

    >>> from symcnn.algebra.symbolic import make_symbol
    >>> W, F, P = (make_symbol(name) for name in "WFP")
    >>> print(normalised(Relation("<=", W*F/2, P*W), Judge()))
    −F + 2·P ≥ 0
    """
    op, left, right = relation
    if op in FLIPPED:
        op, left, right = FLIPPED[op], right, left
    difference = without_content(cleared(expanded(subtract(left, right)), judge))
    if op == ">" and is_whole(difference):
        op, difference = ">=", subtract(difference, Integer(1))
    return Relation(op, difference)


def cleared(difference: Any, judge: Judge) -> Any:
    """A positive multiple of a sum in which no symbol stands below a line."""
    for _ in range(20):
        divisor = next(_divisors(difference), None)
        if divisor is None:
            break
        base, exponent = divisor
        if not (base.is_positive or judge.decide(">", base)):
            exponent = exponent + exponent % 2
        difference = add(*(expanded(multiply(term, base**exponent)) for term in Add.make_args(difference)))
    scale = Integer(
        ilcm(1, *(term.as_coeff_Mul()[0].q for term in Add.make_args(difference) if term.as_coeff_Mul()[0].is_Rational))
    )
    return multiply(scale, difference)


def _divisors(difference: Any) -> Iterator[tuple[Any, Any]]:
    """Bases and positive exponents of what stands below a line."""
    for term in Add.make_args(difference):
        for factor in Mul.make_args(term):
            if factor.is_Pow and factor.exp.could_extract_minus_sign() and not factor.is_Rational:
                whole_exponent = factor.exp.is_Integer or factor.base.is_positive
                if whole_exponent:
                    yield factor.base, -factor.exp


def without_content(difference: Any) -> Any:
    """The sum divided by what all of its terms share and what is positive."""
    terms = Add.make_args(difference)
    shared = dict(_powers(terms[0]))
    number = 0
    for term in terms:
        coefficient, _ = term.as_coeff_Mul()
        number = gcd(number, int(coefficient)) if coefficient.is_Integer else 1
        powers = _powers(term)
        shared = {base: min(exponent, powers[base]) for base, exponent in shared.items() if base in powers}
    if number <= 1 and not shared:
        return difference
    divisor = multiply(Rational(max(number, 1)), *(base**exponent for base, exponent in shared.items()))
    return add(*(term / divisor for term in terms))


def _powers(term: Any) -> dict[Any, Any]:
    """Positive symbols in a product, and their whole exponents."""
    found = (factor.as_base_exp() for factor in Mul.make_args(term.as_coeff_Mul()[1]))
    return {base: exponent for base, exponent in found if base.is_positive and exponent.is_Integer and exponent > 0}


def nodes(expr: Any, kinds: Any) -> Iterator[Any]:
    """The nodes of some kinds in an expression, outer ones first, each once."""
    seen, stack = set(), [expr]
    while stack:
        node = stack.pop()
        if node in seen:
            continue
        seen.add(node)
        if isinstance(node, kinds):
            yield node
        stack.extend(node.args)


def requirements(conditions: list[Condition], unknown: Any, judge: Judge) -> list[Condition]:
    """That what the unknown divides by is positive, or not 0 below a line."""
    found: dict[Condition, None] = {}
    for condition in conditions:
        for side in (condition[-2], condition[-1]):
            for node in nodes(side, (Quotient, Mod)):
                below = node.args[1]
                if below.has(unknown) and judge.decide(">", below) is not True:
                    found[Relation(">", below)] = None
            for base, _ in (divisor for node in nodes(side, Mul | Add) for divisor in _divisors(node)):
                if base.has(unknown) and judge.decide(">", base) is not True:
                    found[Relation("!=", base)] = None
        if isinstance(condition, Divides) and condition.divisor.has(unknown):
            found[Relation(">", condition.divisor)] = None
    return list(found)


def split(relation: Relation, unknown: Any) -> list[list[Relation]] | None:
    """Alternatives, each a list of relations, in which one Min or Max that holds the unknown is gone; None without one.

    In ``±extremum + rest >= 0`` it often needs no comparison of its arguments.
    """
    node = next((node for node in nodes(relation.left, (Min, Max)) if node.has(unknown)), None)
    if node is None:
        return None
    put = [Relation(relation.op, relation.left.xreplace({node: argument}), relation.right) for argument in node.args]
    coefficient = next(
        (term.as_coeff_Mul()[0] for term in Add.make_args(relation.left) if term.as_coeff_Mul()[1] == node), None
    )
    alone = coefficient is not None and not add(relation.left, multiply(-coefficient, node)).has(node)
    if coefficient is not None and alone and relation.op in (">=", ">"):
        together = isinstance(node, Min) == bool(coefficient > 0)
        return [put] if together else [[part] for part in put]
    better = "<=" if isinstance(node, Min) else ">="
    return [
        [put[place], *(Relation(better, argument, other) for other in node.args if other != argument)]
        for place, argument in enumerate(node.args)
    ]
