"""Solves for an unknown that is no whole number, such as the factor by which a network is made thinner.

Where something says that a multiple of it is whole, that multiple is solved for. Where it stands in quotients only, the
common quotient of all of them is. Else linear and quadratic relations give exact ends.
"""

from __future__ import annotations

from math import lcm
from typing import TYPE_CHECKING

from sympy import Dummy, Expr, Integer, Mod, Rational, Symbol, sqrt

from symcnn.algebra.proofs.undecided import Unable
from symcnn.algebra.quotients.bounds import MIRRORED
from symcnn.algebra.quotients.construct import add, multiply, negated, subtract
from symcnn.algebra.quotients.laws import is_whole
from symcnn.algebra.quotients.multiplying_out import expanded
from symcnn.algebra.quotients.quotient import Quotient
from symcnn.algebra.solving.lines import line
from symcnn.algebra.solving.normalise import Context, nodes, normalised
from symcnn.algebra.solving.only_node import only_node, without_quotient
from symcnn.algebra.solving.problem import Divides, Plain, Range, Relation
from symcnn.algebra.solving.ranges import each_met
from symcnn.algebra.solving.residue_classes import NotPolynomial, polynomial_in
from symcnn.algebra.solving.side_conditions import Refuted, condition_of, signs_of
from symcnn.algebra.solving.spelling import domain_words, spelled
from symcnn.algebra.sums.exponential import linear
from symcnn.support.message import Message

if TYPE_CHECKING:
    from collections.abc import Iterator

    from symcnn.formula import Comparator


def domain_of(unknown: Symbol) -> list[Relation]:
    """The relations that the unknown's own kind states: above 0, at least 0, or none."""
    if unknown.is_positive:
        return [Relation(">", unknown)]
    return [Relation(">=", unknown)] if unknown.is_nonnegative else []


class Stepped:
    """The unknown as ``step*t + start`` for a whole number t."""

    def __init__(self, step: Expr, start: Expr, unknown: Symbol) -> None:
        self.step = step
        self.start = start
        self._turn = expanded((unknown - start) / step)
        self.whole = Dummy("t", integer=True)

    def put(self, condition: Plain, unknown: Symbol) -> Plain:
        """A condition in terms of the whole number."""
        return condition.replaced({unknown: add(multiply(self.step, self.whole), self.start)})

    def name(self, _unknown: Symbol) -> str:
        """The whole number in terms of the unknown, as messages name it."""
        return spelled(self._turn)

    def back(self, piece: Range) -> Range:
        """A range of the whole number as one of the unknown."""

        def of(end: Expr) -> Expr:
            return expanded(add(multiply(self.step, end), self.start))

        modulus = expanded(multiply(self.step, piece.modulus))
        conditions = tuple(condition.replaced({self.whole: self._turn}) for condition in piece.conditions)
        return piece.with_ends(of)._replace(modulus=modulus, residue=of(piece.residue), conditions=conditions)


def stepped(conditions: list[Plain], unknown: Symbol, judge: Context) -> Stepped | None:
    """The steps in which the unknown goes, if some condition says that a multiple of it is whole."""
    for condition in conditions:
        divisor, expr = _wholeness(condition)
        if expr is None or not expr.has(unknown) or divisor.has(unknown):
            continue
        try:
            slope, rest = line(expr, unknown)
        except Unable:
            continue
        sign = judge.sign(slope)
        if sign:
            return Stepped(expanded(sign * divisor / slope), expanded(-rest / slope), unknown)
    return None


def _wholeness(condition: Plain) -> tuple[Expr, Expr | None]:
    """Divisor and expression of ``divisor divides expression``, or None; what is left over may be too large."""
    if isinstance(condition, Divides):
        return condition
    if condition.op == "==" and isinstance(condition.left, Mod):
        expr, divisor = condition.left.args
        return divisor, subtract(expr, condition.right)
    return Integer(1), None


