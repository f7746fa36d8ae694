"""Points at which what is known holds, and what they spare: proofs are counted here, not timed."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from sympy import Integer, Max, Min, Mod

import symcnn
from symcnn.algebra.proofs.assumption import Assumption
from symcnn.algebra.proofs.facts import Facts
from symcnn.algebra.proofs.points import KEPT, Points
from symcnn.algebra.proofs.sampling import Tried
from symcnn.algebra.proofs.subtracting import TermBounds
from symcnn.algebra.quotients.quotient import Quotient
from symcnn.algebra.quotients.symbol import make_symbol
from symcnn.algebra.sums.series import Index, Series
from symcnn.support.budget import Deadline, watched
from symcnn.support.work import OutOfBudget

if TYPE_CHECKING:
    from symcnn.algebra.exact.polynomial import Polynomial

W, F, S, n = (make_symbol(name) for name in ("W", "F", "S", "n"))
P = make_symbol("P", "integer", ">=", 0)
w = make_symbol("w", "real", ">", 0)
t = Index("t")


def holds(assumption: Assumption, point: dict[Any, Any]) -> bool:
    difference = assumption.left.xreplace(point) - assumption.right.xreplace(point)
    return bool({">=": difference >= 0, "==": difference == 0, "<=": difference <= 0}[assumption.relation])


@pytest.mark.parametrize(
    "said",
    [
        [Assumption(">=", W, 2 * F + 3)],
        [Assumption(">=", W + 2 * P, F), Assumption("<=", F, Integer(9))],
        [Assumption("==", Mod(W, 12), Integer(5)), Assumption(">=", W, 3 * F)],
        [Assumption("==", W, 2 * n), Assumption(">=", W, F)],
        [Assumption("==", Mod(W, 3**n), Integer(0)), Assumption(">=", W, F)],
        [Assumption("==", Mod(3 * W, 3**n), Integer(0)), Assumption("==", Mod(W + 1, 2 ** (n - 1)), Integer(0))],
        [Assumption("==", Mod(W, F * S), F), Assumption("==", Mod(W, 5), Integer(3)), Assumption(">=", W, 7 * n)],
    ],
    ids=str,
)
def test_all_that_was_said_holds_at_every_point(said: list[Assumption]) -> None:
    points = Points.of(Facts().with_assumptions(*said))
    symbols = sorted(set().union(*(one.left.free_symbols | one.right.free_symbols for one in said)), key=str)
    rows = list(zip(*map(points.values, symbols), strict=True))
    assert len(rows) >= 5
    for row in rows:
        point = {symbol: Integer(value) for symbol, value in zip(symbols, row, strict=True) if value is not None}
        assert all(holds(one, point) for one in said), point


def test_a_real_symbol_above_0_is_nowhere_0() -> None:
    assert all(value is not None and value > 0 for value in Points.of(Facts()).values(w))


def test_values_are_those_of_arithmetic() -> None:
    numbers = list(range(1, 8))
    tried = Tried(numbers, lambda symbol, given: [value + (symbol == F) for value in given])
    expr = Quotient(W**2, F) - Mod(W, 3, evaluate=False) * Max(W, 4, evaluate=False) + Min(F, 5, evaluate=False) / 2
    expected = [k**2 // (k + 1) - k % 3 * max(k, 4) + Fraction(min(k + 1, 5), 2) for k in numbers]
    assert tried.values(expr) == expected
    total = Series(Quotient(W, 2**t), t, 0, F - 1)
    assert tried.values(total) == [sum(k // 2**turn for turn in range(k + 1)) for k in numbers]


def test_what_has_no_value_is_none() -> None:
    tried = Tried([0, 1], lambda _symbol, given: list(given))
    assert tried.values(Quotient(Integer(3), W)) == [None, 3]
    assert tried.values(Integer(2) ** (10**6 * W)) == [1, None]


def test_what_follows_is_never_refuted() -> None:
    facts = Facts().with_assumptions(Assumption(">=", W, F + 2 * P), Assumption(">=", F, Integer(3)))
    points = Points.of(facts)
    for a, b in product(range(3), repeat=2):
        assert not points.refute(W - F - 2 * P + a * (F - 3) + b * P)
    assert points.refute(W - F - 2 * P - 1)


def test_what_holds_at_some_points_and_fails_at_others_is_left_open() -> None:
    facts = Facts().with_assumptions(Assumption(">=", W, F + 2))
    assert facts.leaves_open(">=", W - 2 * F)
    assert facts.leaves_open("==", W - F - 2)
    for settled in (W - F - 2, F - W, W - F):
        assert not facts.leaves_open(">=", settled)


def test_the_same_is_proved_once(monkeypatch: pytest.MonkeyPatch) -> None:
    facts, looked_at = Facts().with_assumptions(Assumption(">=", W, F + 2)), list[Any]()

    def shown(_bounds: TermBounds, polynomial: Polynomial) -> bool:
        looked_at.append(polynomial)
        return False

    monkeypatch.setattr(TermBounds, "shows", shown)
    facts.proves(W - F - 5)
    before = len(looked_at)
    facts.proves(W - F - 5)
    assert len(looked_at) == before > 0
    facts.with_assumptions(Assumption(">=", W, F + 5)).proves(W - F - 5)
    assert len(looked_at) > before


def test_a_proof_that_is_cut_off_is_not_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    facts = Facts().with_assumptions(Assumption(">=", W, F + 2 * P), Assumption(">=", F, Integer(3)))
    with pytest.raises(OutOfBudget), watched(Deadline.after(-1)):
        facts.proves(W - 3 + P * F)
    monkeypatch.undo()
    assert facts.proves(W - 3)
    assert facts.proves(W - 3 + P * F) == Facts().with_assumptions(*facts.assumptions).proves(W - 3 + P * F)


def test_memory_in_symbols_asks_for_few_proofs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three convolutions, five layers: at most a few sums are looked at, where a hundred thousand were."""
    looked_at = 0
    shows = TermBounds.shows

    def counted(self: TermBounds, polynomial: Polynomial) -> bool:
        nonlocal looked_at
        looked_at += 1
        return shows(self, polynomial)

    monkeypatch.setattr(TermBounds, "shows", counted)
    text = "input(W, H, D); conv(a, b); relu; conv(c, d); relu; conv(e, D)"
    assert str(symcnn.parse(text).memory())
    assert looked_at <= 2_000


