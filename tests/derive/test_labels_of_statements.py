"""Labels of blocks, loops and merges: input, output and quantities, in texts, equations, Python and the work shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import symcnn
from symcnn.analysis.measures import read_measures
from symcnn.errors import NotFound, TextError
from symcnn.network.composite import Composite

if TYPE_CHECKING:
    from symcnn.network.network import Network

KEYS = ("units", "params", "connections", "macs", "buffers", "additions")
BLOCK = "block b(K) { conv(3, K); relu }\n"
TEXTS = {
    "block": f"{BLOCK}input(W, W, 3); A: b(4); dense(2)",
    "repeat": "input(W, W, 3); A: repeat 2 { conv(3, 4) }; dense(2)",
    "for": "input(W, W, 3); A: for K in [2, 4] { conv(3, K) }; dense(2)",
    "alone": "input(W, W, 3); let g = 1; A: add { { conv(3, 4) } when g == 2 { {} } }; dense(2)",
    "from": "input(W, W, 3); E: relu; conv(3, 3); head { gap }; A: from E { conv(3, 4) }; dense(2)",
    "nested": f"{BLOCK}block c(K) {{ A: b(K); b(K) }}\ninput(W, W, 3); C: c(4); dense(2)",
}


def inside(net: Network, name: str, key: str) -> int:
    return sum(layer.quantity(key) for layer in net.layers if layer.name == name or layer.name.startswith(f"{name}/"))


@pytest.mark.parametrize(("text", "width"), [("block", 12), ("repeat", 14), ("for", 14), ("alone", 12), ("from", 12)])
def test_a_label_has_a_size_in_an_equation(text: str, width: int) -> None:
    answer = symcnn.solve(symcnn.parse(TEXTS[text]), "A.W == 10", "W")
    assert str(answer) == f"W = {width}"
    assert symcnn.parse(TEXTS[text]).at(W=width)["A"].output == (10, 10, 4)


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("key", KEYS)
def test_what_a_statement_costs_is_the_sum_of_its_layers(text: str, key: str) -> None:
    net = symcnn.parse(TEXTS[text]).at(W=16)
    label = "C/A" if text == "nested" else "A"
    assert net[label].quantity(key) == inside(net, label, key)
    part = net[label]
    assert isinstance(part, Composite)
    assert len(part.layers) == len([one for one in net.layers if (one.name + "/").startswith(label + "/")])


@pytest.mark.parametrize("turns", [1, 2, 3, 5])
@pytest.mark.parametrize("key", ["units", "params", "macs"])
def test_a_loop_in_symbols_counts_all_turns(turns: int, key: str) -> None:
    text = f"{BLOCK}input(W, W, 3); down: repeat n as i {{ left: b(4*2^i); maxpool(2) }}; dense(7)"
    general, particular = symcnn.parse(text), symcnn.parse(text).at(n=turns, W=101)
    put = {general.symbols["n"]: turns, general.symbols["W"]: 101}
    assert general["down"].quantity(key).subs(put).doit() == particular["down"].quantity(key)
    assert [size.subs(put) for size in general["down"].output] == [*particular["down"].output]
    assert general["down"].input[:1] == (general.symbols["W"],)
    assert particular["down"].receptive_field == tuple(f.subs(put) for f in general["down"].receptive_field)
    assert particular["down/1/left"].params == 4 * 28


def test_in_the_text() -> None:
    text = "input(W, W, 3); A: repeat n { conv(3, 5, padding=1) }; let p = A.params; dense(p + A.input.D)"
    net = symcnn.parse(text)
    for turns in range(1, 4):
        single = net.at(n=turns)
        # 5·(27 + 1) weights in the first turn, 5·(45 + 1) in every later one
        assert single.output == (5 * 28 + 5 * 46 * (turns - 1) + 3,)
        assert net.output[0].subs(net.symbols["n"], turns) == single.output[0]


def test_in_a_turn_a_label_counts_that_turn() -> None:
    text = "block b { conv(1, 2) } input(T, 2); repeat n as i { A: b; pad(0, padding_end=A.params*i) }"
    for turns in range(1, 5):
        net = symcnn.parse(text)
        expected = 9 + 6 * sum(range(turns))
        assert net.at(n=turns, T=9).output == (expected, 2)
        assert net.output[0].subs({net.symbols["n"]: turns, net.symbols["T"]: 9}).doit() == expected


def test_facts_and_conditions_speak_of_statements() -> None:
    net = symcnn.parse(f"{BLOCK}network N(W, F) {{ input(W, 3); A: b(4); assume A.W == 2*F; conv(F, 2) }}")
    assert not [one for one in net.conditions if "≥ F" in str(one)]
    assert net.at(W=12, F=5).output == (6, 2)
    with pytest.raises(TextError):
        _ = net.at(W=12, F=4).output


def test_a_running_number_names_a_block_and_of_a_merge_its_row() -> None:
    net = symcnn.parse(f"{BLOCK}input(9, 9, 3); b(4); add {{ {{ conv(1, 4) }} {{}} }}")
    assert net["b1"].params == 4 * 28
    assert net["add1"].params == 0
    assert "b1" in net
    assert "A" not in net
    with pytest.raises(NotFound):
        _ = net["b2"]


def test_the_parts_of_published_networks() -> None:
    assert str(symcnn.solve(symcnn.load("unet").at(H=572), "right1.W == 388", "W")).startswith("W = 572")
    assert symcnn.load("squeezenet1_0").numbers()["fire9"].params == 197_184
    assert symcnn.load("unet").numbers()["right1"].output == (388, 388, 64)


def test_the_work_shown_begins_with_the_sums() -> None:
    lines = symcnn.parse(TEXTS["repeat"]).explain("A").splitlines()
    assert lines[0] == "A: all layers inside"
    assert "  parameters = 112 + 148 = 260" in lines
    assert "A/2/conv1: conv(3, 4)" in lines


def test_a_merge_is_its_row() -> None:
    net = symcnn.parse("input(W, W, 3); A: concat { { conv(3, 4) } { conv(3, K) } }; dense(A.input.D + A.params + A.D)")
    assert net["A"].params == 0
    assert net["A"].input == (net.symbols["W"] - 2, net.symbols["W"] - 2, 4)
    assert net.at(K=7).output == (4 + 0 + 11,)
    assert str(symcnn.solve(net.at(K=7), "A.units == 1100", "W")) == "W = 12"


def test_what_is_asked_of_a_label_that_does_not_have_it() -> None:
    with pytest.raises(TextError, match='"A" has no "Q"'):
        _ = symcnn.parse(f"{BLOCK}input(9, 9, 3); A: b(4); dense(A.Q)").output


@pytest.mark.parametrize(
    "text",
    [
        "input(W, 3); conv(3, 4); aux: head { conv(9, 7) }; repeat n { conv(3, 5, stride=2, padding=1) }",
        "input(W, H, 3); conv((3, 2), 4, stride=(2, 1)); add { { conv(3, 4, padding=1) } {} }",
        "input(W, 3); last: repeat n { maxpool(2) }",
        "input(W, 3); gap",
    ],
)
def test_what_leaves_the_network_has_units_and_what_they_see(text: str) -> None:
    net = symcnn.parse(text).at(W=40, **({"n": 2} if "n {" in text else {}), **({"H": 11} if "H" in text else {}))
    units = 1
    for size in net.output:
        units *= size
    last = net.layers[-1]
    seen = {"field": last.receptive_field, "jump": last.jump, "start": last.start}
    found = {key: read_measures(f"output.{key}")[0] for key in ("units", *seen)}
    assert found["units"].of(net) == units
    assert found["units"].of(net.for_batch(3)) == 3 * units
    for key, along in seen.items():
        if len(set(along)) == 1:
            assert found[key].of(net) == along[0]
