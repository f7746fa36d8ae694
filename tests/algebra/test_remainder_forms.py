"""What rounding leaves over, written as a remainder; conditions on one symbol restated; signs of products."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest
from sympy import Integer

from symcnn.algebra.quotients.construct import add, multiply
from symcnn.algebra.quotients.quotient import Quotient
from symcnn.algebra.quotients.symbol import make_symbol
from symcnn.algebra.solving.factors import alternatives_of
from symcnn.algebra.solving.normalise import Context
from symcnn.algebra.solving.problem import Relation
from symcnn.algebra.solving.remainder_forms import with_known_remainders, with_remainders
from symcnn.algebra.solving.restated import restated
from symcnn.algebra.solving.side_conditions import signs_of
from symcnn.algebra.solving.solve import solve

if TYPE_CHECKING:
    from sympy import Expr, Symbol

W, C, n, unknown = (make_symbol(name) for name in ("W", "C", "n", "x"))


def quotients(seed: int) -> Expr:
    """A few quotients of W and its neighbours by one number, beside a multiple of W and a number."""
    draw = random.Random(seed)
    divisor = draw.randint(2, 5)
    terms = [
        multiply(
            Integer(draw.choice([-2, -1, 1, 1, 2])), Quotient(add(W, Integer(draw.randint(-3, 6))), Integer(divisor))
        )
        for _ in range(draw.randint(1, 3))
    ]
    return add(*terms, multiply(Integer(draw.choice([-1, 0, 0, 1])), W), Integer(draw.randint(-3, 3)))


@pytest.mark.parametrize("seed", range(60))
def test_a_remainder_has_the_value_of_the_quotients(seed: int) -> None:
    expr = quotients(seed)
    shown = with_remainders(expr)
    assert [shown.subs(W, width) for width in range(1, 30)] == [expr.subs(W, width) for width in range(1, 30)]


@pytest.mark.parametrize("seed", range(60))
def test_what_a_condition_says_of_one_symbol_is_restated(seed: int) -> None:
    condition = Relation(random.Random(seed).choice([">=", "<=", "==", ">"]), quotients(seed), Integer(0))
    found = restated((condition,), unknown)
    right = [width for width in range(1, 60) if _holds(condition, width)]
    assert [width for width in range(1, 60) if all(_holds(one, width) for one in found)] == right


def _holds(condition: object, width: int) -> bool:
    assert isinstance(condition, Relation)
    return Context().holds(condition.replaced({W: Integer(width)})) is True


@pytest.mark.parametrize("residue", range(6))
def test_a_known_remainder_is_put_in(residue: int) -> None:
    known = Context().with_nonnegative([Relation("==", W % 6, Integer(residue))])
    assert known is not None
    expr = add(Quotient(add(W, Integer(4)), Integer(6)), (W + 1) % 3, multiply(Integer(5), Quotient(W, Integer(2))))
    shown = with_known_remainders(expr, known)
    assert not shown.has(Quotient)
    for width in range(6 + residue, 40, 6):
        assert shown.subs(W, width) == expr.subs(W, width)


PRODUCTS = [
    (n - 1) * (4 * n - 1),
    (2 - n) * (n + 3),
    (n - 3) * (n**2 + 1) * C,
    (n - 2) ** 2 * (n - 5),
    (C - n) * (C + n),
]


@pytest.mark.parametrize("expr", PRODUCTS, ids=str)
def test_the_signs_of_a_product_are_told_apart(expr: Expr) -> None:
    for c in range(1, 8):
        for turns in range(1, 8):
            value = int(expr.subs({C: c, n: turns}))
            there: dict[Expr, Expr] = {C: Integer(c), n: Integer(turns)}
            signs = [
                sign
                for sign, known in signs_of(expr.expand(), Context())
                if all(isinstance(one, Relation) and Context().holds(one.replaced(there)) for one in known)
            ]
            assert signs == [(value > 0) - (value < 0)]


@pytest.mark.parametrize("expr", PRODUCTS, ids=str)
def test_what_is_above_0_is_told_by_its_factors(expr: Expr) -> None:
    cases = alternatives_of(Relation(">", expr.expand()), Context())
    assert cases is not None
    for c in range(1, 8):
        for turns in range(1, 8):
            there: dict[Expr, Expr] = {C: Integer(c), n: Integer(turns)}
            said = any(
                all(isinstance(one, Relation) and Context().holds(one.replaced(there)) for one in case)
                for case in cases
            )
            assert said == bool(expr.subs({C: c, n: turns}) > 0)


@pytest.mark.parametrize(
    ("relation", "asked", "words"),
    [
        (Relation(">", C * (n - 1) * (4 * n - 1), n - 1), C, "every C if n ≥ 2"),
        (Relation("<", 9 * C * n + n, C * (2 * n + 1) ** 2 + 1), n, "n ≥ 2"),
        (Relation("<=", C * (n - 5), -3 * n), C, "C ≥ ⌊14/(5 − n)⌋ − 2 if n ≤ 4"),
        (
            Relation("<=", 3 * n * (n - 1) * C**2 + C, 40),
            C,
            "C ≥ 1 if n ≥ 2 and (−2·C·(−3·n² + 3·n) + 1)² ≤ 480·n² − 480·n + 1; C ≥ 1 and C ≤ 40 if n = 1",
        ),
        (Relation("<=", n * Quotient(W, 4) ** 2, 50 + Quotient(W, 4)), W, "W ≥ 1 if (2·n·⌊W/4⌋ − 1)² ≤ 200·n + 1"),
        (Relation("<=", (n - 3) * C**2 + 2 * C, 9), C, ""),
        (Relation(">=", (n - 3) * C**2 + (n - 5) * C, 4), C, ""),
        (Relation("==", (n - 3) * C**2 + 2 * C, 9), C, ""),
    ],
    ids=["common factor", "rational roots", "one end", "a square that vanishes", "one quotient", "≤", "≥", "="],
)
def test_answers_are_brought_to_few_cases(relation: Relation, asked: Symbol, words: str) -> None:
    """Each agrees with trying."""
    answer = solve([relation], asked)
    assert answer.words == words or not words
    assert answer.kind in ("set", "symbolic")
    for value in range(1, 14):
        for other in range(1, 9):
            there: dict[Expr, Expr] = {C: Integer(other), n: Integer(other), asked: Integer(value)}
            said = any(
                all(Context().holds(one.replaced(there)) for one in (*piece.conditions, *piece.relations(asked)))
                for piece in answer.ranges
            )
            if answer.kind == "set":
                assert answer.numbers is not None
                said = value in answer.numbers
            assert said == Context().holds(relation.replaced(there))