def test_the_greatest_is_the_greatest() -> None:
    """At small points the memory in symbols is what the memory in numbers is."""
    net = symcnn.parse("input(W, H, D); conv(a, b); relu; conv(c, d); relu; conv(e, D)")
    formula = net.memory(1).running
    for sizes in product((5, 8), (6,), (1, 3), (1, 2), (1, 4), (2,), (3, 1), (1,)):
        values = dict(zip(("W", "H", "D", "a", "b", "c", "d", "e"), sizes, strict=True))
        put = {symbol: values[symbol.name] for symbol in formula.free_symbols}
        assert formula.xreplace({symbol: Integer(value) for symbol, value in put.items()}) == (
            net.at(**values).memory(1).running
        )


@pytest.mark.parametrize("seed", range(8))
def test_points_of_fewer_facts_are_points_again_only_where_all_that_is_known_holds(seed: int) -> None:
    random = Random(seed)
    said = [
        Assumption(">=", W, Integer(3)),
        Assumption(">=", W + 2 * P, F),
        Assumption("==", Mod(W, 4), Integer(3)),
        Assumption(">=", n, 2 * S),
        Assumption("<=", F, Integer(40)),
        Assumption(">=", S * W, n),
    ]
    random.shuffle(said)
    facts = Facts()
    Points.clear()
    for count, one in enumerate(said, 1):
        Points.of(facts)
        facts = facts.with_assumptions(one)
        points = Points.of(facts)
        assert points
        rows: dict[Any, list[Any]] = {symbol: points.values(symbol) for symbol in (W, F, S, n, P)}
        for place in range(len(points)):
            point = {symbol: Integer(row[place]) for symbol, row in rows.items()}
            assert all(holds(known, point) for known in said[:count]), (said[:count], point)
            assert point[P] >= 0 < min(point[symbol] for symbol in (W, F, S, n))


def test_what_is_raised_is_a_symbol_that_no_other_term_makes_fall() -> None:
    """A second layer fits where ``W + S - F - S*G >= 0``: of S there is less the more of it, of W there is more."""
    facts = Facts()
    for layer in range(8):
        width, stride, first, second = (make_symbol(f"{letter}_{layer}") for letter in "WSFG")
        facts = facts.with_assumptions(Assumption(">=", width + stride - first - stride * second, Integer(0)))
    assert len(Points.of(facts)) == KEPT
