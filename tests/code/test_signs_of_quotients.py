"""A minus before what is divided or leaves a remainder, in the code: against the exact evaluator, number by number."""

from __future__ import annotations

import pytest

from symcnn.algebra.exact.arithmetic import Exact
from symcnn.algebra.exact.evaluate import evaluate
from symcnn.code.python_formula import whole
from symcnn.syntax.parser import parse_expression


@pytest.mark.parametrize(
    "text",
    ["ceil(floor((W + 4)/8)/2)", "-floor(W/3) + W", "W - floor(W/3)", "-(W % 5)", "-(W % 5)*3 + W", "-floor(W/3)*2",
     "W - floor(W/3)*2", "ceil((W % 7)/3)", "ceil(9*W/80)", "ceil(-W*3/5)", "-W*floor(W/3)"],
)  # fmt: skip
def test_a_sign_takes_all_of_a_quotient(text: str) -> None:
    formula = parse_expression(text)
    for width in range(-20, 40):
        expected = evaluate(formula, {"W": width}, Exact())
        assert eval(whole(formula), {"W": width}) == expected, width  # noqa: S307 - our own code, of the texts above
