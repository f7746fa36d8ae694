"""The evaluator of formulas: values, one entry per axis, and what is refused, in numbers and in symbols."""

from __future__ import annotations

from contextlib import suppress
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from symcnn.algebra.domains.symbolic import Symbolic
from symcnn.algebra.exact.arithmetic import Exact
from symcnn.algebra.exact.evaluate import evaluate, truth
from symcnn.algebra.exact.values import NOTHING, RANK, Table
from symcnn.errors import ArgumentMistake, ArithmeticMistake, LimitExceeded, NameMistake, SymcnnError, TextError
from symcnn.syntax.parser import parse_expression

if TYPE_CHECKING:
    from collections.abc import Mapping

SCOPE: Mapping[str, Any] = {
    RANK: 2,
    "X": (7, 9),
    "D": 6,
    "F": (3, 2),
    "S": 2,
    "q": Fraction(1, 3),
    "M": Table((Table((0, 2)), Table((1,)))),
    "T": NOTHING,
    "a": lambda *index: sum(index),
}
DOMAINS = pytest.mark.parametrize("domain", [Exact(), Symbolic()], ids=["numbers", "symbols"])

VALUES = {
    "2 + 3*4 - 5": 9,
    "7/2": Fraction(7, 2),
    "6/2": 3,
    "0.25": Fraction(1, 4),
    "1/3 + q": Fraction(2, 3),
    "-2^2": -4,
    "(-2)^2": 4,
    "2^-3": Fraction(1, 8),
    "(2/3)^-2": Fraction(9, 4),
    "0^0": 1,
    "7 % 3": 1,
    "-7 % 3": 2,
    "7/2 % 1": Fraction(1, 2),
    "floor(-7/2)": -4,
    "ceil(-7/2)": -3,
    "floor(7/2/2)": 1,
    "floor(q)": 0,
    "ceil(7)": 7,
    "min(3, 1, 2) + max(3, 1, 2)": 4,
    "X + 1": (8, 10),
    "X + F": (10, 11),
    "floor((X - F)/S) + 1": (3, 4),
    "-X": (-7, -9),
    "X % S": (1, 1),
    "X^2": (49, 81),
    "S*X/F": (Fraction(14, 3), 9),
    "min(X, 8)": (7, 8),
    "max(X)": 9,
    "max(M)": 2,
    "prod(X)": 63,
    "prod(S)": 4,
    "prod(())": 1,
    "len(X) + len(M)": 4,
    "count(M)": 3,
    "box(S)": (2, 2),
    "M[0]": (0, 2),
    "M[0, 1]": 2,
    "X[1]": 9,
    "a[X, 1]": 17,
    "sum(i for i in 5)": 10,
    "sum(i*j for i in 3, j in 4)": 18,
    "sum(a[u] for u in F)": 9,
    "sum(a[u] for u in box(S))": 4,
    "sum(c for c in M[0])": 2,
    "prod(i + 1 for i in 5)": 120,
    "max(i % 3 for i in 5)": 2,
    "sum(1 for i in 0)": 0,
    "prod(1 for i in ())": 1,
    "sum(j for i in 4, j in i)": 4,
    "1 if D % S == 0 else 2": 1,
    "2 if true else 1/0": 2,
    "unravel(5, (2, 3), 4)": (1, 2, 0),
    "unravel(6, (2, 3), 4)": (0, 0, 1),
    "unravel(5, (2, 3))": (1, 2),
    "unravel((6,), (2, 3))": (0, 0),
    "ravel((1, 2), (2, 3))": 5,
    "ravel((), ())": 0,
    "permuted([2, 0, 1], (5, 6), 7)": (7, 5, 6),
    "restored([2, 0, 1], 7, (5, 6))": (5, 6, 7),
    "last((1, 2))": 2,
    "but_last((1, 2))": (1,),
    "abs(-3)": 3,
    "abs((q, -q))": (Fraction(1, 3), Fraction(1, 3)),
    "true + true": 2,
    "(1, 2)*3": (3, 6),
    "(1, 2)/(2, 4)": (Fraction(1, 2), Fraction(1, 2)),
}

CONDITIONS = {
    "X == (7, 9)": True,
    "X >= 7": True,
    "X >= 8": False,
    "X > F": True,
    "0 <= S < 3": True,
    "0 <= S < 2": False,
    "T == none": True,
    "M == none": False,
    "M != none": True,
    "M == [[0, 2], [1]]": True,
    '"valid" == "same"': False,
    "distinct(M)": True,
    "distinct([[1, 1]])": False,
    "not (1 == 2)": True,
    "1 == 2 or S": True,
    "1 == 2 and 1/0": False,
    "1 == 1 or 1/0": True,
    "1 == 1 and 0": False,
    "q < 1/2 and q > 0.25": True,
    "1/2 == 0.5": True,
}


