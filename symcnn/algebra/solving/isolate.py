"""Solves relations with other symbols in them: isolates the unknown step by step; the ends of ranges are formulas."""

from __future__ import annotations

from itertools import product
from math import gcd
from typing import TYPE_CHECKING, NamedTuple

from sympy import Add, Dummy, Expr, Integer, Mod, Mul, Pow, Symbol

from symcnn.algebra.proofs.undecided import Unable
from symcnn.algebra.quotients.bounds import MIRRORED
from symcnn.algebra.quotients.construct import add, multiply, negated, subtract
from symcnn.algebra.quotients.laws import expanded, is_whole
from symcnn.algebra.quotients.quotient import Quotient
from symcnn.algebra.quotients.remainder import Remainder
from symcnn.algebra.solving.factors import alternatives_of
from symcnn.algebra.solving.isolated_power import isolated_power
from symcnn.algebra.solving.lines import end_of, line
from symcnn.algebra.solving.methods import Situation, members, outer
from symcnn.algebra.solving.normalise import Context, cleared, nodes, normalised, split, without_content
from symcnn.algebra.solving.problem import Budget, Divides, Plain, Range, Relation
from symcnn.algebra.solving.ranges import compared_remainder, met, once, put, ranges_of
from symcnn.algebra.solving.reasons import joined_reasons
from symcnn.algebra.solving.related_quotients import related_quotients
from symcnn.algebra.solving.side_conditions import Refuted, condition_of, congruence
from symcnn.algebra.solving.spelling import spelled
from symcnn.algebra.sums.put_in import put_in
from symcnn.support.message import ALSO, Message, filled_in_last, joined_sentences

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence


class Isolation(NamedTuple):
    """The unknown, the least number it may be, and how much may be done."""

    unknown: Symbol
    low: int | None
    judge: Context
    budget: Budget

    def has_only(self, expr: Expr) -> bool:
        """Whether an expression has no symbol but the unknown."""
        return bool(expr.free_symbols <= {self.unknown})


def all_of(conditions: Iterable[Plain], start: list[Range], peeling: Isolation) -> list[Range]:
    """The ranges in which all conditions hold; raises `Refuted` where the last one is lost, `Unable` without a way.

    >>> from symcnn.algebra.quotients.symbol import make_symbol
    >>> P, F = make_symbol("P", "integer", ">=", 0), make_symbol("F")
    >>> found = all_of([Relation("==", 2*P - F + 1)], [Range(Integer(0))], Isolation(P, 0, Context(), Budget()))
    >>> [piece.words(P) for piece in found]
    ['P = F/2 − 1/2 if F ≡ 1 (mod 2)']
    """
    ranges = start
    for condition in sorted(conditions, key=_leaves_many):
        kept: list[Range] = []
        reasons: list[str] = []
        single = all(piece.value is not None for piece in ranges)
        for piece in [condition] if single else isolate(condition, peeling):
            for one, other in _with_one_residue(piece, ranges):
                peeling.budget.spend(1, "joining ranges")
                try:
                    kept.append(_narrowed(other, one, peeling))
                except Refuted as refuted:
                    reasons.append(str(refuted))
        if not kept:
            raise Refuted(joined_reasons(reasons))
        ranges = list(dict.fromkeys(kept))
    return ranges


def _with_one_residue(piece: Range | Plain, ranges: list[Range]) -> Iterator[tuple[Range | Plain, Range]]:
    """A range with each of others; residues in a row are parted where they meet others."""
    for other in ranges:
        if not isinstance(piece, Range) or 1 in (piece.modulus, other.modulus) or piece.span == other.span == 1:
            yield piece, other
        else:
            yield from product(piece.single, other.single)


def _leaves_many(condition: Plain) -> bool:
    """Equations come first: where they leave one value, it is put into all others."""
    return isinstance(condition, Divides) or condition.op != "==" or isinstance(condition.left, Mod)


