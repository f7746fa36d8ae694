"""What facts let be proved holds at every point that fulfils them; facts that no point fulfils are refused."""

from __future__ import annotations

from functools import lru_cache, partial
from itertools import product
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sympy import Integer, Rational

from symcnn.algebra.domains.symbolic import Symbolic
from symcnn.algebra.exact.arithmetic import RELATIONS, Exact
from symcnn.algebra.proofs.remainders import Residue, residue_of
from symcnn.algebra.quotients.numbers import to_plain
from symcnn.errors import ShapeMistake
from symcnn.render.formula.text import to_source
from symcnn.syntax.parser import parse_expression

if TYPE_CHECKING:
    from symcnn.formula import Comparator

SLOW_TO_DRAW = [HealthCheck.filter_too_much, HealthCheck.too_slow]
FUZZ = settings(max_examples=700, deadline=None, database=None, derandomize=True, suppress_health_check=SLOW_TO_DRAW)
NAMES = ("W", "F", "P")
POINTS = [dict(zip(NAMES, values, strict=True)) for values in product(range(1, 16), range(1, 9), range(5))]
MANY = 10_000


def scope_of(domain: Symbolic) -> dict[str, Any]:
    kinds = {"P": ("integer", ">=", 0), "n": ("integer", ">=", 0), "i": ("integer", ">=", 0)}
    return {name: domain.symbol(name, *kinds.get(name, ())) for name in (*NAMES, "S", "D", "G", "H", "n", "i")}


def assuming(*facts: str) -> tuple[Symbolic, dict[str, Any]]:
    domain = Symbolic()
    scope = scope_of(domain)
    for fact in facts:
        domain.assume(parse_expression(fact), scope)
    return domain, scope


@st.composite
def one_fact(draw: Any) -> str:
    """A fact about one or more sizes, in the language."""
    name, other = draw(st.permutations(NAMES))[:2]
    number, modulus = draw(st.integers(0, 9)), draw(st.integers(2, 6))
    return str(
        draw(
            st.sampled_from(
                [
                    f"{name} % {modulus} == {number % modulus}",
                    f"({name} - {number}) % {modulus} == 0",
                    f"({name} + {other}) % {modulus} == {number % modulus}",
                    f"{name} >= {number}",
                    f"{name} <= {number + 3}",
                    f"{name} < {number + 3} and {name} > 1",
                    f"{name} == {number}",
                    f"{name} == {other}",
                    f"{name} == {other} + {number % 3}",
                    f"{name} + {modulus}*{other} >= F",
                    f"2*{name} > {other} + {number}",
                    f"{name} - {other} >= {number - 5}",
                    "W % F == 0",
                    "W % F == 0 and F % 2 == 1",
                ]
            )
        )
    )


def holds(fact: str, point: dict[str, int]) -> bool:
    """The meaning of a fact, by Python's own arithmetic."""
    return bool(evaluated(fact, point))


def linear(draw: Any, scope: dict[str, Any]) -> tuple[Any, str]:
    """A sum of multiples of the sizes, as an expression and for Python."""
    counts = [draw(st.sampled_from([0, 1, 1, -1, 2, -2, 3])) for _ in NAMES]
    constant = draw(st.integers(-6, 6))
    expr = sum((count * scope[name] for count, name in zip(counts, NAMES, strict=True)), Integer(constant))
    return expr, " + ".join([*(f"{c}*{n}" for c, n in zip(counts, NAMES, strict=True)), str(constant)])


compiled = lru_cache(10_000)(partial(compile, filename="formula", mode="eval"))
"""A formula, ready for every point."""


def evaluated(source: str, point: dict[str, int]) -> Any:
    return eval(compiled(source), {}, point)  # noqa: S307 - the formulas are this file's own


