"""Networks and answers are copied and pickled by what they were made from, and are shown in short."""

from __future__ import annotations

import copy
import pickle
import subprocess
import sys
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest

import symcnn

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

TEXT = "assume W >= 9; input(W, W, D); C: conv(F, K); repeat n { conv(3, K, padding=1) }; dense(M)"
WAYS: dict[str, Callable[[Any], Any]] = {
    "pickle": lambda value: pickle.loads(pickle.dumps(value)),
    "deepcopy": copy.deepcopy,
    "copy": copy.copy,
}
MADE: dict[str, Callable[[symcnn.Network], Any]] = {
    "a network": lambda net: net,
    "a network with values": lambda net: net.at(W="2*m + 1", n=3),
    "a network that leaves nothing over": lambda net: net.at(n=2).exactly(),
    "a layer": lambda net: net["C"],
    "conditions": lambda net: net.conditions,
    "a form": lambda net: net.form("params", "by K"),
    "a solution": lambda net: symcnn.solve(net, "C.W == W - 4", "F"),
    "solutions": lambda net: symcnn.solve(net, "C.W == W - 4", "K,F", bounds={"K": (1, 5)}),
    "legal sizes": lambda net: symcnn.sizes(net)[0],
    "a comparison": lambda net: symcnn.compare(net, net.at(K=8)),
    "growth": lambda net: symcnn.leading(net, "K"),
    "memory": lambda net: net.memory(),
    "a count": lambda net: net.count("fvcore"),
    "a reconciliation": lambda net: net.reconcile("fvcore", "flops"),
}


@cache
def made_once(what: str) -> tuple[Any, str]:
    """What is made, and what it says."""
    made = MADE[what](symcnn.parse(TEXT))
    return made, str(made)


@pytest.mark.slow
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("what", MADE)
def test_a_copy_says_the_same(what: str, way: str) -> None:
    made, shown = made_once(what)
    other = WAYS[way](made)
    assert type(other) is type(made)
    assert str(other) == shown


@pytest.mark.parametrize("way", WAYS)
def test_a_copy_can_be_asked_on(way: str) -> None:
    net = WAYS[way](symcnn.parse(TEXT))
    assert net.at(W=12, D=1, F=5, K=2, n=1, M=10).params == symcnn.parse(TEXT).at(W=12, D=1, F=5, K=2, n=1, M=10).params
    found = WAYS[way](symcnn.solve(net, "C.W == W - 4", "F"))
    assert found.render(notation="dumoulin") == "k = 5 if i₂ ≥ 9"


def test_a_network_goes_to_another_process(tmp_path: Path) -> None:
    (tmp_path / "own.cnn").write_text("block two(K) { conv(3, K); conv(3, K) }", "utf-8")
    (tmp_path / "net.cnn").write_text('use "own.cnn"\nnetwork N(W = 9) { input(W, W, 1); two(4) }', "utf-8")
    net = symcnn.load(tmp_path / "net.cnn")
    (tmp_path / "net.pickle").write_bytes(pickle.dumps((net, net["two1/conv2"])))
    (tmp_path / "own.cnn").unlink()
    code = "import pickle; net, layer = pickle.load(open('net.pickle', 'rb')); print(net.params, layer.output)"
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, check=True, text=True, timeout=60)
    assert done.stdout == "188 (W - 4, W - 4, 4)\n"


def test_a_mistake_is_pickled_with_its_place() -> None:
    with pytest.raises(symcnn.TextError) as caught:
        symcnn.parse("input(W, W, 3); add { { conv(3, 3) } { } }").table()
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)


@pytest.mark.slow
@pytest.mark.parametrize("what", MADE)
def test_what_is_shown_in_short_is_one_line(what: str) -> None:
    shown = repr(made_once(what)[0])
    assert "\n" not in shown
    assert " at 0x" not in shown
    assert len(shown) < 250


def test_a_network_that_cannot_be_is_shown_too() -> None:
    assert repr(symcnn.parse("input(4, 4, 3); conv(5, 6)")).startswith("<Network that cannot be: ")