def _narrowed(piece: Range, by: Range | Plain, peeling: Isolation) -> Range:
    """A range and another, or one value and a condition that it has to fulfil."""
    if isinstance(by, Range):
        return met(piece, by, peeling.unknown, peeling.judge)
    plain = by if isinstance(by, Divides) else normalised(by, peeling.judge)
    assert piece.value is not None
    return piece._replace(
        conditions=once((*piece.conditions, *put(plain, peeling.unknown, piece.value, peeling.judge)))
    )


def isolate(condition: Plain, peeling: Isolation) -> list[Range]:
    """The ranges in which one condition holds."""
    peeling.budget.spend(1, "solving {}", condition)
    if isinstance(condition, Divides):
        return _multiples(condition, peeling)
    relation = normalised(condition, peeling.judge)
    if not relation.left.has(peeling.unknown):
        return [Range(conditions=condition_of(relation.op, relation.left, peeling.judge))]
    if peeling.has_only(relation.left):
        situation = Situation(peeling.unknown, peeling.low, None, peeling.judge, peeling.budget)
        return ranges_of(members(relation, situation))
    if relation.op == "!=":
        less, more = (relation._replace(op=">", left=left) for left in (negated(relation.left), relation.left))
        return [*_some_of([[less], [more]], peeling)]
    alternatives = split(relation, peeling.unknown)
    if alternatives is not None:
        return _some_of(alternatives, peeling)
    failures = []
    for rule in RULES:
        try:
            return rule(relation, peeling)
        except Unable as reason:
            failures.append(filled_in_last(str(reason), _LAID_BARE, peeling.unknown))
    found = joined_sentences(dict.fromkeys(filter(None, failures)), "{}, {}") or _where_it_stands(relation, peeling)
    raise Unable(Message(_LAID_BARE, peeling.unknown, found))


_LAID_BARE = "laying bare {}: {}"


def _where_it_stands(relation: Relation, peeling: Isolation) -> str:
    """Which nodes hold the unknown, where no rule has more to say."""
    inside = [node for node in nodes(relation.left, (Quotient, Mod, Pow)) if node.has(peeling.unknown)]
    if not inside:
        return Message("it cannot be parted from the rest of {}", str(relation))
    return Message("it stands in {}", joined_sentences(sorted(map(spelled, inside), key=len)[:MOST_NAMED], ALSO))


MOST_NAMED = 3
"""Nodes that are named in a reason."""


def _some_of(alternatives: Iterable[Sequence[Plain]], peeling: Isolation) -> list[Range]:
    """The ranges of several alternatives; those without any are left out."""
    found: list[Range] = []
    reasons: list[str] = []
    for conditions in alternatives:
        try:
            found += all_of(conditions, [Range()], peeling)
        except Refuted as refuted:
            reasons.append(str(refuted))
    if not found:
        raise Refuted(joined_reasons(reasons))
    return found


# -- the rules ---------------------------------------------------------------------------------------------------------


def _linear(relation: Relation, peeling: Isolation) -> list[Range]:
    """``a*x + b op 0``."""
    slope, rest = line(relation.left, peeling.unknown)
    positive, negative = (peeling.judge.decide(op, slope) for op in (">", "<"))
    if positive:
        return [end_of(relation.op, slope, rest, peeling.judge, relation, peeling.unknown)]
    if negative:
        slope, rest = (negated(part) for part in (slope, rest))
        return [end_of(MIRRORED[relation.op], slope, rest, peeling.judge, relation, peeling.unknown)]
    cases = [[Relation("==", slope), Relation(relation.op, rest)]]
    found: list[Range] = []
    reasons: list[str] = []
    for op in (">", "<"):
        try:
            conditions = condition_of(op, slope, peeling.judge)
            up, below = (slope, rest) if op == ">" else (negated(slope), negated(rest))
            turned = relation.op if op == ">" else MIRRORED[relation.op]
            end = end_of(turned, up, below, peeling.judge, relation, peeling.unknown)
            found.append(end._replace(conditions=(*conditions, *end.conditions)))
        except Refuted as refuted:
            reasons.append(str(refuted))
    try:
        found += _some_of(cases, peeling)
    except Refuted as refuted:
        reasons.append(str(refuted))
    if not found:
        raise Refuted(joined_reasons(reasons))
    return found


