"""What solving answers, in words; reasons, limits, real unknowns, and a prover as a second witness."""

from __future__ import annotations

import random
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import Integer, Max, Min, Mod, Rational, floor, sqrt

from symcnn.algebra.quotients.quotient import Quotient
from symcnn.algebra.quotients.symbol import make_symbol
from symcnn.algebra.solving.normalise import Context
from symcnn.algebra.solving.solve import Answer, Budget, Divides, Relation, solve

if TYPE_CHECKING:
    from symcnn.formula import Comparator

B, D, F, K, S, T, W, n = (make_symbol(name) for name in "BDFKSTWn")
P = make_symbol("P", "integer", ">=", 0)
Z = make_symbol("z", "integer", "", 0)
ALPHA = make_symbol("alpha", "real", ">", 0)
BETA = make_symbol("beta", "real", "", 0)
SIZE = Quotient(W - F + 2 * P, S) + 1


def chain(layers: int, window: int, stride: int, padding: int) -> Any:
    size: Any = W
    for _ in range(layers):
        size = Quotient(size - window + 2 * padding, stride) + 1
    return size


EXAMPLES: dict[str, Any] = {
    "P = F/2 − 1/2 if F ≡ 1 (mod 2)": ([Relation("==", W - F + 2 * P + 1, W)], P),
    "P = F/2 − 1/2 if F ≡ 1 (mod 2) and F ≤ 7": ([Relation("==", W - F + 2 * P + 1, W), Relation("<=", F, 7)], P),
    "W ≥ max(1, F − 2·P + S·T − S) and W ≤ F − 2·P + S·T − 1": ([Relation("==", SIZE, T)], W),
    "K ≥ 1 and K ≤ ⌊B/(D·F² + 1)⌋": ([Relation("<=", K * (F**2 * D + 1), B)], K),
    "1 ≤ F ≤ 22": ([Relation("<=", 64 * (3 * F**2 + 1), 100_000)], F),
    "F = 3": ([Relation("==", K * F**2 * D, 9 * K * D)], F),
    "n = 5": ([Relation("==", Quotient(224, 2**n), 7)], n),
    "W = 7·2^n": ([Relation("==", W / 2**n, 7)], W),
    "n ≥ 8": ([Relation("==", Quotient(224, 2**n), 0)], n),
    "1 ≤ n ≤ 9": ([Relation("<=", 2**n, 1000)], n),
    "n in {1, 2, 4, 8, 16, 32}": ([Divides(n, 512), Relation(">=", Quotient(512, n), 16)], n),
    "P in {1, 2, 3, 4, 6, 12}": ([Divides(P, 12)], P),
    "W = 44 or W ≥ 76 and W ≡ 12 (mod 16)": (
        [Relation(">=", W, 32), Relation("==", Mod(W, 16), 12), Relation("!=", W, 60)],
        W,
    ),
    "W ≥ 1 and W ≡ F − 2·P (mod S)": ([Divides(S, W - F + 2 * P)], W),
    "P = 1": ([Relation("==", Quotient(W - 3 + 2 * P, 2) + 1, Quotient(W + 1, 2))], P),
    "P ≥ ⌊F/2 + 1/2⌋ if W ≥ F": ([Relation(">=", Min(W, 2 * P), F)], P),
    "P = F if F ≥ W; P ≥ 0 and P ≤ W if F = W": ([Relation("==", Max(W, P), F)], P),
    "every W ≥ 1": ([Relation(">=", W, 1)], W),
    "W ≥ F": ([Relation(">=", (W - F) * (W + 1))], W),
    "1 ≤ F ≤ 28 if K = 8": (
        [Relation("<=", 15 * F**4 + 2 * K**2 * F**2 + K, 10**7 - F**2 * 24), Relation("==", K, 8)],
        F,
    ),
    "W = F if F ≥ 2·P": ([Relation("==", W, F), Relation(">=", W, 2 * P)], W),
    "6755399441055745 ≤ W ≤ 7881299347898368": ([Relation("==", chain(50, 3, 2, 1), 7)], W),
    "alpha > 0 and alpha ≤ B/K": ([Relation("<=", K * ALPHA, B)], ALPHA),
    "alpha ≥ 1/32 and alpha ≤ 23/32 and 32·alpha is a whole number": (
        [Relation("<=", 32 * ALPHA, 23), Divides(1, 32 * ALPHA)],
        ALPHA,
    ),
    "alpha ≥ 1/K and alpha ≤ B/K and K·alpha is a whole number": (
        [Relation("<=", K * ALPHA, B), Divides(1, K * ALPHA)],
        ALPHA,
    ),
    "alpha = sqrt(2)": ([Relation("==", ALPHA**2, 2)], ALPHA),
    "beta < −sqrt(2); beta > sqrt(2)": ([Relation(">", BETA**2, 2)], BETA),
    "alpha ≥ 7/32 and alpha < 1/4": ([Relation("==", Quotient(32 * ALPHA, 1), 7)], ALPHA),
    "alpha > 0 and alpha < 17/32": (
        [Relation("<=", 9 * Quotient(32 * ALPHA, 1) * Quotient(64 * ALPHA, 1) + Quotient(32 * ALPHA, 1), 5000)],
        ALPHA,
    ),
}

