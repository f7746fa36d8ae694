"""Answers with symbols in them: numbers are put in for the other symbols, and every number of a window is tried."""

from __future__ import annotations

import operator
import random
from collections import Counter
from typing import Any

import pytest
from fast_rows import some_fast
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sympy import Add, Integer, Max, Min, Mod

from symcnn.algebra.quotients.multiplying_out import expanded
from symcnn.algebra.quotients.quotient import Quotient
from symcnn.algebra.quotients.symbol import make_symbol
from symcnn.algebra.solving import factors, isolated_power
from symcnn.algebra.solving.solve import Answer, Budget, Divides, Range, Relation, solve

EXAMPLES = settings(
    max_examples=200,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
W, F, S = (make_symbol(name) for name in "WFS")
P = make_symbol("P", "integer", ">=", 0)
Z = make_symbol("z", "integer", "", 0)
X = make_symbol("x")
Y = make_symbol("y", "integer", ">=", 0)
V = make_symbol("v", "integer", "", 0)
WINDOWS = {X: range(1, 60), Y: range(60), V: range(-40, 40)}
DRAW = random.Random(5)
POINTS = [
    {
        W: DRAW.choice([1, 2, 3, 4, 7, 12, 33]),
        F: DRAW.choice([1, 2, 3, 5, 8]),
        S: DRAW.choice([1, 1, 2, 3, 4]),
        P: DRAW.choice([0, 0, 1, 2, 5]),
        Z: DRAW.choice([0, -1, 1, -5, 6]),
    }
    for _ in range(25)
]
COMPARISONS: dict[str, Any] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
COEFFICIENTS = st.one_of(
    st.sampled_from([1, 1, -1, 2, -2, 3, -6]).map(Integer),
    st.sampled_from([S, -S, 2 * W, S * F, 1 - S, Z, W - F]),
)
FREE = st.lists(
    st.tuples(st.integers(-3, 3), st.sampled_from([Integer(1), W, F, S, P, Z, S * P, W * F, Quotient(W, 2)])),
    min_size=1,
    max_size=3,
).map(lambda terms: Add(*(coefficient * part for coefficient, part in terms)))
DIVISORS = st.sampled_from([Integer(1), Integer(2), Integer(3), Integer(4), S, S, 2 * S, S + 1])
PLAIN = st.sampled_from([Integer(1), Integer(-1), Integer(2), Integer(3)])


def lines(x: Any, coefficients: Any = COEFFICIENTS) -> Any:
    return st.tuples(coefficients, FREE).map(lambda line: line[0] * x + line[1])


def steps(x: Any) -> Any:
    return st.tuples(lines(x, PLAIN), DIVISORS).map(lambda pair: Quotient(*pair))


def decided_shapes(x: Any) -> Any:
    """What must always be decided: lines, one quotient, quotients in quotients, least and greatest."""
    return st.one_of(
        lines(x),
        lines(x),
        st.tuples(PLAIN, steps(x), FREE).map(lambda p: p[0] * p[1] + p[2]),
        st.tuples(steps(x), FREE, DIVISORS).map(lambda p: Quotient(p[0] + p[1], p[2])),
        st.tuples(steps(x), lines(x, PLAIN)).map(lambda p: p[0] + p[1]),
        st.tuples(st.sampled_from([Min, Max]), lines(x), lines(x, PLAIN)).map(lambda p: p[0](p[1], p[2])),
        st.tuples(FREE, st.just(x + W)).map(lambda p: Quotient(*p)),
    )


def open_shapes(x: Any) -> Any:
    """What may be beyond the rules: remainders by symbols, and products that do not fall into factors."""
    return st.one_of(
        st.tuples(lines(x, PLAIN), st.sampled_from([Integer(2), Integer(6), S])).map(
            lambda p: Mod(p[0], p[1], evaluate=False)
        ),
        st.tuples(lines(x, PLAIN), lines(x, PLAIN)).map(lambda p: p[0] * p[1]),
    )


def fulfilled(relation: Any, point: dict[Any, int], value_of: Any) -> bool:
    if isinstance(relation, Divides):
        return bool(value_of(relation.expr, point) % value_of(relation.divisor, point) == 0)
    return bool(COMPARISONS[relation.op](value_of(relation.left, point), value_of(relation.right, point)))


def in_range(piece: Range, number: int, point: dict[Any, int], value_of: Any) -> bool:
    """Whether a range holds a number, judged by its fields."""
    if not all(fulfilled(condition, point, value_of) for condition in piece.conditions):
        return False
    if piece.value is not None:
        return bool(value_of(piece.value, point) == number)
    above = piece.low is None or value_of(piece.low, point) <= number
    below = piece.high is None or number <= value_of(piece.high, point)
    return bool(above and below and (number - value_of(piece.residue, point)) % value_of(piece.modulus, point) == 0)


def contains(answer: Answer, number: int, point: dict[Any, int], value_of: Any) -> bool:
    if not all(fulfilled(condition, point, value_of) for condition in answer.given):
        return False
    if answer.kind == "symbolic":
        return any(in_range(piece, number, point, value_of) for piece in answer.ranges)
    return answer.kind == "all" or (answer.numbers is not None and number in answer.numbers)


def agrees(answer: Answer, relations: list[Any], unknown: Any, value_of: Any) -> None:
    for point in POINTS:
        for number in WINDOWS[unknown]:
            at = {**point, unknown: number}
            truth = all(fulfilled(relation, at, value_of) for relation in relations)
            said = contains(answer, number, at, value_of)
            assert said == truth, f"solve({relations}, {unknown}): {answer.words}, wrong at {at}"


@pytest.mark.slow
def test_one_relation_with_other_symbols(samples: Any) -> None:
    @EXAMPLES
    @given(data=st.data())
    def fuzz(data: Any) -> None:
        unknown = data.draw(st.sampled_from([X, Y, V]))
        must_decide = data.draw(st.integers(0, 3)) > 0 or unknown == V
        shapes = lines if unknown == V else decided_shapes if must_decide else open_shapes
        right = data.draw(st.one_of(FREE, st.just(Integer(0))))
        relation = Relation(data.draw(st.sampled_from(sorted(COMPARISONS))), data.draw(shapes(unknown)), right)
        answer = solve([relation], unknown)
        assert answer.kind != "undecided" or not must_decide, f"solve([{relation}], {unknown}): {answer.words}"
        assert answer.kind != "none" or answer.reason, relation
        if answer.kind != "undecided":
            agrees(answer, [relation], unknown, samples.value_of)

    fuzz()


@pytest.mark.slow
def test_systems_with_other_symbols(samples: Any) -> None:
    decided: Counter[bool] = Counter()

    @EXAMPLES
    @given(data=st.data())
    def fuzz(data: Any) -> None:
        unknown = data.draw(st.sampled_from([X, Y]))
        operators = st.sampled_from(["==", ">=", "<=", ">=", "<=", "!="])
        relations: list[Any] = [
            Relation(data.draw(operators), data.draw(st.one_of(lines(unknown, PLAIN), steps(unknown))), data.draw(FREE))
            for _ in range(data.draw(st.integers(1, 3)))
        ]
        if data.draw(st.booleans()):
            relations.append(Divides(data.draw(st.sampled_from([2, 4, 6])), data.draw(lines(unknown, PLAIN))))
        answer = solve(relations, unknown)
        decided[answer.kind != "undecided"] += 1
        if answer.kind != "undecided":
            agrees(answer, relations, unknown, samples.value_of)

    fuzz()
    assert decided[True] >= 0.9 * sum(decided.values()), decided


def test_a_square_whose_factor_has_a_sign_that_is_only_taken_for_granted(samples: Any) -> None:
    lead = 1 + F - (F + 1) * Quotient(W + 1, 2) - Mod(W + 1, 2, evaluate=False)
    relation = Relation("<", expanded(lead * X**2 + 3 * X - S))
    answer = solve([relation], X, budget=Budget(400))
    assert answer.kind == "symbolic"
    assert len(answer.ranges) == 1 + 1, answer.words  # one where the factor is below 0, one where it is 0
    agrees(answer, [relation], X, samples.value_of)


def test_minima_of_one_symbol_are_as_many_cases_and_one_more(samples: Any) -> None:
    ends = [2, 3, 5, 9, 14, 20, 27, 33, 40, 48, 51, 55]
    squares = Add(*((-1) ** place * Min(X, end) ** 2 for place, end in enumerate(ends)))
    relation = Relation(">=", squares + Max(X, 31) * W, F * 40)
    answer = solve([relation], X, budget=Budget(1_000))
    assert answer.kind == "symbolic", answer.words
    agrees(answer, [relation], X, samples.value_of)


def test_what_holds_where_a_multiple_is_whole_is_said_of_the_unknown() -> None:
    share = make_symbol("a", "real", ">", 0)
    answer = solve([Divides(1, 8 * share), Relation("<=", share**2 * W, F)], share)
    assert answer.kind == "symbolic"
    assert {symbol for piece in answer.ranges for one in piece.conditions for symbol in one.symbols} == {share, W, F}


@pytest.mark.parametrize("left", some_fast([Y - (W + F + S + X) ** 40, (W + X) ** 200 * (W - X) ** 100 - Y]))
def test_dense_powers_are_not_multiplied_out(left: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: Any) -> None:
        raise AssertionError

    monkeypatch.setattr(factors, "factor_list", never)
    monkeypatch.setattr(isolated_power, "Poly", never)
    assert solve([Relation(">=", left)], X).kind == "undecided"
