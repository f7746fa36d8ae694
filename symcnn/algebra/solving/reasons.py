"""Words for why nothing is left; each sentence is true by itself, in whichever case it was found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sympy import Integer, Symbol

from symcnn.algebra.solving.normalise import Context, normalised
from symcnn.algebra.solving.problem import Relation
from symcnn.algebra.solving.residue_classes import NotPolynomial, polynomial_in
from symcnn.algebra.solving.side_conditions import Refuted, not_divisible
from symcnn.algebra.solving.spelling import domain_words, spelled
from symcnn.algebra.solving.univariate import LINE
from symcnn.support.message import ALSO, Message, joined_sentences, listed_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from symcnn.algebra.integer_sets.sets import IntegerSet
    from symcnn.algebra.solving.methods import NumericAnswer
    from symcnn.algebra.solving.problem import Range

EACH = "each case fails: {}"
"""A reason that has several parts."""
MOST = 4
"""The most cases that are listed one by one."""


def joined_reasons(reasons: Iterable[str]) -> str:
    """Why none of several cases holds.

    >>> joined_reasons(["W < 3 does not hold", joined_reasons(["W < 3 does not hold", "W > 9 does not hold"])])
    'each case fails: W < 3 does not hold; W > 9 does not hold'
    """
    parts = dict.fromkeys(part for reason in reasons for part in _parts(reason))
    if len(parts) == 1:
        return next(iter(parts))
    more = [Message("and {} more", f"{len(parts) - MOST:,}")] if len(parts) > MOST + 1 else []
    return Message(EACH, joined_sentences([*list(parts)[: MOST if more else None], *more]))


def possible(cases: Iterable[Callable[[], Iterable[Range]]]) -> list[Range]:
    """The ranges of all cases that are possible; raises `Refuted` with all reasons where none is."""
    found: list[Range] = []
    reasons: list[str] = []
    for case in cases:
        try:
            found += case()
        except Refuted as refuted:
            reasons.append(str(refuted))
    if not found:
        raise Refuted(joined_reasons(reasons))
    return found


def _parts(reason: str) -> Iterator[str]:
    if isinstance(reason, Message) and reason.key == EACH:
        reason = str(reason.arguments[0])
    return listed_in(reason)


def reason_for(found: NumericAnswer, unknown: Symbol, judge: Context, domain: IntegerSet) -> str:
    """The relation that fails, and how."""
    assert found.refuted
    if len(found.refuted) > 1:
        asked = joined_sentences(map(str, found.refuted), ALSO)
        return Message("{}, and none of these fulfils {}", _before(found, unknown, domain), asked)
    (condition,) = found.refuted
    if isinstance(condition, Relation) and condition.op == "==":
        try:
            polynomial = polynomial_in(normalised(condition, judge).left, unknown)
        except NotPolynomial:
            polynomial = ()
        if len(polynomial) == LINE:
            constant, slope = (int(part) for part in polynomial)
            if constant % slope:
                return not_divisible(normalised(condition, judge), abs(slope), unknown)
            only = f"{spelled(unknown)} = {spelled(Integer(-constant // slope))}"
            return Message("{}, but {}", only, _before(found, unknown, domain))
    alone = found.alone
    if alone is not None:
        if alone.is_empty:
            return Message("{} holds for no {}", str(condition), f"{spelled(unknown)}{domain_words(unknown)}")
        needed, before = alone.words(unknown), _before(found, unknown, domain)
        if needed != str(condition):
            return Message("{} needs {}, but {}", str(condition), needed, before)
    is_one = found.before is not None and found.before.size == 1
    key = "{}, but {} fails" if is_one else "{}, but {} holds for none of these"
    return Message(key, _before(found, unknown, domain), str(condition))


def _before(found: NumericAnswer, unknown: Symbol, domain: IntegerSet) -> str:
    """The values that all other conditions leave to the unknown, in words."""
    if found.before is None or found.before == domain:
        kind = domain_words(unknown)
        return f"{spelled(unknown)}{kind}" if kind else Message("{} is a whole number", spelled(unknown))
    return found.before.words(unknown)