def drawn_domain(data: Any) -> tuple[Symbolic, dict[str, Any], list[dict[str, int]], list[str]] | None:
    """A domain with facts, and the points that fulfil them; None where the facts were refused."""
    facts = data.draw(st.lists(one_fact(), min_size=1, max_size=3))
    points = [point for point in POINTS if all(holds(fact, point) for fact in facts)]
    try:
        domain, scope = assuming(*facts)
    except ShapeMistake:
        assert not points, f"refused, but {points[0]} fulfils {facts}"
        return None
    return domain, scope, points, facts


@pytest.mark.slow
def test_what_facts_decide_is_so_at_every_point() -> None:
    checked, decided = 0, 0

    @FUZZ
    @given(data=st.data())
    def fuzz(data: Any) -> None:
        nonlocal checked, decided
        drawn = drawn_domain(data)
        if drawn is None:
            return
        domain, scope, points, facts = drawn
        left, source = linear(data.draw, scope)
        values = [evaluated(source, point) for point in points]
        for relation, right in product(RELATIONS, (0, 3)):
            answer = domain.decide(relation, to_plain(left), right)
            decided += answer is not None
            for point, value in zip(points, values, strict=True):
                checked += 1
                truth = RELATIONS[relation](value, right)
                assert answer in (None, truth), f"assume {facts}: {source} {relation} {right} is {answer} at {point}"

    fuzz()
    assert checked > MANY
    assert decided > FUZZ.max_examples


