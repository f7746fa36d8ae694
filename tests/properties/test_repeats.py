"""A repeat in symbols is what its turns come to when they are unrolled, for every number of turns that is tried."""

from __future__ import annotations

import random
from typing import Any

import pytest
from fast_rows import some_fast

import symcnn
from symcnn.derive.repeat_trial import Trial
from symcnn.errors import ShapeMistake, SymcnnError

SIZES = {"W": 101, "H": 64, "D": 3, "K": 5, "F": 3, "k": 4, "m": 2}
TURNS = (1, 2, 4)
QUANTITIES = ("units", "params", "connections", "macs")

BODIES = (
    "conv(3, D, padding=1)",
    "conv(F, K)",
    "conv(3, K*2^i, padding=1)",
    "conv(3, K + i, padding=1)",
    "conv(3, K + i*m, padding=1); maxpool(2)",
    "conv(3, K, stride=2, padding=1)",
    "conv(3, K, stride=2)",
    "maxpool(3, stride=2)",
    "concat { { conv(3, k, padding=1) } {} }",
    "concat { {} { conv(1, 4*k); conv(3, k, padding=1) } }",
    "add { { conv(3, K, padding=1); relu; conv(3, K, padding=1) } { conv(1, K) } }",
    "conv(3, K, padding=1); add { { conv(1, K) } {} }; avgpool(2)",
    "upsample(2); conv(3, K, padding=1)",
    "conv_transpose(2, K, stride=2)",
    "repeat m { conv(3, K, padding=1) }; maxpool(2)",
    "repeat m as j { conv(1, K + i + j) }",
    "repeat i + 1 { conv(1, K) }",
    "dense(K + i)",
    "bn; relu",
)


def unrolled(net: Any, values: dict[str, int]) -> Any:
    """The network in numbers, or None where it cannot be."""
    try:
        found = net.at(**values)
        found.derivation  # noqa: B018 - it is derived here
    except ShapeMistake:
        return None
    return found


def closed(value: Any, point: dict[Any, int]) -> Any:
    return value.xreplace(point) if hasattr(value, "xreplace") else value


def compare(text: str, values: dict[str, int]) -> None:
    """Every total, the output and the depth; and the conditions hold where the unrolled network can be."""
    net = symcnn.parse(text)
    used = {name: value for name, value in values.items() if name in net.symbols}
    point = {net.symbols[name]: symcnn.parse("input(1)").input[0] * value for name, value in used.items()}
    plain = unrolled(net, used)
    if plain is None:
        return
    for key in QUANTITIES:
        assert closed(net.quantity(key), point) == plain.quantity(key), (text, used, key)
    assert tuple(closed(size, point) for size in net.output) == plain.output, (text, used)
    assert closed(net.depth, point) == plain.depth, (text, used)


@pytest.mark.parametrize("body", some_fast(BODIES))
@pytest.mark.parametrize("behind", ["", "; conv(1, K)"])
def test_closed_forms_are_what_unrolling_gives(body: str, behind: str) -> None:
    for n in TURNS:
        for m in (1, 3):
            compare(f"input(W, H, D); repeat n as i {{ {body} }}{behind}", {**SIZES, "n": n, "m": m})


@pytest.mark.parametrize(
    "body", ["conv(F, D)", "maxpool(2)", "maxpool(3, stride=2)", "conv(3, D, stride=2, padding=1)"]
)
def test_conditions_hold_exactly_where_all_turns_can_be(body: str) -> None:
    """The conditions of the repeat in symbols refuse a number of turns if and only if unrolling does."""
    net = symcnn.parse(f"input(W, W, D); repeat n {{ {body} }}")
    for n in TURNS:
        for size in (*range(1, 20), 31, 32, 33, 64):
            values = {name: value for name, value in {"W": size, "D": 2, "F": 3, "n": n}.items() if name in net.symbols}
            can_be = unrolled(net, values) is not None
            holds = all(_holds(condition.formula, values) for condition in net.conditions)
            assert holds == can_be, (body, values, [str(c) for c in net.conditions])