@DOMAINS
@pytest.mark.parametrize(("source", "value"), VALUES.items())
def test_values(source: str, value: Any, domain: Exact) -> None:
    result = evaluate(parse_expression(source), SCOPE, domain)
    assert result == value
    assert not isinstance(result, float)


@DOMAINS
@pytest.mark.parametrize(("source", "answer"), CONDITIONS.items())
def test_conditions(source: str, answer: bool, domain: Exact) -> None:
    assert truth(parse_expression(source), SCOPE, domain) is answer


REFUSED = [
    ("1/0", ArithmeticMistake, "division by zero"),
    ("X/(S - 2)", ArithmeticMistake, "division by zero"),
    ("5 % 0", ArithmeticMistake, "division by zero"),
    ("floor(5/0)", ArithmeticMistake, "division by zero"),
    ("ceil(5/(1 - 1))", ArithmeticMistake, "division by zero"),
    ("0^-1", ArithmeticMistake, "division by zero"),
    ("2^(1/2)", ArithmeticMistake, "not a whole number"),
    ("exp(1)", ArithmeticMistake, "exp has no exact value"),
    ("2^(2^(2^(2^(2^2))))", LimitExceeded, "bits"),
    ("(1/3)^(10^9)", LimitExceeded, "bits"),
    ("(-7)^(10^9)", LimitExceeded, "bits"),
    ("2^9000*2^9000", LimitExceeded, "bits"),
    ("prod(2^4000 for i in 9)", LimitExceeded, "bits"),
    ("sum(1 for i in 10^12)", LimitExceeded, ""),
    ("sum(1 for i in 10, j in 10^12)", LimitExceeded, ""),
    ("X + (1, 2, 3)", ArgumentMistake, "a value for 3 axes meets one for 2"),
    ("X + ()", ArgumentMistake, "axes"),
    ("1 + none", ArgumentMistake, "nothing"),
    ('1 + "valid"', ArgumentMistake, "a string stands where a number is needed"),
    ("M + 1", ArgumentMistake, "a list stands where a number is needed"),
    ('sum(["valid"])', ArgumentMistake, "a string stands where a number is needed"),
    ("1 + (1 == 1)", ArgumentMistake, "a condition stands where a number is needed"),
    ("-M", ArgumentMistake, "a list"),
    ('"a" < 1', ArgumentMistake, "a string"),
    ("none < 1", ArgumentMistake, "nothing"),
    ("1 if M else 2", ArgumentMistake, "a list stands where a condition is needed"),
    ("1 if X else 2", ArgumentMistake, "a tuple stands where a condition is needed"),
    ("not none", ArgumentMistake, "nothing"),
    ("len(3)", ArgumentMistake, "a number stands where a list is needed"),
    ("count(D)", ArgumentMistake, "a number stands where a list is needed"),
    ("min(1, M)", ArgumentMistake, "a list"),
    ("min()", SymcnnError, ""),
    ("max(())", ArgumentMistake, ""),
    ("max([])", ArgumentMistake, ""),
    ("max(1 for i in 0)", ArgumentMistake, ""),
    ("prod(M)", ArgumentMistake, ""),
    ('prod("ab")', ArgumentMistake, ""),
    ("prod(none)", ArgumentMistake, ""),
    ("unravel(1, 2, 3)", ArgumentMistake, ""),
    ("unravel(1, (0, 2), 3)", ArithmeticMistake, "division by zero"),
    ("ravel(1, (2, 3))", ArgumentMistake, "ravel needs a position"),
    ("ravel((1, 2), (2,))", ArgumentMistake, "ravel needs a position"),
    ("permuted([0, 0], 1, 2)", ArgumentMistake, "an order of 2 names each of 0 to 1 once"),
    ("permuted([0], (1, 2))", ArgumentMistake, "an order of 2"),
    ("permuted(1, 2)", ArgumentMistake, "a number stands where a list is needed"),
    ("last(())", ArgumentMistake, "nothing is last"),
    ("but_last(3)", ArgumentMistake, "a number stands where a list is needed"),
    ("abs(M)", ArgumentMistake, "a list"),
    ("sqrt(4)", ArithmeticMistake, "sqrt has no exact value"),
    ("pow(2, 1/2)", ArithmeticMistake, "pow has no exact value"),
    ("((1, 2), 3) + 1", ArgumentMistake, ""),
    ("([1], 2) + 1", ArgumentMistake, ""),
    ("(none, 2)*2", ArgumentMistake, ""),
    ('max("a", 2)', ArgumentMistake, ""),
    ('max(["a", 2])', ArgumentMistake, ""),
    ("distinct(3)", ArgumentMistake, ""),
    ("distinct([[[1]], [(1, 2)]]) + 1", ArgumentMistake, "a condition"),
    ("prod(1, 2)", ArgumentMistake, '"prod" does not take 2 arguments'),
    ("floor(1, 2)", ArgumentMistake, '"floor"'),
    ("sum(i for i in 3/2)", ArgumentMistake, "a range needs a whole number"),
    ("sum(i for i in -3)", ArgumentMistake, ""),
    ('sum(i for i in "ab")', ArgumentMistake, "a range"),
    ("sum(M[i] for i in 2)", ArgumentMistake, ""),
    ("sum(1 == 1 for i in 2)", ArgumentMistake, ""),
    ("M[2]", ArgumentMistake, '"M" has no entry 2'),
    ("M[-1]", ArgumentMistake, '"M" has no entry -1'),
    ("M[q]", ArgumentMistake, '"M" has no entry 1/3'),
    ("M[0, 0, 0]", ArgumentMistake, "no entry"),
    ("S[0]", ArgumentMistake, "no entry"),
    ("Y", NameMistake, 'nothing here is called "Y"'),
    ("Y[1]", NameMistake, 'nothing here is called "Y"'),
    ("flor(1)", NameMistake, 'there is no function "flor"'),
    ("mean(i for i in 3)", NameMistake, '"mean" cannot gather'),
]


