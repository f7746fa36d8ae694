"""Solves relations for one unknown, exactly: numbers, ranges with symbolic ends, or "not decided"."""

from __future__ import annotations

from functools import partial
from itertools import product
from typing import TYPE_CHECKING, TypeVar

from sympy import Mod

from symcnn.algebra.integer_sets.sets import IntegerSet, TooFine
from symcnn.algebra.proofs.undecided import Unable
from symcnn.algebra.quotients.construct import subtract
from symcnn.algebra.quotients.multiplying_out import expanded
from symcnn.algebra.solving.as_answer import (
    answer_in_numbers,
    answer_of_ranges,
    conditions_beside,
    ranges_in,
    together,
    whole_domain,
)
from symcnn.algebra.solving.cases import needed, simplified_union
from symcnn.algebra.solving.chosen_values import without_choices
from symcnn.algebra.solving.divisors import Signed, by_sign
from symcnn.algebra.solving.following import not_following, without_implied_multiples
from symcnn.algebra.solving.isolate import all_of
from symcnn.algebra.solving.methods import NumericAnswer, Situation, find
from symcnn.algebra.solving.normalise import Context, divisibility, normalised, requirements
from symcnn.algebra.solving.problem import Answer, Budget, Divides, Either, Plain, Proposition, Range, Relation
from symcnn.algebra.solving.ranges import each_met, ranges_of
from symcnn.algebra.solving.real import Rounded, Stepped, domain_of, floored, left_none, real_ranges, rounded, stepped
from symcnn.algebra.solving.reasons import joined_reasons, reason_for
from symcnn.algebra.solving.side_conditions import Refuted, condition_of, congruence
from symcnn.errors import ArithmeticMistake
from symcnn.support.message import ALSO, Message, joined_sentences, listed_in, rewritten
from symcnn.support.work import OutOfBudget

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from sympy import Expr, Symbol

Outcome = TypeVar("Outcome")

__all__ = [
    "Answer",
    "Budget",
    "Divides",
    "Either",
    "IntegerSet",
    "OutOfBudget",
    "Proposition",
    "Range",
    "Relation",
    "solve",
]


def solve(
    relations: Iterable[Proposition],
    unknown: Symbol,
    *,
    budget: Budget | None = None,
    least: Mapping[Expr, Expr] | None = None,
    granted: Iterable[Proposition] = (),
) -> Answer:
    """All values of the unknown for which every relation holds, whatever the other symbols are.

    >>> from symcnn.algebra.quotients.quotient import Quotient
    >>> from symcnn.algebra.quotients.symbol import make_symbol
    >>> W, F, P = make_symbol("W"), make_symbol("F"), make_symbol("P", "integer", ">=", 0)
    >>> solve([Relation("==", W - F + 2*P + 1, W)], P).words
    'P = F/2 − 1/2 if F ≡ 1 (mod 2)'
    >>> solve([Relation("==", Quotient(W - 11, 4) + 1, 55)], W).words
    '227 ≤ W ≤ 230'
    >>> solve([Relation("==", 2*P, 3)], P).reason
    '2·P = 3: the left side is even, the right side odd'

    Other symbols are positive whole numbers unless their kinds say otherwise, and at least what ``least`` says of them.
    What is ``granted`` must hold as well, but is not repeated in the answer where the unknown does not occur in it.
    """
    spent = budget or Budget()
    judge = (
        Context().with_nonnegative(Relation(">=", symbol, end) for symbol, end in (least or {}).items()) or Context()
    )
    try:
        with spent.watched():
            return _found(list(relations), unknown, judge, spent, list(granted))()
    except OutOfBudget as reason:
        if not spent.ran_out(reason):
            raise  # the time or the work of who asks is used up, not that of this question
        return Answer("undecided", unknown, tried=(str(reason),))
    except RecursionError:
        return Answer("undecided", unknown, tried=(Message("the expressions are nested too deeply"),))
    except (Unable, TooFine) as reason:
        return Answer("undecided", unknown, tried=tuple(listed_in(str(reason))))
    except ArithmeticMistake as reason:
        return Answer("undecided", unknown, tried=(Message("in a case that was tried: {}", reason.message),))
    except Refuted as reason:
        return Answer("none", unknown, reason=str(reason))


