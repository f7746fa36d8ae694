"""Recurrences against the turns themselves, carried out one after another in Python's whole numbers and fractions.

A drawn system is compared at ten points over eight turns, so that 150 systems are some 10,000 examples of each kind.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import pytest
from by_hand import value
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sympy import Add, Float, Integer, Max, Min, Pow, Symbol

from symcnn.algebra.quotients.quotient import Quotient
from symcnn.algebra.quotients.symbol import make_symbol
from symcnn.algebra.sums.recurrence import RecurrenceSolution, Unsolved, solve_recurrences
from symcnn.algebra.sums.series import Index, Series
from symcnn.algebra.sums.updates import RULES

if TYPE_CHECKING:
    from collections.abc import Callable

SYSTEMS = 150
TURNS = 8
FUZZ = settings(
    max_examples=SYSTEMS,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow],
)

i = Index("i")
W, K, D, F, S, s = (make_symbol(name) for name in ("W", "K", "D", "F", "S", "s"))
Z = make_symbol("z", "integer", "", 0)
x, y, z = (Symbol(name, integer=True) for name in ("x", "y", "state"))
LEAST: dict[Any, Any] = {s: 2}


def make_points(how_many: int) -> list[dict[Any, Any]]:
    draw = random.Random(2)
    return [
        {
            W: draw.choice([1, 2, 7, 32, 33, 224, 1023]),
            K: draw.randint(1, 9),
            D: draw.randint(1, 6),
            F: draw.randint(1, 7),
            S: draw.randint(1, 3),
            s: draw.randint(2, 4),
            Z: draw.randint(-9, 9),
        }
        for _ in range(how_many)
    ]


POINTS = make_points(10)


def check(updates: dict[Any, Any], start: dict[Any, Any]) -> RecurrenceSolution:
    """Solve, and compare every turn with the turn carried out."""
    solution = solve_recurrences(updates, start, i, LEAST)
    for point in POINTS:
        state = {symbol: value(expr, point) for symbol, expr in start.items()}
        for turn in range(TURNS):
            formulas = solution.values if turn >= solution.peel else solution.first[turn]
            for symbol, expected in state.items():
                assert not formulas[symbol].has(Float)
                assert not formulas[symbol].free_symbols & updates.keys()
                found = value(formulas[symbol], {**point, i: turn})
                assert found == expected, (
                    f"solve_recurrences({updates}, {start}, Index('i'), {LEAST}).values[{symbol}] is "
                    f"{formulas[symbol]}, with {point} after {turn} turns this is {found} and not {expected}"
                )
            at = {**point, **state, i: turn}
            state = {symbol: value(update, at) for symbol, update in updates.items()}
    return solution


# -- each kind of update -----------------------------------------------------------------------------------------------

NUMBERS = st.integers(-5, 5).map(Integer)
SIZES = st.sampled_from([W, K, D, F, Integer(1), K * D, W + F, Integer(3)])
WHOLE = st.one_of(
    NUMBERS, SIZES, st.tuples(NUMBERS, SIZES, NUMBERS).map(lambda parts: parts[0] * parts[1] + parts[2]), st.just(Z)
)
SHAPES = st.sampled_from([Integer(1), Integer(1), i, i**2, Pow(2, i), Pow(3, i), i * Pow(2, i), Pow(2, i + 1)])
OPEN = st.sampled_from([Quotient(W, 2**i), Quotient(i + K, 3), Pow(2, i**2), S**i])
GAINS = st.lists(st.tuples(WHOLE, SHAPES).map(lambda parts: parts[0] * parts[1]), min_size=1, max_size=3).map(
    lambda terms: Add(*terms)
)
ANY_GAINS = st.one_of(GAINS, GAINS, st.tuples(GAINS, OPEN).map(lambda parts: Add(*parts)))
FACTORS = st.sampled_from([*map(Integer, (2, 3, 4, -1, -2)), s, S, K, 2 * s])
STRIDES = st.sampled_from([*map(Integer, (2, 2, 3, 4, 5)), s, S])


def paired(kind: Any, slope: Any, gains: tuple[Any, Any]) -> Any:
    return kind(*(slope * x + gain for gain in gains), evaluate=False)


NOT_BELOW_0 = st.one_of(st.sampled_from([Integer(0), Integer(3), K, K * D, Pow(2, i)]), SIZES)


def won(kind: Any, growth: Any, ahead: Any, behind: Any) -> Callable[[Any], Any]:
    """An update that goes away from a bound, which the start has not passed."""
    sign = 1 if kind is Max else -1
    return lambda start: kind(x + sign * growth, start - sign * ahead, evaluate=False) + sign * behind


KINDS: dict[str, Any] = {
    "kept": st.just(x),
    "reset": st.one_of(ANY_GAINS, WHOLE),
    "affine": st.tuples(st.one_of(st.just(Integer(1)), FACTORS), ANY_GAINS).map(lambda p: p[0] * x + p[1]),
    "rounded": st.tuples(st.one_of(GAINS, WHOLE, WHOLE), STRIDES, WHOLE).map(lambda p: Quotient(x + p[0], p[1]) + p[2]),
    "extremum": st.builds(
        paired, st.sampled_from([Max, Min]), st.one_of(st.just(Integer(1)), FACTORS), st.tuples(GAINS, GAINS)
    ),
    "clipped": st.tuples(st.sampled_from([Max, Min]), WHOLE).map(lambda p: p[0](x, p[1], evaluate=False)),
    "won": st.builds(won, st.sampled_from([Max, Min]), NOT_BELOW_0, NOT_BELOW_0, NOT_BELOW_0),
}
"""For each rule a way to draw updates that it applies to."""


def test_every_rule_is_drawn() -> None:
    assert [rule.name for rule in RULES] == list(KINDS)
    assert all(rule.words for rule in RULES)


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_a_rule_gives_the_turns(kind: str) -> None:
    solved = 0

    @FUZZ
    @given(update=KINDS[kind], start=WHOLE)
    def fuzz(update: Any, start: Any) -> None:
        nonlocal solved
        check({x: update(start) if callable(update) else update}, {x: start})
        solved += 1

    fuzz()
    assert solved * len(POINTS) * TURNS >= (10_000 if kind != "kept" else 80)


def test_systems_in_which_variables_follow_each_other() -> None:
    """Size, jump and depth that grow or settle, and what sums them up; in any order."""
    solved = 0

    @FUZZ
    @given(
        jump=st.sampled_from([2 * y, 3 * y, S * y, s * y, y, y + 1, K, 2**i]),
        gain=st.sampled_from([y, (F - 1) * y, y + i, K * y * i, Quotient(y, 2), y**2, Integer(2)]),
        third=st.sampled_from([z, z + x, 2 * z + y, x, y, z + x * y, Quotient(z - F, 2) + 1, z + K]),
        start=st.tuples(WHOLE, WHOLE, WHOLE),
        swapped=st.booleans(),
    )
    def fuzz(jump: Any, gain: Any, third: Any, start: tuple[Any, Any, Any], swapped: bool) -> None:
        nonlocal solved
        updates = {x: x + gain, y: jump, z: third}
        if swapped:
            updates = dict(reversed(updates.items()))
        check(updates, dict(zip((x, y, z), start, strict=True)))
        solved += 1

    fuzz()
    assert solved * len(POINTS) * TURNS >= 10_000


# -- the form of the answer --------------------------------------------------------------------------------------------


def solution_of(update: Any, start: Any = W) -> Any:
    return solve_recurrences({x: update}, {x: start}, i, LEAST).values[x]


@pytest.mark.parametrize(
    ("update", "expected"),
    [
        (x, W),
        (x + K, W + K * i),
        (2 * x, W * 2**i),
        (K * x, W * K**i),
        (2 * x + K, W * 2**i + K * (2**i - 1)),
        (s * x + K, W * s**i + K * (s**i - 1) / (s - 1)),
        (x - F + 1, W - (F - 1) * i),
        (Quotient(x - 1, 2) + 1, Quotient(W - 1, 2**i) + 1),
        (Quotient(x + S - 1, S), Quotient(W - 1, S**i) + 1),
        (Quotient(x, 2), Quotient(W, 2**i)),
        (Quotient(x, S), Quotient(W, S**i)),
        (Quotient(x - 3, 2) + 1, Quotient(W + 1, 2**i) - 1),
    ],
    ids=str,
)
def test_textbook_solutions(update: Any, expected: Any) -> None:
    assert (solution_of(update) - expected).expand() == 0


def test_the_receptive_field_of_equal_layers() -> None:
    solution = check({x: x + (F - 1) * y, y: S * y}, {x: Integer(1), y: Integer(1)})
    t = Index("t")
    assert solution.values == {x: 1 + (F - 1) * Series(S**t, t, 0, i - 1), y: S**i}


def test_branches_whose_common_jump_comes_out() -> None:
    update = Max(x + (F - 1) * y, x + (K - 1) * y, evaluate=False)
    solution = check({x: update, y: 2 * y}, {x: Integer(1), y: Integer(1)})
    assert not solution.values[x].has(Series)
    assert solution.values[x].has(Max(F - 1, K - 1, evaluate=False))


def test_turns_to_be_carried_out_first() -> None:
    assert check({x: K}, {x: K}).peel == 0
    assert check({x: K}, {x: D}).peel == 1
    assert check({x: K * 2 ** (i + 1)}, {x: K}).peel == 0
    assert check({x: y, y: K}, {x: D, y: W}).peel == 2
    solution = check({x: K, y: y + F * x, z: Quotient(z, 2)}, {x: D, y: Integer(0), z: W})
    assert solution.peel == 1
    assert solution.after(0) == {x: D, y: 0, z: W}
    assert solution.after(1) == {x: K, y: D * F, z: Quotient(W, 2)}
    assert solution.after(make_symbol("n"))[x] == K


def test_the_index_of_a_sum_is_not_confused_with_the_turn() -> None:
    inner = Index("t")
    body = Series(Quotient(K + i, inner + 1), inner, 0, i)
    check({x: 2 * x + body}, {x: W})
    check({x: K, y: y + x + body}, {x: W, y: W})


def test_a_turn_may_go_by_any_name() -> None:
    """Even by the name that the sums inside would take, and beside another symbol of that name."""
    inner, t = Index("t"), make_symbol("t")
    solution = solve_recurrences({x: S * x + Quotient(K * t, 2**inner)}, {x: W}, inner)
    point = {S: 3, K: 5, t: 7, W: 2}
    size = 2
    for turn in range(6):
        assert value(solution.values[x], {**point, inner: turn}) == size
        size = 3 * size + 35 // 2**turn
    with pytest.raises(ValueError, match="before the first turn"):
        solve_recurrences({x: x + 1}, {x: W + inner}, inner)


@pytest.mark.parametrize(
    "updates",
    [
        {x: x + y, y: y + x},
        {x: y, y: x},
        {x: x**2},
        {x: i * x},
        {x: 2 * Quotient(x, 2)},
        {x: Quotient(x, 2) + Quotient(x, 3)},
        {x: Quotient(2 * x, 3)},
        {x: Quotient(W, x)},
        {x: Quotient(x, i + 1)},
        {x: Max(2 * x, x + K, evaluate=False)},
        {x: Quotient(x + Quotient(K, 2) / 3, 2)},
        {x: 2**x},
    ],
    ids=str,
)
def test_what_is_refused(updates: dict[Any, Any]) -> None:
    with pytest.raises(Unsolved) as caught:
        solve_recurrences(updates, dict.fromkeys(updates, W), i)
    assert caught.value.symbol in updates
    assert caught.value.update == updates[caught.value.symbol]
    assert caught.value.why


def test_a_symbolic_factor_that_may_be_1_leaves_a_sum() -> None:
    assert solution_of(S * x + K).has(Series)
    assert not solution_of(s * x + K).has(Series)
    assert solve_recurrences({x: S * x + K}, {x: W}, i).values[x].subs({S: 1, i: 5}) == W + 5 * K


def test_a_value_that_the_turn_before_the_first_would_not_have() -> None:
    """``⌊x/i⌋`` has no value at 0: the formula holds after one turn."""
    i, k, x = Index("i"), make_symbol("k"), make_symbol("x")
    found = solve_recurrences({x: Quotient(k, i + 1)}, {x: Integer(3)}, i)
    assert found.peel == 1
    assert [found.after(turns)[x].xreplace({k: Integer(9)}) for turns in range(5)] == [3, 9, 4, 3, 2]