@pytest.mark.slow
def test_what_facts_round_is_the_quotient_at_every_point(samples: Any) -> None:
    checked = 0

    @FUZZ
    @given(data=st.data())
    def fuzz(data: Any) -> None:
        nonlocal checked
        drawn = drawn_domain(data)
        if drawn is None:
            return
        domain, scope, points, facts = drawn
        symbols = {scope[name]: name for name in NAMES}
        above, source = linear(data.draw, scope)
        below = data.draw(st.sampled_from([2, 3, 4, 6, 8, "F"]))
        divisor = scope["F"] if below == "F" else Integer(below)
        zero = 0 * scope["W"]
        plain = to_plain(above + zero), to_plain(divisor)
        values = {
            "//": domain.floor(*plain) + zero,
            "%": domain.remainder(*plain) + zero,
            "ceil": domain.ceiling(*plain) + zero,
        }
        whole = domain.whole(domain.divide(*plain))
        at = [{symbol: point[name] for symbol, name in symbols.items()} for point in points]
        found = {sign: samples.values_of(value, at) for sign, value in values.items()}
        for place, point in enumerate(points):
            a, b = evaluated(source, point), evaluated(str(below), point)
            expected = {"//": a // b, "%": a % b, "ceil": -(-a // b)}
            for sign, value in values.items():
                checked += 1
                assert found[sign][place] == expected[sign], (
                    f"assume {facts}: {source} {sign} {below} is {value} at {point}"
                )
            assert whole in (None, a % b == 0), f"assume {facts}: ({source})/{below} whole: {whole} at {point}"

    fuzz()
    assert checked > MANY


def test_congruences_join_as_counting_says() -> None:
    window = range(150)
    for m, n in product(range(1, 13), repeat=2):
        for r, s in product(range(m), range(n)):
            joined = Residue(m, r).joined(Residue(n, s))
            both = [x for x in window if x % m == r and x % n == s]
            assert both == ([] if joined is None else [x for x in window if x % joined.modulus == joined.remainder])
            implied = all(x % n == s for x in window if x % m == r)
            assert Residue(m, r).implies(Residue(n, s)) == implied, (m, r, n, s)


def test_a_congruence_of_a_multiple_is_one_of_the_symbol() -> None:
    window = range(40)
    for multiple, constant, modulus in product(range(-9, 10), range(-9, 10), range(1, 13)):
        found = residue_of(multiple, constant, modulus)
        expected = [x for x in window if (multiple * x + constant) % modulus == 0]
        assert expected == ([] if found is None else [x for x in window if x % found.modulus == found.remainder])


# -- by hand -----------------------------------------------------------------------------------------------------------


def test_a_power_of_two_divides() -> None:
    domain, s = assuming("W % 2^n == 0")
    inside = domain.with_nonnegative([s["i"], s["n"] - 1 - s["i"]])
    half = s["W"] / 2 ** (s["i"] + 1)
    for value in (
        inside.floor(s["W"], 2 ** (s["i"] + 1)),
        inside.floor(s["W"] / 2 ** s["i"] + 1, 2),
        inside.ceiling(s["W"], 2 ** (s["i"] + 1)),
    ):
        assert (value - half).expand() == 0
    assert inside.whole(s["W"] / 2 ** s["i"]) is True
    assert inside.decide(">=", s["W"] / 2 ** s["i"], 1) is True
    assert domain.whole(half) is None
    assert domain.whole(s["W"] / 2 ** (s["n"] + 1)) is None


def test_a_symbol_divides() -> None:
    domain, s = assuming("D % G == 0")
    assert domain.remainder(s["D"], s["G"]) == 0
    assert domain.whole(s["D"] / s["G"]) is True
    assert domain.decide(">=", s["D"], s["G"]) is True
    assert domain.floor(s["D"] + s["G"], s["G"]) == s["D"] / s["G"] + 1


def test_odd_kernels_keep_the_size() -> None:
    domain, s = assuming("F % 2 == 1")
    padding = domain.floor(s["F"] - 1, 2)
    assert domain.sum([s["W"], -s["F"], 1, domain.product([2, padding])]) == s["W"]
    assert domain.whole(Rational(1, 2) * s["F"]) is False


@pytest.mark.parametrize(
    ("facts", "relation", "left", "right", "answer"),
    [
        (["W + 2*P >= F"], ">=", "W + 2*P - F + 1", 1, True),
        (["W + 2*P >= F"], ">=", "2*W + 4*P", "2*F - 1", True),
        (["W + 2*P >= F"], ">=", "W", "F", None),
        (["n > i"], ">=", "n - 1", "i", True),
        (["n > i", "i > P"], ">=", "n", "P + 2", True),
        (["W == H"], "==", "W^2", "H^2", True),
        (["W == H"], "==", "floor(W/2)", "floor(H/2)", True),
        (["W == H", "H >= 8"], ">=", "W", 8, True),
        (["F <= 7"], "<=", "F", 7, True),
        (["F <= 7"], "<=", "F", 6, None),
        (["F <= 7", "F >= 3"], ">", "F*W", 2, True),
        (["W == 7"], "==", "W", 7, True),
        (["W % 16 == 12"], ">=", "W", 12, True),
        (["W % 16 == 12", "W >= 185"], ">=", "W", 188, True),
        (["W % 16 == 12"], "==", "W", 13, False),
        (["W >= 2 or F >= 2"], ">=", "W", 2, None),
        ([], "==", "floor(W/2) + floor((W + 1)/2)", "W", True),
        ([], ">=", "floor(W/2) + floor(W/3)", "floor(W/4)", True),
        (["W % 2 == 0"], "==", "2*floor(W/2)", "W", True),
        ([], "==", "2*W", "2*F + 1", False),
    ],
)
def test_decided_by_facts(facts: list[str], relation: Comparator, left: str, right: Any, answer: bool | None) -> None:
    from symcnn.algebra.exact.evaluate import evaluate_scalar

    domain, scope = assuming(*facts)
    sides = [evaluate_scalar(parse_expression(str(side)), scope, domain) for side in (left, right)]
    assert domain.decide(relation, *sides) is answer


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        (["W >= 10", "W <= 5"], "W <= 5 cannot hold together with W >= 10, assumed on line 1"),
        (["W % 16 == 12", "W % 8 == 3"], "W % 8 == 3 cannot hold together with W % 16 == 12, assumed on line 1"),
        (["W % 4 == 1", "F >= 2", "W % 6 == 2"], "W % 6 == 2 cannot hold together with W % 4 == 1, assumed on line 1"),
        (["W == 7", "W % 2 == 0"], "W % 2 == 0 cannot hold together with W == 7, assumed on line 1"),
        (["W + 2*P >= F", "W + 2*P < F"], "W + 2*P < F cannot hold together with W + 2*P >= F, assumed on line 1"),
        (["W == 7", "W != 7"], "W != 7 cannot hold together with W == 7, assumed on line 1"),
        (["W < 1"], "W < 1 can never hold"),
        (
            ["W >= 30", "W <= 40", "W % 16 == 12"],
            "W % 16 == 12 cannot hold together with W >= 30, assumed on line 1 and W <= 40, assumed on line 1",
        ),
        (
            ["W % 2 == 0", "W == H", "H % 2 == 1"],
            "H % 2 == 1 cannot hold together with W % 2 == 0, assumed on line 1 and W == H, assumed on line 1",
        ),
        (["W % S == 0", "W < S"], "W < S cannot hold together with W % S == 0, assumed on line 1"),
        (["W >= 3 and W <= 2"], "W <= 2 cannot hold together with W >= 3, assumed on line 1"),
    ],
    ids=str,
)
def test_facts_that_contradict_each_other(facts: list[str], words: str) -> None:
    with pytest.raises(ShapeMistake) as caught:
        assuming(*facts)
    assert caught.value.message == words
    assert caught.value.span.text in facts[-1]


