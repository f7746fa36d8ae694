"""Solves relations whose only symbol is the unknown: exact methods as rows, the cheap ones first."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sympy import Expr, Mod, Symbol

from symcnn.algebra.exact.arithmetic import RELATIONS
from symcnn.algebra.integer_sets.sets import IntegerSet, TooFine
from symcnn.algebra.proofs.extreme_turns import DOWN, STILL, UP
from symcnn.algebra.proofs.monotone import evaluator, monotonicity
from symcnn.algebra.proofs.undecided import Unable
from symcnn.algebra.quotients.construct import negated, subtract
from symcnn.algebra.quotients.quotient import Quotient
from symcnn.algebra.solving.envelope import between
from symcnn.algebra.solving.multiples import multiples
from symcnn.algebra.solving.normalise import Context, divisibility, normalised, requirements, split
from symcnn.algebra.solving.only_node import only_node, without_quotient
from symcnn.algebra.solving.problem import Budget, Divides, Plain, Relation
from symcnn.algebra.solving.residue_classes import by_classes, polynomial_in
from symcnn.algebra.solving.side_conditions import Refuted
from symcnn.algebra.solving.univariate import LINE, one_change, where
from symcnn.algebra.solving.vanishing_quotients import past
from symcnn.support.message import Message, joined_sentences, listed_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from symcnn.support.scalar import Number


MOST_TRIED = 100_000
"""Numbers that are put in one by one."""


class Situation(NamedTuple):
    """The unknown, numbers it lies between (None: no end), and how much may be done."""

    unknown: Symbol
    low: int | None
    high: int | None
    judge: Context
    budget: Budget
    assumed: tuple[tuple[Expr, int], ...] = ()
    """Factors of squares, and the sign that each is taken to have."""

    def narrowed(self, numbers: IntegerSet) -> Situation:
        """Between the ends of a set."""
        return self._replace(low=numbers.least, high=numbers.greatest)


class NumericAnswer(NamedTuple):
    """The numbers left, what could not be decided, and which relation left none."""

    numbers: IntegerSet
    pending: tuple[Plain, ...] = ()
    tried: tuple[str, ...] = ()
    refuted: tuple[Plain, ...] = ()
    """Relations that leave none together."""
    alone: IntegerSet | None = None
    """The numbers of the whole domain that the refuted relation alone leaves, if known."""
    before: IntegerSet | None = None
    """The numbers that were left without them."""


class Method(NamedTuple):
    """A method, as a row: its name in words, and how it finds the numbers that fulfil a normal relation."""

    name: str
    find: Callable[[Relation, Situation], IntegerSet]


def find(conditions: list[Plain], domain: IntegerSet, situation: Situation) -> NumericAnswer:
    """The numbers of a domain for which all conditions hold; what cannot be decided is left pending.

    >>> from symcnn.algebra.quotients.symbol import make_symbol
    >>> W = make_symbol("W")
    >>> relation = Relation("==", Quotient(W - 7, 2) + 1, 112)
    >>> find([relation], IntegerSet.interval(1, None), Situation(W, 1, None, Context(), Budget())).numbers.words(W)
    '229 ≤ W ≤ 230'
    """
    numbers = domain
    pending = [*requirements(conditions, situation.unknown, situation.judge), *conditions]
    tried: dict[str, None] = {}
    progress = True
    while pending and progress and not numbers.is_empty:
        progress, left = False, []
        for condition in pending:
            try:
                alone = members(condition, situation.narrowed(numbers))
                narrower = numbers & alone
            except (Unable, TooFine) as reason:
                tried[str(reason)] = None
                left.append(condition)
                continue
            progress = True
            if narrower.is_empty:
                return NumericAnswer(
                    narrower, refuted=(condition,), alone=_alone(condition, domain, situation), before=numbers
                )
            numbers = narrower
        pending = left
    if pending and numbers.size is not None and numbers.size <= MOST_TRIED:
        return _tried_out(pending, numbers, situation)
    return NumericAnswer(numbers, tuple(pending), tuple(tried))


def _tried_out(pending: list[Plain], numbers: IntegerSet, situation: Situation) -> NumericAnswer:
    """Every number left is put in."""
    before = numbers
    for condition in pending:
        numbers = _kept(condition, numbers, situation)
        if numbers.is_empty:
            together = len(pending) > 1 and any(map(holds(condition, situation.unknown), before))
            return NumericAnswer(numbers, refuted=tuple(pending) if together else (condition,), before=before)
    return NumericAnswer(numbers)


def _kept(condition: Plain, numbers: Iterable[int], situation: Situation) -> IntegerSet:
    """The numbers at which a condition holds, each put in."""
    test, kept = holds(condition, situation.unknown), []
    for candidate in numbers:
        situation.budget.spend(1, "putting in numbers one by one")
        if test(candidate):
            kept.append(candidate)
    return IntegerSet.points(kept)


def _alone(condition: Plain, domain: IntegerSet, situation: Situation) -> IntegerSet | None:
    """The numbers of a domain for which one condition holds, if they can be found."""
    try:
        alone = members(condition, situation.narrowed(domain))
        return alone & domain if (alone & domain).is_empty else alone
    except (Unable, TooFine, ZeroDivisionError):  # of the whole domain, some number may be no divisor
        return None


def holds(condition: Plain, unknown: Symbol) -> Callable[[int], bool]:
    """The condition as a test of one number, which fails where the condition divides by 0."""
    sides = [evaluator(side, unknown) for side in condition.sides]
    compare = None if isinstance(condition, Divides) else RELATIONS[condition.op]

    def test(number: int) -> bool:
        try:
            one, other = (side(number) for side in sides)
            return bool(compare(one, other) if compare else one > 0 and other % one == 0)
        except ZeroDivisionError:
            return False

    return test


def members(condition: Plain, situation: Situation) -> IntegerSet:
    """The whole numbers between the situation's ends (others may be among them) for which one condition holds."""
    situation.budget.spend(1, "solving {}", condition)
    found = divisibility(condition, situation.judge)
    if found is not None and found.divisor.has(situation.unknown):
        condition = found
    if isinstance(condition, Divides):
        try:
            numbers = multiples(condition, situation.unknown, situation.budget)
        except Unable:
            return _vanishing(condition, situation)
        return numbers if isinstance(numbers, IntegerSet) else members(numbers, situation)
    relation = normalised(condition, situation.judge)
    if relation.op == "!=":
        return ~members(relation._replace(op="=="), situation)
    if relation.op == ">":
        return ~members(Relation(">=", negated(relation.left)), situation)
    return first_found(relation, situation)


