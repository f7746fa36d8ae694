"""What is decided of formulas with symbols is so for all numbers, and what is rewritten says the same."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import Rational, expand

from symcnn.algebra.domains.symbolic import Symbolic
from symcnn.algebra.exact.arithmetic import RELATIONS, Exact
from symcnn.algebra.exact.evaluate import evaluate, evaluate_scalar
from symcnn.algebra.forms.to_formula import to_formula
from symcnn.algebra.quotients.bounds import bounds, compared, normal
from symcnn.algebra.quotients.numbers import to_plain
from symcnn.render.formula.text import to_source
from symcnn.syntax.parser import parse_expression

if TYPE_CHECKING:
    from collections.abc import Callable

    from symcnn.formula import Comparator, Extremum

FUZZ = settings(max_examples=150, deadline=None, database=None, derandomize=True)
relations = st.sampled_from(list(RELATIONS))


def simple(samples: Any) -> Any:
    """Sums about which something can be decided, and others."""
    terms = st.tuples(
        st.sampled_from([1, 2, 3, -1, -2, Fraction(1, 2)]), st.sampled_from([1, *samples.whole_symbols, samples.real])
    )
    sums = st.lists(terms, min_size=1, max_size=3).map(lambda parts: sum(c * s for c, s in parts))
    return st.one_of(sums, samples.any_sum, samples.sizes(2))


def fuzzed(test: Callable[[Any], None]) -> None:
    given(data=st.data())(FUZZ(test))()


def put(domain: Exact, formula: Any, point: dict[Any, Any]) -> Any:
    return evaluate(formula, {symbol.name: value for symbol, value in point.items()}, domain)


def test_compared_and_normal_say_the_same(samples: Any) -> None:
    def fuzz(data: Any) -> None:
        relation, left, right = data.draw(relations), data.draw(simple(samples)), data.draw(simple(samples))
        left, right = left + samples.whole_symbols[0] * 0, right + samples.whole_symbols[0] * 0
        kind, difference = compared(relation, left, right)
        word, above, below = normal(relation, left, right)
        for point in samples.points:
            truth = RELATIONS[relation](samples.value_of(left, point), samples.value_of(right, point))
            assert RELATIONS[kind](samples.value_of(difference, point), 0) == truth, (relation, left, right, point)
            values = samples.value_of(above, point), samples.value_of(below, point)
            assert RELATIONS[word](*values) == truth, (relation, left, right, word, above, below, point)

    fuzzed(fuzz)


def test_values_lie_between_their_bounds(samples: Any) -> None:
    decided = 0

    def fuzz(data: Any) -> None:
        nonlocal decided
        expr = expand(data.draw(simple(samples)) + samples.whole_symbols[0] * 0)
        least = {symbol: data.draw(st.integers(1, 3)) for symbol in samples.whole_symbols[:2]}
        low, high = bounds(expr, least)
        decided += low is not None or high is not None
        for point in samples.points:
            if all(point[symbol] >= value for symbol, value in least.items()):
                assert low is None or samples.value_of(expr, point) >= low, (expr, least, point)
                assert high is None or samples.value_of(expr, point) <= high, (expr, least, point)

    fuzzed(fuzz)
    assert decided > 20


def test_what_is_decided_is_so_at_every_point(samples: Any) -> None:
    answers = {True: 0, False: 0, None: 0}

    def fuzz(data: Any) -> None:
        relation, left, right = data.draw(relations), data.draw(simple(samples)), data.draw(simple(samples))
        left, right = left + samples.whole_symbols[0] * 0, right + samples.whole_symbols[0] * 0
        answer = Symbolic().decide(relation, to_plain(left), to_plain(right))
        answers[answer] += 1
        for point in samples.points:
            truth = RELATIONS[relation](samples.value_of(left, point), samples.value_of(right, point))
            assert answer is None or answer == truth, (relation, left, right, answer, point)

    fuzzed(fuzz)
    assert min(answers.values()) > 10, answers


@pytest.mark.parametrize(
    ("relation", "left", "right", "answer"),
    [
        (">=", "W", 1, True),
        (">=", "W", 2, None),
        (">", "W", 0, True),
        ("<", "W", 1, False),
        ("==", "W", 0, False),
        ("!=", "W", 0, True),
        (">=", "W + F", 2, True),
        ("<=", "W + F", 1, False),
        (">=", "P", 0, True),
        ("<", "P", 0, False),
        ("<", "alpha", -1, False),
        (">", "-alpha", 1, False),
        (">", "-W/2", 0, False),
        ("<", "W/2", 0, False),
        (">=", "z", 0, None),
        (">=", "z^2", -1, None),
        (">=", "floor((W + 5)/3)", 2, True),
        (">=", "floor((W + 5)/3)", 3, None),
        (">=", "W - F", 0, None),
        ("==", "2*W - 2*W", 0, True),
        (">=", "min(F, W) - W - 1", 0, False),
        ("<=", "W - max(F, W)", -1, None),
        ("<=", "max(F, W) + 1 - W", 0, False),
        (">=", "max(F, W) - W", 0, True),
    ],
)
def test_decisions(relation: Comparator, left: str, right: int, answer: bool | None) -> None:
    domain = Symbolic()
    scope = {name: domain.symbol(name) for name in ("W", "F")}
    scope |= {"P": domain.symbol("P", "integer", ">=", 0), "z": domain.symbol("z", "integer")}
    scope |= {"alpha": domain.symbol("alpha", "real", ">=", 0)}
    assert domain.decide(relation, evaluate_scalar(parse_expression(left), scope, domain), right) is answer


# -- assumptions -------------------------------------------------------------------------------------------------------


def assumed(facts: list[str], **kinds: tuple[str, str, int]) -> tuple[Symbolic, dict[str, Any]]:
    """A domain that takes some facts for granted, and its symbols."""
    domain = Symbolic()
    scope = {name: domain.symbol(name, *kinds.get(name, ())) for name in ("W", "n", "alpha")}
    for fact in facts:
        domain.assume(parse_expression(fact), scope)
    return domain, scope


@pytest.mark.parametrize("divisors", [(2,), (2, 4), (4, 2), (3, 6), (4, 6), (2, 3), (2, 4, 8), (6, 4, 9)], ids=str)
def test_assumed_divisors(divisors: tuple[int, ...], samples: Any) -> None:
    """Whatever is claimed to be whole is whole for every number that fulfils the facts."""
    domain, scope = assumed([f"W % {divisor} == 0" for divisor in divisors])
    W = scope["W"]  # noqa: N806
    widths = [width for width in range(1, 150) if all(width % divisor == 0 for divisor in divisors)]
    for below, shift in product(range(1, 50), (0, -3)):
        value = domain.floor(domain.sum([W, shift]), below) + 0 * W
        exact, rest = domain.whole(domain.divide(W, below)), domain.remainder(W, below)
        for width in widths:
            assert samples.value_of(value, {W: width}) == (width + shift) // below, (below, shift, width)
            assert exact is None or exact == (width % below == 0), (below, width)
            assert rest != 0 or width % below == 0, (below, width)


def test_assumed_divisors_are_used() -> None:
    domain, scope = assumed(["W % 32 == 0"])
    assert domain.floor(scope["W"], 32) == scope["W"] / 32
    assert domain.remainder(scope["W"], 8) == 0
    assert domain.whole(scope["W"] / 16) is True


@pytest.mark.slow
@pytest.mark.parametrize(
    ("facts", "name", "kind", "values"),
    [
        (["W >= 32"], "W", (), range(32, 99)),
        (["W > 32"], "W", (), range(33, 99)),
        (["W >= 32", "W >= 8"], "W", (), range(32, 99)),
        (["n >= 0"], "n", ("integer", ">=", 0), range(99)),
        (["n >= -5"], "n", ("integer", "", 0), range(-5, 99)),
        (["n > -3", "n >= -9"], "n", ("integer", "", 0), range(-2, 99)),
        (["alpha > 2"], "alpha", ("real", "", 0), [Fraction(k, 4) for k in range(9, 99)]),
        (["alpha >= 2"], "alpha", ("real", ">=", 0), [Fraction(k, 4) for k in range(8, 99)]),
        (["2*n >= 6"], "n", ("integer", ">=", 0), range(3, 99)),
    ],
    ids=lambda value: str(value)[:30],
)
def test_assumed_bounds(facts: list[str], name: str, kind: Any, values: Any) -> None:
    """Whatever is decided about a symbol, its multiples and powers holds for every number that fulfils the facts."""
    domain, scope = assumed(facts, **{name: kind})
    symbol = scope[name]
    for relation, bound in product(RELATIONS, range(-10, 40)):
        for factor, power in ((1, 1), (-1, 1), (2, 1), (1, 2), (Rational(1, 2), 1), (1, 3)):
            answer = domain.decide(relation, factor * symbol**power, bound)
            truths = {RELATIONS[relation](Fraction(str(factor)) * Fraction(value) ** power, bound) for value in values}
            assert answer is None or truths == {answer}, (relation, factor * symbol**power, bound, answer)


# -- whole numbers, extremes, formulas ---------------------------------------------------------------------------------


def test_what_is_called_whole_is_whole(samples: Any) -> None:
    def fuzz(data: Any) -> None:
        expr = data.draw(simple(samples)) / data.draw(samples.positive)
        answer = Symbolic().whole(to_plain(expr))
        values = [Fraction(samples.value_of(expr, point)) for point in samples.points]
        assert answer is None or {value.denominator == 1 for value in values} == {answer}, expr

    fuzzed(fuzz)


@pytest.mark.parametrize("function", ["min", "max"])
def test_extremes(function: Extremum, samples: Any) -> None:
    def fuzz(data: Any) -> None:
        values = data.draw(st.lists(simple(samples), min_size=1, max_size=3))
        zero = samples.whole_symbols[0] * 0
        extreme = Symbolic().extremum(function, [to_plain(value + zero) for value in values]) + zero
        for point in samples.points[:15]:
            expected = {"min": min, "max": max}[function](samples.value_of(value + zero, point) for value in values)
            assert samples.value_of(extreme, point) == expected, (values, point)

    fuzzed(fuzz)


def test_ceilings_and_remainders(samples: Any) -> None:
    def fuzz(data: Any) -> None:
        above, below = data.draw(samples.any_sum) + samples.whole_symbols[0] * 0, data.draw(samples.positive)
        domain, zero = Symbolic(), samples.whole_symbols[0] * 0
        plain = to_plain(above), to_plain(below)
        ceiling, remainder = domain.ceiling(*plain) + zero, domain.remainder(*plain) + zero
        for point in samples.points:
            a, b = samples.value_of(above, point), samples.value_of(below, point)
            assert samples.value_of(ceiling, point) == -(-a // b), (above, below, point)
            assert samples.value_of(remainder, point) == a % b, (above, below, point)

    fuzzed(fuzz)


def test_a_formula_reads_back_as_the_same_value(samples: Any) -> None:
    """SymPy's expression, our formula, its text in the language, the parser, and the evaluator in numbers."""

    def fuzz(data: Any) -> None:
        domain, zero = Symbolic(), samples.whole_symbols[0] * 0
        first, second = data.draw(simple(samples)) + zero, data.draw(simple(samples)) + zero
        below, exponent = data.draw(samples.positive), data.draw(st.sampled_from([1, 2, 3, samples.whole_symbols[3]]))
        expr = data.draw(
            st.sampled_from(
                [
                    first,
                    first * second,
                    first / below - second,
                    (first + second) ** exponent,
                    domain.extremum("max", list(map(to_plain, [first, second]))) + zero,
                    2 * domain.extremum("min", list(map(to_plain, [first, second, 1 / below]))) + zero,
                    domain.remainder(to_plain(first), to_plain(below)) * second,
                    -domain.remainder(to_plain(first), to_plain(below))
                    - domain.floor(to_plain(second), to_plain(below)),
                    first / (below * below) / 3,
                    -first * second / below,
                ]
            )
        )
        source = to_source(to_formula(expr))
        parsed = parse_expression(source)
        for point in samples.points[:10]:
            assert put(Exact(), parsed, point) == samples.value_of(expr, point), (expr, source, point)

    fuzzed(fuzz)


@pytest.mark.parametrize("power", ["2^n", "K^n", "1/2^n", "K^1000", "2^(n - 1)", "2^-n"])
def test_a_bound_that_would_be_too_long_is_no_bound(power: str) -> None:
    """Nothing is raised to a power that no memory holds; what is smaller, but can be written, is a bound as well."""
    domain = Symbolic()
    scope = {"n": domain.symbol("n", "integer", ">=", 10**12), "K": domain.symbol("K", "integer", ">=", 10**300)}
    value = evaluate_scalar(parse_expression(power, "test"), scope, domain)
    below = power.startswith(("1/", "2^-"))
    assert domain.decide(">=", value, 3) is not below
    assert domain.decide("<=", value, 3) is below
