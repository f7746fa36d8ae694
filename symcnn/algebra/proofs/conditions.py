"""Reduces the conditions of a result to few: drops what others imply, reports those that contradict each other."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Generic, NamedTuple

from sympy import Expr, Integer, Min, Mod, zoo

from symcnn.algebra.proofs.assumption import Assumption
from symcnn.algebra.proofs.congruences import combined
from symcnn.algebra.proofs.facts import Contradiction
from symcnn.algebra.proofs.implied import is_implied, without_implied
from symcnn.algebra.proofs.remainders import EVERY
from symcnn.algebra.proofs.stated_formulas import Guarded, at_least_0, stated
from symcnn.algebra.quotients.bounds import SymbolicInterval, normal
from symcnn.algebra.quotients.construct import add, divide_terms, like_terms, subtract, terms_of
from symcnn.algebra.quotients.laws import is_whole
from symcnn.algebra.quotients.monomials import merged
from symcnn.algebra.quotients.multiplying_out import expanded
from symcnn.errors import ArithmeticMistake, FormulaText, ShapeMistake
from symcnn.support.requirement import AnyRequirement, Requirement
from symcnn.support.work import spend

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from symcnn.algebra.proofs.facts import Facts
    from symcnn.algebra.proofs.remainders import Residue
    from symcnn.formula import Formula

_ZERO = Integer(0)

MOST_COMPARED = 200
"""Up to that many conditions are compared each with each; beyond it only those that differ in a number."""


def irredundant(
    conditions: Iterable[AnyRequirement], facts: Facts, sizes: frozenset[Expr] = frozenset()
) -> list[AnyRequirement]:
    """The conditions without those that follow from others or from the facts; those of few turns stand behind.

    Sizes that go by a name are at least 1 where all conditions hold, so none follows from that.
    Raises :class:`ShapeMistake` where two conditions exclude each other.
    """
    rows = [part for row in conditions for part in _of_each(row)]
    plain = [row for row in rows if not isinstance(row.formula, Guarded)]
    needless = [row for row in rows if _absent(row) and _holds_without(row, plain, facts)]
    open_ones = [row for row in rows if _absent(row) and row not in needless]
    asked = [_inside(row) if row in needless else row for row in rows if row not in open_ones]
    kept = _weakest(list({row.formula: row for row in reversed(asked)}.values())[::-1], facts)
    kept = without_implied(kept, facts, sizes)
    for group in dict.fromkeys(map(_absent, open_ones)):
        for row in [row for row in open_ones if _absent(row) == group]:
            others = [other for other in kept if not isinstance(other.formula, Guarded)]
            others += [_inside(other) for other in kept if _absent(other) == group]
            if not _follows_from(_inside(row), others, facts) and not is_implied(
                _inside(row), others, facts, sizes, group
            ):
                kept.append(row)
    return kept


def _of_each(row: AnyRequirement) -> list[AnyRequirement]:
    """That a minimum is at least something, of each that it is the least of: ``min(W, H - 1) >= 1``."""
    difference = at_least_0(row.formula)
    least = next((term for term in terms_of(difference or _ZERO) if isinstance(term, Min)), None)
    if difference is None or least is None:
        return [row]
    rest = subtract(difference, least)
    parts = [row._replace(formula=stated(*normal(">=", add(part, rest), _ZERO))) for part in least.args]
    return [found for part in parts for found in _of_each(part)]


def _absent(row: Requirement) -> tuple[Formula, ...]:
    """The comparisons under which a condition is not needed: one at least for a guarded condition, else none."""
    return row.formula.absent if isinstance(row.formula, Guarded) else ()


def _inside(row: AnyRequirement) -> AnyRequirement:
    return row._replace(formula=row.formula.inner) if isinstance(row.formula, Guarded) else row


def _holds_without(row: AnyRequirement, plain: list[AnyRequirement], facts: Facts) -> bool:
    """Whether a guarded condition holds also where it is not needed, by the others: then it needs no guard."""
    inner = _inside(row).formula
    for absent in _absent(row):
        if absent.sides is None or absent.value != "==" or not absent.sides[0].is_Symbol or inner.sides is None:
            return False
        put = dict([absent.sides])
        there = _put(inner, put, row)
        if there is None:
            return False
        if _holds_anyway(there, facts):
            continue
        others = [_put(one.formula, put, one) for one in plain]
        if not _follows_from(there, [other for other in others if other is not None], facts):
            return False
    return True


def _holds_anyway(row: Requirement, facts: Facts) -> bool:
    """Whether the ends of its symbols alone show a comparison."""
    bound = _bound(0, row)
    low = None if bound is None else facts.bounds(bound.difference)[0]
    return low is not None and bool(low >= 0)


def _put(formula: Formula, put: Mapping[Expr, Expr], row: AnyRequirement) -> AnyRequirement | None:
    """A condition at some value of a symbol; None where it divides by 0 there."""
    sides = formula.sides
    if sides is None or not any(side.free_symbols & put.keys() for side in sides):
        return row._replace(formula=formula)
    try:
        left, right = (merged(expanded(side.xreplace(put))) for side in sides)
        if isinstance(sides[0], Mod) and formula.value == "==":  # a congruence is read by what it divides
            left = sides[0].func(*(merged(expanded(part.xreplace(put))) for part in sides[0].args), evaluate=False)
            return row._replace(formula=stated(formula.comparator, left, right))
    except ArithmeticMistake:
        return None
    if left.has(zoo) or right.has(zoo):
        return None
    return row._replace(formula=stated(*normal(formula.comparator, left, right)))


def _follows_from(row: AnyRequirement, others: list[AnyRequirement], facts: Facts) -> bool:
    """Whether a condition says nothing that others do not say."""
    if row.formula.sides is None:
        return any(row.formula == other.formula for other in others)
    gap, (left, right) = at_least_0(row.formula), row.formula.sides
    if gap is not None and gap.is_number:
        return bool(gap >= 0)
    if row.formula.value == "==" and isinstance(left, Mod) and is_whole(divide_terms(*left.args)) and right == 0:
        return True
    try:
        without = _weakest(others, facts)
        return {one.formula for one in _weakest([*without, row], facts)} == {one.formula for one in without}
    except ShapeMistake:
        return False


def _weakest(conditions: Iterable[AnyRequirement], facts: Facts) -> list[AnyRequirement]:
    """The conditions without those that follow from others or from the facts.

    Congruences of one symbol become one; raises :class:`ShapeMistake` where two conditions exclude each other.
    """
    kept, residues = combined(conditions, facts)
    found = [bound for place, row in kept.items() if (bound := _bound(place, row)) is not None]
    strongest = _strongest(found)
    _refuse_empty(found, strongest)
    known = _with_congruences(facts, kept.values())
    _refuse_impossible(found, known)
    bounds = [bound for bound in strongest.values() if not known.assumptions or not known.proves(bound.difference)]
    bounds = [narrowed for bound in bounds if (narrowed := _narrowed(bound, residues, facts)) is not None]
    if len(bounds) <= MOST_COMPARED:
        bounds = _independent(bounds, known)
    for bound in found:
        del kept[bound.place]
    kept.update((bound.place, bound.condition) for bound in bounds)
    _drop_unequal(kept, [bound.difference for bound in bounds], known)
    return [row for _, row in sorted(kept.items(), key=lambda item: item[0])]


def _drop_unequal(kept: dict[int, AnyRequirement], differences: list[Expr], facts: Facts) -> None:
    """Leave out that two things differ where the bounds say so."""
    for place, row in list(kept.items()):
        if row.formula.value == "!=" and row.formula.sides:
            with suppress(Contradiction):
                bounded = facts.with_assumptions(*(Assumption(">=", one, Integer(0)) for one in differences))
                if bounded.judges("!=", merged(expanded(subtract(*row.formula.sides)))):
                    del kept[place]


class LinearBound(NamedTuple, Generic[AnyRequirement]):
    """A condition ``up - down + constant >= 0``, where neither part has a number of its own."""

    place: int
    condition: AnyRequirement
    up: Expr
    down: Expr
    constant: Expr

    @property
    def difference(self) -> Expr:
        """What is to be at least 0, multiplied out."""
        return merged(expanded(add(subtract(self.up, self.down), self.constant)))


def _bound(place: int, condition: AnyRequirement) -> LinearBound[AnyRequirement] | None:
    if condition.formula.sides is None or condition.formula.value not in (">=", "<="):
        return None
    left, right = condition.formula.sides
    more, less = (left, right) if condition.formula.value == ">=" else (right, left)
    (gain, up), (loss, down) = more.as_coeff_Add(), less.as_coeff_Add()
    return LinearBound(place, condition, up, down, gain - loss)


def _refuse_empty(
    bounds: list[LinearBound[AnyRequirement]], strongest: Mapping[tuple[Expr, Expr], LinearBound[AnyRequirement]]
) -> None:
    """Two conditions that want the same above one number and below a lesser one."""
    for bound in bounds:
        if bound.up == bound.down == 0 and bound.constant < 0:  # as in one turn of a repeat
            raise ShapeMistake(f"{bound.condition.layer}: {bound.condition.words}, which never holds")
        other = strongest.get((bound.down, bound.up))
        if other is not None and bound.constant + other.constant < 0:
            lower, upper = sorted((bound, other), key=lambda one: one.condition.formula.value == "<=")
            here, there = lower.condition.layer, upper.condition.layer
            raise ShapeMistake(
                (f"{here} needs ", _condition_text(lower), f", but {there} needs ", _condition_text(upper))
            )


def _refuse_impossible(bounds: list[LinearBound[AnyRequirement]], facts: Facts) -> None:
    """A condition that what is known refutes."""
    for bound in bounds:
        if facts.assumptions and facts.judges(">=", bound.difference) is False:
            raise ShapeMistake((f"{bound.condition.layer} needs ", _condition_text(bound), ", which never holds"))


def _condition_text(bound: LinearBound[AnyRequirement]) -> FormulaText:
    """The condition of a bound, for a message."""
    formula = bound.condition.formula
    assert formula.sides is not None
    left, right = formula.sides
    sign = {">=": "≥", "<=": "≤"}[formula.comparator]
    return FormulaText(formula, f"{left} {sign} {right}")


def _strongest(
    bounds: list[LinearBound[AnyRequirement]],
) -> Mapping[tuple[Expr, Expr], LinearBound[AnyRequirement]]:
    """The strongest of several bounds that differ in a number only, at the place of the first."""
    kept: dict[tuple[Expr, Expr], LinearBound[AnyRequirement]] = {}
    for bound in bounds:
        known = kept.setdefault((bound.up, bound.down), bound)
        if bound.constant < known.constant:
            kept[bound.up, bound.down] = bound._replace(place=known.place)
    return kept


def _with_congruences(facts: Facts, rows: Iterable[Requirement]) -> Facts:
    """What is known if the conditions of divisibility hold."""
    sides = [row.formula.sides for row in rows if row.formula.value == "=="]
    found = [Assumption("==", *pair) for pair in sides if pair is not None and isinstance(pair[0], Mod)]
    try:
        return facts.with_assumptions(*found) if len(found) <= MOST_COMPARED else facts
    except Contradiction:
        raise ShapeMistake("the conditions of divisibility and what is assumed exclude each other") from None


def _narrowed(
    bound: LinearBound[AnyRequirement], residues: Mapping[Expr, Residue], facts: Facts
) -> LinearBound[AnyRequirement] | None:
    """A bound of one symbol moved to the next number that its congruence allows; None if that says nothing more."""
    rises = bound.down == 0
    symbol = bound.up if rises else bound.down
    residue = residues.get(symbol, EVERY)
    if residue.modulus == 1 or 0 not in (bound.up, bound.down) or not bound.constant.is_Integer:
        return bound
    end = residue.least_from(int(-bound.constant)) if rises else residue.greatest_to(int(bound.constant))
    least = facts.bounds(symbol)[0]
    if rises and least is not None and residue.least_from(int(least)) >= end:
        return None
    constant = Integer(-end if rises else end)
    if constant == bound.constant:
        return bound
    formula = stated(">=" if rises else "<=", symbol, Integer(end))
    return bound._replace(condition=bound.condition._replace(formula=formula), constant=constant)


def _independent(bounds: list[LinearBound[AnyRequirement]], facts: Facts) -> list[LinearBound[AnyRequirement]]:
    """The bounds that follow from no other one."""
    alive = {bound.place: bound for bound in bounds}
    terms = {bound.place: like_terms([bound.difference]) for bound in bounds}
    ends: dict[Expr, SymbolicInterval] = {}
    for bound in bounds:
        mine = terms[bound.place]
        others = (terms[place] for place in alive if place != bound.place)
        if any(_follows(mine, other, ends, facts) for other in others):
            del alive[bound.place]
    return list(alive.values())


def _follows(
    mine: Mapping[Expr, Expr], other: Mapping[Expr, Expr], ends: dict[Expr, SymbolicInterval], facts: Facts
) -> bool:
    """Whether one sum of terms is nowhere less than another."""
    low: Expr = Integer(0)
    spend()
    for rest in (*mine, *(rest for rest in other if rest not in mine)):
        excess = mine.get(rest, _ZERO) - other.get(rest, _ZERO)
        if excess == 0:
            continue
        if rest not in ends:
            ends[rest] = facts.bounds(rest)
        end = ends[rest][0] if excess > 0 else ends[rest][1]
        if end is None:
            return False
        low += excess * end
    return bool(low >= 0)