REASONS: dict[str, Any] = {
    "2·P = 3: the left side is even, the right side odd": ([Relation("==", 2 * P, 3)], P),
    "2·P = 2·W + 1: the left side is even, the right side odd": ([Relation("==", 2 * P, 2 * W + 1)], P),
    "3·W = 7: 3 divides the left side, not the right side": ([Relation("==", 3 * W + 1, 8)], W),
    "P = −1, but P ≥ 0": ([Relation("==", 2 * P + 2, 0)], P),
    "P = −W, but P ≥ 0": ([Relation("==", P + W, 0)], P),
    "W ≥ 5, but W ≤ 3 holds for none of these": ([Relation(">=", W, 5), Relation("<=", W, 3)], W),
    "3 ≥ 4 does not hold": ([Relation(">=", 3, 4), Relation("==", W, 4)], W),
    "alpha² = −2 leaves no alpha > 0": ([Relation("==", ALPHA**2, -2)], ALPHA),
    "W² = 2 holds for no W ≥ 1": ([Relation("==", W**2, 2)], W),
}


@pytest.mark.parametrize("words", EXAMPLES)
def test_answers_in_words(words: str) -> None:
    relations, unknown = EXAMPLES[words]
    assert solve(relations, unknown).words == words


@pytest.mark.parametrize("reason", REASONS)
def test_nothing_and_why(reason: str) -> None:
    relations, unknown = REASONS[reason]
    answer = solve(relations, unknown)
    assert (answer.kind, answer.reason) == ("none", reason)


def test_what_is_known_of_other_symbols_helps() -> None:
    relations = [Relation(">=", P * (W - 3), F)]
    assert solve(relations, P).words == "P ≥ ⌊(F − 1)/(W − 3)⌋ + 1 if W ≥ 4"
    assert solve(relations, P, least={W: Integer(4)}).words == "P ≥ ⌊(F − 1)/(W − 3)⌋ + 1"


def test_what_cannot_be_decided_is_said() -> None:
    answer = solve([Relation("==", W / 2**n, n)], n)
    assert (answer.kind, answer.tried) == ("undecided", ("laying bare n: it is an exponent",))
    primes = Quotient(W, 100_003) + Quotient(W, 100_005) - 2 * Quotient(W, 100_007)
    answer = solve([Relation("==", primes)], W)
    assert answer.kind == "undecided"
    assert "by residue classes: there are 1,000,150,007,100,105 residue classes" in answer.tried


