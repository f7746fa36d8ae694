"""JSON as it is printed: exact numbers, formulas that the language reads back, stable keys."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from fast_rows import some_fast

import symcnn
from symcnn.derive.quantities import QUANTITIES
from symcnn.render.formula.text import to_source
from symcnn.syntax.parser import parse_expression

if TYPE_CHECKING:
    from collections.abc import Iterator

GOLDEN = Path(__file__).parent / "golden"
CHAIN = "input(W, H, D); conv(F, K, stride=S, padding=P); maxpool(2); conv(F_2, K_2, padding=P_2); dense(N)"
SILENT = "layer silent { X' = X\n D' = D\n params = 0 }\ninput(W, H, D); silent; conv(3, K)"


KEYS = [quantity.key for quantity in QUANTITIES]


def read(page: str) -> Any:
    return json.loads(page)


@pytest.mark.parametrize("text", [CHAIN, SILENT, "input(8, 8, 3)"])
def test_the_keys_are_the_same_for_every_network(text: str) -> None:
    page = read(symcnn.parse(text).table("json"))
    assert list(page) == [
        "name",
        "input",
        "inputs",
        "heads",
        "layers",
        "totals",
        "depth",
        "loops",
        "unavailable",
        "definitions",
        "defaults",
        "assumptions",
        "conditions",
    ]
    for layer in page["layers"]:
        assert list(layer) == ["name", "definition", "output", *KEYS]
    assert list(page["totals"]) == KEYS


def test_numbers_are_exact_numbers() -> None:
    page = read(symcnn.load("lenet5").numbers().table("json"))
    assert page["totals"] == {"units": 8094, "params": 60000, "connections": 340908, "macs": 326520}
    huge = read(symcnn.parse("input(8, 8, 3); conv(3, 123456789012345678901234567890)").table("json"))
    assert huge["layers"][0]["params"] == 28 * 123456789012345678901234567890


def test_formulas_are_read_back_by_the_language() -> None:
    network = symcnn.parse(CHAIN)
    page = read(network.table("json"))
    values = {"W": 32, "H": 30, "D": 3, "F": 5, "K": 6, "S": 1, "P": 2, "F_2": 3, "K_2": 7, "P_2": 1, "N": 10}
    for name, formula in page["definitions"].items():
        values[name] = value_of(formula, values)
    total = network.at(**{name: value for name, value in values.items() if name not in page["definitions"]})
    for key, formula in page["totals"].items():
        assert value_of(formula, values) == total.quantity(key)
    for condition in page["conditions"]:
        assert value_of(condition["formula"], values) is True


def value_of(formula: str, values: dict[str, Any]) -> Any:
    from symcnn.algebra.exact.arithmetic import Exact
    from symcnn.algebra.exact.evaluate import evaluate
    from symcnn.syntax.parser import parse_expression

    return evaluate(parse_expression(formula), values, Exact())


def test_a_quantity_without_a_rule_is_null_and_named() -> None:
    page = read(symcnn.parse(SILENT).table("json"))
    assert page["layers"][0]["macs"] is None
    assert page["layers"][1]["macs"] is not None
    assert page["totals"]["macs"] is None
    assert page["unavailable"] == ["connections", "macs"]


def test_the_work_is_a_list_of_chains() -> None:
    work = read(symcnn.load("lenet5").explain(format="json"))
    assert work[4] == {
        "layer": "C1",
        "target": "params",
        "stages": ["K*(F^2*D + 1)", "6*(5*5*D + 1)", "6*(5*5*1 + 1)", 156],
    }
    assert [entry["target"] for entry in work if entry["layer"] is None] == KEYS


def test_the_cheat_sheet_has_the_rules_by_what_they_state() -> None:
    conv = read(symcnn.sheet("conv", format="json"))[0]
    assert conv["rules"]["connections"] == "params*W'*H'"
    assert conv["symbols"]["F"] == "kernel_size"
    assert conv["requires"]


@pytest.mark.parametrize("name", ["lenet5", "lenet5-numbers"])
def test_it_prints_what_it_printed(name: str, update: bool) -> None:
    net = symcnn.load("lenet5")
    page = (net.numbers() if name.endswith("numbers") else net).table("json")
    path = GOLDEN / f"{name}.json"
    if update:
        path.write_text(page, "utf-8")
    assert page == path.read_text("utf-8")


FLOORED = "assume W <= 99; input(W, H, D); C: conv(F, K, stride=S, padding=P); maxpool(2); dense(N)"
ANSWERS: dict[str, Any] = {
    "sizes": symcnn.sizes,
    "solve": lambda net: [symcnn.solve(net, "C.W == 7", "P")],
    "choices": lambda net: [symcnn.solve(net, "C.W == 7", "F,P", bounds={"F": (1, 3)})],
    "undecided": lambda net: [symcnn.solve(net, "C.W == W", "S", seconds=0)],
    "compare": lambda net: [symcnn.compare(net, symcnn.parse("input(W, H, D); conv(3, K); maxpool(3); dense(N)"))],
    "leading": lambda net: [symcnn.leading(net, "W")],
    "memory": lambda net: [net.memory(), net.memory(4)],
    "reconcile": lambda net: [net.reconcile()],
}
WORDS = frozenset(
    {"answer", "reason", "growth", "words", "layer", "layers", "peak_layer", "unit", "source", "name", "kind"}
)
"""The fields of words for readers, of labels, and of names of things."""


@cache
def answers(verb: str) -> list[Any]:
    return list(ANSWERS[verb](symcnn.parse(FLOORED)))


def formulas_in(data: Any, key: str = "") -> Iterator[str]:
    if isinstance(data, dict):
        for word, value in data.items():
            yield from formulas_in(value, word)
    elif isinstance(data, list):
        for value in data:
            yield from formulas_in(value, key)
    elif isinstance(data, str) and key not in WORDS:
        yield data


@pytest.mark.parametrize("notation", ["", "pytorch"])
@pytest.mark.parametrize("verb", some_fast(ANSWERS))
def test_formulas_of_answers_are_read_back_by_the_language(verb: str, notation: str) -> None:
    found = 0
    for answer in answers(verb):
        for formula in formulas_in(read(answer.render("json", notation=notation))):
            assert to_source(parse_expression(formula, "JSON")) == formula
            found += 1
    assert found


def test_words_for_readers_stand_beside_the_formulas() -> None:
    (legal,) = symcnn.sizes(symcnn.parse("input(W, W, 3); C: conv(5, 6); S: maxpool(2)"))
    data = read(legal.render("json"))
    assert data["reasons"] == [
        {"formula": "W >= 6", "layer": "S", "reason": "the window must fit into the padded input"}
    ]
    assert data["even"]["pieces"] == [["W >= 6", "W % 2 == 0"]]
    assert (data["even"]["answer"], data["even"]["layers"]) == ("W ≥ 6 and W ≡ 0 (mod 2)", ["S"])