def _holds(formula: Any, values: dict[str, int]) -> Any:
    from symcnn.algebra.exact.arithmetic import Exact
    from symcnn.algebra.exact.evaluate import truth

    return truth(formula, values, Exact())


@pytest.mark.slow
def test_random_bodies() -> None:
    """Layers drawn at random, some of them in branches; what cannot be solved is said and not guessed."""
    draw = random.Random(20)
    solved = 0
    for _ in range(60):
        parts = draw.choices(BODIES[:16], k=draw.randint(1, 3))
        text = f"input(W, H, D); repeat n as i {{ {'; '.join(parts)} }}"
        try:
            symcnn.parse(text).derivation  # noqa: B018 - it is derived here
        except SymcnnError:
            continue
        solved += 1
        for n in (1, 2, 4):
            compare(text, {**SIZES, "n": n, "W": 1000, "H": 777})
    assert solved > 40, solved


def test_the_number_of_turns_is_asked_for() -> None:
    """What the repeat takes for known from there on is still among the conditions."""
    net = symcnn.parse("input(W, W, 3); conv(3, 4, padding=1); repeat n - 2 { conv(3, 4, padding=1) }")
    assert [str(condition.formula.value) for condition in net.conditions] == [">="]
    assert str(symcnn.solve(net, "params <= 300", "n")) == "2 ≤ n ≤ 3"
    first = symcnn.parse("input(W, W, D); repeat n - 1 { conv(3, K, padding=1) }")
    assert first.conditions == ()
    assert [int(first.at(n=n, W=4, D=2, K=5).output[-1]) for n in (1, 2, 3)] == [2, 5, 5]
    assert str(first.output[-1]) == "D + (-D + K)*Min(1, n - 1)"


def test_a_turn_on_symbols_is_tried_once_at_each_level(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is known of the turns around a repeat says nothing of one that does not speak of them."""
    tried: list[str] = []
    on_symbols = Trial.on_symbols

    def counting(trial: Trial) -> Any:
        tried.append(trial.step.name)
        return on_symbols(trial)

    monkeypatch.setattr(Trial, "on_symbols", counting)
    for body in ("conv(F, 3, padding=1)", "relu", "conv(3, 3)"):
        tried.clear()
        inside = body
        for level in range(5):
            inside = f"repeat n_{level} {{ {inside} }}"
        assert symcnn.parse(f"input(W, H, D); conv(F, 3); {inside}").derivation.layers
        assert len(tried) == 5, (body, tried)


@pytest.mark.parametrize(
    "text",
    [
        "repeat n { repeat m { conv(3, K, padding=1) }; maxpool(2) }",
        "repeat n as i { repeat m { conv(3, K + i, padding=1) } }",
        "repeat n as i { repeat m as j { conv(1, K + i*j) }; repeat m { conv(3, 2, padding=1) } }",
        "repeat n { A: conv(1, K); repeat m { conv(3, A.D, padding=1) } }",
        "repeat n { add { { repeat m { conv(3, K, padding=1) } } { conv(1, K) } } }",
    ],
)
def test_turns_that_were_tried_before_come_to_what_the_unrolled_ones_do(text: str) -> None:
    text = f"input(W, H, 3); assume W >= 32 and H >= 32; {text}"
    net = symcnn.parse(text)
    for turns in ((1, 1), (2, 1), (1, 3), (3, 2)):
        values = {"W": 101, "H": 64, "K": 5, "n": turns[0], "m": turns[1]}
        point = {net.symbols[name]: value for name, value in values.items()}
        for quantity in QUANTITIES:
            found = closed(getattr(net, quantity), point)
            assert getattr(found, "doit", lambda value=found: value)() == getattr(net.at(**values), quantity)
