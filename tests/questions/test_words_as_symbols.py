"""A symbol or a layer may be called like a word of symcnn: then nothing is taken for another thing."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from fast_rows import some_fast

import symcnn
from symcnn.derive.quantities import BY_KEY, HEADINGS
from symcnn.errors import SymcnnError

WORDS = sorted(
    {
        *BY_KEY, *filter(str.isidentifier, HEADINGS.values()), "depth", "output", "memory", "field", "weights",
        "running", "training", "total",
        "layer", "name", "inputs", "width", "height", "stages", "target", "given", "kind", "b", "bytes", "peak_layer",
        "step", "start", "X", "turns", "way", "symbol", "reason", "formula", "answer", "least", "unknown",
    }
    - {"layer"}  # a word of the language
)  # fmt: skip
SENTENCES = ("answer", "growth")
TEXT = "input(W, W, 3); a: conv(3, {0}); bn; repeat n {{ b1: conv(3, {0}, padding=1) }}; gap; dense({0} + 1)"


def pages(word: str) -> dict[str, Any]:
    """What every verb gives of a network, read as data."""
    net = symcnn.parse(TEXT.format(word))
    return {
        "derive": json.loads(net.table("json", columns="all")),
        "explain": json.loads(net.explain(format="json")),
        "memory": json.loads(net.memory(4).render("json")),
        "sizes": [json.loads(row.render("json")) for row in symcnn.sizes(net, "W")],
        "solve": json.loads(symcnn.solve(net, f"a.params <= 280 and {word} >= 2", word).render("json")),
        "compare": json.loads(symcnn.compare(net, symcnn.load("lenet5"), "params").render("json")),
        "reconcile": json.loads(net.reconcile("flops").render("json")),
    }


def named(data: Any, old: str, new: str) -> Any:
    """Data with a symbol called otherwise wherever it stands in a formula."""
    if isinstance(data, dict):
        return {key if key != old else new: named(value, old, new) for key, value in data.items()}
    if isinstance(data, list):
        return [named(value, old, new) for value in data]
    return re.sub(rf"(?<!\w){old}(?!\w)", new, data) if isinstance(data, str) else data


def unordered(data: Any) -> Any:
    """Data without the order of terms, which follows the names, and without sentences for readers."""
    if isinstance(data, dict):
        return {key: unordered(value) for key, value in data.items() if key not in SENTENCES}
    if isinstance(data, list):
        return [unordered(value) for value in data]
    return sorted(re.findall(r"\w+|[^\w\s]", data)) if isinstance(data, str) else data


@pytest.fixture(scope="module")
def plain() -> dict[str, Any]:
    return pages("qq")


@pytest.mark.slow
@pytest.mark.parametrize("word", WORDS)
def test_data_of_every_verb_is_that_of_any_other_name(word: str, plain: dict[str, Any]) -> None:
    assert unordered(pages(word)) == unordered(named(plain, "qq", word))


def _values(found: Any) -> Any:
    return found


@pytest.mark.parametrize("key", some_fast(sorted({*BY_KEY, "depth"})))
def test_in_an_equation_the_symbol_comes_first_and_the_total_can_be_said(key: str) -> None:
    net = symcnn.parse(f"input(W, 3); conv(3, {key}); relu; dense(5)")
    plain = symcnn.parse("input(W, 3); conv(3, q); relu; dense(5)")
    symbol = symcnn.solve(net, f"{key} <= 7", key)
    assert str(symbol).splitlines()[0] == f"1 ≤ {key} ≤ 7 if W ≥ 3"
    assert f"{key} is the symbol; the total is network.{key}" in str(symbol)
    at = {"W": 9, key: 4}
    total = plain.at(W=9, q=4).quantity(key)
    if plain.quantity(key).free_symbols:
        assert 4 in _values(symcnn.solve(net.at(W=9), f"network.{key} == {total}", key))
        assert f"network.{key}" not in str(symcnn.solve(plain, f"{key} <= 70", "q"))
    assert net.at(**at).quantity(key) == total


def test_beside_a_layer_called_output_that_of_the_network_can_be_said() -> None:
    net = symcnn.parse("input(W, 3); output: conv(3, 5); maxpool(2)")
    assert str(symcnn.solve(net, "output.W == 8", "W")) == (
        "W = 10\n  output is the layer; that of the network is network.output"
    )
    assert str(symcnn.solve(net, "network.output.W == 8", "W")) == "18 ≤ W ≤ 19"
    last = symcnn.parse("input(W, 3); maxpool(2); output: conv(3, 5)")
    assert "network" not in str(symcnn.solve(last, "output.W == 8", "W")), "they are the same"


def test_what_a_network_lacks_is_told() -> None:
    net = symcnn.load("lenet5")
    for equation, hint in (("network.parms == 1", '"params"'), ("network.outpt.D == 1", '"network.output"')):
        with pytest.raises(SymcnnError, match=hint):
            symcnn.solve(net, equation, "W")


def test_work_tells_a_symbol_from_a_quantity_that_is_called_so() -> None:
    work = symcnn.parse("input(W, 3); conv(3, parameters); dense(units)").explain()
    assert "parameters = K(FD + 1) = parameters₂·(3·3 + 1) = 10·parameters₂" in work
    assert "units = D′ = units₂" in work
    rows = json.loads(symcnn.parse("input(W, 3); conv(3, parameters)").explain("conv1", format="json"))
    assert [row["target"] for row in rows] == ["W'", "D'", "units", "params", "connections", "macs"]
    assert rows[3]["stages"] == ["K*(F*D + 1)", "parameters*(3*3 + 1)", "10*parameters"]


def test_words_of_a_language_leave_symbols_alone() -> None:
    work = symcnn.parse("input(W, 3); conv(3, parameters)").explain(language="zh")
    assert "参数个数 = K(FD + 1) = parameters₂·(3·3 + 1) = 10·parameters₂" in work


def test_bytes_per_number_are_no_symbol_of_the_network() -> None:
    net = symcnn.parse("input(W, 3); conv(3, b)")
    memory = net.memory()
    assert str(memory).splitlines()[1] == "  weights: 10·b·B (parameters and buffers)".replace("·b·B", "bB")
    assert memory.weights.subs(memory.size, 4) == 40 * net.symbols["b"]
    assert "b₂" in str(symcnn.parse("input(B, 3); conv(3, b)").memory())
    assert str(net.memory("b").weights) == "10*b**2", "who says b means the symbol"


def test_a_plot_of_a_total_is_no_plot_of_a_symbol() -> None:
    from symcnn.analysis.measures import read_measures
    from symcnn.analysis.sweep import sweep

    net = symcnn.parse("input(8, 3); conv(3, params)")
    found = sweep(net, read_measures("params, macs/params, macs/network.params"), "params", (1, 2, 3))
    assert [point.amounts[0] for point in found.points] == [10, 20, 30]
    assert [point.amounts[1] for point in found.points] == [54, 54, 54]
    assert found.points[0].amounts[2] * 10 == 54
