"""Instances of every proof, comparison and bound, proved by z3 for all numbers at once."""

from __future__ import annotations

from functools import reduce
from operator import add, mul
from typing import TYPE_CHECKING, Any

import pytest
from random_facts import KINDS, parsed, read
from sympy import Add, Integer, Max, Min, Mod, Mul, Pow

from symcnn.algebra.domains.symbolic import Symbolic
from symcnn.algebra.exact.arithmetic import RELATIONS
from symcnn.algebra.proofs.rules import PROOFS
from symcnn.algebra.quotients.bounds import BOUNDS, COMPARISONS, Bounding, Given, compared
from symcnn.algebra.quotients.choice import ChoiceIfNotBelowZero, ChoiceIfZero
from symcnn.algebra.quotients.entry import ListEntry
from symcnn.algebra.quotients.multiplying_out import expanded
from symcnn.algebra.quotients.numbers import to_sympy
from symcnn.algebra.quotients.quotient import Quotient
from symcnn.algebra.quotients.symbol import make_symbol

if TYPE_CHECKING:
    from collections.abc import Callable

    from symcnn.algebra.quotients.laws import Law
    from symcnn.formula import Comparator

z3 = pytest.importorskip("z3")

W, F = make_symbol("W"), make_symbol("F")
P, z = make_symbol("P", "integer", ">=", 0), make_symbol("z", "integer", "", 0)
r = make_symbol("r", "real", ">", 0)

QUESTIONS: dict[str, list[tuple[list[str], Comparator, str, str]]] = {
    "bounds": [([], ">=", "2*W + F", "3"), (["W <= 7"], "<", "W + W % 5", "12"), ([], ">=", "W + r", "1")],
    "facts": [
        (["W + 2*P >= F"], ">=", "3*W + 6*P", "3*F"),
        (["W >= F + z", "z >= P"], ">=", "W", "F + P"),
        (["floor(W/8) == 0"], "<=", "floor(W/8)", "0"),
        (["W - F == 2*P"], "!=", "W + 1", "F + 2*P"),
        (["W >= F*(P + 1)"], ">=", "W", "F"),
        (["W >= F^2*(P + 1)"], ">=", "W", "F*(P + 1)"),
    ],
    "assumed": [(["W != 5"], "!=", "2*W", "10"), (["F != 3*z"], "==", "6*z", "2*F")],
    "strict": [
        (["r > 1"], ">", "64*r", "64"),
        (["2*r > W"], "==", "64*W", "128*r"),
        (["r < W", "P >= 1"], "!=", "3*r", "3*W + P"),
        (["r > 2"], ">=", "1", "r"),
    ],
    "remainder": [([], "==", "2*W", "2*F + 1"), (["W % 6 == 4"], "!=", "3*W + 9*z", "5")],
    "one period": [
        ([], "==", "floor(W/2) + W % 2", "floor((W + 1)/2)"),
        ([], ">=", "floor(W/2) + W % 2", "floor(W/3)"),
    ],
    "quotients": [
        (["W >= F"], ">=", "F*floor(W/F)", "1"),
        (["W >= 3*F"], ">=", "3*floor(W/(2*F))", "3"),
        (["W >= F"], ">=", "F*floor((W - F)/(2*F)) + F", "1"),
    ],
    "division": [
        ([], ">=", "W", "F*floor(W/F)"),
        ([], "<=", "W - 1", "F*floor(W/F) + F - 1"),
        ([], ">", "W + 1", "F*floor(W/F)"),
    ],
    "switches": [
        ([], ">=", "min(1, F - 1)*(8 - W) + W", "1"),
        (["W >= 3"], ">", "W*min(1, P) + 1", "min(1, P)"),
        ([], ">=", "min(1, P)*(F*P - F) + F", "1"),
    ],
    "cases": [
        ([], ">=", "max(z, 4 - z)", "2"),
        ([], ">=", "max(W - F, F - W)", "0"),
        (["W >= F"], ">=", "max(W, P) + 1", "min(F, P)"),
    ],
    "growth": [
        ([], ">=", "F*W", "F"),
        (["W >= 3"], ">=", "F*W", "3*F"),
        ([], ">", "F*W + 1", "F"),
        ([], ">=", "F^2", "F"),
    ],
}