def _quotient(relation: Relation, peeling: Isolation) -> list[Range]:
    """``c⌊n/d⌋ + b op 0``: the quotient is compared, then its numerator."""
    node, coefficient, rest = _bare(relation.left, Quotient, peeling)
    above, below = node.args
    if not rest.has(peeling.unknown) or abs(coefficient) != 1 or not is_whole(rest):
        return _quotient_alone(relation, (node, coefficient, rest), peeling)
    raised = expanded(add(above, multiply(below, multiply(coefficient, rest))))
    at_least, below_step = Relation(">=", raised), Relation("<", raised, below)
    if relation.op == "==":
        return _some_of([[at_least, below_step]], peeling)
    if relation.op == ">":
        raise Unable("a strict comparison of what is not whole")
    return _some_of([[at_least if coefficient == 1 else below_step]], peeling)


def _quotient_alone(relation: Relation, parts: tuple[Expr, Expr, Expr], peeling: Isolation) -> list[Range]:
    node, coefficient, rest = parts
    above, below = node.args
    if rest.has(peeling.unknown):
        raise Unable("a multiple of a quotient stands beside the unknown")
    positive = peeling.judge.decide(">", coefficient)
    if not positive:
        if not peeling.judge.decide("<", coefficient):
            raise Unable(Message("the sign of {} is not known", coefficient))
        coefficient, rest = negated(coefficient), negated(rest)
    opposite = negated(rest)
    if relation.op == "==":
        value = expanded(multiply(opposite, 1 / coefficient))
        conditions = congruence(coefficient, opposite, peeling.judge, relation, peeling.unknown)
        found = _some_of(
            [
                [
                    Relation(">=", above, multiply(value, below)),
                    Relation("<", above, multiply(add(value, Integer(1)), below)),
                ]
            ],
            peeling,
        )
        return [piece._replace(conditions=(*conditions, *piece.conditions)) for piece in found]
    if relation.op == ">":
        raise Unable("a strict comparison of what is not whole")
    if positive:
        least = multiply(Integer(-1), Quotient(rest, coefficient))
        return _some_of([[Relation(">=", above, expanded(multiply(least, below)))]], peeling)
    most = add(Quotient(opposite, coefficient), Integer(1))
    return _some_of([[Relation("<", above, expanded(multiply(most, below)))]], peeling)


def _bare(difference: Expr, kind: type[Expr], peeling: Isolation) -> tuple[Expr, Expr, Expr]:
    """The only node of a kind with the unknown in it, its factor without the unknown, and the other terms."""
    try:
        return outer(difference, kind, peeling.unknown)
    except Unable:
        terms = [term for term in Add.make_args(difference) if term.has(peeling.unknown)]
        if not any(term.has(kind) for term in terms):
            raise Unable("") from None
        factors = [factor for factor in Mul.make_args(terms[0]) if factor.has(peeling.unknown)]
        if len(terms) > 1 or len(factors) > 1 or not isinstance(factors[0], kind):
            raise
        return factors[0], terms[0] / factors[0], subtract(difference, terms[0])


def _rest_of_division(relation: Relation, peeling: Isolation) -> list[Range]:
    """``d⌊n/d⌋ - n + e op 0`` for an e without the unknown: what is left of n is compared."""
    unknown = peeling.unknown
    inside = [node for node in nodes(relation.left, Quotient) if node.has(unknown)]
    if len(inside) != 1:
        raise Unable("the unknown stands in several quotients or remainders" if inside else "")
    mark = Dummy("mark", integer=True)
    factor, rest = line(put_in(relation.left, {inside[0]: mark}), mark)
    above, below = inside[0].args
    left = expanded(add(multiply(factor, above), multiply(rest, below)))
    if left.has(unknown) or factor.has(unknown) or below.has(unknown) or not peeling.judge.decide(">", below):
        raise Unable("")
    remainder = Remainder(above, below, evaluate=False)
    alone = left == 0 and relation.op == ">="
    if relation.op == "==" or (alone and peeling.judge.decide(">", factor)):
        return _some_of([[Relation("==", remainder, expanded(left / factor))]], peeling)
    if alone and peeling.judge.decide("<", factor):
        return [Range()]
    return [compared_remainder(relation.op, remainder, negated(factor), left, peeling.judge)]