def _found(
    relations: list[Proposition],
    unknown: Symbol,
    judge: Context,
    budget: Budget,
    granted: list[Proposition] | None = None,
) -> Callable[[], Answer]:
    """Solve one case: conditions on other symbols first, which are known in all that follows and stated once.

    What is returned makes the answer plain, which takes longest; so a case that cannot be solved is met before that.
    """
    silent, more = _parted(without_choices(granted or []), unknown, judge)
    judge = judge.with_nonnegative(silent) or judge
    relations = _with_numbers_put_in([*without_choices(relations), *more], unknown)
    free, bound = _parted(relations, unknown, judge)
    given = [found for condition in free for found in _without_unknown(condition, unknown, judge)]
    known, few = judge.with_nonnegative(given), needed(given, judge)
    if known is None or few is None:
        raise Refuted(Message("{} cannot hold together", joined_sentences(map(str, given), ALSO)))
    cases = (signed for one in _cases_of(bound) for signed in by_sign(one, unknown, known))
    found = [_or_reason(partial(_supposed, case, unknown, known, budget)) for case in cases]

    def plain() -> Answer:
        answers = [answer if isinstance(answer, Refuted) else _or_reason(answer) for answer in found]
        left = [answer for answer in answers if isinstance(answer, Answer)]
        if not left:
            raise Refuted(joined_reasons(map(str, answers)))
        answer = _united(left, unknown, known, budget)
        return answer._replace(given=conditions_beside(few, answer, judge))

    return plain


def _supposed(case: Signed, unknown: Symbol, judge: Context, budget: Budget) -> Callable[[], Answer]:
    """Solve one case; what it assumes of other symbols becomes a condition of each of its ranges."""
    found = _in_case(case.conditions, unknown, case.judge, budget)
    if not case.supposed:
        return found

    def stated() -> Answer:
        answer = found()
        if answer.kind in ("none", "undecided"):
            return answer
        pieces = (piece.where(case.supposed) for piece in ranges_in(answer))
        return answer_of_ranges(simplified_union(pieces, unknown, judge, budget), whole_domain(unknown), unknown)

    return stated


def _or_reason(find: Callable[[], Outcome]) -> Outcome | Refuted:
    """The outcome, or the reason why there are no values."""
    try:
        return find()
    except Refuted as reason:
        return reason


def _parted(
    relations: list[Proposition], unknown: Symbol, judge: Context
) -> tuple[list[Proposition], list[Proposition]]:
    """Conditions in which the unknown does not stand or cancels, and the others."""
    free: list[Proposition] = []
    bound: list[Proposition] = []
    for condition in relations:
        form = normalised(condition, judge) if isinstance(condition, Relation) else condition
        (bound if unknown in form.symbols else free).append(condition)
    return free, bound


def _cases_of(conditions: list[Proposition]) -> Iterable[list[Plain]]:
    """Each choice of one alternative from every "or"."""
    options: list[list[tuple[Plain, ...]]] = [_options(one) for one in conditions]
    return ([part for parts in picked for part in parts] for picked in product(*options))


def _options(condition: Proposition) -> list[tuple[Plain, ...]]:
    """The ways in which a condition can hold, each a list of conditions: "or" within "or" multiplied out."""
    if not isinstance(condition, Either):
        return [(condition,)]
    picked = (product(*map(_options, case)) for case in condition.alternatives)
    return [tuple(part for parts in choice for part in parts) for choices in picked for choice in choices]


def _united(answers: list[Answer], unknown: Symbol, judge: Context, budget: Budget) -> Answer:
    """The answer where one of several cases must hold."""
    left = [answer for answer in answers if answer.kind != "none"]
    if len(answers) == 1:
        return answers[0]
    if not left:
        return Answer("none", unknown, reason=joined_reasons(a.reason for a in answers))
    everything = next((answer for answer in left if answer.kind == "all"), None)
    if everything is not None:
        return everything
    undecided = next((answer for answer in left if answer.kind == "undecided"), None)
    if undecided is not None:
        return undecided
    if all(answer.numbers is not None for answer in left):
        numbers = together(answer.numbers or IntegerSet.nothing() for answer in left)
        return answer_in_numbers(NumericAnswer(numbers), whole_domain(unknown), unknown)
    ranges = [
        piece for answer in left for piece in (answer.ranges if answer.numbers is None else ranges_of(answer.numbers))
    ]
    return answer_of_ranges(simplified_union(ranges, unknown, judge, budget), whole_domain(unknown), unknown)


def _in_case(relations: list[Plain], unknown: Symbol, judge: Context, budget: Budget) -> Callable[[], Answer]:
    """Conditions all of which must hold; what is returned makes the answer plain."""
    if not unknown.is_integer:
        return _real(relations, unknown, judge, budget)
    relations = without_implied_multiples(relations, unknown, judge)
    conditions, numeric, symbolic = _sorted_out(relations, unknown, judge)
    domain = whole_domain(unknown)
    situation = Situation(unknown, domain.least, None, judge, budget)
    found = find(numeric, domain, situation)
    if found.refuted:
        reason = reason_for(found, unknown, judge, domain)
        return lambda: Answer("none", unknown, reason=reason)
    if found.pending:
        found = found._replace(pending=tuple(not_following(found.pending, relations, judge)))
    if not symbolic and not conditions:
        return partial(answer_in_numbers, found, domain, unknown)
    start = [piece._replace(conditions=tuple(conditions)) for piece in ranges_of(found.numbers)]
    if found.pending:
        raise Unable(joined_sentences(found.tried))
    all_met = _all_of(symbolic, start, situation._replace(low=found.numbers.least), relations)
    return lambda: answer_of_ranges(simplified_union(all_met, unknown, judge, budget), domain, unknown)