class Rounded:
    """The unknown x only in quotients, all of which follow from the whole number ``t = ⌊multiple*x⌋``.

    Where some are rounded up, what lies at a step and what lies behind it are kept apart: an even t is ``multiple*x``,
    an odd one stands for what lies between the whole numbers beside it.
    """

    def __init__(self, multiple: int, quotients: dict[Expr, tuple[Expr, Expr]]) -> None:
        self.both = any(slope.is_negative for slope, _ in quotients.values())
        self.multiple = 2 * multiple if self.both else multiple
        self.whole = Dummy("t", integer=True, nonnegative=True)
        self._lines = quotients

    def put(self, condition: Plain, unknown: Symbol) -> Plain:
        """A condition in terms of the whole number; the unknown stands in quotients alone."""
        quotients = {node: self._quotient(node) for node in self._lines if node.has(unknown)}
        return condition.replaced(quotients)

    def _quotient(self, node: Expr) -> Expr:
        slope, rest = self._lines[node]
        scale = Integer(self.multiple) / abs(slope)
        turn = Integer(-1) if slope.is_negative else Integer(1)
        return Quotient(turn * self.whole + rest * scale, node.args[1] * scale)

    def name(self, unknown: Symbol) -> str:
        """The whole number in terms of the unknown, as messages name it."""
        return spelled(Quotient(self.multiple * unknown, 1))

    def back(self, piece: Range) -> Range:
        """A range of the whole number as one of the unknown: from ``t/multiple`` to below ``(t + 1)/multiple``.

        Where an odd number stands for what lies between steps, from a step, or from behind it, to one.
        """
        if piece.modulus != 1:
            raise Unable("the values of the unknown fall into infinitely many stretches")
        low, high = (piece.low, piece.high) if piece.value is None else (piece.value, piece.value)
        if self.both and not all(end is None or end.is_Integer for end in (low, high)):
            raise Unable("the unknown is rounded down and up, and other symbols say how far")
        share = Rational(2 if self.both else 1, self.multiple)
        return Range(
            None if low is None else (low // 2 if self.both else low) * share,
            None if high is None else (-(-high // 2) if self.both else high + 1) * share,
            Integer(0),
            strict_low=self.both and low is not None and low % 2 == 1,
            strict_high=high is not None and (not self.both or high % 2 == 1),
            conditions=piece.conditions,
        )


def rounded(conditions: list[Plain], unknown: Symbol) -> Rounded | None:
    """The common quotient, if the unknown stands in quotients of linear numerators with whole numbers only."""
    if not unknown.is_nonnegative:
        return None
    found: dict[Expr, tuple[Expr, Expr] | None] = {}
    for condition in conditions:
        quotients = {side: [node for node in nodes(side, Quotient) if node.has(unknown)] for side in condition.sides}
        for side, inside in quotients.items():
            if side.xreplace({node: Dummy("t", integer=True) for node in inside}).has(unknown):
                return None
            for node in inside:
                found[node] = _whole_line(node, unknown)
    lines = {node: known for node, known in found.items() if known is not None}
    if not found or len(lines) < len(found):
        return None
    return Rounded(lcm(*(abs(int(slope)) for slope, _ in lines.values())), lines)


def floored(condition: Plain, unknown: Symbol) -> Plain:
    """``32·x ≥ 1`` as ``⌊32·x⌋ ≥ 1``, which is the same between whole numbers; any other condition as it is."""
    if isinstance(condition, Divides) or any(nodes(condition.difference, Quotient)):
        return condition
    try:
        slope, rest = line(condition.difference, unknown)
    except Unable:
        return condition
    if not (slope.is_Integer and rest.is_Integer):
        return condition
    turned = slope < 0
    op = MIRRORED[condition.op] if turned else condition.op
    if op not in (">=", "<"):
        return condition
    sign = Integer(-1) if turned else Integer(1)
    return Relation(op, Quotient(sign * slope * unknown, 1), -sign * rest)


def _whole_line(node: Expr, unknown: Symbol) -> tuple[Expr, Expr] | None:
    try:
        slope, rest = line(node.args[0], unknown)
    except Unable:
        return None
    whole = slope.is_Integer and slope != 0 and is_whole(rest) and is_whole(node.args[1])
    return (slope, rest) if whole and not node.args[1].has(unknown) else None


# -- continua ----------------------------------------------------------------------------------------------------------


def real_ranges(conditions: list[Plain], unknown: Symbol, judge: Context) -> list[Range]:
    """The stretches of real numbers that the unknown may be and in which all conditions hold.

    >>> from symcnn.algebra.quotients.symbol import make_symbol
    >>> alpha = make_symbol("alpha", "real", ">", 0)
    >>> [piece.words(alpha) for piece in real_ranges([Relation("<=", 2*alpha**2, 1)], alpha, Context())]
    ['alpha > 0 and alpha ≤ sqrt(2)/2']
    """
    ranges = [_end(part.op, part.right) for part in domain_of(unknown)] or [Range(modulus=Integer(0))]
    for condition in sorted(conditions, key=_is_strict):
        if isinstance(condition, Divides):
            raise Unable("a divisibility of what is no whole multiple of the unknown")
        ranges = each_met(ranges, _ranges_of_condition(condition, unknown, judge), unknown, judge)
        if not ranges:
            raise Refuted(left_none(str(condition), unknown))
    return ranges


def _is_strict(condition: Plain) -> bool:
    """Ends that belong to a range meet before those that do not."""
    return not isinstance(condition, Divides) and condition.op in (">", "<")


def left_none(conditions: str, unknown: Symbol) -> str:
    """That no value is left."""
    return Message("{} leaves no {}", conditions, f"{spelled(unknown)}{domain_words(unknown)}")


def _ranges_of_condition(condition: Relation, unknown: Symbol, judge: Context) -> list[Range]:
    relation = normalised(condition, judge)
    if not relation.left.has(unknown):
        try:
            return [Range(modulus=Integer(0), conditions=condition_of(relation.op, relation.left, judge))]
        except Refuted:
            return []
    if relation.op == "!=":
        less = Relation(">", negated(relation.left))
        return [
            *_ranges_of_condition(less, unknown, judge),
            *_ranges_of_condition(relation._replace(op=">"), unknown, judge),
        ]
    quotient = _without_quotient(relation, unknown, judge)
    if quotient is not None:
        first, *more = (_ranges_of_condition(part, unknown, judge) for part in quotient)
        return first if not more else each_met(first, more[0], unknown, judge)
    if any(node.has(unknown) for node in nodes(relation.left, Mod)):
        raise Unable("the unknown stands in a remainder")
    if relation.left.free_symbols == {unknown} and linear(relation.left, unknown) is None:
        return list(_quadratic(relation, unknown))
    return list(_linear(relation, unknown, judge))


def _without_quotient(relation: Relation, unknown: Symbol, judge: Context) -> list[Relation] | None:
    """``c⌊n/d⌋ + b op 0`` for a d and a whole b without the unknown, as comparisons of n; None without a quotient."""
    if not any(node.has(unknown) for node in nodes(relation.left, Quotient)):
        return None
    found = only_node(relation.left, Quotient, unknown)
    if found.rest.has(unknown) or abs(found.factor) != 1 or not is_whole(found.rest) or found.node.args[1].has(unknown):
        raise Unable("the unknown stands in several quotients")
    return without_quotient(relation, found, unknown, judge)[0]


def _linear(relation: Relation, unknown: Symbol, judge: Context) -> Iterator[Range]:
    slope, rest = line(relation.left, unknown)
    for sign, known in signs_of(slope, judge):
        op = relation.op if sign >= 0 else MIRRORED[relation.op]
        try:
            end = (
                _end(op, expanded(-rest / slope))
                if sign
                else Range(modulus=Integer(0), conditions=condition_of(op, rest, judge))
            )
        except Refuted:
            continue
        yield end.where(known)


def _end(op: Comparator, end: Expr) -> Range:
    if op == "==":
        return Range(modulus=Integer(0), value=end)
    if op in (">=", ">"):
        return Range(low=end, modulus=Integer(0), strict_low=op == ">")
    return Range(high=end, modulus=Integer(0), strict_high=op == "<")


def _quadratic(relation: Relation, unknown: Symbol) -> Iterator[Range]:
    """Exact ends: ``-b/(2a) ± sqrt(b² - 4ac)/(2a)``."""
    try:
        polynomial = polynomial_in(relation.left, unknown)
    except NotPolynomial as reason:
        raise Unable(str(reason)) from None
    if len(polynomial) > 3:  # noqa: PLR2004 - three coefficients
        raise Unable(Message("it is of degree {} in {}, which need not be whole", len(polynomial) - 1, unknown))
    constant, slope, square = (Rational(part.numerator, part.denominator) for part in polynomial)
    yield from _between_roots(relation.op, square, slope, slope**2 - 4 * square * constant)


def _between_roots(op: Comparator, square: Expr, slope: Expr, discriminant: Expr) -> Iterator[Range]:
    inside = square < 0
    if discriminant < 0 or (discriminant == 0 and op == ">" and inside):
        if not inside and op != "==":
            yield Range(modulus=Integer(0))
        return
    middle, width = -slope / (2 * square), sqrt(discriminant) / (2 * abs(square))
    low, high = middle - width, middle + width
    strict = op == ">"
    if op == "==" or low == high:
        if op == "==" or inside:
            yield from (Range(modulus=Integer(0), value=root) for root in dict.fromkeys((low, high)))
        else:
            yield from (Range(modulus=Integer(0)),) if not strict else (_end("<", low), _end(">", high))
    elif inside:
        yield Range(low, high, Integer(0), strict_low=strict, strict_high=strict)
    else:
        yield _end("<" if strict else "<=", low)
        yield _end(">" if strict else ">=", high)
