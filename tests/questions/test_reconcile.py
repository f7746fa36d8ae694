"""Counting conventions: every kind of layer is spoken of, terms add up, nothing is silently zero."""

from __future__ import annotations

import json
from itertools import product
from typing import Any

import pytest

import symcnn
from symcnn.derive.conventions import (
    BIASED,
    CONVENTIONS,
    EVERY,
    NO_MODULE,
    TOOLS,
    Convention,
    convention,
)
from symcnn.derive.quantities import is_idle
from symcnn.errors import SymcnnError
from symcnn.model.library import prelude
from symcnn.syntax import tree

NAMES = [row.name for row in CONVENTIONS]
SYMBOLIC = "input(W, W, 3); conv(3, K, padding=1); repeat n { conv(3, K, padding=1); relu }; upsample(2); conv(1, 2*K)"
NESTED = """
input(W, W, C)
repeat n as i { repeat m { conv(3, C, padding=1); relu }; maxpool(2, 1, 1) }
gap; dense(10)
"""
NUMBERS = """
network Net {
    input(32, 32, 3)
    C1: conv(3, 8, padding=1); relu
    add { { conv(3, 8, padding=1, bias=false); relu } {} }
    conv_transpose(2, 4, stride=2); avgpool(2); gap; out: dense(10)
}
"""
LAYERS = [layer for layer in prelude().values() if isinstance(layer, tree.LayerDefinition)]


@pytest.mark.parametrize("row", TOOLS, ids=lambda row: row.name)
@pytest.mark.parametrize("layer", LAYERS, ids=lambda layer: layer.name)
def test_a_tool_speaks_of_every_layer_or_pytorch_has_none(layer: tree.LayerDefinition, row: Convention) -> None:
    speaks = row.speaks_of(layer.name, is_shipped=True) or is_idle(layer)
    assert speaks != (layer.name in NO_MODULE)


@pytest.mark.parametrize("row", CONVENTIONS, ids=lambda row: row.name)
def test_a_row_ignores_a_layer_once_and_counts_none_of_those(row: Convention) -> None:
    spoken = {kind for term in row.terms for kind in term.kinds}
    assert not set(row.ignored) & {*row.counted, *spoken}
    assert len(set(row.ignored)) == len(row.ignored)


@pytest.mark.parametrize("layer", LAYERS, ids=lambda layer: layer.name)
def test_every_layer_with_a_bias_counts_it(layer: tree.LayerDefinition) -> None:
    has_bias = any("bias" in parameter.words and parameter.kind == "boolean" for parameter in layer.parameters)
    assert has_bias == (layer.name in (*BIASED, "attention", "window_attention", "cross_attention", "layer_norm"))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("text", [SYMBOLIC, NESTED, NUMBERS], ids=["symbols", "nested repeats", "numbers"])
def test_terms_are_the_difference_and_layers_are_the_total(text: str, name: str) -> None:
    net = symcnn.parse(text)
    found = net.count(name)
    base = net.quantity(convention(name).base)
    assert _is_zero(found.total - base - sum(found.difference.values()))
    assert _is_zero(found.total - sum(found.layers.values()))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("text", [SYMBOLIC, NESTED], ids=["symbols", "nested repeats"])
def test_symbols_give_what_numbers_give(text: str, name: str) -> None:
    net = symcnn.parse(text)
    total = net.count(name).total
    for values in ({"W": 16, "K": 5, "n": 3, "C": 4, "m": 2}, {"W": 20, "K": 2, "n": 1, "C": 1, "m": 4}):
        own = {symbol: value for symbol, value in values.items() if symbol in net.symbols}
        assert (
            total.subs({net.symbols[symbol]: value for symbol, value in own.items()}) == net.at(**own).count(name).total
        )


def _is_zero(value: Any) -> bool:
    return bool(value.expand() == 0)