def _all_of(symbolic: list[Plain], start: list[Range], situation: Situation, relations: list[Plain]) -> list[Range]:
    """The ranges; a condition that cannot be solved may follow from the others."""
    try:
        return all_of(symbolic, start, situation)
    except Unable:
        for condition in symbolic:
            situation.budget.spend(1, "solving {}", condition)
        left = not_following(symbolic, relations, situation.judge)
        if len(left) == len(symbolic):
            raise
        return all_of(left, start, situation)


def _with_numbers_put_in(relations: list[Proposition], unknown: Symbol) -> list[Proposition]:
    """Relations such as ``K = 8`` of other symbols are put into all others."""
    known = {
        relation.left: relation.right
        for relation in relations
        if isinstance(relation, Relation) and relation.op == "==" and relation.right.is_Rational
        if relation.left.is_Symbol and relation.left != unknown
    }
    fixed = {Relation("==", symbol, value) for symbol, value in known.items()}
    return (
        [relation if relation in fixed else relation.replaced(known) for relation in relations] if known else relations
    )


def _real(relations: list[Plain], unknown: Symbol, judge: Context, budget: Budget) -> Callable[[], Answer]:
    """An unknown that need not be whole: through a whole number where there is one that decides."""
    known = [*relations, *domain_of(unknown)]
    change: Stepped | Rounded | None = stepped(known, unknown, judge)
    inside, bare = known, list[Plain]()
    if change is None:
        stepwise = [floored(condition, unknown) for condition in relations]
        inside = [condition for condition in stepwise if rounded([condition], unknown) is not None]
        bare = [condition for condition in stepwise if condition not in inside]
        change = rounded(inside, unknown)
    if change is not None:
        found = _found([change.put(condition, unknown) for condition in inside], change.whole, judge, budget)
        return lambda: _turned(found(), change, unknown, bare)
    ranges = real_ranges(relations, unknown, judge)
    if ranges == real_ranges([], unknown, judge):
        return lambda: Answer("all", unknown)
    return lambda: Answer("symbolic", unknown, ranges=tuple(ranges))


def _turned(answer: Answer, change: Stepped | Rounded, unknown: Symbol, bare: list[Plain]) -> Answer:
    """The answer for a whole number as one for the unknown, of which some conditions may speak without rounding."""
    if answer.kind in ("none", "undecided"):
        reason = rewritten(answer.reason, lambda words: words.replace(str(change.whole), change.name(unknown)))
        return answer._replace(unknown=unknown, reason=reason)
    pieces = answer.ranges if answer.kind == "symbolic" else ranges_of(answer.numbers or IntegerSet.everything())
    ranges = [change.back(piece.where(answer.given)) for piece in pieces]
    if isinstance(change, Rounded):
        starts = real_ranges(bare, unknown, Context())
        ranges = each_met(ranges, starts, unknown, Context())
    if not ranges:
        raise Refuted(left_none(joined_sentences(map(str, bare), ALSO), unknown))
    return Answer("symbolic", unknown, ranges=tuple(ranges))


def _sorted_out(
    relations: list[Plain], unknown: Symbol, judge: Context
) -> tuple[list[Proposition], list[Plain], list[Plain]]:
    """Conditions without the unknown, relations of the unknown alone, and the others."""
    conditions: list[Proposition] = []
    numeric: list[Plain] = []
    symbolic: list[Plain] = []
    for relation in [*requirements(relations, unknown, judge), *relations]:
        form = normalised(relation, judge) if isinstance(relation, Relation) else relation
        if unknown not in form.symbols:
            conditions += _without_unknown(relation, unknown, judge)
        else:
            (symbolic if form.symbols - {unknown} else numeric).append(relation)
    return conditions, numeric, symbolic


def _without_unknown(relation: Proposition, unknown: Symbol, judge: Context) -> tuple[Proposition, ...]:
    """The conditions on other symbols that a relation without the unknown states."""
    try:
        if isinstance(relation, Either):
            return (relation,)
        found = divisibility(relation, judge)
        if found is not None:
            return congruence(found.divisor, expanded(found.expr), judge, relation, unknown)
        assert isinstance(relation, Relation)  # a divisibility is one
        if _leaves_itself(relation, judge):
            beyond = subtract(relation.right, relation.left.args[1])
            return (*condition_of(">=", relation.right, judge), *condition_of("<", beyond, judge))
        form = normalised(relation, judge)
        return condition_of(form.op, form.left, judge)
    except Refuted:
        raise Refuted(Message("{} does not hold", str(relation))) from None


def _leaves_itself(relation: Relation, judge: Context) -> bool:
    """Whether ``r mod m = r`` or the like is asked for, which only says that r is a remainder."""
    if relation.op != "==" or not isinstance(relation.left, Mod):
        return False
    above, below = relation.left.args
    return judge.decide(">", below) is True and judge.divides(below, subtract(above, relation.right))
