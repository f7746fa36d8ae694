"""Totals as an author writes them against those that are printed: the same values, and never longer."""

from __future__ import annotations

from typing import Any

import pytest
from authors_forms import AuthorsForm, read_authors_forms

import symcnn
from symcnn.algebra.exact.arithmetic import Exact
from symcnn.algebra.exact.evaluate import evaluate
from symcnn.algebra.forms.operation_count import operations

OTHER_SIZES = 16
"""Added to W and H: sizes that the networks take as well."""


@pytest.mark.parametrize("row", read_authors_forms(), ids=lambda row: f"{row.network} {row.quantity}")
def test_no_author_is_shorter(row: AuthorsForm) -> None:
    assert operations(row.ours) <= operations(row.formula)
    net = symcnn.load(row.network)
    other = {name: value + OTHER_SIZES if name in "WH" else value for name, value in net.defaults.items()}
    for point in (net.defaults, other):
        scope: Any = dict(point)
        counted = net.at(**scope).quantity(row.quantity)  # each layer in numbers, and added up
        assert evaluate(row.formula, scope, Exact()) == counted
        assert evaluate(row.ours, scope, Exact()) == counted
