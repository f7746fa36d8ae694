"""What is said to be divided is divided, at every small point at which what is known of it holds."""

from __future__ import annotations

import random
from itertools import product
from math import prod
from typing import TYPE_CHECKING

import pytest

from symcnn.compiled.whole_values import StepCongruence, is_multiple

if TYPE_CHECKING:
    from symcnn.compiled.integer_polynomials import Powers, StepPolynomial

STEPS = range(3)
POINTS = list(product(range(1, 7), repeat=len(STEPS)))


def monomial(chance: random.Random, most: int) -> Powers:
    exponents = ((step, chance.randrange(most + 1)) for step in STEPS)
    return tuple((step, exponent) for step, exponent in exponents if exponent)


def polynomial(chance: random.Random, terms: int) -> StepPolynomial:
    return {monomial(chance, 2): chance.choice((1, -1, 2, 3, 4, 6, -12)) for _ in range(terms)}


def value(one: StepPolynomial, point: tuple[int, ...]) -> int:
    return sum(
        coefficient * prod(point[step] ** power for step, power in powers) for powers, coefficient in one.items()
    )


def at(powers: Powers, point: tuple[int, ...]) -> int:
    return value({powers: 1}, point)


def holds(one: StepCongruence, point: tuple[int, ...]) -> bool:
    return value(one.polynomial, point) % (one.modulus * at(one.factors, point)) == 0


@pytest.mark.parametrize("seed", range(8))
def test_what_is_shown_is_true(seed: int) -> None:
    chance, shown = random.Random(seed), 0
    for _ in range(400):
        known = [
            StepCongruence(polynomial(chance, chance.choice((1, 1, 2))), chance.choice((1, 2, 3)), monomial(chance, 1))
            for _ in range(chance.randrange(1, 4))
        ]
        left = polynomial(chance, chance.randrange(1, 4))
        number, factors = chance.choice((1, 1, 2, 4)), monomial(chance, 1)
        if not is_multiple(left, number, known, factors):
            continue
        there = [point for point in POINTS if all(holds(one, point) for one in known)]
        wrong = [point for point in there if value(left, point) % (number * at(factors, point))]
        assert not wrong, (left, number, factors, known)
        shown += bool(there)
    assert shown


def test_products_of_what_is_divided_are_divided() -> None:
    a, y, n, g = (((step, 1),) for step in range(4))
    whole = StepCongruence({a: 64}, 1, y)  # 64a/y is whole
    square: StepPolynomial = {((0, 2),): 4096}
    assert is_multiple(square, 1, [whole], ((1, 2),))
    assert not is_multiple({((0, 2),): 2048}, 1, [whole], ((1, 2),))
    either = StepCongruence({(*a, *n): 1, a: -1}, 1, g)  # n = 1, or g divides a
    assert is_multiple({(*a, *n): 10, a: -10, g: 3}, 1, [either], g)
    assert not is_multiple({(*a, *n): 10, a: -9}, 1, [either], g)