MAXOUT = """
layer halves {{
    require D % 2 == 0 "two halves"
    X' = X
    D' = D/2
    params = 0
    connections = 0
    macs = 0
    {rule}
}}
network Own {{ input(4, 4, 6); conv(1, 8); halves }}
"""


@pytest.mark.parametrize("name", NAMES)
def test_a_layer_of_your_own_is_unknown_to_a_tool(name: str) -> None:
    found = symcnn.parse(MAXOUT.format(rule="")).count(name)
    if EVERY in convention(name).counted:
        assert found.unknown == ()
        return
    assert found.unknown == ("halves",)
    with pytest.raises(SymcnnError, match="says nothing of halves"):
        _ = found.total
    assert "not known" in str(found)
    assert json.loads(found.render("json"))["total"] is None


@pytest.mark.parametrize("name", ["fvcore", "with_bias", "with-bias"])
def test_a_layer_of_your_own_can_say_what_counts(name: str) -> None:
    rule = f"{name.replace('-', '_')} = 3*units"
    known, unknown = (symcnn.parse(MAXOUT.format(rule=text)) for text in (rule, ""))
    plain = unknown.count(name).layers["conv1"]
    assert known.count(name).total == plain + 3 * 64
    assert known.count(name).layers["halves1"] == 3 * 64


def test_a_layer_of_your_own_that_states_no_work_counts_as_nothing() -> None:
    operations = ("multiplications", "additions", "comparisons", "divisions", "exponentials")
    rules = "\n".join(f"{operation} = 0" for operation in operations)
    found = symcnn.parse(MAXOUT.format(rule=rules)).count("fvcore")
    assert found.unknown == ()
    assert found.layers["halves1"] == 0
    assert found.ignored == ()


def test_a_layer_by_the_name_of_ours_is_not_ours() -> None:
    own = "layer relu { X' = X D' = D params = 0 connections = 0 macs = 0 } network Own { input(4, 4, 6); relu }"
    assert symcnn.parse(own).count("fvcore").unknown == ("relu",)
    assert symcnn.parse("input(4, 4, 6); relu").count("fvcore").ignored == ("relu",)


def test_what_counts_as_nothing_is_said() -> None:
    found = symcnn.parse(NUMBERS).reconcile()
    assert found["macs"].ignored == ("relu", "add", "avgpool", "gap")
    assert found["fvcore"].ignored == ("relu", "add", "avgpool")
    assert "not counted: relu (2), add, avgpool" in str(found["fvcore"])


def test_a_shared_layer_works_each_time() -> None:
    once = symcnn.parse("input(8, 8, 4); C: conv(3, 4, padding=1)")
    twice = symcnn.parse("input(8, 8, 4); C: conv(3, 4, padding=1); use C")
    for name in NAMES:
        factor = 1 if convention(name).base == "params" else 2
        assert twice.count(name).total == factor * once.count(name).total


@pytest.mark.parametrize(("stride", "size"), [*product((1, 2, 3), (5, 8))])
def test_tools_differ_over_a_transposed_convolution(stride: int, size: int) -> None:
    """Every weight counts at every place of the output for thop, of the input for fvcore."""
    text = f"input({size}, {size}, 3); conv_transpose({stride}, 4, stride={stride}, bias=false)"
    net = symcnn.parse(text)
    assert net.count("thop").total == stride**2 * net.count("fvcore").total


def test_an_unknown_convention() -> None:
    with pytest.raises(SymcnnError, match="fvcore"):
        symcnn.parse(NUMBERS).count("fvcor")


@pytest.mark.parametrize("form", ["text", "markdown", "latex", "html", "json"])
def test_every_format_shows_every_total(form: str) -> None:
    net = symcnn.parse(NUMBERS)
    shown = net.reconcile().render(form).replace("{,}", "").replace(",", "").replace("\\", "")
    assert all(str(net.count(name).total) in shown for name in NAMES)


def test_lines_fit_a_terminal() -> None:
    text = symcnn.parse(NUMBERS).reconcile().render("text", width=80)
    assert max(map(len, text.splitlines())) <= 80
