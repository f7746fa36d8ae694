"""Solves relations with other symbols in them: isolates the unknown step by step; the ends of ranges are formulas."""

from __future__ import annotations

from functools import partial
from itertools import product
from math import gcd
from typing import TYPE_CHECKING

from sympy import Dummy, Expr, Integer, Mod, Pow

from symcnn.algebra.proofs.undecided import Unable
from symcnn.algebra.quotients.bounds import MIRRORED
from symcnn.algebra.quotients.construct import add, multiply, negated, subtract
from symcnn.algebra.quotients.laws import is_whole
from symcnn.algebra.quotients.multiplying_out import expanded
from symcnn.algebra.quotients.quotient import Quotient
from symcnn.algebra.quotients.remainder import Remainder
from symcnn.algebra.solving.factors import alternatives_of
from symcnn.algebra.solving.isolated_power import VanishingSquare, isolated_power
from symcnn.algebra.solving.lines import end_of, line
from symcnn.algebra.solving.methods import Situation, members
from symcnn.algebra.solving.normalise import cleared, compared_with_0, nodes, normalised, split
from symcnn.algebra.solving.only_node import OnlyNode, compared_remainder, only_node, without_quotient
from symcnn.algebra.solving.problem import Divides, Plain, Proposition, Range, Relation
from symcnn.algebra.solving.ranges import met, once, put, ranges_of
from symcnn.algebra.solving.reasons import possible
from symcnn.algebra.solving.related_quotients import related_quotients
from symcnn.algebra.solving.remainder_forms import factor_of, with_quotients_outside
from symcnn.algebra.solving.residue_cases import residue_cases
from symcnn.algebra.solving.side_conditions import condition_of, congruence, signs_of, without_multiple
from symcnn.algebra.solving.spelling import spelled
from symcnn.algebra.sums.put_in import put_in
from symcnn.support.message import ALSO, Message, filled_in_last, joined_sentences

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from sympy import Symbol


def all_of(conditions: Iterable[Plain], start: list[Range], situation: Situation) -> list[Range]:
    """The ranges in which all conditions hold; raises `Refuted` where the last one is lost, `Unable` without a way.

    >>> from symcnn.algebra.quotients.symbol import make_symbol
    >>> from symcnn.algebra.solving.normalise import Context
    >>> from symcnn.algebra.solving.problem import Budget
    >>> P, F = make_symbol("P", "integer", ">=", 0), make_symbol("F")
    >>> found = all_of([Relation("==", 2*P - F + 1)], [Range(Integer(0))], Situation(P, 0, None, Context(), Budget()))
    >>> [piece.words(P) for piece in found]
    ['P = F/2 − 1/2 if F ≡ 1 (mod 2)']
    """
    ranges = start
    for condition in sorted(conditions, key=_leaves_many):
        single = all(piece.value is not None for piece in ranges)
        pieces = [condition] if single else isolate(condition, situation)
        pairs = [pair for piece in pieces for pair in _with_one_residue(piece, ranges)]
        ranges = list(dict.fromkeys(possible(partial(_narrowed, other, one, situation) for one, other in pairs)))
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


def _narrowed(piece: Range, by: Range | Plain, situation: Situation) -> list[Range]:
    """A range and another, or one value and a condition that it has to fulfil."""
    unknown, judge = situation.unknown, situation.judge
    situation.budget.spend(1, "joining ranges")
    if isinstance(by, Range):
        return [met(piece, by, unknown, judge)]
    plain = by if isinstance(by, Divides) else normalised(by, judge)
    assert piece.value is not None
    return [piece._replace(conditions=once((*piece.conditions, *put(plain, unknown, piece.value, judge))))]


