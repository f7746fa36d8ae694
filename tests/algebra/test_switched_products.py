"""A product with a factor that is 0 or 1, such as min(1, n − 1), is whole if its other factors are where that is 1."""

from __future__ import annotations

from itertools import product

import pytest
from sympy import Expr, Integer, Min, Symbol

from symcnn.algebra.proofs.whole import is_whole_term

n = Symbol("n", integer=True, nonnegative=True)


@pytest.mark.parametrize("first", range(4))
def test_what_counts_as_whole_is_whole_at_every_number_of_turns(first: int) -> None:
    def prove(least: Expr) -> bool:
        return all(least.subs(n, number) >= 0 for number in range(first, first + 9))

    for start, halvings, base in product(range(-1, 4), range(5), (2, 4)):
        term = Min(1, n - start) * Integer(base) ** (n - halvings)
        values = [term.subs(n, number) for number in range(first, first + 9)]
        if is_whole_term(term, prove):
            assert all(value.is_integer for value in values), (term, first)
        elif start <= first:
            assert not all(value.is_integer for value in values), (term, first)


def test_a_factor_that_may_be_below_0_or_no_whole_number_proves_nothing() -> None:
    x = Symbol("x", nonnegative=True)
    for least in (Min(1, n - 2), Min(1, x), Min(2, n)):
        assert not is_whole_term(least * 2 ** (n - 1), lambda part: bool(part.is_nonnegative))
