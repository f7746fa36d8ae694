"""Factors found by division, of sums whose monomials are in the order of places."""

from __future__ import annotations

import pytest

from symcnn.algebra.forms.splitting import split


def test_splitting_wants_monomials_in_order() -> None:
    """Terms that are not would never cancel."""
    with pytest.raises(AssertionError, match="order of places"):
        split({((1, 1), (0, 1)): 1, ((0, 1),): 1, (): 1})
