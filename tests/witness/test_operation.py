"""The reference evaluation itself: what lies outside the input, what is refused, and that every layer has a witness."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from operation_on_arrays import apply_operation, trace_operation

import symcnn
from symcnn.algebra.exact.values import NOTHING, Table, Value
from symcnn.errors import ArgumentMistake, ArithmeticMistake, NameMistake, Unavailable
from symcnn.model.library import prelude
from symcnn.model.parameters import MERGES as KINDS_OF_MERGES
from symcnn.model.volume import Volume
from symcnn.syntax import tree
from symcnn.syntax.parser import parse

SAME = "X' = X; D' = D; "
LINE: dict[tuple[int, ...], Any] = {(i, 0): value for i, value in enumerate([3, -1, 4])}


def run(rules: str, x: dict[tuple[int, ...], Any] | None = None, **arrays: dict[tuple[int, ...], Any]) -> list[Any]:
    layer = parse(f"layer own {{ {SAME}{rules} }}").layers[0]
    return list(apply_operation(layer, {}, Volume((3,), 1), {"x": x or LINE, **arrays}).values())


@pytest.mark.parametrize(
    ("rule", "values"),
    [
        ("sum(x[i + u - 1, k] for u in 3)", [2, 6, 3]),
        ("sum(x[i + u - 1, k] + 1 for u in 3)", [5, 9, 6]),
        ("max(x[i + u - 1, k] for u in 3)", [3, 4, 4]),
        ("min(x[i + u - 1, k] for u in 3)", [-1, -1, -1]),
        ("max(-x[i + u + 1, k] for u in 2)", [1, -4, float("-inf")]),
        ("max(-2*x[i + u + 1, k]/3 for u in 2)", [Fraction(2, 3), Fraction(-8, 3), float("-inf")]),
        ("min(x[i + 3, k] for u in 1)", [float("inf")] * 3),
        ("sum((x[i + u, k] - 1)^2 for u in 2)", [8, 13, 10]),
        ("prod(x[i + u, k] for u in 2)", [-3, -4, 0]),
        ("x[i - 1, k]", [0, 3, -1]),
        ("-x[i - 1, k]/2", [0, Fraction(-3, 2), Fraction(1, 2)]),
        ("exp(x[i - 3, k])", [1.0, 1.0, 1.0]),
        ("x[i, k]*(1/2)^2", [Fraction(3, 4), Fraction(-1, 4), 1]),
        ("2 if i == 1 else tanh(0)^2/2", [0.0, 2, 0.0]),
    ],
)
def test_what_lies_outside_is_zero_and_never_wins(rule: str, values: list[Any]) -> None:
    assert run(f"y[i, k] = {rule}") == values


def test_an_operation_in_several_lines() -> None:
    """A line before the last is an array of its own; each of its entries is worked out once."""
    lines = "m[k] = sum(x[j, k] for j in X)/prod(X) d[i, k] = x[i, k] - m[k] y[i, k] = d[i, k]^2 + d[i + 1, k]"
    assert run(lines) == [1 - 3, 9 + 2, 4 - 2]
    assert run("p[i] = floor(i/2) y[i, k] = x[p[i], k]") == [3, 3, -1]


def test_nothing_negative_is_zero_only_beside_the_input() -> None:
    """Absent, not 0: a maximum over negative values stays negative at the edge."""
    assert run("y[i, k] = max(x[i + u - 1, k] for u in 3)", {(i, 0): -5 - i for i in range(3)}) == [-5, -5, -6]


@pytest.mark.parametrize(
    ("rule", "error", "words"),
    [
        ("x[i, k + 1]", ArgumentMistake, r'"x" has no entry \(0, 1\)'),
        ("x[i]", ArgumentMistake, r'"x" has no entry \(0,\)'),
        ("w[k]", ArgumentMistake, r'"w" has no entry \(0,\)'),
        ("v[k]", NameMistake, 'nothing here is called "v"'),
        ("x[i/2, k]", ArgumentMistake, '"x" has no entry'),
        ("x[i, k]*i", ArgumentMistake, "a tuple stands where a number is needed"),
        ("x[i, k] > 0", ArgumentMistake, "a condition stands where a number is needed"),
        ("exp(1000*x[i, k])", ArithmeticMistake, "too large"),
        ("1/(x[i, k] - 3)", ArithmeticMistake, "division by zero"),
        ("sqrt(x[i, k] - 3)", ArithmeticMistake, "has no real value"),
        ("x[unravel(i, X, 1), k, 0]", ArgumentMistake, "has no entry"),
        ("x[unravel((1, 2), X), k]", ArgumentMistake, "unravel needs a number"),
        ("ravel(k, X)", ArgumentMistake, "ravel needs a position"),
        ("x[i, k]/(1 - exp(0))", ArithmeticMistake, "division by zero"),
    ],
)
def test_what_is_refused(rule: str, error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        run(f"y[i, k] = {rule}", w={})


def test_a_layer_without_an_operation() -> None:
    layer = parse(f"layer own {{ {SAME} }}").layers[0]
    with pytest.raises(Unavailable, match="states no operation"):
        apply_operation(layer, {}, Volume((3,), 1), {})


@pytest.mark.parametrize(
    ("rule", "terms"),
    [
        ("0*w[k] + x[i, k]", ["x"]),
        ("w[k]*(x[i, k] + x[i + 1, k]) - b[k]", ["b", "wx", "wx"]),
        ("(x[i, k] - w[k])^2", ["wx"]),
        ("w[k]*max(0, x[i, k]) + 1", ["wx"]),
        ("(b[k] + w[k])*(x[i, k] + x[i + 1, k])", ["bx", "bx", "wx", "wx"]),
        ("exp(w[k])/sum(exp(x[i + u, k]) for u in 2)", ["wxx"]),
        ("w[k]/2 + floor(b[k]/2) + b[k] % 2", ["b", "w"]),
        ("w[i, floor(i/2) + k]*prod(i)", ["w"]),
        ("3", []),
    ],
)
def test_terms(rule: str, terms: list[str]) -> None:
    layer = parse(f"layer own {{ {SAME}y[i, k] = {rule} }}").layers[0]
    trace = trace_operation(layer, {}, Volume((3,), 1))[1, 0]
    assert sorted("".join(sorted(name for name, _ in term)) for term in trace) == terms


def test_what_is_read_decides_nothing() -> None:
    layer = parse(f"layer own {{ {SAME}y[i, k] = 1 if x[i, k] > 0 else 0 }}").layers[0]
    assert apply_operation(layer, {}, Volume((3,), 1), {"x": LINE}) == {(0, 0): 1, (1, 0): 0, (2, 0): 1}
    with pytest.raises(ArgumentMistake, match="decides between two formulas"):
        trace_operation(layer, {}, Volume((3,), 1))


LAYERS = {name: layer for name, layer in prelude().items() if isinstance(layer, tree.LayerDefinition)}
MERGES = {name for name, layer in LAYERS.items() if layer.parameters and layer.parameters[0].kind in KINDS_OF_MERGES}
"""An operation reads one input ``x``; merges have one from each branch and are built by hand in ``test_merge.py``."""


OPEN = {
    "opaque": "what it does is not known",
    "affine_grid": "what is read hangs on the axis, and an operation is one line for all axes",
    "roi_align": "where the region lies is no input of the layer",
}
"""Layers that state no operation, and why."""


def test_a_merge_need_not_state_an_operation() -> None:
    found = {name for name, layer in LAYERS.items() if not any(rule.indices for rule in layer.rules)}
    assert found == MERGES - {"matmul"} | {*OPEN}


@pytest.mark.parametrize("name", sorted({*LAYERS} - MERGES - {*OPEN}))
def test_every_layer_of_the_prelude_has_an_operation(name: str) -> None:
    layer = LAYERS[name]
    left_out = {p.symbol for p in layer.parameters if "links" in p.words or (p.default and p.default.value == "none")}
    arguments: dict[str, Value] = {p.symbol: NOTHING if p.symbol in left_out else 1 for p in layer.parameters}
    given: dict[str, Value] = {"P": 0, "A": 0, "O": Table([2, 0, 1])}
    assert trace_operation(layer, {**arguments, **given}, Volume((2, 2), 2))


@pytest.mark.parametrize("name", prelude())
def test_every_layer_of_the_prelude_has_a_witness(name: str) -> None:
    witnesses = "".join(path.read_text("utf-8") for path in Path(__file__).parent.glob("test_*.py"))
    assert re.search(rf'("|; ){name}\b', witnesses)
    assert symcnn.sheet(name)
