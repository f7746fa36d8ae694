"""Reads an author's assumptions as facts about symbols; names two that contradict each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symcnn.algebra.domains.assumption_symbols import sides_of
from symcnn.algebra.proofs.assumption import Assumption
from symcnn.algebra.proofs.facts import Contradiction, Facts
from symcnn.algebra.quotients.numbers import to_sympy
from symcnn.errors import ShapeMistake

if TYPE_CHECKING:
    from collections.abc import Mapping

    from symcnn.algebra.exact.arithmetic import Exact
    from symcnn.algebra.exact.values import Value
    from symcnn.errors import Span
    from symcnn.formula import Formula


def assumed(facts: Facts, condition: Formula, scope: Mapping[str, Value], plain: Exact) -> Facts:
    """The facts and an assumption; ``plain`` is a symbolic domain that assumes nothing."""
    if condition.op == "and":
        for part in condition.args:
            facts = assumed(facts, part, scope, plain)
        return facts
    pairs = sides_of(condition, scope, plain) if condition.op == "compare" else []
    if not pairs:
        return facts.with_formula(condition)
    for pair in pairs:
        left, right = map(to_sympy, pair)
        assumption = Assumption(condition.comparator, left, right, condition)
        try:
            facts = facts.with_assumptions(assumption)
        except Contradiction:
            raise ShapeMistake(_words(facts, assumption), condition.span, _HINT) from None
    return facts


def _words(facts: Facts, assumption: Assumption) -> str:
    """Which earlier assumption stands against the new one, if one alone does."""
    new = assumption.formula.span.text if assumption.formula is not None else ""
    if _clash(assumption):
        return f"{new} can never hold"
    needed = list(facts.assumptions)
    for earlier in list(needed):
        others = [other for other in needed if other is not earlier]
        if _clash(*others, assumption):
            needed = others
    if not needed or not _clash(*needed, assumption):
        return f"{new} cannot hold together with what is known of its symbols"
    told = [_quoted(earlier.formula.span) for earlier in needed if earlier.formula is not None]
    return f"{new} cannot hold together with {' and '.join(told) or 'what is known of its symbols'}"


def _quoted(span: Span) -> str:
    return f"{span.text}, assumed on line {span.source.locate(span.start)[0]}"


def _clash(*assumptions: Assumption) -> bool:
    try:
        Facts().with_assumptions(*assumptions)
    except Contradiction:
        return True
    return False


_HINT = "no numbers fulfil them together"