def first_found(relation: Relation, situation: Situation) -> IntegerSet:
    """The set that the first method finds that can solve the relation."""
    alternatives = split(relation, situation.unknown)
    if alternatives is not None:
        try:
            return _monotone(relation, situation)  # before cases are told apart, which may be very many
        except Unable:
            return _one_of(alternatives, situation)
    failures = []
    for method in METHODS:
        try:
            return method.find(relation, situation)
        except (Unable, TooFine) as reason:
            first, *others = listed_in(str(reason))
            if not first:
                continue
            failures += [Message("{}: {}", Message(method.name), first), *others]
    raise Unable(joined_sentences(failures))


def _one_of(alternatives: list[list[Relation]], situation: Situation) -> IntegerSet:
    total = IntegerSet.nothing()
    domain = IntegerSet.interval(situation.low, situation.high)
    for relations in alternatives:
        situation.budget.spend(1, "telling cases apart")
        found = find(list(relations), domain, situation)
        if found.pending:
            raise Unable(joined_sentences(found.tried))
        total |= found.numbers
    return total


# -- the methods -------------------------------------------------------------------------------------------------------


def _one_quotient(relation: Relation, situation: Situation) -> IntegerSet:
    node = only_node(relation.left, Quotient, situation.unknown)
    try:
        parts, _ = without_quotient(relation, node, situation.unknown, situation.judge)
    except Refuted:
        return IntegerSet.nothing()
    return _one_of([parts], situation)


def _one_remainder(relation: Relation, situation: Situation) -> IntegerSet:
    node, coefficient, rest = only_node(relation.left, Mod, situation.unknown)
    if relation.op != "==" or not rest.is_Rational:
        raise Unable("a remainder is not compared with a number")
    remainder = -rest / coefficient
    above, below = node.args
    if not below.is_Rational or len(polynomial_in(above, situation.unknown)) > LINE:
        raise Unable("what is divided is not linear")
    if remainder < 0 or remainder >= below or not remainder.is_Integer:
        return IntegerSet.nothing()
    return members(Divides(below, subtract(above, remainder)), situation)


def _monotone(relation: Relation, situation: Situation) -> IntegerSet:
    """Rising or falling differences change their sign once."""
    unknown, low, high = situation.unknown, situation.low, situation.high
    known = monotonicity(relation.left, unknown, low, high)
    if (known.high is not None and known.high < 0) or (relation.op == "==" and known.low is not None and known.low > 0):
        return IntegerSet.nothing()
    if known.low is not None and known.low >= 0 and (relation.op == ">=" or known.high == 0):
        return IntegerSet.interval(low, high)
    if known.way not in (UP, DOWN, STILL):
        raise Unable("it is not known to rise or to fall throughout")
    value = evaluator(relation.left, unknown)
    if known.way == STILL:
        same = holds(relation, unknown)(low if low is not None else high if high is not None else 0)
        return IntegerSet.interval(low, high) if same else IntegerSet.nothing()
    rises = known.way == UP

    def at(number: int) -> Number:
        situation.budget.spend(1, "searching")
        return value(number)

    found = one_change(lambda x: at(x) >= 0, low, high, rises=rises)
    if relation.op == "==":
        found &= one_change(lambda x: at(x) <= 0, low, high, rises=not rises)
    return found


def _envelope(relation: Relation, situation: Situation) -> IntegerSet:
    """Between two polynomials: where both agree it is decided, and where they do not there are few numbers."""
    sure, open_ = between(relation, situation.unknown, situation.low)
    open_ &= IntegerSet.interval(situation.low, situation.high)
    if open_.size is None or open_.size > MOST_TRIED:
        raise Unable("too many numbers are left between its bounds")
    return sure | _kept(relation, open_, situation)


def _vanishing(condition: Plain, situation: Situation) -> IntegerSet:
    """Numbers divided by the unknown are 0 or −1 past some number: up to there each number is put in."""
    beyond, start = past(condition, situation.unknown)
    if situation.low is None or start - situation.low > MOST_TRIED or beyond == condition:
        raise Unable("too many numbers are left between its bounds")
    low = max(start, situation.low)
    few = _kept(condition, range(situation.low, low), situation)
    return few | (members(beyond, situation._replace(low=low)) & IntegerSet.interval(low, None))


METHODS: tuple[Method, ...] = (
    Method("as a polynomial", lambda one, asked: where(polynomial_in(one.left, asked.unknown), one.op)),
    Method("taking one quotient away", _one_quotient),
    Method("taking one remainder away", _one_remainder),
    Method("by bisection", _monotone),
    Method("between bounds", _envelope),
    Method("by residue classes", lambda one, asked: by_classes(one.left, one.op, asked.unknown, asked.budget)),
    Method("by single numbers", _vanishing),
)