DIFFERENCES: dict[str, list[tuple[Comparator, Any]]] = {
    "next number": [(">", W - 2 * F), (">", Quotient(W, 3) - z)],
    "divisors": [(">=", W / F - 2), (">", W / r - z), ("==", W / F + z / F)],
    "rounding": [(">=", Quotient(W, 3) - F), (">=", Quotient(z + 2 * W, 5) + z)],
}

LEAST: dict[Any, Any] = {W: Integer(2), z: Integer(-3), P: Integer(0)}
MOST: dict[Any, Any] = {W: Integer(5), F: Integer(4), P: Integer(8), z: Integer(6)}
VALUES: dict[str, list[Any]] = {
    "power": [Pow(W, 2), Pow(P, 2), Pow(F, 3)],
    "divisor": [Pow(W, -1), Pow(F, -2), Pow(r, -1)],
    "power of symbols": [Pow(2, P), Pow(3, W), Pow(2, -P)],
    "quotient": [Quotient(z, 3), Quotient(P, 2), Quotient(P + z, W), Quotient(P, F + 2 * P)],
    "remainder": [Mod(z, 4, evaluate=False), Mod(W - 2 * z, -3, evaluate=False), Mod(r, 2, evaluate=False)],
    "extremum": [Max(z, W, evaluate=False), Min(F, P, z, evaluate=False)],
    "choice": [ChoiceIfZero(W - F, z, P), ChoiceIfNotBelowZero(P - z, W, 2 * W - z)],
    "entry": [ListEntry(W, z), ListEntry(P, W + 1), ListEntry(F, 3)],
}


DEFINED: list[Any] = []
"""What says of each quotient which number it is."""


def in_z3(expr: Any) -> Any:
    """An expression in z3's numbers, whole ones where they are; a power with a symbol in it value by value."""
    if expr.is_Rational:
        return z3.IntVal(int(expr.p)) if expr.is_Integer else z3.RealVal(f"{expr.p}/{expr.q}")
    if expr.is_Symbol:
        return z3.Int(expr.name) if expr.is_integer else z3.Real(expr.name)
    if isinstance(expr, ListEntry):  # a number of its own, between the ends of all entries
        entry, listed = z3.Int(str(expr)), expr.args[0]
        DEFINED.append(entry >= (1 if listed.is_positive else 0))
        DEFINED.extend(entry >= in_z3(LEAST[symbol]) for symbol in LEAST if symbol == listed)
        DEFINED.extend(entry <= in_z3(MOST[symbol]) for symbol in MOST if symbol == listed)
        return entry
    if isinstance(expr, Pow) and expr.exp.is_Integer:
        base = in_z3(expr.base)
        times = reduce(mul, [base] * abs(int(expr.exp)))
        return times if expr.exp > 0 else z3.RealVal(1) / times
    if isinstance(expr, Pow):
        return reduce(
            lambda otherwise, n: z3.If(in_z3(expr.exp) == n, z3.RealVal(f"{expr.base**n}"), otherwise),
            range(-8, 9),
            in_z3(expr.base**8),
        )
    parts = [in_z3(part) for part in expr.args]
    return next(meaning for kind, meaning in MEANINGS.items() if isinstance(expr, kind))(parts)


def floor(above: Any, below: Any) -> Any:
    """The whole number not above a quotient, by what makes it that."""
    whole = z3.FreshInt()
    turned = z3.If(below > 0, above, -above), z3.If(below > 0, below, -below)
    DEFINED.append(z3.And(whole * turned[1] <= turned[0], turned[0] < (whole + 1) * turned[1]))
    return whole


def less(a: Any, b: Any) -> Any:
    return z3.If(a <= b, a, b)


MEANINGS: dict[Any, Callable[[list[Any]], Any]] = {
    Add: lambda terms: reduce(add, terms),
    Mul: lambda factors: reduce(mul, factors),
    Quotient: lambda parts: floor(*parts),
    Mod: lambda parts: parts[0] - parts[1] * floor(*parts),
    Min: lambda values: reduce(less, values),
    Max: lambda values: -reduce(less, [-value for value in values]),
    ChoiceIfZero: lambda parts: z3.If(parts[0] == 0, parts[1], parts[2]),
    ChoiceIfNotBelowZero: lambda parts: z3.If(parts[0] >= 0, parts[1], parts[2]),
}


