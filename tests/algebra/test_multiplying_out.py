"""Sums are multiplied out as SymPy does it, whatever stands in them."""

from __future__ import annotations

import random

from sympy import Add, Max, Min, Mul, Rational, expand

from symcnn.algebra.quotients.multiplying_out import expanded
from symcnn.algebra.quotients.quotient import Quotient
from symcnn.algebra.quotients.remainder import Remainder
from symcnn.algebra.quotients.symbol import make_symbol


def test_products_of_sums_are_multiplied_out_as_sympy_does_it() -> None:
    draw = random.Random(4)
    a, b, c = (make_symbol(letter) for letter in "abc")
    nodes = [Quotient(a, 2), Remainder(b + 1, 3), Min(a, 2 * b), Max(c - 1, a + b)]
    sums = [a + b, a - 1, 2 * a + 4, a / 2 + Remainder(b + 1, 3), a * c + c, 3 * a * b - c + Quotient(a, 2)]
    for _ in range(400):
        terms = []
        for _ in range(draw.randint(1, 3)):
            found = draw.sample([a, b, c, *nodes, *sums], draw.randint(1, 4))
            powers = (factor ** draw.choice([-2, -1, 1, 1, 1, 2]) for factor in found)
            terms.append(Rational(draw.randint(-6, 6), draw.choice([1, 1, 2, 3])) * Mul(*powers))
        expr = Add(*terms)
        assert expanded(expr) == expand(expr), expr