def test_what_repeats_or_follows_is_fine() -> None:
    domain, _ = assuming("W % 16 == 12", "W % 16 == 12", "W % 4 == 0", "W >= 12", "W >= 1", "W == H", "H == W")
    assert not domain.facts.unused


def test_a_fact_without_use_is_listed() -> None:
    domain, _ = assuming("W >= 2 or F >= 2", "not W == 3")
    assert [to_source(formula) for formula in domain.facts.unused] == ["W >= 2 or F >= 2", "not W == 3"]


def test_what_is_supposed_inside_stays_inside() -> None:
    domain, s = assuming("W >= 4")
    inside = domain.with_nonnegative([s["n"] - 1 - s["i"]])
    inside.assume_exact()
    inside.evenly(s["W"], 2)
    assert inside.decide(">", s["n"], s["i"]) is True
    assert domain.decide(">", s["n"], s["i"]) is None
    assert not domain.is_exact
    assert len(inside.pending_conditions()) == 1
    assert domain.pending_conditions() == []
    assert domain.whole(s["W"] / 2) is None
    assert inside.whole(s["W"] / 2) is True


# -- divisions that leave nothing --------------------------------------------------------------------------------------


def test_exact_divisions() -> None:
    domain, s = assuming()
    domain.assume_exact()
    first = domain.sum([domain.evenly(s["W"] - s["F"], s["S"]), 1])
    second = domain.sum([domain.evenly(domain.sum([first, -s["D"]]), 2), 1])
    assert first == (s["W"] - s["F"]) / s["S"] + 1
    assert domain.whole(first) is domain.whole(second) is True
    taken = [to_source(formula) for formula, _ in domain.pending_conditions()]
    assert taken == ["(W - F) % S == 0", "(S + W - F - D*S) % (2*S) == 0"]
    domain.evenly(s["W"] - s["F"], s["S"])
    assert domain.pending_conditions() == []


def test_what_is_proved_is_not_taken_for_granted() -> None:
    domain, s = assuming("W % 32 == 0")
    domain.assume_exact()
    assert domain.evenly(s["W"], 32) == s["W"] / 32
    assert domain.evenly(2 * s["F"] + 4, 2) == s["F"] + 2
    assert domain.pending_conditions() == []
    with pytest.raises(ShapeMistake, match=r"2\*F \+ 1 is not a multiple of 2"):
        domain.evenly(2 * s["F"] + 1, 2)


def test_exact_divisions_of_numbers() -> None:
    for domain in (Exact(), Symbolic()):
        domain.assume_exact()
        assert domain.evenly(12, 4) == 3
        with pytest.raises(ShapeMistake, match=r"^13 is not a multiple of 4(\n|$)"):
            domain.evenly(13, 4)
        assert (domain.floor(13, 4), domain.ceiling(13, 4)) == (3, 4)
