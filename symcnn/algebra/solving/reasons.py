"""Words for why nothing is left; each sentence is true by itself, in whichever case it was found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sympy import Integer, Symbol

from symcnn.algebra.solving.normalise import Context, normalised
from symcnn.algebra.solving.problem import Relation, domain_words, spelled
from symcnn.algebra.solving.requirements import not_divisible
from symcnn.algebra.solving.residue_classes import NotPolynomial, polynomial_in

if TYPE_CHECKING:
    from collections.abc import Iterable

    from symcnn.algebra.integer_sets.sets import IntegerSet
    from symcnn.algebra.solving.methods import NumericAnswer

EACH = "each case fails: "
"""How a reason begins that has several parts."""
MOST = 4
"""Cases that are told one by one."""


def joined_reasons(reasons: Iterable[str]) -> str:
    """Why none of several cases holds.

    >>> joined_reasons(["W < 3 does not hold", "each case fails: W < 3 does not hold; W > 9 does not hold"])
    'each case fails: W < 3 does not hold; W > 9 does not hold'
    """
    parts = dict.fromkeys(part for reason in reasons for part in reason.removeprefix(EACH).split("; "))
    if len(parts) == 1:
        return next(iter(parts))
    more = [f"and {len(parts) - MOST:,} more"] if len(parts) > MOST + 1 else []
    return EACH + "; ".join([*list(parts)[: MOST if more else None], *more])


def reason_for(found: NumericAnswer, unknown: Symbol, judge: Context, domain: IntegerSet) -> str:
    """The relation that fails, and how."""
    assert found.refuted
    if len(found.refuted) > 1:
        return f"{_before(found, unknown, domain)}, and none of these fulfils {' and '.join(map(str, found.refuted))}"
    (condition,) = found.refuted
    if isinstance(condition, Relation) and condition.op == "==":
        try:
            polynomial = polynomial_in(normalised(condition, judge).left, unknown)
        except NotPolynomial:
            polynomial = ()
        if len(polynomial) == 2:  # noqa: PLR2004 - a line
            constant, slope = (int(part) for part in polynomial)
            if constant % slope:
                return not_divisible(normalised(condition, judge), abs(slope), unknown)
            return f"{spelled(unknown)} = {spelled(Integer(-constant // slope))}, but {_before(found, unknown, domain)}"
    alone = found.alone
    if alone is not None:
        if alone.is_empty:
            return f"{condition} holds for no {spelled(unknown)}{domain_words(unknown)}"
        return f"{condition} needs {alone.words(unknown)}, but {_before(found, unknown, domain)}"
    fails = "fails" if found.before is not None and found.before.size == 1 else "holds for none of these"
    return f"{_before(found, unknown, domain)}, but {condition} {fails}"


def _before(found: NumericAnswer, unknown: Symbol, domain: IntegerSet) -> str:
    """What all else leaves."""
    if found.before is None or found.before == domain:
        return f"{spelled(unknown)}{domain_words(unknown) or ' is a whole number'}"
    return found.before.words(unknown)