def isolate(condition: Plain, situation: Situation) -> list[Range]:
    """The ranges in which one condition holds."""
    situation.budget.spend(1, "solving {}", condition)
    if isinstance(condition, Divides):
        return _multiples(condition, situation)
    relation = normalised(condition, situation.judge)
    if not relation.left.has(situation.unknown):
        return [Range(conditions=condition_of(relation.op, relation.left, situation.judge))]
    if relation.left.free_symbols == {situation.unknown}:
        return ranges_of(members(relation, situation))
    if relation.op == "!=":
        less, more = (relation._replace(op=">", left=left) for left in (negated(relation.left), relation.left))
        return [*_some_of([[less], [more]], situation)]
    alternatives = split(relation, situation.unknown) or _factored(condition, situation)
    if alternatives is not None:
        return _some_of(alternatives, situation)
    failures = []
    for rule in RULES:
        try:
            return rule(relation, situation)
        except Unable as reason:
            failures.append(filled_in_last(str(reason), _LAID_BARE, situation.unknown))
    found = joined_sentences(dict.fromkeys(filter(None, failures)), "{}, {}") or _where_it_stands(relation, situation)
    raise Unable(Message(_LAID_BARE, situation.unknown, found))


def _factored(condition: Relation, situation: Situation) -> list[list[Plain]] | None:
    """What is above 0 by its factors, before it is brought to "at least 1"."""
    strict = compared_with_0(condition, situation.judge)
    return alternatives_of(strict, situation.judge) if strict.op == ">" else None


_LAID_BARE = "laying bare {}: {}"


def _where_it_stands(relation: Relation, situation: Situation) -> str:
    """Which nodes hold the unknown, where no rule has more to say."""
    inside = [node for node in nodes(relation.left, (Quotient, Mod, Pow)) if node.has(situation.unknown)]
    if not inside:
        return Message("it cannot be parted from the rest of {}", str(relation))
    return Message("it stands in {}", joined_sentences(sorted(map(spelled, inside), key=len)[:MOST_NAMED], ALSO))


MOST_NAMED = 3
"""Nodes that are named in a reason."""


def _some_of(alternatives: Iterable[Sequence[Plain]], situation: Situation) -> list[Range]:
    """The ranges of several alternatives; those without any are left out."""
    return possible(partial(all_of, conditions, [Range()], situation) for conditions in alternatives)


# -- the rules ---------------------------------------------------------------------------------------------------------


def _linear(relation: Relation, situation: Situation) -> list[Range]:
    """``a*x + b op 0``."""
    slope, rest = line(relation.left, situation.unknown)
    return possible(
        partial(_at_an_end, relation, sign, (slope, rest), known, situation)
        for sign, known in signs_of(slope, situation.judge)
    )


def _at_an_end(
    relation: Relation, sign: int, line: tuple[Expr, Expr], known: tuple[Proposition, ...], situation: Situation
) -> list[Range]:
    """The ranges where the slope of a line has a sign."""
    if sign == 0:
        return _some_of([[Relation("==", line[0]), Relation(relation.op, line[1])]], situation)
    op = relation.op if sign > 0 else MIRRORED[relation.op]
    slope, rest = (multiply(Integer(sign), part) for part in line)
    return [end_of(op, slope, rest, situation.judge, relation, situation.unknown).where(known)]


def _quotient(relation: Relation, situation: Situation) -> list[Range]:
    """``c⌊n/d⌋ + b op 0``: the quotient is compared, then its numerator."""
    found = only_node(relation.left, Quotient, situation.unknown)
    if situation.judge.sign(found.factor) or found.rest.has(situation.unknown):
        return _by_sign(relation, found, (), situation)
    return possible(
        partial(_by_sign, relation, found, known, situation) for _, known in signs_of(found.factor, situation.judge)
    )


def _by_sign(relation: Relation, found: OnlyNode, known: tuple[Proposition, ...], situation: Situation) -> list[Range]:
    """The ranges where the factor of a quotient has a sign, which is known or supposed."""
    judge = situation.judge.with_nonnegative(known)
    if judge is None:
        return []
    if judge.decide("==", found.factor):
        return _some_of([[Relation("==", found.factor), Relation(relation.op, found.rest)]], situation)
    parts, conditions = without_quotient(relation, found, situation.unknown, judge)
    return [piece.where((*known, *conditions)) for piece in _some_of([parts], situation)]


