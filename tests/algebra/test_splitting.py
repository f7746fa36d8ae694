"""Factors found by division, of sums whose monomials are in the order of places."""

from __future__ import annotations

import pytest

from symcnn.algebra.forms import splitting
from symcnn.algebra.forms.splitting import divided, split
from symcnn.algebra.forms.terms import Terms, multiplied


def test_splitting_wants_monomials_in_order() -> None:
    """Terms that are not would never cancel."""
    with pytest.raises(AssertionError, match="order of places"):
        split({((1, 1), (0, 1)): 1, ((0, 1),): 1, (): 1})


ONE_MORE: Terms = {((0, 1),): 1, ((1, 2),): 1, ((2, 1),): -3, (): 2}
OTHER: Terms = {((0, 2), (2, 1)): 5, ((1, 1),): 7, (): -1}


def test_what_was_multiplied_divides() -> None:
    assert divided(multiplied(ONE_MORE, OTHER), ONE_MORE) == OTHER
    assert divided(multiplied(ONE_MORE, OTHER), OTHER) == ONE_MORE


def test_a_division_that_leaves_a_rest_ends_where_a_degree_is_passed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Long division would go on through all powers of the first place: here some thousand."""
    steps: list[Terms] = []
    subtracted = splitting._minus  # noqa: SLF001 - a step of the division

    def counted(a: Terms, b: Terms) -> Terms:
        steps.append(b)
        return subtracted(a, b)

    monkeypatch.setattr(splitting, "_minus", counted)
    rest: Terms = {((0, 20), (1, 1)): 1, ((1, 3), (2, 2)): 1, (): 1}
    assert divided(rest, {((0, 1),): 1, ((1, 2), (2, 1)): 1, ((1, 1),): 1, (): 1}) is None
    assert len(steps) <= 2
