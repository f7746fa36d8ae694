"""What a question divides by is never 0, also where it cancels, and may be below 0: every value of a box is tried."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from math import ceil, floor
from typing import TYPE_CHECKING, Any

import pytest
from random_questions import holds
from sympy import Integer, Min

import symcnn
from symcnn.algebra.proofs.undecided import Unable
from symcnn.algebra.quotients.quotient import Quotient
from symcnn.algebra.quotients.remainder import Remainder
from symcnn.algebra.quotients.symbol import make_symbol
from symcnn.algebra.solving.normalise import Context, split
from symcnn.algebra.solving.problem import Relation
from symcnn.algebra.solving.real import real_ranges
from symcnn.algebra.sums.put_in import put_in
from symcnn.analysis.solution import Solution
from symcnn.errors import ArithmeticMistake

if TYPE_CHECKING:
    from symcnn.network.network import Network

SPANS = {"P": range(8), "x": range(-6, 7), "a": [Fraction(part, 4) for part in range(1, 13)]}
HEADS = {"P": "P: integer >= 0", "x": "x: integer", "a": "a: real > 0"}
NAMES = {"abs": abs, "ceil": ceil, "floor": floor, "max": max, "min": min}
ANSWERS: tuple[tuple[str, str, str], ...] = (
    ("P/P >= 1", "P", "P ≥ 1"),
    ("P % P == 0", "P", "P ≥ 1"),
    ("abs(1 - P) <= P/P", "P", "1 ≤ P ≤ 2"),
    ("(x/x) > x", "x", "x ≤ −1"),
    ("(0/W)/(W - 2) <= D", "D", "every D if W ≠ 2"),
    ("S/x >= -1", "S", "every S if x ≥ 1\nor 1 ≤ S ≤ −x if x ≤ −1"),
    ("floor(S/x) >= 2", "S", "S ≥ 2x if x ≥ 1"),
    ("7 > ceil(S/x)", "S", "1 ≤ S ≤ 6x if x ≥ 1\nor every S if x ≤ −1"),
    ("5 >= F/P", "F", "1 ≤ F ≤ 5P if P ≥ 1"),
    ("F/(S - 3) >= 2", "F", "F ≥ 2S − 6 if S ≥ 4"),
    ("F/((F + x)/7) > x", "F", ""),
    ("((2 - S)/(1 - P/S)) >= 1", "P", "S + 1 ≤ P ≤ S(S − 1)\nor P = S(S − 1) if 2S ≥ S² + 1"),
    ("floor(7/P) == P/2", "P", "no P: P ≥ 1, but ⌊7/P⌋ = P/2 holds for none of these"),
    ("x^2 % min(x, 0) >= -1", "x", "x ≤ −1"),
)  # fmt: skip


def network_of(names: set[str]) -> Network:
    return symcnn.parse(f"network N({', '.join(HEADS.get(name, name) for name in sorted(names))}) {{ input(3, 1) }}")


@pytest.mark.parametrize(("question", "unknown", "expected"), ANSWERS)
def test_nothing_is_divided_by_0(question: str, unknown: str, expected: str) -> None:
    names = {letter for letter in "WDFSPxa" if letter in question.replace("max", "").replace("abs", "")}
    found = symcnn.solve(network_of(names), question, unknown)
    assert isinstance(found, Solution)
    assert not expected or str(found) == expected
    pieces = found.data()["pieces"]
    for values in product(*(SPANS.get(name, range(1, 9)) for name in names)):
        point: dict[str, Any] = dict(zip(names, values, strict=True))
        assert found.kind == "undecided" or holds(pieces, point) == is_right(question, point), point


def is_right(question: str, point: dict[str, Any]) -> bool:
    given = {name: Fraction(value) for name, value in point.items()}
    try:
        return bool(eval(question.replace("^", "**"), {"__builtins__": NAMES}, given))  # noqa: S307 - stands above
    except ZeroDivisionError:
        return False


def test_what_a_question_divides_by_is_asked_of_every_question_anew() -> None:
    net = network_of({"P", "S"})
    for _ in range(2):
        assert str(symcnn.solve(net, "S*P/P >= 3", "S")) == "S ≥ 3 if P ≠ 0"
    assert str(symcnn.solve(net, "S + P >= 3", "P")) == "P ≥ max(0, 3 − S)"


def test_more_than_a_remainder_is_not_less_than_it() -> None:
    x, part = make_symbol("x", "integer", "<=", 9), make_symbol("a", "real", ">", 0)
    above = Relation(">", Quotient(6, x), Remainder(part, 6, evaluate=False))
    assert Context().with_nonnegative([above]) is not None  # 6 > 1/2


def test_a_value_that_makes_a_divisor_0_is_no_number() -> None:
    above, below = make_symbol("P"), make_symbol("F")
    with pytest.raises(ArithmeticMistake, match="division by zero"):
        put_in(above / (below - 2), {below: Integer(2)})
    known = Context().with_nonnegative([Relation("==", below, 2)])
    assert known is not None
    assert known.decide(">=", above**2, below / (below - 2)) is None


def test_a_case_that_divides_by_0_is_none() -> None:
    above, x = make_symbol("F"), make_symbol("x", "integer", "<=", 9)
    (case,) = split(Relation(">=", Remainder(above, Min(x, 0), evaluate=False)), x) or []
    assert [str(one) for one in case] == ["F mod x ≥ 0", "x ≤ 0"]


def test_a_remainder_of_what_is_not_whole_is_no_polynomial() -> None:
    r = make_symbol("r", "real", ">", 0)
    with pytest.raises(Unable, match="stands in a remainder"):
        real_ranges([Relation("==", r, Remainder(r, 1, evaluate=False))], r, Context())