def test_what_cannot_be_decided_alone_is_tried_out_between_ends() -> None:
    primes = Quotient(W, 101) + Quotient(W, 103) - 2 * Quotient(W, 107) - Mod(W, 109)
    answer = solve([Relation("==", primes), Relation("<=", W, 3000)], W)
    truth = [w for w in range(1, 3001) if w // 101 + w // 103 - 2 * (w // 107) - w % 109 == 0]
    assert answer.numbers is not None
    assert answer.numbers.listed(3000) == truth


def test_quotients_of_sums_of_quotients_by_residue_classes() -> None:
    answer = solve([Relation("==", Mod(Quotient(W, 2) + Quotient(W, 3), 5), 2)], W)
    assert answer.numbers is not None
    assert [w for w in range(1, 300) if w in answer.numbers] == [w for w in range(1, 300) if (w // 2 + w // 3) % 5 == 2]


def test_limits_end_in_an_answer() -> None:
    relations = [Relation("==", Mod(W**2, 9973, evaluate=False), 4)]
    assert solve(relations, W).words == "W ≥ 2 and W mod 9973 in {2, 9971}"
    answer = solve(relations, W, budget=Budget(steps=5_000))
    assert (answer.kind, answer.tried) == (
        "undecided",
        ("the limit of 5,000 steps was reached while going through residue classes",),
    )
    answer = solve(relations, W, budget=Budget(seconds=0))
    assert answer.kind == "undecided"
    assert answer.tried[0].startswith("the time limit of 0 s was reached while solving")


def test_relations_and_ranges_become_formulas() -> None:
    relation = Relation("==", Mod(F, 2, evaluate=False), 1)
    assert (relation.formula().op, relation.formula().value) == ("compare", "==")
    assert Divides(4, W).formula().args[0].op == "remainder"
    (piece,) = solve([Divides(S, W - F)], W).ranges
    assert [str(part) for part in piece.relations(W)] == ["W ≥ 1", "W ≡ F (mod S)"]


# -- real unknowns -----------------------------------------------------------------------------------------------------

NEXT_TO = 10**30


@cache
def enclosed(end: Any) -> tuple[Fraction, Fraction]:
    """Two fractions that are an end, or that lie next to one with a root."""
    exact = Rational(end) if isinstance(end, int) or end.is_Rational else None
    if exact is not None:
        return Fraction(exact.p, exact.q), Fraction(exact.p, exact.q)
    below = int(floor(end * NEXT_TO))
    return Fraction(below, NEXT_TO), Fraction(below + 1, NEXT_TO)


def side(value: Fraction, end: Any) -> int:
    """1 where a value lies above an end, -1 below; none that is tried lies between the fractions next to a root."""
    below, above = enclosed(end)
    assert below == above or not below <= value <= above
    return (value > above) - (value < below)


def holds(answer: Answer, value: Fraction) -> bool:
    """Whether a value lies in some range of an answer without other symbols."""
    if answer.kind in ("all", "none"):
        return answer.kind == "all"
    for piece in answer.ranges:
        if piece.value is not None:
            if side(value, piece.value) == 0:
                return True
            continue
        above = piece.low is None or side(value, piece.low) >= piece.strict_low
        below = piece.high is None or -side(value, piece.high) >= piece.strict_high
        stepped = (
            piece.modulus == 0 or ((value - enclosed(piece.residue)[0]) / enclosed(piece.modulus)[0]).denominator == 1
        )
        if above and below and stepped:
            return True
    return False


SIGNS = st.sampled_from(["==", "!=", "<", "<=", ">", ">="])
COMPARE: dict[str, Any] = {
    "==": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}
SMALL = st.integers(-6, 6)


@settings(max_examples=400, derandomize=True, database=None, deadline=None)
@given(square=SMALL, slope=SMALL, constant=SMALL, first=SIGNS, end=SMALL, second=SIGNS, positive=st.booleans())
def test_real_unknowns(
    square: int, slope: int, constant: int, first: Comparator, end: int, second: Comparator, positive: bool
) -> None:
    unknown = ALPHA if positive else BETA
    relations = [Relation(first, square * unknown**2 + slope * unknown, constant), Relation(second, 2 * unknown, end)]
    answer = solve(relations, unknown)
    assert answer.kind != "undecided", relations
    assert (answer.kind == "symbolic") == bool(answer.ranges), relations
    for numerator in range(1 if positive else -60, 61):
        value = Fraction(numerator, 12)
        truth = COMPARE[first](square * value**2 + slope * value, constant) and COMPARE[second](2 * value, end)
        assert holds(answer, value) == truth, f"solve({relations}, {unknown}) at {value}: {answer.words}"


@settings(max_examples=200, derandomize=True, database=None, deadline=None)
@given(parts=st.integers(1, 32), most=st.integers(0, 60), factor=st.integers(1, 9), divide=st.integers(1, 5))
def test_real_unknowns_that_are_rounded(parts: int, most: int, factor: int, divide: int) -> None:
    rounded = Quotient(parts * ALPHA, 1) * factor + Quotient(2 * factor * ALPHA + 1, divide)
    answer = solve([Relation("<=", rounded, most)], ALPHA)
    steps = solve([Relation("<=", rounded, most), Divides(1, parts * ALPHA)], ALPHA)
    assert "undecided" not in (answer.kind, steps.kind)
    for numerator in range(1, 200):
        value = Fraction(numerator, 48)
        truth = (parts * value).__floor__() * factor + ((2 * factor * value + 1) / divide).__floor__() <= most
        assert holds(answer, value) == truth, (parts, most, factor, divide, value, answer.words)
        whole = (parts * value).denominator == 1
        assert holds(steps, value) == (truth and whole), (parts, most, factor, divide, value, steps.words)


@pytest.mark.parametrize(("modulus", "more"), [(8, 0), (8, 1), (5, 2)])
def test_a_remainder_beside_a_real_unknown_is_one(modulus: int, more: int) -> None:
    """What the unknown leaves is asked for by a symbol: no value leaves more than the divisor less 1."""
    left = Mod(64 * ALPHA, modulus, evaluate=False)
    (piece,) = solve([Relation("==", left, T - more)], ALPHA).ranges
    for number in range(1, 20):
        found = any(Fraction(count, 64) * 64 % modulus == number - more for count in range(1, 64))
        said = (one.replaced({T: Integer(number)}) for one in piece.conditions)
        assert all(Context().holds(one) for one in said) == found, number


def test_ends_with_roots_are_compared_exactly() -> None:
    """99/70 is a little more than the root of 2, and 1393/985 a little less."""
    for end, kept in ((Rational(99, 70), sqrt(2)), (Rational(1393, 985), Rational(1393, 985))):
        (piece,) = solve([Relation("<=", ALPHA**2, 2), Relation("<=", ALPHA, end)], ALPHA).ranges
        assert piece.high == kept


# -- a prover ----------------------------------------------------------------------------------------------------------


def test_a_prover_agrees_beyond_every_window() -> None:
    """For random sizes of two layers no whole number at all is told wrongly."""
    z3 = pytest.importorskip("z3")
    draw = random.Random(2)
    for _ in range(60):
        a, b, c, d, e, f, target = (draw.randint(1, 7) for _ in range(7))
        relations = [Relation(">=", Quotient(a * W - b, c) - d * Quotient(W + e, f), target - 4)]
        answer = solve(relations, W)
        assert answer.kind != "undecided", relations
        w, said = z3.Int("w"), z3.Int("said")
        truth = (a * w - b) / c - d * ((w + e) / f) >= target - 4
        pieces = answer.numbers.pieces if answer.numbers is not None else ()
        claim = z3.Or(
            answer.kind == "all",
            *(
                z3.And(
                    piece.low is None or w >= piece.low,
                    piece.high is None or w <= piece.high,
                    z3.Or(*(w % piece.modulus == residue for residue in piece.residues)),
                )
                for piece in pieces
            ),
        )
        solver = z3.Solver()
        solver.set("timeout", 20_000)
        solver.add(w >= 1, truth != claim, said == w)
        verdict = solver.check()
        assert verdict != z3.sat, (relations, answer.words, solver.model())
