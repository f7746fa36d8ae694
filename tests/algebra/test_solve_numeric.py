"""Relations of one unknown against putting in every number of a window."""

from __future__ import annotations

import operator
from collections import Counter
from itertools import product
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sympy import Add, Expr, Integer, Max, Min, Mod, Mul, Pow

from symcnn.algebra.quotients.quotient import Quotient
from symcnn.algebra.quotients.remainder import Remainder
from symcnn.algebra.quotients.symbol import make_symbol
from symcnn.algebra.solving.solve import Answer, Divides, Relation, solve

if TYPE_CHECKING:
    from symcnn.formula import Comparator

EXAMPLES = settings(
    max_examples=200,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
X = make_symbol("x")
Y = make_symbol("y", "integer", ">=", 0)
Z = make_symbol("z", "integer", "", 0)
WINDOWS = {X: range(1, 260), Y: range(260), Z: range(-130, 130)}
OPERATORS: dict[str, Any] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
OPS = st.sampled_from(sorted(OPERATORS))
NUMBERS = st.integers(-30, 30)
DIVISORS = st.integers(1, 9)


def lines(x: Any) -> Any:
    return st.tuples(st.integers(-6, 6), NUMBERS).map(lambda line: line[0] * x + line[1])


def polynomials(x: Any) -> Any:
    return st.lists(st.integers(-9, 9), min_size=1, max_size=4).map(
        lambda coefficients: Add(*(coefficient * x**k for k, coefficient in enumerate(coefficients)))
    )


def steps(above: Any) -> Any:
    return st.tuples(above, DIVISORS).map(lambda pair: Quotient(*pair))


def nested(x: Any) -> Any:
    inner = steps(lines(x))
    for _ in range(3):
        inner = st.tuples(inner, st.integers(1, 3), NUMBERS, DIVISORS).map(lambda p: Quotient(p[1] * p[0] + p[2], p[3]))
    return inner


def tangled(x: Any) -> Any:
    parts = st.one_of(
        lines(x),
        steps(lines(x)),
        steps(polynomials(x)),
        st.tuples(lines(x), DIVISORS).map(lambda pair: Mod(*pair)),
        st.tuples(lines(x), steps(lines(x))).map(lambda pair: Mul(*pair)),
        st.tuples(steps(lines(x)), st.integers(1, 3)).map(lambda pair: pair[0] ** pair[1]),
        st.tuples(st.sampled_from([Min, Max]), lines(x), steps(lines(x))).map(lambda pair: pair[0](pair[1], pair[2])),
    )
    return st.lists(st.tuples(st.integers(-3, 3), parts), min_size=1, max_size=3).map(
        lambda terms: Add(*(coefficient * term for coefficient, term in terms))
    )


def rising(x: Any) -> Any:
    parts = st.one_of(
        steps(st.just(x)), st.just(x**2), st.just(Pow(2, x)), st.just(Min(x, 40)), st.just(x * Quotient(x, 3))
    )
    return st.lists(st.tuples(st.integers(1, 4), parts), min_size=1, max_size=3).map(
        lambda terms: Add(*(coefficient * term for coefficient, term in terms))
    )


def below(x: Any) -> Any:
    return st.tuples(st.integers(0, 300), st.integers(1, 4), st.integers(1, 9)).map(
        lambda p: Quotient(p[0], p[1] * x + p[2])
    )


SHAPES = {
    "lines": lines,
    "polynomials": polynomials,
    "nested": nested,
    "tangled": tangled,
    "rising": rising,
    "below": below,
}


def contains(answer: Answer, number: int) -> bool:
    assert answer.kind in ("set", "all", "none"), answer.words
    return answer.kind == "all" or (answer.numbers is not None and number in answer.numbers)


def agrees(answer: Answer, relations: list[Any], unknown: Any, value_of: Any) -> bool:
    """Whether an answer is right for every number of the window."""
    for number in WINDOWS[unknown]:
        truth = all(fulfilled(relation, {unknown: number}, value_of) for relation in relations)
        assert contains(answer, number) == truth, f"solve({relations}, {unknown}): {answer.words}, wrong at {number}"
    return True


def fulfilled(relation: Any, point: dict[Any, int], value_of: Any) -> bool:
    if isinstance(relation, Divides):
        return bool(value_of(relation.expr, point) % value_of(relation.divisor, point) == 0)
    return bool(OPERATORS[relation.op](value_of(relation.left, point), value_of(relation.right, point)))


@pytest.mark.slow
@pytest.mark.parametrize("shape", SHAPES)
def test_one_relation(shape: str, samples: Any) -> None:
    kinds: Counter[str] = Counter()

    @EXAMPLES
    @given(data=st.data())
    def fuzz(data: Any) -> None:
        unknown = data.draw(st.sampled_from([X, Y] if shape == "below" else [X, Y, Z] if shape != "rising" else [X]))
        expr: Expr = data.draw(SHAPES[shape](unknown))
        relation = Relation(data.draw(OPS), expr, data.draw(NUMBERS))
        answer = solve([relation], unknown)
        kinds[answer.kind] += 1
        if answer.kind != "undecided":
            agrees(answer, [relation], unknown, samples.value_of)
            assert answer.kind != "none" or answer.reason, relation

    fuzz()
    assert kinds["undecided"] <= 0.02 * sum(kinds.values()), kinds


def test_systems(samples: Any) -> None:
    @EXAMPLES
    @given(data=st.data())
    def fuzz(data: Any) -> None:
        unknown = data.draw(st.sampled_from([X, Y, Z]))
        shapes = st.one_of(lines(unknown), nested(unknown), tangled(unknown))
        relations: list[Any] = [
            Relation(data.draw(OPS), data.draw(shapes), data.draw(NUMBERS)) for _ in range(data.draw(st.integers(1, 3)))
        ]
        if data.draw(st.booleans()):
            relations.append(Divides(data.draw(DIVISORS), data.draw(shapes)))
        answer = solve(relations, unknown)
        if answer.kind != "undecided":
            agrees(answer, relations, unknown, samples.value_of)

    fuzz()


@pytest.mark.parametrize("node", [Quotient, Remainder])
def test_divisors_of_either_sign(node: Any) -> None:
    """What is divided by less than 0 counts as well: every number of a window is put in."""
    signs: tuple[Comparator, ...] = ("==", ">=", "<", "!=")
    values = (-7, -3, 2), (1, 2, -1), (1, -4, 9), (-1, 0, 2), signs
    for low, times, above, right, op in product(*values):
        below = times * X + low
        answer = solve([Relation(op, node(Integer(above), below), Integer(right))], X)
        if answer.kind == "undecided":
            assert node is Remainder, (op, above, below)
            continue
        for number in (number for number in range(1, 30) if times * number + low != 0):
            found = divmod(above, times * number + low)[node is Remainder]
            said = answer.kind == "all" or (answer.numbers is not None and number in answer.numbers)
            assert said == OPERATORS[op](found, right), (op, node, above, below, right, number, answer.words)
