"""Forms keep a formula's value at random points, found by evaluators without their code, and cost what they say."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from itertools import product as box
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sympy import Add, Expr, Integer, Max, Min, Mod, Mul, Pow, Symbol, expand

from symcnn.algebra.exact.arithmetic import Exact
from symcnn.algebra.exact.evaluate import evaluate
from symcnn.algebra.forms import forms
from symcnn.algebra.forms.forms import FORMS, as_expr, to_form
from symcnn.algebra.forms.generators import Generators
from symcnn.algebra.forms.nodes import formula_of
from symcnn.algebra.forms.operation_count import operations
from symcnn.algebra.forms.shortest import MOST_TERMS, Search
from symcnn.algebra.forms.to_formula import to_formula
from symcnn.algebra.growth.ratio import difference, ratio
from symcnn.algebra.quotients.quotient import Quotient
from symcnn.algebra.quotients.symbol import make_symbol
from symcnn.render.formula.order import arrange
from symcnn.render.formula.text import to_source
from symcnn.syntax.parser import parse_expression

if TYPE_CHECKING:
    from collections.abc import Callable

    from symcnn.formula import Formula

SLOW_TO_DRAW = [HealthCheck.filter_too_much, HealthCheck.too_slow]
FUZZ = settings(max_examples=350, deadline=None, database=None, derandomize=True, suppress_health_check=SLOW_TO_DRAW)
"""Each drawn formula is compared at thirty points: some 10,000 comparisons."""

NAMES = {
    name: make_symbol(name) for name in ["W", "H", "F", "K", "D", "L", "C", "n", "k", "k0", "m", "r", "s", "c", "e"]
}
NODES = {"floor": Quotient, "min": Min, "max": Max}


def expression(text: str) -> Any:
    """A formula of the language as SymPy has it, sums in products left alone."""
    return built(parse_expression(text))


def built(formula: Formula) -> Any:
    parts = [built(part) for part in formula.args]
    if formula.op == "number":
        return Integer(formula.value)  # type: ignore[arg-type]
    if formula.op == "name":
        return NAMES[str(formula.value)]
    if formula.op != "call":
        return OPERATORS[formula.op](*parts)
    function = NODES[str(formula.value)]
    return function(*parts[0].as_numer_denom()) if function is Quotient else function(*parts, evaluate=False)


OPERATORS: dict[str, Callable[..., Any]] = {
    "sum": Add,
    "product": Mul,
    "negative": lambda part: -part,
    "reciprocal": lambda part: 1 / part,
    "power": Pow,
    "remainder": Mod,
}


def shown(text: str, form: str = "shortest", symbol: str | None = None) -> str:
    return to_source(arrange(to_form(expression(text), form, symbol), {}))


SHORTEST = [
    ("D*r*(W + 1) + D*(W + 1) + D", "D*((W + 1)*(r + 1) + 1)"),  # like terms of two parts are added
    ("F^2*D*K + K", "K*(F^2*D + 1)"),
    ("L^2/2 + L/2", "L*(L + 1)/2"),
    ("L*(L + 1)/2", "L*(L + 1)/2"),
    ("K*L^2/2 + K*L/2", "L*K*(L + 1)/2"),
    ("n^3/3 + n^2/2 + n/6", "n*(n + 1)*(2*n + 1)/6"),
    ("4*C^2 + 9*C^2 + 4*C^2", "17*C^2"),
    ("2*W + 2", "2*W + 2"),
    ("(2*W + 2)*K", "2*K*(W + 1)"),
    ("-W - H", "-(H + W)"),
    ("(1 - H)*(W - 1) + 0*H", "(1 - H)*(W - 1)"),
    ("m*n + m*s + r*n + r*s", "(m + r)*(n + s)"),
    ("m^2 + 2*m*r + r^2", "(m + r)^2"),
    ("m^3 - 3*m^2 + 3*m - 1", "(m - 1)^3"),
    ("n^2 - 1", "n^2 - 1"),
    ("(F - 1)/2", "(F - 1)/2"),
    ("(F^2*D + D*K)/(F^2*D*K)", "1/F^2 + 1/K"),
    ("s*c/(s + c - 1)", "c*s/(c + s - 1)"),
    ("(n^2 - 1)/(n - 1)", "n + 1"),
    ("4*k*(n*k0 + k*n*(n - 1)/2) + 36*n*k^2", "2*k*n*(k*(n + 17) + 2*k0)"),
    ("(c*s + s) + (s*e + e) + (9*s*m + m)", "s*(c + e + 9*m + 1) + e + m"),
    ("floor((W - 5)/2) - 3", "floor((W - 11)/2)"),
    ("K*floor(W/2) + K", "K*(floor(W/2) + 1)"),
    ("K*(W % 2) + K", "K*(W % 2 + 1)"),
    ("2^n*k + 2^n*m", "2^n*(k + m)"),
    ("(2^n + 1)^2 - 2*2^n", "4^n + 1"),
    ("n - n", "0"),
    ("K*F*(n - 1) + K*F", "F*K*n"),
    ("(K*F + 1)*(n - 1)*D + (K*F + 1)*D", "D*n*(F*K + 1)"),
    ("K*(F^2*D + 1) + K*(F^2*K + 1)*(n - 1)", "K*(F^2*(K*(n - 1) + D) + n)"),
    ("1 - (F - W)/s", "(W - F)/s + 1"),
    ("floor((W - 1)/s) + 1", "ceil(W/s)"),
    ("K*(floor((W - 1)/s) + 1)", "K*ceil(W/s)"),
    ("floor((W - F + 2*k - 1)/s) + 1", "floor((W - F + 2*k - 1)/s) + 1"),
    ("1 + min(1 + floor((W - F - 1)/s), floor((W - 1)/s))", "min(ceil((W - F)/s) + 1, ceil(W/s))"),
    ("6*(W - 4)*(H - 4) + 2*K*(W - 6)*(H - 6)", "2*K*(H - 6)*(W - 6) + 6*(H - 4)*(W - 4)"),
    ("6*(W - 4)*(H - 4) + 6*(n - 1)*(m - 2)", "6*((H - 4)*(W - 4) + (m - 2)*(n - 1))"),
    ("6*(W - 4)*(H - 4) + 6*(n - 1)*(m - 2) + K", "6*(H - 4)*(W - 4) + K + 6*(m - 2)*(n - 1)"),
    ("(W - 4)*(H - 4) + (W - 2)*(H - 2) + (W - 1)*(H - 1) + W*H", "4*H*W - 7*(H + W) + 21"),  # both sizes alike
    ("16*(floor(W/2) - 6)*(H - 6) + 48*(floor(W/2) - 2)*(H - 2) + n", "64*(H - 3)*(floor(W/2) - 3) + n + 192"),
    ("K*(W - 4)^2 + K*(W - 2)^2", "2*K*(W*(W - 6) + 10)"),
    ("(D*150 + 6)*(W - 4)", "(150*D + 6)*(W - 4)"),
    ("(k + 1)*n + (n + 1)*m + (m + 1)*c", "(c + n)*(m + 1) + k*n + m"),
    ("k*(W - 184)*(H - 184) + c*(W*H - 2*W - 2*H + 4)", "c*(H - 2)*(W - 2) + k*(H - 184)*(W - 184)"),
    ("c^2*(179*W*H - 22198*(W + H) + 3503872)", "c^2*(179*H*W - 22198*(H + W) + 3503872)"),
    ("W*H*n + 4*n*r - r + 16*n*m - 4*m", "H*W*n + (4*m + r)*(4*n - 1)"),
    ("12*2^(n - 1) - 2", "6*2^n - 2"),
    ("(1 - 1/4^n)*2^(2*n)", "4^n - 1"),
    ("2^n*((W + 4)/2^n - 12) + 4", "W - 12*2^n + 8"),
    ("2^(n + 3) + 2^(n + 3)", "2^(n + 4)"),
    ("(n - k)/k + 1", "n/k"),
    ("(k*s^n*s)", "k*s^(n + 1)"),
    ("(9/2)*c^2*k - 9*k*c^2 + k*9*c^2", "9*c^2*k/2"),
]


@pytest.mark.parametrize(("text", "best"), SHORTEST, ids=[text for text, _ in SHORTEST])
def test_shortest(text: str, best: str) -> None:
    assert shown(text) == best


OTHERS = [
    ("expanded", None, "K*(F^2*D + 1)", "F^2*D*K + K"),
    ("expanded", None, "(m + r)^2", "m^2 + 2*m*r + r^2"),
    ("factored", None, "n^4 - 1", "(n - 1)*(n + 1)*(n^2 + 1)"),
    ("factored", None, "2*W + 2", "2*(W + 1)"),
    ("factored", None, "1/(m + r) + 1/(m - r)", "2*m/((m - r)*(m + r))"),
    ("factored", None, "floor(W/2)^2 + floor(W/2)", "floor(W/2)*(floor(W/2) + 1)"),
    ("given", None, "K*(F^2*D + 1)", "K*(F^2*D + 1)"),
    ("by", "n", "n*(n*k + m) + k*n + n^2", "n^2*(k + 1) + n*(k + m)"),
    ("by", "W", "n*(n + 1)", "n*(n + 1)"),
    ("horner", "n", "3*n^3 + 2*n + 1", "n*(3*n^2 + 2) + 1"),
    ("horner", None, "n^2*k + n*k + m", "n*(k*n + k) + m"),
]


@pytest.mark.parametrize(("form", "symbol", "text", "best"), OTHERS)
def test_other_forms(form: str, symbol: str | None, text: str, best: str) -> None:
    assert shown(text, form, symbol) == best


COUNTS = [
    ("7", 0),
    ("W", 0),
    ("-W", 0),
    ("-1*W", 0),
    ("-W - 2*H", 2),
    ("W + H - 3", 2),
    ("2*W*H", 2),
    ("W/2", 1),
    ("1/W", 1),
    ("W/(H*K)", 2),
    ("W/H/K", 2),
    ("3/4*W", 2),
    ("W^2", 1),
    ("2^(n + 1)", 2),
    ("floor((W - F)/2) + 1", 4),
    ("ceil(W/2)", 2),
    ("min(W, H, K)", 1),
    ("W % 2", 1),
    ("W % 2 == 0", 2),
    ("K if W >= 2 else 3*K", 3),
    ("W > 1 and H > 1", 3),
    ("sum(W*u for u in F)", 2),
    ("x[2*u]", 1),
]


@pytest.mark.parametrize(("text", "count"), COUNTS)
def test_operations_are_counted_as_seen(text: str, count: int) -> None:
    assert operations(parse_expression(text)) == count


class Unknown(Expr):
    """A node of somebody else's."""