def _rest_of_division(relation: Relation, situation: Situation) -> list[Range]:
    """``d⌊n/d⌋ - n + e op 0`` for an e without the unknown: what is left of n is compared."""
    unknown = situation.unknown
    inside = [node for node in nodes(relation.left, Quotient) if node.has(unknown)]
    if len(inside) != 1:
        raise Unable("the unknown stands in several quotients or remainders" if inside else "")
    mark = Dummy("mark", integer=True)
    factor, rest = line(put_in(relation.left, {inside[0]: mark}), mark)
    above, below = inside[0].args
    share = expanded(factor / below)
    value = expanded(add(above, rest / share))
    if share.has(unknown) or not situation.judge.decide(">", below):
        raise Unable("")
    if relation.op == "==" and below.has(unknown) and not above.has(unknown):
        divided = without_multiple(expanded(subtract(above, value)), below)
        return _some_of([[Relation(">=", value), Relation("<", value, below), Divides(below, divided)]], situation)
    if value.has(unknown) or below.has(unknown):
        raise Unable("")
    remainder = Remainder(above, below, evaluate=False)
    alone = value == 0 and relation.op == ">="
    if relation.op == "==" or (alone and situation.judge.decide(">", factor)):
        return _some_of([[Relation("==", remainder, value)]], situation)
    if alone and situation.judge.decide("<", factor):
        return [Range()]
    left = expanded(multiply(value, factor))
    return [compared_remainder(relation.op, OnlyNode(remainder, negated(factor), left), situation.judge)]


def _remainder(relation: Relation, situation: Situation) -> list[Range]:
    outside = with_quotients_outside(relation.left, situation.unknown, situation.judge)
    if outside != relation.left:
        return isolate(relation._replace(left=outside), situation)
    found = only_node(relation.left, Mod, situation.unknown)
    (above, below), rest = found.node.args, found.rest
    if rest.has(situation.unknown) or not is_whole(above) or (relation.op != "==" and below.has(situation.unknown)):
        raise Unable("a remainder is not compared with what is free of the unknown")
    if relation.op != "==":
        line(above, situation.unknown)  # else it is no answer
        return [compared_remainder(relation.op, found, situation.judge)]
    value = expanded(negated(rest) / found.factor)
    bounds = [Relation(">=", value), Relation("<", value, below)]
    return _some_of([[*bounds, Divides(below, subtract(above, value))]], situation)


def _factors(relation: Relation, situation: Situation) -> list[Range]:
    """A product is judged by its factors."""
    alternatives = alternatives_of(relation, situation.judge)
    if alternatives is None:
        raise Unable("")
    return _some_of(alternatives, situation)


def _power(relation: Relation, situation: Situation) -> list[Range]:
    """``a·x^k + b op 0``, or a polynomial of degree 2, whose square is gone where its factor vanishes."""
    try:
        return isolated_power(relation, situation.unknown, situation.judge, situation.assumed)
    except VanishingSquare as square:
        lead, rest = square.lead, relation._replace(left=square.line)
    signs = [
        (relation if sign else rest, known, situation._replace(assumed=(*situation.assumed, (lead, sign))))
        for sign, known in signs_of(lead, situation.judge)
    ]
    return possible(partial(_ranges_given, *row) for row in signs)


def _ranges_given(relation: Relation, known: tuple[Proposition, ...], situation: Situation) -> list[Range]:
    """The ranges where conditions on other symbols hold; none where these contradict what is known."""
    judge = situation.judge.with_nonnegative(known)
    found = [] if judge is None else isolate(relation, situation._replace(judge=judge))
    return [piece.where(known) for piece in found]


def _of_one_quotient(relation: Relation, situation: Situation) -> list[Range]:
    """A power of one quotient, beside which the unknown does not stand: the quotient takes the unknown's place."""
    unknown = situation.unknown
    inside = [node for node in nodes(relation.left, (Quotient, Mod)) if node.has(unknown)]
    if len(inside) != 1 or not isinstance(inside[0], Quotient):
        raise Unable("")
    whole = Dummy("whole", integer=True)
    return _with_mark(relation, {inside[0]: whole}, whole, inside[0], situation)


