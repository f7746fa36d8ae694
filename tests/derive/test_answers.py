"""What is remembered changes nothing: networks give the same in any order, and facts stay with those that have them."""

from __future__ import annotations

from typing import Any

import pytest

import symcnn
from symcnn.algebra.exact.memo import Memo

NAMES = list(symcnn.zoo())
SIZES = {"W", "H", "T"}


@pytest.fixture
def forgotten() -> None:
    """Nothing is remembered when the test begins."""
    Memo.clear()


def told(network: symcnn.Network) -> tuple[Any, ...]:
    totals = [network.quantity(key) for key in ("units", "params", "connections", "macs", "buffers")]
    return *totals, network.output, tuple(map(str, network.conditions)), network.derivation.roles


def in_numbers(name: str) -> tuple[Any, ...]:
    return told(symcnn.load(name).numbers())


def in_sizes(name: str) -> tuple[Any, ...]:
    net = symcnn.load(name)
    return told(net.with_defaults(SIZES.intersection(net.symbols) or list(net.symbols)[:1]))


@pytest.mark.slow
@pytest.mark.parametrize(("tell", "names"), [(in_numbers, NAMES), (in_sizes, NAMES[::9])], ids=["numbers", "sizes"])
@pytest.mark.usefixtures("forgotten")
def test_the_order_does_not_matter(tell: Any, names: list[str]) -> None:
    forwards = {name: tell(name) for name in names}
    again = {name: tell(name) for name in names}
    Memo.clear()
    backwards = {name: tell(name) for name in reversed(names)}
    assert again == forwards
    assert backwards == forwards


@pytest.mark.usefixtures("forgotten")
def test_an_entry_of_a_list_is_no_other_list() -> None:
    text = "block b(n: table) {{ conv(n[0], n[1]) }} input(W, W, 3); b([{}, 8])"
    assert [symcnn.parse(text.format(size)).params for size in (3, 5, 3)] == [224, 608, 224]


@pytest.mark.usefixtures("forgotten")
@pytest.mark.parametrize("order", [(0, 1, 2, 3), (3, 2, 1, 0), (1, 0, 3, 2)])
def test_an_assumption_holds_for_its_own_network(order: tuple[int, ...]) -> None:
    body = "input(W, W, 3); maxpool(2); maxpool(2); conv(3, 8)"
    texts = [body, f"assume W % 4 == 0; {body}", f"assume exact; {body}", f"assume W >= 40; {body}"]
    outputs = ["floor(W/4) - 2", "W/4 - 2", "W/4 - 2", "floor(W/4) - 2"]
    conditions = [["W ≥ 12"], ["W ≥ 12"], ["W ≡ 0 (mod 4)", "W ≥ 12"], []]
    for place in (*order, *order):
        net = symcnn.parse(texts[place])
        assert str(net.output[0]) == outputs[place]
        found = [str(condition).split(" (maxpool")[0].split(" (conv")[0] for condition in net.conditions]
        assert sorted(found) == sorted(conditions[place])


@pytest.mark.usefixtures("forgotten")
def test_a_condition_names_the_layer_that_asks() -> None:
    first = symcnn.parse("input(W, W, 3); C1: conv(5, 6)")
    other = symcnn.parse("input(W, W, 3); stem: conv(5, 6)")
    assert [first.conditions[0].layer, other.conditions[0].layer] == ["C1", "stem"]


@pytest.mark.usefixtures("forgotten")
def test_what_is_remembered_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("symcnn.algebra.exact.memo.MOST", 100)
    for size in range(60):
        symcnn.parse(f"input({size + 30}, 30, 3); conv(3, 8); maxpool(2)").params  # noqa: B018 - derived
    assert Memo.count <= 200


@pytest.mark.usefixtures("forgotten")
def test_a_layer_used_again_is_the_one_that_is_meant() -> None:
    text = """network N(B: boolean = true) {
        input(32, 32, 8); when B { E: conv(3, 8, padding=1) } else { E: conv(5, 8, padding=2) } relu; use E
    }"""
    net = symcnn.parse(text)
    assert [net.numbers(B=value).params for value in (1, 0, 1)] == [584, 1608, 584]


@pytest.mark.usefixtures("forgotten")
def test_words_name_the_axes_of_their_own_network() -> None:
    text = """layer shrink(T) { X' = X - T; D' = D; params = 0; connections = 0; macs = 0 }
        network named(A, B, T) { input(A, B, 3); shrink(T) }
        network other(A, B, T) { input(2*A, 2*B, 3); shrink(T) }"""
    named = symcnn.parse(text, network="named").at(A="2*n", B="2*n")
    other = symcnn.parse(text, network="other").at(A="n", B="n")
    assert named.input == other.input
    assert [net.conditions[0].words for net in (named, other)] == ["A′ is at least 1", "W′ is at least 1"]
