"""Drops conditions that all others together imply."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sympy import Expr, Integer

from symcnn.algebra.proofs.assumption import Assumption
from symcnn.algebra.proofs.facts import Contradiction
from symcnn.algebra.quotients.bounds import compared
from symcnn.algebra.quotients.common_factors import over_divisors
from symcnn.algebra.quotients.construct import add, subtract, terms_of
from symcnn.algebra.quotients.extremum_comparison import judged_apart
from symcnn.algebra.quotients.monomials import merged
from symcnn.algebra.quotients.multiplying_out import expanded
from symcnn.algebra.quotients.numbers import to_sympy
from symcnn.algebra.quotients.quotient import Quotient

if TYPE_CHECKING:
    from collections.abc import Iterable

    from symcnn.algebra.proofs.facts import Facts
    from symcnn.formula import Comparator, Formula
    from symcnn.support.requirement import AnyRequirement, Requirement
    from symcnn.support.scalar import Scalar, Sides

MOST_TOGETHER = 16
"""Up to that many conditions each is held against all others together."""

MOST_NEAR = 8
"""Up to that many of them may speak of its symbols."""


def without_implied(
    rows: list[AnyRequirement], facts: Facts, sizes: frozenset[Expr] = frozenset()
) -> list[AnyRequirement]:
    """The conditions without those that all others imply together; of two that say the same the plainer one stays."""
    kept = list(rows)
    for row in sorted(rows, key=_plainness, reverse=True) if len(rows) <= MOST_TOGETHER else ():
        others = [other for other in kept if other is not row]
        if is_implied(row, others, facts, sizes):
            kept = others
    return kept


def _plainness(row: Requirement) -> tuple[int, int]:
    """How many symbols and how many nodes a condition has."""
    return len({name.value for name in row.formula.names()}), _nodes(row.formula)


def _nodes(formula: Formula) -> int:
    return 1 + sum(map(_nodes, formula.args))


def is_implied(
    row: AnyRequirement,
    others: list[AnyRequirement],
    facts: Facts,
    sizes: frozenset[Expr] = frozenset(),
    absent: tuple[Formula, ...] = (),
) -> bool:
    """Whether a comparison holds wherever others do, and none of those by which nobody would ask for it.

    What speaks of named sizes that it does not speak of was asked later, and may rest on it.
    """
    if not _is_comparison(row) or len(others) >= MOST_TOGETHER:
        return False
    near = _about_the_same(
        row, [one for one in others if _is_comparison(one) and sizes & _symbols(one) <= _symbols(row)]
    )
    if not near or len(near) > MOST_NEAR:
        return False
    given = [Assumption(one.formula.comparator, *_sides(one)) for one in near]
    try:
        known = facts.with_assumptions(*given, *_present(absent, facts))
    except Contradiction:
        return False
    if not known.is_met:
        return False
    if _is_rounded_equation(row):
        return subtract(*(_rounded(side, known) for side in _sides(row))) == 0

    def decide(relation: Comparator, left: Scalar, right: Scalar) -> bool | None:
        left, right = known.put(to_sympy(left)), known.put(to_sympy(right))
        relation, difference = compared(relation, left, right, known.is_above_0)
        difference = merged(expanded(difference))
        answer = known.judges(relation, difference)
        return judged_apart(difference, decide) if answer is None and relation == ">=" else answer

    return decide(row.formula.comparator, *_sides(row)) is True


def _sides(row: Requirement) -> Sides:
    """What a condition compares, if it is a comparison."""
    assert row.formula.sides is not None
    return row.formula.sides


def _is_comparison(row: Requirement) -> bool:
    """Whether a condition compares two expressions of which proofs can speak."""
    return row.formula.sides is not None and row.formula.value in (">=", "<=", "==")


def _is_rounded_equation(row: Requirement) -> bool:
    """Whether a condition wants quotients to agree: such ones are joined by solving, which says more."""
    return row.formula.value == "==" and any(side.has(Quotient) for side in _sides(row))


def _rounded(side: Expr, known: Facts) -> Expr:
    """A sum in which quotients known to be divided evenly are divided with rounding: ⌊W/16⌋/2 is ⌊W/32⌋."""
    return add(
        *(
            Quotient(*over_divisors(term)) if term.has(Quotient) and known.is_whole(term) else term
            for term in terms_of(expanded(side))
        )
    )


def _about_the_same(row: AnyRequirement, others: list[AnyRequirement]) -> list[AnyRequirement]:
    """The conditions on its symbols, and on those that these are compared with."""
    symbols, near, far = _symbols(row), [], list(others)
    while found := [other for other in far if not symbols.isdisjoint(_symbols(other))]:
        near += found
        far = [other for other in far if other not in found]
        symbols = symbols.union(*map(_symbols, found))
    return near


def _symbols(row: Requirement) -> set[Expr]:
    return set().union(*(side.free_symbols for side in _sides(row)))


def _present(absent: tuple[Formula, ...], facts: Facts) -> Iterable[Assumption]:
    """That there are turns: a symbol is not its least value."""
    for one in absent:
        if one.sides is None or one.value != "==":
            continue
        symbol, number = one.sides
        if symbol.is_Symbol and facts.bounds(symbol)[0] == number:
            yield Assumption(">=", symbol, add(number, Integer(1)))
