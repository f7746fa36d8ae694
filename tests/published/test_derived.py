"""Published formulas against those that are derived here: the same values, and never longer.

``derived.cases`` says where its lines come from. Operations are counted as a reader sees them.
"""

from __future__ import annotations

from typing import Any

import pytest
from published import Case, read_cases

from symcnn.algebra.exact.arithmetic import Exact
from symcnn.algebra.exact.evaluate import evaluate
from symcnn.algebra.forms.operation_count import operations

CASES = read_cases()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.title)
def test_derived_formula_is_as_published_and_no_longer(case: Case) -> None:
    derived = case.derived
    assert operations(derived) <= operations(case.published)
    assert case.points
    for point, value in case.points:
        scope: Any = point
        assert evaluate(derived, scope, Exact()) == value, point
        assert evaluate(case.published, scope, Exact()) == value, point
