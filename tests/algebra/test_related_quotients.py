"""Relations of two quotients, of remainders, and of what is divided by the unknown, against trying every number."""

from __future__ import annotations

import random
from itertools import product
from typing import TYPE_CHECKING, Any

import pytest
from sympy import Integer, Max, Min, Mod

from symcnn.algebra.exact.arithmetic import RELATIONS
from symcnn.algebra.quotients.quotient import Quotient
from symcnn.algebra.quotients.remainder import Remainder
from symcnn.algebra.quotients.symbol import make_symbol
from symcnn.algebra.solving.normalise import nodes
from symcnn.algebra.solving.problem import Answer, Divides, Either, Relation
from symcnn.algebra.solving.solve import solve
from symcnn.algebra.sums.series import Index, Series

if TYPE_CHECKING:
    from symcnn.formula import Comparator

W, S, N = map(make_symbol, "WSn")
POINTS = [dict(zip((W, S, N), point, strict=True)) for point in product(range(1, 22), range(1, 5), range(1, 4))]
SIGNS: tuple[Comparator, ...] = ("==", "!=", ">=", "<=", ">", "<")


def value(expr: Any, point: dict[Any, int]) -> Any:
    return expr.xreplace({symbol: Integer(number) for symbol, number in point.items()})


def holds(one: Any, point: dict[Any, int]) -> bool:
    if isinstance(one, Either):
        return any(all(holds(part, point) for part in case) for case in one.alternatives)
    if isinstance(one, Divides):
        return bool(value(one.expr, point) % value(one.divisor, point) == 0)
    return bool(RELATIONS[one.op](value(one.left, point), value(one.right, point)))


def said(answer: Answer, point: dict[Any, int]) -> bool:
    if answer.kind == "none" or not all(holds(one, point) for one in answer.given):
        return False
    if answer.numbers is not None:
        return point[answer.unknown] in answer.numbers
    pieces = ((*piece.relations(answer.unknown), *piece.conditions) for piece in answer.ranges)
    return answer.kind == "all" or any(all(holds(one, point) for one in piece) for piece in pieces)


def any_of(draw: random.Random, *choices: Any) -> Any:
    return draw.choice(choices)


def by_one_divisor(draw: random.Random) -> Any:
    divisor, factor = draw.choice([S, 2 * S, S + 1, 2**N, S * 2**N]), draw.choice([1, 2, -1])
    less = W + any_of(draw, 0, -1, -2, S, 3)
    return factor * Quotient(less + any_of(draw, 1, -1, divisor - 1), divisor) - factor * Quotient(less, divisor)


def by_a_multiple(draw: random.Random) -> Any:
    least, times = draw.choice([S, 2**N, S * 2**N]), draw.choice([2, 3])
    above = W + any_of(draw, 0, 1, S)
    return draw.choice([1, -1]) * (times * Quotient(above, times * least) - Quotient(above, least))


def by_any_multiple(draw: random.Random) -> Any:
    least, times = any_of(draw, S, 2, 2**N), any_of(draw, S + 1, 2 ** (N - 1), S * 2**N)
    above = W + any_of(draw, 0, 1, S)
    return draw.choice([1, -1, 2, S]) * (times * Quotient(above, times * least) - Quotient(above, least))


def remainder(draw: random.Random) -> Any:
    return draw.choice([1, 2, -1]) * Remainder(W + any_of(draw, 0, 1, S), draw.choice([S, 2**N, 3 * S]))


@pytest.mark.parametrize("shape", [by_one_divisor, by_a_multiple, by_any_multiple, remainder])
def test_what_a_remainder_tells(shape: Any) -> None:
    draw, decided = random.Random(shape.__name__), 0
    for _ in range(40):
        relation = Relation(draw.choice(SIGNS), shape(draw), any_of(draw, 0, 0, 1, 2, N))
        answer = solve([relation], W)
        if answer.kind == "undecided" or W not in relation.symbols:
            continue
        decided += 1
        for point in POINTS:
            assert said(answer, point) == holds(relation, point), (str(relation), answer.words, point)
    assert decided >= (6 if shape is by_any_multiple else 12)


def test_what_is_divided_by_the_unknown() -> None:
    draw = random.Random(4)
    for _ in range(120):
        inner = Quotient(draw.randint(-90, 90), draw.randint(1, 3) * S + draw.randint(0, 4))
        outer = draw.choice([Mod(inner + draw.randint(0, 5), draw.randint(2, 5)), inner * inner - 2 * inner])
        relation = Relation(draw.choice(SIGNS), outer + any_of(draw, 0, 0, S, -S), draw.randint(-3, 9))
        answer = solve([relation], S)
        assert answer.kind != "undecided", (str(relation), answer.words)
        for number in range(1, 160):
            assert said(answer, {S: number}) == holds(relation, {S: number}), (str(relation), answer.words, number)


def test_a_divisor_that_vanishes_is_tried_out() -> None:
    answer = solve([Divides(Quotient(47, S) + 1, Integer(48))], S)
    assert all((number in answer.numbers) == (48 % (47 // number + 1) == 0) for number in range(1, 100))  # type: ignore[operator]


def test_no_method_fails_without_a_reason() -> None:
    answer = solve([Relation("==", Mod(Quotient(60, S) * S, S + 1) * S, 7 * Quotient(W, S))], S)
    assert answer.kind == "undecided"
    assert not any(words.rstrip().endswith(":") for words in answer.tried)


def test_a_sum_is_not_taken_apart_by_its_index() -> None:
    """A minimum that hangs on the index of a sum is no case of the relation: cases were told apart without an end."""
    i, n = Index("i"), make_symbol("n")
    total = Series(Min(W, 2**i), i, Integer(0), n)
    assert solve([Relation("<=", total, 9)], W).kind == "undecided"
    assert list(nodes(total, (Min, Quotient))) == []
    assert list(nodes(Series(Min(W, 9) * 2 ** (i**2), i, Integer(0), n), Min)) == [Min(W, 9)]


@pytest.mark.parametrize("power", [1, 2])
def test_a_sum_of_terms_that_are_not_negative_rises_with_their_number(power: int) -> None:
    i, n = Index("i"), make_symbol("n", "integer", ">=", 0)
    total = Series(Quotient(i + n, 3) ** power * Min(64, 2**i), i, Integer(0), n - 1)
    right = {k for k in range(30) if sum(((j + k) // 3) ** power * min(64, 2**j) for j in range(k)) <= 500}
    found = solve([Relation("<=", total, 500)], n)
    assert found.numbers is not None
    assert set(found.numbers) == right
    falling = solve([Relation("<=", Series(-(2 ** (i**2)), i, Integer(0), n - 1), -500)], n)
    assert falling.numbers is None or falling.numbers.least == 4


def test_quotients_by_numbers_whose_numerators_are_a_symbol_apart() -> None:
    for sign in ("==", ">="):
        relation = Relation(sign, Quotient(W - S, 2) + N, Quotient(W, 3) + Mod(W, 2, evaluate=False))
        answer = solve([relation], W)
        assert answer.kind == "symbolic"
        assert all(said(answer, point) == holds(relation, point) for point in POINTS)


def test_ends_that_meet_are_one_value() -> None:
    answer = solve([Relation(">=", W, Max(3, S)), Relation("<=", W, 3)], W)
    assert answer.words == "W = 3 if S ≤ 3"


def test_a_quotient_times_its_unknown_divisor() -> None:
    relation = Relation("==", S * Quotient(W - 1, S) + S, W)
    answer = solve([relation], S)
    assert answer.words == "S ≥ 1 if S divides W"
