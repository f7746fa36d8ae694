"""No fact proves too much: random facts about symbols of all kinds, and what they let be decided, against counting."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest
from random_facts import KINDS, WHOLE, Drawn, counted, holds, put, read
from sympy import Expr

from symcnn.algebra.exact.arithmetic import RELATIONS
from symcnn.algebra.proofs.rules import PROOFS
from symcnn.algebra.quotients.bounds import COMPARISONS, bounds, compared
from symcnn.algebra.quotients.multiplying_out import expanded
from symcnn.algebra.quotients.numbers import to_sympy
from symcnn.errors import SymcnnError

if TYPE_CHECKING:
    from symcnn.formula import Comparator

SEEDS = range(160)
FEW = 12
"""Points at which values are compared; answers are checked at all."""


def question(drawn: Drawn) -> tuple[Comparator, str, str]:
    others = ["0", "1", str(drawn.draw.randint(-5, 20)), drawn.sum(1)]
    relation: Comparator = drawn.draw.choice(list(RELATIONS))  # type: ignore[arg-type]  # its keys
    return relation, drawn.sum(2), drawn.draw.choice(others)


def test_what_facts_let_be_said_is_so_at_every_point() -> None:
    seen: Counter[str] = Counter()
    for seed in SEEDS:
        drawn = Drawn(seed)
        facts = drawn.facts()
        points = [point for point in drawn.points() if all(holds(fact, point) for fact in facts)]
        try:
            domain, scope = drawn.domain(facts)
        except SymcnnError:
            assert not points, (seed, "refused, but there is a point", facts, points[0])
            seen["refused"] += 1
            continue
        for _ in range(3):
            relation, left, right = question(drawn)
            sides = [read(side, domain, scope) for side in (left, right)]
            if None in sides:
                continue
            told = seed, facts, left, relation, right
            answer, whole = domain.decide(relation, *sides), domain.whole(sides[0])
            seen[f"decided {answer}"] += 1
            seen[f"whole {whole}"] += 1
            for place, point in enumerate(points):
                values = counted(left, point), counted(right, point)
                if None in values:
                    continue
                seen["points"] += 1
                assert answer in (None, RELATIONS[relation](*values)), (told, answer, point, values)
                assert whole in (None, isinstance(values[0], int)), (told, "whole", whole, point, values)
                assert place >= FEW or put(sides[0], scope, point) == values[0], (told, sides[0], point, values)
    assert min(seen[f"decided {answer}"] for answer in (True, False, None)) > 15, seen
    assert seen["refused"] > 5, seen
    assert all(seen[f"whole {answer}"] for answer in (True, False, None)), seen


@pytest.mark.slow
def test_each_proof_holds_at_every_point() -> None:
    """Each row by itself, also where another one is asked first."""
    told: Counter[str] = Counter()
    for seed in range(1000, 1200):  # so many that each row has answers
        drawn = Drawn(seed, WHOLE if seed % 2 else tuple(KINDS))
        facts = drawn.facts()
        try:
            domain, scope = drawn.domain(facts)
        except SymcnnError:
            continue
        points = [point for point in drawn.points() if all(holds(fact, point) for fact in facts)]
        unequal = [fact.split(" != ") for fact in facts if " != " in fact]
        questions = [question(drawn) for _ in range(3)] + [("==", f"2*({a})", f"2*({b})") for a, b in unequal]
        questions.append((">=", f"min(1, {drawn.names[0]} - 1)*({drawn.sum(1)}) + {drawn.names[1]}", "1"))
        for relation, left, right in questions:
            asked = domain.with_nonnegative(())  # what one question divides by is not known of in the next
            sides = [read(side, asked, scope) for side in (left, right)]
            if None in sides or not any(isinstance(side, Expr) for side in sides):
                continue
            first, second = (asked.facts.put(to_sympy(side)) for side in sides)
            word, difference = compared(relation, first, second)
            answers = {proof.name: proof.apply(asked.facts, word, expanded(difference)) for proof in PROOFS}
            told.update(name for name, answer in answers.items() if answer is not None)
            for point in points:
                values = counted(left, point), counted(right, point)
                if None not in values:
                    truth = RELATIONS[relation](*values)
                    wrong = [name for name, answer in answers.items() if answer not in (None, truth)]
                    assert not wrong, (seed, facts, left, relation, right, point, wrong)
    assert set(told) == {proof.name for proof in PROOFS}, told


def test_each_comparison_says_the_same() -> None:
    applied: Counter[str] = Counter()
    for seed in range(2000, 2000 + len(SEEDS)):
        drawn = Drawn(seed)
        domain, scope = drawn.domain([])
        for _ in range(4):
            relation, text, _ = question(drawn)
            value = to_sympy(read(text, domain, scope) or 0)
            for row in COMPARISONS:
                found = row.apply(relation, value, domain.facts.is_above_0)
                if found is None:
                    continue
                applied[row.name] += 1
                for point in drawn.points()[:: 1 + len(drawn.points()) // 60]:
                    number = counted(text, point)
                    if number is not None:
                        same = RELATIONS[found[0]](put(found[1], scope, point), 0)
                        assert same == RELATIONS[relation](number, 0), (seed, row.name, relation, text, found, point)
    assert set(applied) == {row.name for row in COMPARISONS}, applied


def test_values_lie_between_their_bounds_whatever_the_signs() -> None:
    ends = 0
    for seed in range(3000, 3000 + len(SEEDS)):
        drawn = Drawn(seed)
        domain, scope = drawn.domain([])
        for _ in range(4):
            text = drawn.sum(2)
            value = read(text, domain, scope)
            if value is None:
                continue
            low, high = bounds(expanded(to_sympy(value)), {})
            ends += (low is not None) + (high is not None)
            for point in drawn.points():
                number = counted(text, point)
                if number is not None:
                    assert low is None or low <= number, (seed, text, value, point, low, number)
                    assert high is None or number <= high, (seed, text, value, point, high, number)
    assert ends > len(SEEDS)


# -- by hand -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("facts", "relation", "left", "right"),
    [
        (["W % 4 <= 0"], ">=", "W", "F"),
        (["floor(W/8) == 0"], ">=", "W", "F"),
        (["W % F <= 0"], ">=", "q", "F"),
        (["P*F <= 0"], ">=", "W", "F"),
        (["P*F <= P"], ">=", "W", "F"),
        (["F*F <= 50", "floor(q/4) == 0"], ">=", "W", "F"),
        (["floor(q/4) == 0"], "==", "W", "F"),
        (["P*z >= 0"], ">=", "z", "0"),
        (["z*W >= z"], ">=", "W", "2"),
        (["r*W >= r*F"], ">=", "a*W", "a*F + 1"),
        (["W % z == 0"], ">=", "W", "z + 1"),
        ([], ">=", "W % z", "0"),
        ([], ">=", "floor(W/z)", "0"),
        ([], ">=", "1/z", "0"),
        ([], ">=", "W/P", "0"),
        ([], ">=", "q % (q*F)", "q"),
        ([], "==", "max(q, q % (q*F))", "q + q % (q*F)"),
        ([], "==", "ceil(W/(F - 3))", "floor((W + F - 4)/(F - 3))"),
        ([], "==", "floor(floor(W/2)/z)", "floor(W/(2*z))"),
        ([], ">=", "floor(W/z) + 1", "W/z"),
    ],
)
def test_what_does_not_follow_is_not_decided(facts: list[str], relation: Comparator, left: str, right: str) -> None:
    drawn = Drawn(0)
    drawn.names = list(KINDS)
    domain, scope = drawn.domain(facts)
    assert domain.decide(relation, read(left, domain, scope), read(right, domain, scope)) is None


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("(8*F - 5) % 2", "1"),
        ("(8*z - 5) % (-3)", "Mod(2*z - 2, -3)"),
        ("ceil(W/(-6))", "-floor(W/6)"),
        ("floor(W/(-6))", "-floor(W/6 + 5/6)"),
        ("ceil(W/(F - 3))", "-floor(-W/(F - 3))"),
        ("floor(floor(W/2)/(F - 3))", "floor(floor(W/2)/(F - 3))"),
        ("floor(floor(W/2)/(2*F - 1))", "floor(W/(4*F - 2))"),
        ("floor(floor(W/(F - 3))/2)", "floor(W/(2*F - 6))"),
        ("(2*(W % 5)) % 5", "Mod(2*(Mod(W, 5)), 5)"),
    ],
)
def test_divisors_of_all_signs(text: str, shown: str) -> None:
    drawn = Drawn(0)
    drawn.names = list(KINDS)
    domain, scope = drawn.domain([])
    value = read(text, domain, scope)
    assert str(value) == shown
    for point in ({"W": w, "F": f, "z": z} for w in (1, 4, 7) for f in (1, 2, 5) for z in (-2, 3)):
        assert put(value, scope, point) == counted(text, point), (text, value, point)


@pytest.mark.parametrize(
    "facts",
    [["W == F", "floor(q/3) == 0"], ["W == P + 1", "floor(F/3) == 0"], ["floor(F/6) == 0", "(W - 9) % 4 == 0"]],
)
def test_what_goes_together_is_not_refused(facts: list[str]) -> None:
    drawn = Drawn(0)
    drawn.names = list(KINDS)
    drawn.domain(facts)


@pytest.mark.parametrize("fact", ["W % 4 == 7", "W % 4 == -1", "z % (-3) == 1", "P % 2 == 2"])
def test_a_remainder_that_no_divisor_leaves_is_refused(fact: str) -> None:
    drawn = Drawn(0)
    drawn.names = list(KINDS)
    with pytest.raises(SymcnnError, match="can never hold"):
        drawn.domain([fact])
