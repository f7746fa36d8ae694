"""Joins conditions that say more together than one by one: ``2⌊W/16⌋ = ⌊W/8⌋``, ``2⌊W/8⌋ = W/4`` and so on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sympy import Expr, Integer, Symbol

from symcnn.algebra.proofs.stated_formulas import stated
from symcnn.algebra.quotients.construct import multiply, negated, subtract
from symcnn.algebra.quotients.multiplying_out import expanded
from symcnn.algebra.quotients.quotient import Quotient
from symcnn.algebra.quotients.remainder import Remainder
from symcnn.algebra.quotients.symbol import make_symbol
from symcnn.algebra.solving.normalise import nodes
from symcnn.algebra.solving.problem import Budget, Relation
from symcnn.algebra.solving.restated import comparisons_of
from symcnn.algebra.solving.solve import solve
from symcnn.support.message import joined_sentences

if TYPE_CHECKING:
    from collections.abc import Iterable

    from symcnn.formula import Comparator
    from symcnn.support.requirement import AnyRequirement, Requirement

STEPS = 50_000
"""Work that is put into one symbol before its conditions are left as they are."""


def joint(conditions: Iterable[AnyRequirement]) -> list[AnyRequirement]:
    """The conditions, those on one symbol with a quotient replaced by a bound and a congruence where that says it all.

    A condition has a ``formula``, a ``layer`` and ``words``; the formulas of comparisons know their expressions.
    """
    kept = list(conditions)
    for symbol in dict.fromkeys(_symbol(condition) for condition in kept if _is_rounded(condition)):
        if symbol is not None:
            kept = _replaced(kept, symbol)
    return list(map(_as_congruence, kept))


def _as_congruence(condition: AnyRequirement) -> AnyRequirement:
    """``W = 2^n·⌊(W - 2)/2^n⌋ + 2`` as ``W - 2 ≡ 0 (mod 2^n)``."""
    sides = condition.formula.sides
    if sides is None or condition.formula.value != "==":
        return condition
    apart = expanded(subtract(*sides))
    for node in nodes(apart, Quotient):
        rest = expanded(subtract(node.args[0], multiply(node.args[1], node)))
        if rest in (apart, expanded(negated(apart))):
            return condition._replace(formula=stated("==", Remainder(*node.args, evaluate=False), Integer(0)))
    return condition


def _replaced(conditions: list[AnyRequirement], symbol: Symbol) -> list[AnyRequirement]:
    group = [condition for condition in conditions if _symbol(condition) == symbol]
    relations = [_relation(condition) for condition in group]
    answer = solve(relations, symbol, budget=Budget(STEPS))
    if answer.numbers is None or len(answer.numbers.pieces) != 1 or len(answer.numbers.pieces[0].residues) > 1:
        return conditions
    first = conditions.index(group[0])
    rest = [condition for condition in conditions if _symbol(condition) != symbol]
    found = [_condition(group, *said) for said in comparisons_of(answer.numbers.pieces[0], symbol) or ()]
    return [*rest[:first], *found, *rest[first:]]


def _condition(group: list[AnyRequirement], relation: Comparator, left: Expr, right: Expr) -> AnyRequirement:
    """A condition in the name of those that say it by themselves, or else of all of its kind that say it together."""
    alike = [condition for condition in group if (condition.formula.value == "==") == (relation == "==")]
    of_kind = [condition for condition in group if _says(condition, relation, left, right)] or alike or group
    layers = ", ".join(dict.fromkeys(condition.layer for condition in of_kind))
    words = joined_sentences(dict.fromkeys(condition.words for condition in of_kind))
    return of_kind[0]._replace(formula=stated(relation, left, right), layer=layers, words=words)


def _says(condition: Requirement, relation: Comparator, left: Expr, right: Expr) -> bool:
    """Whether a condition by itself gives a lower or an upper bound."""
    if relation not in (">=", "<=") or not isinstance(left, Symbol):
        return False
    alone = solve([_relation(condition)], left, budget=Budget(STEPS)).numbers
    return alone is not None and (alone.least if relation == ">=" else alone.greatest) == int(right)


def _relation(condition: Requirement) -> Relation:
    assert condition.formula.sides is not None
    return Relation(condition.formula.comparator, *condition.formula.sides)


def _symbol(condition: Requirement) -> Symbol | None:
    """The only symbol of a comparison of whole numbers, if it has one."""
    sides = condition.formula.sides
    symbols: set[Symbol] = set().union(*(side.free_symbols for side in sides)) if sides else set()
    found = symbols.pop() if len(symbols) == 1 else None
    return found if found is not None and found == make_symbol(found.name) else None


def _is_rounded(condition: Requirement) -> bool:
    sides = condition.formula.sides
    return sides is not None and any(side.has(Quotient) for side in sides)
