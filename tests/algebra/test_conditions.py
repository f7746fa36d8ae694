"""The conditions that are left say exactly what all of them said, and no two of them exclude each other."""

from __future__ import annotations

from functools import lru_cache
from itertools import compress, product
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sympy import Integer

import symcnn
from symcnn.algebra.domains.symbolic import Symbolic
from symcnn.algebra.exact.arithmetic import Exact
from symcnn.algebra.exact.evaluate import truth
from symcnn.algebra.proofs.stated_formulas import Stated
from symcnn.errors import ShapeMistake, SymcnnError
from symcnn.formula import Formula
from symcnn.render.formula.text import to_source, to_text
from symcnn.syntax.parser import parse_expression

FUZZ = settings(
    max_examples=400, deadline=None, database=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
NAMES = ("W", "F", "P")
POINTS = [dict(zip(NAMES, values, strict=True)) for values in product(range(1, 26), range(1, 6), range(4))]
MANY = 10_000


class Condition(NamedTuple):
    """What the walk makes: a formula, the layer that asks for it, the reason."""

    formula: Formula
    layer: str
    words: str


def scope_of(domain: Symbolic) -> dict[str, Any]:
    kinds = {"P": ("integer", ">=", 0)}
    return {name: domain.symbol(name, *kinds.get(name, ())) for name in (*NAMES, "D", "G", "K", "T")}


def asked(domain: Symbolic, *sources: str) -> list[Condition]:
    """Conditions, one from each layer, as the walk makes them."""
    from symcnn.algebra.exact.evaluate import evaluate_scalar

    scope, found = scope_of(domain), []
    for place, source in enumerate(sources, 1):
        compared = parse_expression(source)
        left, right = (evaluate_scalar(side, scope, Symbolic()) for side in compared.args)
        found.append(Condition(domain.condition(compared.comparator, left, right), f"L{place}", f"reason {place}"))
    return found


def shown(conditions: Any) -> list[str]:
    return [f"{to_text(c.formula)} ({c.layer})" for c in conditions]


@lru_cache(10_000)
def truths(formula: Formula) -> tuple[bool | None, ...]:
    """Whether a formula holds, point by point; the same few conditions are drawn again and again."""
    return tuple(truth(formula, point, Exact()) for point in POINTS)


def all_hold(formulas: list[Formula]) -> list[bool]:
    """Whether all of some formulas hold, point by point."""
    return [all(column) for column in zip(*map(truths, formulas), strict=True)] if formulas else [True] * len(POINTS)


def left_of(domain: Symbolic, conditions: list[Condition]) -> list[Condition] | None:
    """What is left of some conditions; None where they are refused."""
    try:
        return list(domain.irredundant(conditions))
    except ShapeMistake:
        return None


@st.composite
def one_condition(draw: Any) -> str:
    name, other = draw(st.permutations(NAMES))[:2]
    number, modulus = draw(st.integers(0, 12)), draw(st.integers(2, 6))
    return str(
        draw(
            st.sampled_from(
                [
                    f"W >= {number + 2}",
                    f"F <= {number + 2}",
                    f"W + 2*P >= {number}",
                    f"W + {modulus}*P >= {other}",
                    f"W - {number} >= F",
                    f"floor((W - F)/{modulus}) >= {number % 4}",
                    f"(W - {number}) % {modulus} == 0",
                    f"(W + F) % {modulus} == 0",
                    f"(W/2 - {number}) % {modulus} == 0",
                    f"{name} % F == 0",
                ]
            )
        )
    )


@pytest.mark.slow
def test_what_is_left_says_the_same_as_everything() -> None:
    checked, dropped = 0, 0

    @FUZZ
    @given(data=st.data())
    def fuzz(data: Any) -> None:
        nonlocal checked, dropped
        assumed = data.draw(st.sampled_from([[], [], ["W >= 5"], ["W % 2 == 0"], ["W >= F + 2"]]))
        domain, sources = Symbolic(), data.draw(st.lists(one_condition(), min_size=2, max_size=5))
        scope = scope_of(domain)
        for fact in assumed:
            domain.assume(parse_expression(fact), scope)
        before = asked(domain, *sources)
        known = all_hold([parse_expression(fact) for fact in assumed])
        said = list(compress(all_hold([c.formula for c in before]), known))
        after = left_of(domain, before)
        if after is None:
            assert not any(said), f"assume {assumed}: {sources} was refused, but some point fulfils it"
            return
        dropped += len(before) - len(after)
        left = compress(all_hold([c.formula for c in after]), known)
        for point, expected, got in zip(compress(POINTS, known), said, left, strict=True):
            checked += 1
            assert got == expected, f"assume {assumed}: {sources} became {shown(after)}, which differs at {point}"

    fuzz()
    assert checked > MANY
    assert dropped > FUZZ.max_examples / 4


@pytest.mark.parametrize(
    ("sources", "left"),
    [
        (["W >= 3", "W + 2*P >= 3"], ["W ≥ 3 (L1)"]),
        (["W >= 3", "W >= 7", "W >= 5"], ["W ≥ 7 (L2)"]),
        (["D*K >= T", "D*K >= T"], ["DK ≥ T (L1)"]),
        (["W % 2 == 0", "(W/2 - 2) % 2 == 0"], ["W ≡ 0 (mod 4) (L2)"]),
        (
            ["W % 2 == 0", "(W/2) % 2 == 0", "(W/4 - 1) % 2 == 0", "(W/8 + 1/2) % 2 == 0", "W >= 185"],
            ["W ≡ 12 (mod 16) (L4)", "W ≥ 188 (L5)"],
        ),
        (["W % 16 == 12", "W >= 5"], ["W ≡ 12 (mod 16) (L1)"]),
        (["W % 4 == 1", "W <= 16"], ["W ≡ 1 (mod 4) (L1)", "W ≤ 13 (L2)"]),
        (["(W - F) % 2 == 0", "(W - F) % 4 == 0"], ["W − F ≡ 0 (mod 4) (L2)"]),
        (["D % G == 0", "D >= G"], ["D ≡ 0 (mod G) (L1)"]),
        (["W >= F", "W >= G"], ["W ≥ F (L1)", "W ≥ G (L2)"]),
        (["W != 3", "W >= 2"], ["W ≠ 3 (L1)", "W ≥ 2 (L2)"]),
    ],
    ids=str,
)
def test_what_is_left(sources: list[str], left: list[str]) -> None:
    domain = Symbolic()
    assert [words.replace("F + W", "W + F") for words in shown(domain.irredundant(asked(domain, *sources)))] == left


def test_reasons_of_one_congruence_are_joined() -> None:
    domain = Symbolic()
    (joined,) = domain.irredundant(asked(domain, "W % 2 == 0", "W % 3 == 0"))
    assert (to_source(joined.formula), joined.layer, joined.words) == ("W % 6 == 0", "L2", "reason 1; reason 2")


def test_what_the_facts_say_is_no_condition() -> None:
    domain = Symbolic()
    for fact in ("W >= 10", "W + 2*P >= F", "W % 4 == 0"):
        domain.assume(parse_expression(fact), scope_of(domain))
    conditions = asked(domain, "W + 2*P >= F", "W + P >= 10", "W % 2 == 0", "W + P >= F")
    assert shown(domain.irredundant(conditions)) == ["P + W ≥ F (L4)"]


@pytest.mark.parametrize(
    ("facts", "sources", "words"),
    [
        ([], ["W >= 30", "W <= 20"], "L1 needs W ≥ 30, but L2 needs W ≤ 20"),
        ([], ["W % 2 == 0", "(W - 1) % 4 == 0"], "L2 needs W ≡ 1 (mod 4), but L1 needs W ≡ 0 (mod 2)"),
        (["W % 2 == 1"], ["W % 4 == 0"], "L1 needs W ≡ 0 (mod 4), but W ≡ 1 (mod 2) is assumed"),
        ([], ["(2*W + 1) % 4 == 0"], "L1 needs 2*W + 1 to be a multiple of 4, which no W makes it"),
    ],
    ids=str,
)
def test_conditions_that_exclude_each_other(facts: list[str], sources: list[str], words: str) -> None:
    domain = Symbolic()
    for fact in facts:
        domain.assume(parse_expression(fact), scope_of(domain))
    with pytest.raises(ShapeMistake) as caught:
        list(domain.irredundant(asked(domain, *sources)))
    assert caught.value.message == words


def test_a_stated_comparison_is_the_formula_it_looks_like() -> None:
    (condition,) = asked(Symbolic(), "W >= 3")
    plain = Formula("compare", condition.formula.args, ">=")
    assert isinstance(condition.formula, Stated)
    assert condition.formula == plain
    assert plain == condition.formula
    assert hash(plain) == hash(condition.formula)
    assert len({plain, condition.formula}) == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("input(W, 3); concat { { } { maxpool(16); upsample(16) } }", ["W ≡ 0 (mod 16)"]),
        ("input(W, 3); conv(5, 3); concat { { } { maxpool(4); upsample(4) } }", ["W ≥ 8", "W ≡ 0 (mod 4)"]),
        ("input(C); dense(C/4); dense(C/(4*g))", ["C ≡ 0 (mod 4g)"]),
        ("input(C); dense(C/4); dense(C/(4*g)); dense((C + 8)/g); dense(C/g)", ["C ≡ 0 (mod 4g)", "C + 8 ≡ 0 (mod g)"]),
        (
            "input(W, 3); A: maxpool(3); maxpool(2); concat { {} { from A { pixel_unshuffle(2) } } }",
            ["W ≥ 6", "⌊W/3⌋ ≡ 0 (mod 2)"],
        ),
        (
            "input(W, 3); A: maxpool(S); maxpool(2); concat { {} { from A { pixel_unshuffle(2) } } }",
            ["W ≥ 2S", "⌊W/S⌋ ≡ 0 (mod 2)"],
        ),
        (
            "input(W, 3); A: maxpool(2); maxpool(3); concat { {} { from A { pixel_unshuffle(6); upsample(2) } } }",
            ["⌊W/2⌋ ≡ 0 (mod 6)", "⌊W/2⌋ ≥ 6"],
        ),
    ],
)
def test_what_others_imply_is_left_out(text: str, expected: list[str]) -> None:
    """What is left says the same at every point as what is asked of the network in numbers."""
    net = symcnn.parse(text)
    assert [to_text(condition.formula) for condition in net.conditions] == expected
    names = [*net.symbols]
    for point in product(range(1, 40), repeat=len(names)):
        values = dict(zip(names, point, strict=True))
        holds = all(truth(condition.formula, values, Exact()) for condition in net.conditions)
        try:
            net.at(**values).derivation  # noqa: B018 - whether there is such a network
        except SymcnnError:
            assert not holds, values
        else:
            assert holds, values


def test_a_product_with_a_power_is_at_least_0() -> None:
    domain = Symbolic()
    kernel, turn = domain.symbol("P"), domain.symbol("n", "integer")
    power = Integer(2) ** turn
    assert domain.decide(">=", power * (kernel - 1) / 2, 0) is True
    assert domain.decide(">", power * (kernel - 1), 0) is None
    assert domain.decide(">=", power * (1 - kernel) - power, 0) is False
