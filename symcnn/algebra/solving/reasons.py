"""Why nothing is left, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sympy import Integer

from symcnn.algebra.solving.answers import Divides, domain_words, spelled
from symcnn.algebra.solving.normalise import Judge, normalised
from symcnn.algebra.solving.requirements import not_divisible
from symcnn.algebra.solving.residue_classes import NotPolynomial, polynomial_in

if TYPE_CHECKING:
    from symcnn.algebra.solving.numeric import Found


def reason_for(found: Found, unknown: Any, judge: Judge) -> str:
    """The relation that fails, and how."""
    condition = found.refuted
    assert condition is not None
    if not isinstance(condition, Divides) and condition.op == "==":
        try:
            polynomial = polynomial_in(normalised(condition, judge).left, unknown)
        except NotPolynomial:
            polynomial = ()
        if len(polynomial) == 2:  # noqa: PLR2004 - a line
            constant, slope = (int(part) for part in polynomial)
            if constant % slope:
                return not_divisible(normalised(condition, judge), abs(slope), unknown)
            return f"{spelled(unknown)} = {spelled(Integer(-constant // slope))}, but {_others(found, unknown)}"
    if found.alone is None or found.alone.is_empty:
        return f"{condition} holds for no {spelled(unknown)}{domain_words(unknown)}"
    return f"{condition} needs {found.alone.words(unknown)}, but {_others(found, unknown)}"


def _others(found: Found, unknown: Any) -> str:
    return found.before.words(unknown) if found.before is not None else f"{unknown}{domain_words(unknown)}"