def refuted(claim: Any, *given: Any) -> Any:
    """A point at which a claim fails though what is given holds, or None: it is proved."""
    solver = z3.Solver()
    solver.set("timeout", 20_000)
    solver.add(z3.Int("W") >= 1, z3.Int("F") >= 1, z3.Int("P") >= 0, z3.Real("r") > 0, *DEFINED, *given, z3.Not(claim))
    answer = solver.check()
    DEFINED.clear()
    assert answer != z3.unknown, solver.reason_unknown()
    return None if answer == z3.unsat else solver.model()


@pytest.mark.parametrize("proof", PROOFS, ids=lambda proof: proof.name)
def test_what_is_proved_is_so(proof: Law[Any]) -> None:
    for facts, relation, left, right in QUESTIONS[proof.name]:
        domain = Symbolic()
        scope = {name: domain.symbol(name, *KINDS[name]) for name in ("W", "F", "P", "z", "r")}
        for fact in facts:
            domain.assume(parsed(fact), scope)
        sides = [to_sympy(read(side, domain, scope)) for side in (left, right)]
        word, difference = compared(relation, domain.facts.put(sides[0]), domain.facts.put(sides[1]))
        answer = proof.apply(domain.facts, word, expanded(difference))
        assert answer is not None, (proof.name, facts, left, relation, right)
        known = [
            RELATIONS[fact.relation](*(in_z3(to_sympy(side)) for side in (fact.left, fact.right)))
            for fact in domain.facts.assumptions
        ]
        claim = RELATIONS[relation](*map(in_z3, sides))
        assert refuted(claim if answer else z3.Not(claim), *known) is None, (proof.name, facts, left, relation, right)


@pytest.mark.parametrize("row", COMPARISONS, ids=lambda row: row.name)
def test_a_comparison_says_the_same(row: Law[Any]) -> None:
    for relation, difference in DIFFERENCES[row.name]:
        found = row.apply(relation, difference, lambda divisor: bool(divisor.is_positive))
        assert found is not None, difference
        same = RELATIONS[found[0]](in_z3(found[1]), 0) == RELATIONS[relation](in_z3(difference), 0)
        assert refuted(same) is None, (relation, difference, found)


@pytest.mark.parametrize("row", BOUNDS, ids=lambda row: row.name)
def test_a_value_lies_between_its_bounds(row: Bounding) -> None:
    ends = [in_z3(symbol) >= in_z3(end) for symbol, end in LEAST.items()]
    ends += [in_z3(symbol) <= in_z3(end) for symbol, end in MOST.items()]
    for value in VALUES[row.name]:
        found = row.ends(value, Given(LEAST, MOST, None))
        assert found is not None, value
        low, high = found
        assert (low, high) != (None, None), value
        exists = [in_z3(part) != 0 for part in value.args[1:] if isinstance(value, Quotient | Mod)]
        known = in_z3(value)
        claims = [] if low is None else [known >= in_z3(low)]
        claims += [] if high is None else [known <= in_z3(high)]
        assert refuted(z3.And(*claims), *ends, *exists) is None, (value, low, high)


@pytest.mark.parametrize(
    ("value", "ends"),
    [
        (1 / z, (None, None)),
        (1 / P, (None, None)),
        (Quotient(W, z), (None, None)),
        (Quotient(P, F - 2), (None, None)),
        (Mod(W, z, evaluate=False), (-2, 5)),
        (Mod(W, F - 9, evaluate=False), (-7, 0)),
    ],
)
def test_where_a_divisor_may_be_0_or_below_it(value: Any, ends: tuple[Any, Any]) -> None:
    given = Given(LEAST, MOST, None)
    assert given.ends(value) == ends


def test_a_wrong_bound_is_refuted() -> None:
    assert refuted(in_z3(Quotient(z, 3)) >= 0) is not None