@pytest.mark.parametrize("exponent", [-3, -2, -1, 2, 3])
@pytest.mark.parametrize("form", FORMS)
def test_a_ceiling_keeps_its_sign_below_a_fraction_bar(form: str, exponent: int) -> None:
    divisor = Symbol("q", integer=True)  # of a known sign a quotient is a sum
    expr = NAMES["H"] * Quotient(-NAMES["W"], divisor) ** exponent + NAMES["K"]
    for q in (3, -3):
        found = evaluate(to_form(expr, form, "H"), {"H": 5, "W": 7, "q": q, "K": 4}, Exact())
        assert found == 5 * Fraction(-7 // q) ** exponent + 4


def test_unknown_nodes_are_factors_like_symbols() -> None:
    node = Unknown(NAMES["W"])
    a, b = NAMES["K"], NAMES["D"]
    formula = to_form(a * node + b * node)
    assert operations(formula) == operations(to_formula(node)) + 2
    assert as_expr(a * node + b * node) == node * (a + b)


@pytest.mark.parametrize("number", [3, Fraction(3, 4), Integer(3)])
def test_numbers_stay_numbers(number: Any) -> None:
    assert {to_form(number, form) for form in FORMS} == {to_formula(number)}


def test_what_is_too_long_is_left_in_a_row() -> None:
    symbols = [make_symbol(f"a_{i}") for i in range(MOST_TERMS + 1)]
    long = NAMES["K"] * Add(*symbols)
    assert operations(to_form(long)) == MOST_TERMS + 1
    assert operations(to_form(Add(*symbols) + NAMES["K"])) == MOST_TERMS + 1
    wide = Mul(*(Add(*symbols[6 * i : 6 * i + 6]) for i in range(6)))
    for form in FORMS:
        assert operations(to_form(wide, form, "a_1")) == 35, form


def test_deep_sums_end_in_what_stands() -> None:
    deep: Any = NAMES["W"]
    for level in range(60):
        deep = NAMES["K"] * deep + make_symbol(f"b_{level}")
    assert operations(to_form(deep)) <= operations(deep)
    for form in FORMS:
        to_form(deep, form, "K")


# -- values at random points -------------------------------------------------------------------------------------------


def formulas(samples: Any) -> Any:
    """What networks make, and worse: sums of products of sums, over monomials, over sums."""
    part = st.one_of(samples.sizes(1), samples.any_sum, samples.whole, samples.quotients())
    power = st.tuples(part, st.sampled_from([1, 1, 1, 2, 3])).map(lambda pair: Pow(*pair))
    positive = st.one_of(samples.numbers, st.sampled_from(samples.whole_symbols[:3]), samples.positive)
    over = st.sampled_from([-1, -1, -2])
    divisor = st.tuples(positive, over).map(lambda pair: Pow(*pair))
    exponential = st.sampled_from(samples.whole_symbols[:3]).map(lambda symbol: Integer(2) ** Mod(symbol, 3))
    extreme = st.tuples(samples.whole, samples.whole).map(lambda pair: Max(*pair, evaluate=False))
    remainder = st.tuples(samples.whole, samples.numbers).map(lambda pair: Mod(*pair, evaluate=False))
    factor = st.one_of(power, power, power, positive, divisor, exponential, extreme, remainder)
    term = st.lists(factor, min_size=1, max_size=3).map(lambda factors: Mul(*factors))
    inner = st.lists(term, min_size=1, max_size=3).map(lambda terms: Add(*terms))
    return st.lists(st.one_of(term, st.tuples(inner, factor).map(lambda pair: Mul(*pair))), min_size=1, max_size=4).map(
        lambda terms: Add(*terms)
    )


def value_at(formula: Formula, point: dict[Any, Any]) -> Any:
    return evaluate(formula, {symbol.name: value for symbol, value in point.items()}, Exact())


@pytest.mark.slow
def test_every_form_keeps_the_value(samples: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forms, "_node", lru_cache(1)(forms._node))  # noqa: SLF001 - for the formula and the expression

    @FUZZ
    @given(expr=formulas(samples), symbol=st.sampled_from([None, "W", "F"]))
    def check(expr: Any, symbol: str | None) -> None:
        expected = [samples.value_of(expr, point) for point in samples.points]
        for form in FORMS:
            formula, other = to_form(expr, form, symbol), as_expr(expr, form, symbol)
            assert operations(arrange(formula, {})) <= operations(formula), f"{form} of {expr}"
            for point, value in zip(samples.points, expected, strict=True):
                assert value_at(formula, point) == value, f"{form} of {expr} is {to_source(formula)}: {point}"
                assert samples.value_of(other, point) == value, f"{form} of {expr} is {other}: {point}"

    check()


@pytest.mark.slow
def test_no_form_is_longer_than_what_stands_and_each_costs_what_it_says(samples: Any) -> None:
    @FUZZ
    @given(expr=formulas(samples))
    def check(expr: Any) -> None:
        generators = Generators()
        search = Search(generators)
        node = search.best(generators.read(expr))
        assert node.cost == operations(formula_of(node)), str(expr)
        assert operations(to_form(expr)) <= operations(to_form(expr, "given")), str(expr)
        assert 2 * operations(to_form(expr)) <= 3 * operations(to_form(expr, "expanded")), str(expr)

    check()


@pytest.mark.slow
def test_no_bracket_holds_two_numbers(samples: Any) -> None:
    @FUZZ
    @given(expr=formulas(samples))
    def check(expr: Any) -> None:
        waiting = [to_form(expr)]
        while waiting:
            formula = waiting.pop()
            numbers = [part for part in formula.args if {node.op for node in spread(part)} <= NUMERICAL]
            assert formula.op != "sum" or len(numbers) <= 1, f"{to_source(formula)} in the form of {expr}"
            waiting.extend(formula.args)

    check()


NUMERICAL = {"number", "negative", "product", "reciprocal"}
"""What a number in a sum is made of."""


def spread(formula: Formula) -> list[Formula]:
    """A formula and everything in it."""
    return [formula, *(node for part in formula.args for node in spread(part))]


@pytest.mark.slow
def test_ratio_and_difference(samples: Any) -> None:
    pairs = st.tuples(formulas(samples), formulas(samples), st.one_of(samples.positive, samples.numbers))

    @FUZZ
    @given(drawn=pairs)
    def check(drawn: tuple[Any, Any, Any]) -> None:
        a, b, shared = drawn
        above, positive = a * shared, shared * (b**2 + 1)
        quotient, rest = ratio(above, positive), difference(a, b)
        for point in samples.points:
            left, right, below = (samples.value_of(part, point) for part in (above, b, positive))
            assert samples.value_of(quotient, point) == Fraction(left) / Fraction(below), f"{above} over {positive}"
            assert samples.value_of(rest, point) == samples.value_of(a, point) - right, f"{a} minus {b}"

    check()


def test_the_ceiling_is_a_floor_plus_one() -> None:
    above: dict[str, Callable[[int], int]] = {"W": lambda w: w, "3*W": lambda w: 3 * w, "W^2": lambda w: w * w}
    for (text, value), constant, number in box(above.items(), range(-3, 3), range(-1, 3)):
        formula = to_form(expression(f"floor(({text} + {constant})/s) + {number}"))
        assert ("ceil" in to_source(formula)) == (constant == -1 and number >= 1), (text, constant, number)
        for w, s in box(range(1, 20), range(1, 20)):
            expected = (value(w) + constant) // s + number
            assert evaluate(formula, {"W": w, "s": s}, Exact()) == expected, (text, constant, number, w, s)


def test_expansion_agrees_with_sympy() -> None:
    for text in ("(W + 1)^3*(K - 2*D)", "(m + r)*(m - r) + (n + 1)^2/2", "K*(F^2*D + 1)*(floor(W/2) + 1)^2"):
        assert as_expr(expression(text), "expanded") == expand(expression(text)), text
