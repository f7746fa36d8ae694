"""What is printed holds exactly where the network exists: neither too strict nor too weak, and nothing twice."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from by_enumeration import holds, value_of

import symcnn
from symcnn.errors import TextError

RANGES = {"W": range(1, 20), "H": (1, 3, 5), "D": (1, 2, 4), "F": (1, 2, 3, 4), "K": (1, 3, 4), "k": (1, 2, 3)}
RANGES |= {
    "q": range(1, 9),
    "S": (1, 2),
    "P": (0, 1),
    "n": (1, 2, 3),
    "m": (1, 2),
    "T": range(1, 12),
    "x": range(-2, 4),
}

UP_AND_DOWN = """
input(T, 1); A: conv(4, 1, stride=2); conv(4, 1, stride=2); conv_transpose(4, 1, stride=2)
add { {} { from A {} } }; conv_transpose(4, 1, stride=2)
"""
SCALED = "network E(rho: real > 0, W, C) { input(rho*W, C); conv(3, C, padding=1) }"

ONE_TURN = [
    "network N(W, D, k, F, n, P: integer >= 0) { input(W, D); repeat n { conv(F, k, stride=2, padding=P) } }",
    "network N(W, F, n, m, P: integer >= 0) { input(W, 1); repeat n { repeat m { conv(F, 1, padding=P) } } }",
    "input(W, 1); repeat n { repeat m { conv(F, 1, padding=P) }; conv(k, 1) }",
    "input(W, 1); repeat n as i { repeat i { conv(F, 1, padding=P) } }",
    "input(W, D); repeat n { split(2); conv(3, k, padding=1) }",
    "input(W, D); repeat n { maxpool(2) }; repeat n { conv(F, K) }",
    "input(W, D); repeat n { repeat m { conv(F, k, stride=S) } }",
    "input(W, D); repeat n - 1 { conv(F, D) }",
    "input(W, D); repeat n - 1 { pixel_unshuffle(2) }",
    "input(W, D); repeat n { repeat n - 1 { conv(F, D) } }",
    "input(W, D); repeat n as i { repeat i { conv(3, D) } }",
    "input(W, D); repeat n as i { pixel_unshuffle(2); conv(1, K) }",
]
NO_TURN = [
    "input(W, D); repeat n - 1 { conv(F, K) }",
    "input(W, D); repeat n - 1 { conv(F, K) }; conv(k, F)",
    "input(W, D); conv(k, K); repeat n - 1 { conv(F, K); conv(1, F) }; conv(1, D)",
    "input(W, D); repeat n - m { conv(F, K, padding=1) }; depthwise(F)",
    "input(W, D); repeat n - 1 { repeat m - 1 { conv(F, K) } }",
    "input(W, 1); repeat n - 1 { repeat m - 1 { conv(F, 1, padding=P) } }",
    "input(W, D); repeat n { repeat m - 1 { conv(F, K) }; conv(1, D) }",
    "input(W, D); repeat n - 1 { conv(F, K, stride=2) }; pad(P)",
    "input(W, D); repeat n - 1 { maxpool(2); conv(1, K) }; upsample(2)",
    "input(W, D); repeat n - 1 { conv(1, K); split(2) }",
    "input(W, D); repeat n - 1 { concat { { conv(3, K, padding=1) } {} } }",
    "input(W, D); repeat n - 1 { add { { conv(3, K, padding=1) } { conv(1, K) } } }; bn",
    "input(W, D); repeat n - 1 { crop(F); conv(3, D) }",
    "input(W, D); repeat n { crop(F); conv(3, D) }",
    "input(W, D); repeat n { crop(F); conv(3, K); pad(P) }",
    "input(W, D); repeat n - 1 as i { conv(1, K + i) }",
    "input(W, D); repeat n - 1 { gap; pad(W - 1); conv(3, K) }",
    "input(1); repeat n { repeat n { split(D) } }",
    "input(4); repeat n { repeat m { split(D) } }",
    "input(W, 12); repeat n - 1 { split(D) }",
    "input(3, 3); repeat m { conv(W, 1, padding=1) }",
    "input(T, 3); repeat n { conv(W, 1, padding=1) }",
    "input(W, D); repeat n - 1 { add { { depthwise(F) } {} } }",
    "assume W % S^n == 0; input(W, D); maxpool(S); repeat n { conv(3, 4, stride=S, padding=1) }",
]
SINGLE_PLACES = [
    "input(W, D); mul { { maxpool(F, 1, 2) } {} }",
    "input(T, D); mul { { pad(1); conv(W, D) } { crop(4) } }",
    "input(W, H, D); mul { { conv(3, D) } {} }",
    "input(W, H, D); mul { { conv(F, D) } {} }",
    "input(W, D); mul { { crop(K) } {} { maxpool(W) } }",
    "input(W, D); repeat n { mul { { crop(K) } {} } }",
]
GRANTED = [
    "network N(x: integer, W) { input(W, 3); pad(x); repeat x { conv(1, 3) } }",
    "network N(x: integer, W) { input(W, 3); narrow(x, 1); repeat x { repeat x { conv(1, 3) } } }",
    "network N(x: integer, W, D) { input(W, D); conv(3, x); repeat x - 1 { conv(1, D) }; narrow(x, 1) }",
    "block turned(t: integer >= 0) { repeat t { conv(1, D) } } network N(x: integer, W) { input(W, 3); turned(x) }",
    "network A(t: integer >= 0) { input(8, 4); repeat t { bn } } network N(W, x: integer) { input(W, 4); A(x) }",
    "assume exact; input(W, D); repeat n - 1 { conv(3, K, stride=2) }",
    "assume exact; input(W, D); repeat n - 1 { conv(1, K); maxpool(3, 2) }",
]
TABLES = [
    "network N(W, D, x: integer) { input(W, D); conv(3, 2, table=[[0, x], [1]]) }",
    "network N(W, D, x: integer) { input(W, D); conv(1, 2, table=[[0, x/2], [x, x - 1]]) }",
]
DIVISORS = [
    "network N(W, q) { input(W, 1); pad(ceil(1/(q - 5)), padding_end=0) }",
    "network N(W, D) { input(W, D); pad(ceil(1/(D - 4)), padding_end=0) }",
    "network N(W, q) { input(W, 1); pad(floor(W/(q - 5)), padding_end=0); conv(1, q) }",
    "network N(W, q) { input(W, 1); pad(ceil(q/3) % (1 % (q - 4)*5), padding_end=0) }",
    "network N(W, q) { input(W, 1); pad(3 % (7 % (q - 2)), padding_end=0) }",
    "network N(W, F, K) { input(W, 1); pad(floor(W*(F - K)^-1), padding_end=0) }",
    "network N(W, D, K) { input(W, D); conv(1, ceil(W/(D % K))) }",
    "network N(W, D, K) { input(W, D); pad(floor(W/(min(D, K) - 1)), padding_end=0) }",
    "network N(W, q) { input(W, 1); pad(floor(-W/(2*q - 8)), padding_end=0) }",
    "network N(W, q) { input(W, 1); pad(W % (2*q - 7), padding_end=0) }",
    "network N(W, q) { input(floor(W/(q - 3)), 1); conv(1, 1) }",
    "network N(W, q) { input(W, 1); repeat floor(3/(q - 3)) { conv(1, 1) } }",
    "network N(W, q, n) { input(W, 1); repeat n as i { conv(1, floor(8/(q - i)) + 9) } }",
    "network N(W, q) { assume q != 5; input(W, 1); pad(floor(W/(10 - 2*q)), padding_end=0) }",
]
LETS = [
    "network N(W, D, K) { input(W, D); conv(2, 4); let a = 1/(K - 3) }",
    "network N(W, D, K, n: integer >= 0) { input(W, D); repeat n { relu; let a = 1/(K - 3) } }",
    "network N(W, D, K, n) { input(W, D); repeat n - 1 { conv(1, K); let a = 1/(K - 3) }; conv(1, 1) }",
    "network N(W, D, K, n) { input(W, D); repeat n as i { relu; let a = 1/(K - i) }; relu }",
    "network N(W, D, K) { input(W, D); add { { relu; let a = 1/(K - 3) } {} } }",
]
SHARED = [
    (
        "network N(W, F, D, q) { assume exact; input(W, 1); conv(F + 1, 1, F); "
        "add { { pad(max(0, q - 3)); conv(3, D, padding=1) } {} } }"
    ),
    "network N(T, F, D) { input(T*F, D); maxpool(2*F) }",
    "network N(W, k, S) { input(W, 1); pad(k*(W - S), padding_end=0) }",
    "network N(W, S) { assume exact; input(W, 1); maxpool(S) }",
    "network N(W, S) { assume exact and W >= 4; input(W, 1); conv(3, 1, stride=S) }",
    "network N(W, q) { input(W, 1); pad((q - 3) % (q - 3), padding_end=0) }",
    "network N(W, q) { input(W, 1); pad((q - 3)/(q - 3), padding_end=0) }",
    "network N(W, q) { input(W, 1); pad((q^2 - 9)/(q - 3), padding_end=0) }",
]
UNPOOLING = [
    "input(W, D); maxpool(2); maxpool(2); max_unpool(2); max_unpool(2)",
    "input(W, D); maxpool(F); maxpool(F); max_unpool(F); max_unpool(F)",
    "input(W, D); repeat n { maxpool(2) }; repeat n { max_unpool(2) }",
    "input(W, D); maxpool(2); repeat n { conv(3, K, padding=1) }; max_unpool(2)",
    "input(W, D); repeat n { maxpool(2); conv(3, D, padding=1) }; repeat n { max_unpool(2); conv(3, D, padding=1) }",
    "input(W, D); maxpool(2); repeat n { maxpool(2) }; repeat n { max_unpool(2) }; max_unpool(2)",
    "input(W, D); repeat n { max_unpool(2) }; conv(3, K)",
    "input(W, D); repeat n { maxpool(3, 1); max_unpool(3, 1) }",
    "input(W, 1); maxpool(2); conv(3, 4); max_unpool(2, stride=S)",
    "network N(W, K, S, P: integer >= 0) { input(W, 1); maxpool(2); conv(3, K, padding=P); max_unpool(2, stride=S) }",
    "network N(W, D, F, P: integer >= 0) { input(W, D); maxpool(F, 2); conv(3, D, padding=P); max_unpool(3, 2) }",
    "network N(W, F, P: integer >= 0) { input(W, W, 1); maxpool((2, 3)); pad(P); max_unpool((2, F), stride=(2, 3)) }",
    "input(W, D); repeat n - 1 { maxpool(2) }; conv(1, D); repeat n - 1 { max_unpool(2) }",
    "input(W, D); repeat n { maxpool(2); repeat m { conv(3, D, padding=1) } }; repeat n { max_unpool(2) }",
    "input(W, D); maxpool(3, 2); conv(3, K, padding=1); maxpool(3, 2); max_unpool(3, 2); max_unpool(3, 2)",
    "a: input(2, 1); b: input(2, D); concat { { from a { maxpool(2) } } { maxpool(2) } }; max_unpool(2)",
    "input(W, D); maxpool(2); concat { { conv(1, K) } { conv(1, K) } }; max_unpool(2)",
    "input(W, D); maxpool(2); concat { { maxpool(2) } { maxpool(2); conv(1, K) } }; max_unpool(2); max_unpool(2)",
]


def _points(names: list[str]) -> list[dict[str, int]]:
    found = [dict(zip(names, values, strict=True)) for values in product(*(RANGES[name] for name in names))]
    return found[:: max(1, len(found) // 150)]


def _in_numbers(given: symcnn.Network, point: dict[str, int]) -> tuple[Any, ...] | None:
    try:
        net = given.at(**point)
        return *map(int, net.output), int(net.params)
    except TextError:
        return None


@pytest.mark.slow
@pytest.mark.parametrize(
    "text", [*ONE_TURN, *NO_TURN, *SINGLE_PLACES, *UNPOOLING, *DIVISORS, *GRANTED, *TABLES, *LETS, *SHARED]
)
def test_a_point_is_legal_in_numbers_exactly_where_all_conditions_hold(text: str) -> None:
    net = symcnn.parse(text)
    made, domain = net.derivation, net.derivation.domain
    volume = made.output.volume
    formulas = [made.written(one) for one in (*volume.sizes, volume.depth, domain.sum(made.terms("params")))]
    definitions = [(one.name, made.written(one.value)) for one in made.definitions]
    asked_for = [one for one in (*made.assumptions, *(one.formula for one in made.conditions)) if one.value != "exact"]
    legal = set()
    for point in _points(sorted(str(symbol) for symbol in net.symbols)):
        found = _in_numbers(net, point)
        legal.add(found is not None)
        values: dict[str, Any] = {**point}
        for name, formula in definitions:
            values[name] = value_of(formula, values)
        asked = all(holds(one, values) for one in asked_for)
        assert asked == (found is not None), (point, [str(condition) for condition in net.conditions])
        if found is not None:
            assert found == tuple(value_of(formula, values) for formula in formulas), point
    assert True in legal


def shown(text: str) -> list[str]:
    return [str(condition).split(" (")[0] for condition in symcnn.parse(text).conditions]


@pytest.mark.parametrize(
    ("text", "conditions"),
    [
        ("input(W, H, 3); concat { { conv(3, 8); flatten } { gap } }", ["W ≥ 3", "H ≥ 3"]),
        ("input(L*F, D); maxpool(2*F)", ["L ≥ 2"]),
        ("input(L*F^2, D); maxpool(2*F)", ["FL ≥ 2"]),
        ("input(W, D); add { { flatten } { conv(3, 3, padding=1); flatten } }", ["D = 3"]),
        ("assume exact; input(W, 3); maxpool(S)", ["W ≡ 0 "]),
        ("assume exact and W >= 5; input(W, 3); conv(3, 4, stride=2)", ["W ≡ 1 "]),
        ("input(W, D); relu; repeat n { relu; let a = 1/(K - 3) }", ["K ≠ 3"]),
        ("input(W, H, C); concat { { conv(F, K); flatten } { gap } }", ["W ≥ F", "H ≥ F"]),
        (
            "input(W, W, K); assume exact; repeat n { maxpool(2) }; repeat n { upsample(2) }",
            ["W ≡ 0 "],
        ),
        (
            UP_AND_DOWN,
            ["T ≥ 10", "2⌊"],
        ),
        ("input(W, D); repeat n - 1 { gap }; dense(2)", ["n = 2"]),
        ("input(W, f); pad((f + f % 2)/2)", []),
        ("input(W, f); pad((5*f + f % 4 - 2*(f % 2))/2)", []),
        ("input(W, f); pad((f + f % 3)/2)", ["f + f mod 3 ≡ 0"]),
        (
            "input(W, D); repeat n as i { conv(3, 8 + floor((i + 1)*a/n), padding=1); narrow(0, 8 + floor(i*a/n)) }",
            [],
        ),
        ("input(W, D); repeat n { split(2) }", ["D ≡ 0 "]),
        (
            "network E(rho: real > 0, W, C) { input(rho*W, C); conv(3, C, padding=1) }",
            ["W\N{GREEK SMALL LETTER RHO} is whole"],
        ),
    ],
)
def test_what_follows_from_the_rest_is_left_out(text: str, conditions: list[str]) -> None:
    found = shown(text)
    assert len(found) == len(conditions)
    assert all(one.startswith(wanted.strip()) for one, wanted in zip(found, conditions, strict=True)), found


def test_what_is_asked_of_later_turns_needs_them() -> None:
    net = symcnn.parse("input(W, D); repeat n { split(2); conv(3, k, padding=1) }")
    assert [str(condition.formula.op) for condition in net.derivation.conditions] == ["compare", "or"]
    assert "n = 1 or k ≡ 0 (mod 2)" in str(net.conditions[1])
    assert '"n == 1 or k % 2 == 0"' in net.table("json")
    for form in ("text", "markdown", "latex", "html", "csv"):
        assert "n" in net.table(form), form


@pytest.mark.parametrize(
    "text",
    [
        "input(W, D); maxpool(2); repeat n { max_unpool(2) }",
        "input(W, D); repeat n { maxpool(2) }; max_unpool(2)",
        "input(W, D); repeat n { maxpool(2) }; repeat m { max_unpool(2) }",
        "input(W, D); repeat n { max_unpool(2); maxpool(2) }",
        "input(W, D); maxpool(2); maxpool(2); max_unpool(2, stride=S); max_unpool(2)",
        "input(W, D); repeat n as i { maxpool(i + 1, 1) }; repeat n as i { max_unpool(i + 1, 1) }",
    ],
)
def test_where_it_is_not_known_what_an_unpooling_undoes_nothing_is_said(text: str) -> None:
    with pytest.raises(TextError, match="which pooling is undone here"):
        _ = symcnn.parse(text).derivation


def test_no_condition_speaks_of_a_turn_that_it_does_not_run_through() -> None:
    for text in ONE_TURN:
        net = symcnn.parse(text)
        known = {str(symbol) for symbol in net.symbols}
        for condition in net.derivation.conditions:
            bound = {str(node.args[1].value) for node in _folds(condition.formula)}
            assert {str(node.value) for node in condition.formula.names()} <= known | bound


def _folds(formula: Any) -> list[Any]:
    inside = [fold for part in formula.args for fold in _folds(part)]
    return [formula, *inside] if formula.op == "fold" else inside


@pytest.mark.parametrize(
    ("text", "output"),
    [
        ("assume S == 2; input(T, C); conv(4, K, stride=S)", "(floor(T/2) - 1, K)"),
        ("assume s == 1; input(W, C); conv(3, C, stride=s); conv(3, C, stride=s)", "(W - 4, C)"),
        ("assume s == 1; input(W, C); repeat n { conv(3, C, stride=s) }", "(W - 2*n, C)"),
        ("assume F == 2*P + 1; input(W, C); conv(F, C, padding=P)", "(W, C)"),
    ],
)
def test_what_is_assumed_equal_is_put_in(text: str, output: str) -> None:
    assert str(symcnn.parse(text).output) == output


def test_a_branch_serves_the_places_of_the_others_along_an_axis_where_it_has_1() -> None:
    net = symcnn.parse("input(W, H, D); mul { { conv(3, D) } {} }")
    words = "mul1: its branches agree along {}, or one of them has 1 there"
    assert [str(one) for one in net.conditions] == [f"{axis} = 3 ({words.format(axis)})" for axis in "WH"]
    assert symcnn.parse("input(3, 5, 7); add_spread { {} { conv((3, 1), 1) } { conv((1, 5), 7) } }").output == (3, 5, 7)
    assert symcnn.parse("input(W, H, D); mul { {} { conv(1, 1) } }").conditions == ()
    with pytest.raises(TextError, match="part along W"):
        _ = symcnn.parse("input(28, D); mul { { conv(3, D) } {} }").output


@pytest.mark.parametrize("layer", ["avgpool(3, 2, ceil_mode=true)", "lppool(3, 2, ceil_mode=true)"])
def test_pooling_along_three_axes_takes_in_pytorch_no_input_smaller_than_the_window(layer: str) -> None:
    """What PyTorch's AvgPool3d and LPPool3d accept; elsewhere, and with one and two axes, the window may hang over."""
    assert symcnn.parse(f"input(2, 2, 1); {layer}").output == (1, 1, 1)
    assert symcnn.parse(f"input(3, 3, 3, 1); {layer}").output == (1, 1, 1, 1)
    assert symcnn.parse(f"input(2, 3, 3, 1); {layer}").output == (1, 1, 1, 1)
    with pytest.raises(TextError, match="PyTorch: along three axes the window must fit"):
        _ = symcnn.parse(f"input(2, 3, 3, 1); {layer}").for_framework("torch").output
    asked = symcnn.parse(f"input(W, H, T, 1); {layer}").for_framework("torch").conditions
    assert [str(one).split(" (")[0] for one in asked] == ["W ≥ 3", "H ≥ 3", "T ≥ 3"]


def test_a_layer_of_an_author_may_compare_sizes_where_there_are_no_axes() -> None:
    layer = """layer own(count j) {
        require X >= 3 and j <= D "it must fit"
        X' = X; D' = D + j; params = j; connections = 0; macs = 0; depth = 0
    }"""
    assert shown(f"{layer} input(W); own(K)") == ["W ≥ K"]
    assert shown(f"{layer} input(W, D); own(K)") == ["W ≥ 3", "D ≥ K"]