@DOMAINS
@pytest.mark.parametrize(("source", "error", "words"), REFUSED)
def test_what_is_refused(source: str, error: type[Exception], words: str, domain: Exact) -> None:
    with pytest.raises(error) as refused:
        evaluate(parse_expression(source), SCOPE, domain)
    assert words in str(refused.value)


def test_a_mistake_knows_its_place() -> None:
    with pytest.raises(TextError) as refused:
        evaluate(parse_expression("1 + 2*(D/(S - 2))"), SCOPE, Exact())
    assert refused.value.span.text.strip("()") == "D/(S - 2"


# -- nothing but our own errors ---------------------------------------------------------------------------------------

_LEAVES = st.sampled_from(
    [
        "0",
        "1",
        "2",
        "3",
        "0.5",
        "-1",
        "X",
        "D",
        "F",
        "S",
        "q",
        "M",
        "T",
        "none",
        "true",
        '"s"',
        "()",
        "[]",
        "(1, 2)",
        "[1]",
        "W",
    ]
)


def _grow(inner: Any) -> Any:
    def written(template: str) -> Any:
        return st.tuples(inner, inner, inner).map(lambda parts: template.format(*parts))

    templates = [
        "({0} + {1})", "({0} - {1})", "({0}*{1})", "({0}/{1})", "({0} % {1})", "({0})^({1})", "(-({0}))",
        "ceil({0})", "floor({0}/{1})", "min({0}, {1})", "max({0})", "prod({0})", "box({0})", "len({0})",
        "count({0})", "distinct({0})",
        "unravel({0}, {1}, {2})", "unravel({0}, {1})", "ravel({0}, {1})", "permuted({0}, {1}, {2})",
        "restored({0}, {1})", "last({0})", "but_last({0})", "abs({0})", "pow({0}, {1})", "exp({0})",
        "({0}, {1})", "[{0}, {1}]", "({0} if {1} else {2})", "({0} == {1})",
        "({0} < {1})", "({0} and {1})", "({0} or {1})", "(not {0})", "M[{0}]", "X[{0}, {1}]", "D[{0}]",
        "sum({0} for i in {1})", "max(i + {0} for i in {1})", "prod({0} for i in {1}, j in {2})",
    ]  # fmt: skip
    return st.sampled_from(templates).flatmap(written)


@pytest.mark.slow
@DOMAINS
def test_whatever_is_written_has_a_value_or_an_error_of_ours(domain: Exact) -> None:
    symbol = domain.symbol("W") if isinstance(domain, Symbolic) else 5

    @settings(max_examples=1000, deadline=None, database=None, derandomize=True)
    @given(st.recursive(_LEAVES, _grow, max_leaves=6))
    def fuzz(source: str) -> None:
        formula = parse_expression(source)
        with suppress(SymcnnError):
            evaluate(formula, {**SCOPE, "W": symbol}, domain)

    fuzz()
