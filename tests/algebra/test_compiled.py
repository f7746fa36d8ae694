"""A compiled formula gives what its definition says: random expressions against Python's own fractions."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from fractions import Fraction
from operator import add, ge, lt, mod, mul, sub, truediv
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from symcnn.algebra.domains.symbolic import Symbolic
from symcnn.algebra.exact.arithmetic import Exact
from symcnn.algebra.exact.evaluate import compiled, evaluate
from symcnn.errors import ArithmeticMistake, LimitExceeded, NameMistake
from symcnn.limits import Limits
from symcnn.support.work import OutOfWork, Work
from symcnn.syntax.parser import parse_expression

NAMES = ("a", "b", "c")
Numbers = Mapping[str, Fraction]


class Written(NamedTuple):
    """An expression in the language, and what it is worth as Python computes it."""

    text: str
    worth: Callable[[Numbers], Fraction]


def _number(value: Fraction) -> Written:
    return Written(f"({value})", lambda _: value)


def _name(word: str) -> Written:
    return Written(word, lambda numbers: numbers[word])


def _binary(sign: str, apply: Callable[[Fraction, Fraction], Fraction]) -> Callable[[Written, Written], Written]:
    def join(left: Written, right: Written) -> Written:
        return Written(
            f"({left.text} {sign} {right.text})",
            lambda numbers: Fraction(apply(left.worth(numbers), right.worth(numbers))),
        )

    return join


def _rounded(word: str, apply: Callable[[Fraction], int]) -> Callable[[Written, Written], Written]:
    return lambda above, below: Written(
        f"{word}({above.text}/{below.text})", lambda n: Fraction(apply(above.worth(n) / below.worth(n)))
    )


def _called(word: str, apply: Callable[[Fraction, Fraction], Fraction]) -> Callable[[Written, Written], Written]:
    return lambda left, right: Written(
        f"{word}({left.text}, {right.text})", lambda n: apply(left.worth(n), right.worth(n))
    )


def _chosen(left: Written, right: Written) -> Written:
    return Written(
        f"({left.text} if {left.text} < {right.text} and not {right.text} >= 3 else -{right.text})",
        lambda n: left.worth(n) if lt(left.worth(n), right.worth(n)) and not ge(right.worth(n), 3) else -right.worth(n),
    )


def _summed(left: Written, right: Written) -> Written:
    return Written(
        f"sum(i*{left.text} + {right.text} for i in 3)",
        lambda n: sum((turn * left.worth(n) + right.worth(n) for turn in range(3)), Fraction(0)),
    )


def _squared(left: Written, right: Written) -> Written:
    return Written(f"(({left.text})^2*{right.text})", lambda n: left.worth(n) ** 2 * right.worth(n))


JOINED = (
    *(_binary(*row) for row in [("+", add), ("-", sub), ("*", mul), ("/", truediv), ("%", mod)]),
    *(_rounded(*row) for row in [("floor", math.floor), ("ceil", math.ceil)]),
    *(_called(*row) for row in [("min", min), ("max", max)]),
    _summed, _squared,
)  # fmt: skip
FRACTIONS = st.sampled_from([Fraction(above, below) for below in (1, 2, 3) for above in range(-6, 7)])
LEAVES = st.one_of(FRACTIONS.map(_number), st.sampled_from(NAMES).map(_name))
POINT = st.tuples(*[FRACTIONS] * len(NAMES)).map(lambda values: dict(zip(NAMES, values, strict=True)))


def expressions(*joined: Callable[[Written, Written], Written]) -> st.SearchStrategy[Written]:
    """Expressions in which some ways to join two are used."""
    rows = st.sampled_from(joined)
    return st.recursive(
        LEAVES, lambda inner: st.builds(lambda join, left, right: join(left, right), rows, inner, inner), max_leaves=6
    )


DOMAINS = pytest.mark.parametrize("domain", [Exact(), Symbolic()], ids=["numbers", "symbols"])


def worth(written: Written, numbers: Numbers) -> Fraction | None:
    """What Python says; None where it divides by zero."""
    try:
        return written.worth(numbers)
    except ZeroDivisionError:
        return None


@DOMAINS
@settings(deadline=None, database=None)
@given(expressions(*JOINED, _chosen), st.tuples(POINT, POINT))
def test_a_formula_compiled_once_is_worth_what_python_says_at_every_point(
    domain: Exact, written: Written, points: tuple[Numbers, ...]
) -> None:
    formula = parse_expression(written.text)
    for numbers in points:
        expected = worth(written, numbers)
        if expected is not None:
            assert evaluate(formula, numbers, domain) == expected
            continue
        with pytest.raises(ArithmeticMistake, match="division by zero"):
            evaluate(formula, numbers, domain)


@DOMAINS
@settings(deadline=None, database=None)
@given(expressions(*JOINED), st.tuples(POINT, POINT))
def test_a_vector_is_worked_out_on_each_axis_by_itself(
    domain: Exact, written: Written, points: tuple[Numbers, ...]
) -> None:
    expected = tuple(worth(written, numbers) for numbers in points)
    vectors = {name: tuple(numbers[name] for numbers in points) for name in NAMES}
    if None in expected:
        with pytest.raises(ArithmeticMistake, match="division by zero"):
            evaluate(parse_expression(written.text), vectors, domain)
    else:
        assert evaluate(parse_expression(written.text), vectors, domain) in (expected, expected[0])


def test_a_formula_is_compiled_once_and_its_parts_with_it() -> None:
    formula = parse_expression("1 + 2*(a + b)")
    assert compiled(formula) is compiled(formula)
    assert compiled(formula.args[1]) is compiled(formula.args[1])


def test_what_is_not_reached_is_not_refused() -> None:
    formula = parse_expression("a if a > 0 else flor(nobody)")
    assert evaluate(formula, {"a": 1}, Exact()) == 1
    with pytest.raises(NameMistake, match='there is no function "flor"'):
        evaluate(formula, {"a": -1}, Exact())


def test_every_value_of_a_range_counts_as_a_step() -> None:
    formula = parse_expression("sum(i*a for i in 1000)")
    with Work(1000).counting(), pytest.raises(OutOfWork):
        evaluate(formula, {"a": 2}, Exact())
    with Work(10_000).counting():
        assert evaluate(formula, {"a": 2}, Exact()) == 999_000


def test_a_domain_with_other_limits_uses_the_same_function() -> None:
    formula = parse_expression("sum(a for i in 100)")
    assert evaluate(formula, {"a": 1}, Exact()) == 100
    with pytest.raises(LimitExceeded):
        evaluate(formula, {"a": 1}, Exact(Limits(range=10)))