def _of_one_exponential(relation: Relation, situation: Situation) -> list[Range]:
    """``a·4^n + b·2^n + c op 0``: a power of 2^n, which takes the unknown's place."""
    unknown = situation.unknown
    powers = [node for node in nodes(relation.left, Pow) if node.exp.has(unknown)]
    bases = {node.base for node in powers}
    if len(powers) < MOST_ALONE or len(bases) > 1 or not all(base.is_Integer and base > 1 for base in bases):
        raise Unable("")
    turned = Dummy("power", integer=True, positive=True)
    put: dict[Expr, Expr] = {}
    for node in powers:
        times, before = line(node.exp, unknown)
        if not (times.is_Integer and times > 0):
            raise Unable("")
        put[node] = multiply(turned**times, node.base**before)
    return _with_mark(relation, put, turned, next(iter(bases)) ** unknown, situation)


def _with_mark(
    relation: Relation, put: dict[Expr, Expr], mark: Symbol, meant: Expr, situation: Situation
) -> list[Range]:
    """The ranges where a mark stands for all that has the unknown in it, and a power of the mark is isolated."""
    left = put_in(relation.left, put)
    if left.has(situation.unknown):
        raise Unable("")
    back: dict[Expr, Expr] = {mark: meant}
    ranges = isolated_power(relation._replace(left=expanded(left)), mark, situation.judge)
    return [piece._replace(conditions=tuple(one.replaced(back) for one in piece.conditions)) for piece in ranges]


MOST_ALONE = 2
"""Powers from which on this is needed; a single one is isolated by itself."""


RULES: tuple[Callable[[Relation, Situation], list[Range]], ...] = (
    _linear,
    _quotient,
    _rest_of_division,
    _remainder,
    _factors,
    lambda relation, situation: related_quotients(relation, situation.unknown, situation.judge),
    _of_one_quotient,
    _of_one_exponential,
    lambda relation, situation: _some_of(residue_cases(relation, situation.unknown), situation),
    _power,
)


def _multiples(condition: Divides, situation: Situation) -> list[Range]:
    """``m`` divides ``a*x + b``."""
    if condition.symbols <= {situation.unknown}:
        return ranges_of(members(condition, situation))
    if condition.divisor.has(situation.unknown) and not condition.expr.has(situation.unknown):
        return [Range(conditions=(condition,))]  # the unknown is a divisor of what the others say
    modulus, slope, rest = _reduced(condition, situation)
    unknown = situation.unknown
    if slope == 0:
        return [Range(conditions=congruence(modulus, rest, situation.judge, condition, unknown))]
    if abs(slope) == 1:
        return [Range(modulus=modulus, residue=Remainder(expanded(multiply(-slope, rest)), modulus))]
    if not (slope.is_Integer and modulus.is_Integer):
        raise Unable("a congruence whose divisor and factor are not numbers")
    shared = gcd(int(slope), int(modulus))
    left = int(modulus) // shared
    inverse = pow(int(slope) // shared, -1, left)
    conditions = congruence(Integer(shared), rest, situation.judge, condition, unknown)
    residue = Remainder(expanded(multiply(Integer(-inverse), rest, 1 / Integer(shared))), Integer(left))
    return [Range(modulus=Integer(left), residue=residue, conditions=conditions)]


def _reduced(condition: Divides, situation: Situation) -> tuple[Expr, Expr, Expr]:
    """Modulus, slope and rest without fractions, without what all share, and without multiples of the modulus."""
    if condition.divisor.has(situation.unknown):
        raise Unable("the unknown stands in a divisor")
    slope, rest = line(condition.expr, situation.unknown)
    marks = [Dummy("mark", positive=True, integer=True) for _ in range(3)]
    joined = add(
        *(expanded(multiply(mark, part)) for mark, part in zip(marks, (condition.divisor, slope, rest), strict=True))
    )
    joined = cleared(joined, situation.judge)
    modulus, slope, rest = (factor_of(joined, mark) for mark in marks)
    if is_whole(slope / modulus):
        slope = Integer(0)
    return modulus, slope, rest