def _remainder(relation: Relation, peeling: Isolation) -> list[Range]:
    node, coefficient, rest = _bare(relation.left, Mod, peeling)
    above, below = node.args
    if rest.has(peeling.unknown) or not is_whole(above) or (relation.op != "==" and below.has(peeling.unknown)):
        raise Unable("a remainder is not compared with what is free of the unknown")
    if relation.op != "==":
        line(above, peeling.unknown)  # else it is no answer
        return [compared_remainder(relation.op, node, coefficient, rest, peeling.judge)]
    value = expanded(multiply(Integer(-1), rest, 1 / coefficient))
    bounds = [Relation(">=", value), Relation("<", value, below)]
    return _some_of([[*bounds, Divides(below, subtract(above, value))]], peeling)


def _factors(relation: Relation, peeling: Isolation) -> list[Range]:
    """A product is judged by its factors."""
    alternatives = alternatives_of(relation, peeling.judge)
    if alternatives is None:
        raise Unable("")
    return _some_of(alternatives, peeling)


RULES: tuple[Callable[[Relation, Isolation], list[Range]], ...] = (
    _linear,
    _quotient,
    _rest_of_division,
    _remainder,
    _factors,
    lambda relation, peeling: related_quotients(relation, peeling.unknown, peeling.judge),
    lambda relation, peeling: isolated_power(relation, peeling.unknown, peeling.judge),
)


def _multiples(condition: Divides, peeling: Isolation) -> list[Range]:
    """``m`` divides ``a*x + b``."""
    if condition.symbols <= {peeling.unknown}:
        situation = Situation(peeling.unknown, peeling.low, None, peeling.judge, peeling.budget)
        return ranges_of(members(condition, situation))
    if condition.divisor.has(peeling.unknown) and not condition.expr.has(peeling.unknown):
        return [Range(conditions=(condition,))]  # the unknown is a divisor of what the others say
    modulus, slope, rest = _reduced(condition, peeling)
    unknown = peeling.unknown
    if slope == 0:
        return [Range(conditions=congruence(modulus, rest, peeling.judge, condition, unknown))]
    if abs(slope) == 1:
        return [Range(modulus=modulus, residue=Remainder(expanded(multiply(-slope, rest)), modulus))]
    if not (slope.is_Integer and modulus.is_Integer):
        raise Unable("a congruence whose divisor and factor are not numbers")
    shared = gcd(int(slope), int(modulus))
    left = int(modulus) // shared
    inverse = pow(int(slope) // shared, -1, left) if left > 1 else 0
    conditions = congruence(Integer(shared), rest, peeling.judge, condition, unknown)
    if left == 1:
        return [Range(conditions=conditions)]
    residue = Remainder(expanded(multiply(Integer(-inverse), rest, 1 / Integer(shared))), Integer(left))
    return [Range(modulus=Integer(left), residue=residue, conditions=conditions)]


def _reduced(condition: Divides, peeling: Isolation) -> tuple[Expr, Expr, Expr]:
    """Modulus, slope and rest without fractions, without what all share, and without multiples of the modulus."""
    if condition.divisor.has(peeling.unknown):
        raise Unable("the unknown stands in a divisor")
    slope, rest = line(condition.expr, peeling.unknown)
    marks = [Dummy("mark", positive=True, integer=True) for _ in range(3)]
    joined = add(
        *(expanded(multiply(mark, part)) for mark, part in zip(marks, (condition.divisor, slope, rest), strict=True))
    )
    joined = without_content(cleared(joined, peeling.judge))
    modulus, slope, rest = (_coefficient(joined, mark) for mark in marks)
    if is_whole(slope / modulus):
        slope = Integer(0)
    return modulus, slope, rest


def _coefficient(expr: Expr, mark: Expr) -> Expr:
    return add(*(term / mark for term in Add.make_args(expr) if term.has(mark)))
