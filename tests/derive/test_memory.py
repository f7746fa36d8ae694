"""Memory against a run in which every value that is kept is written down, one layer after another."""

from __future__ import annotations

from itertools import product

import pytest
from memory_store import NETWORKS, kept

import symcnn
from symcnn.derive.kept_outputs import Store
from symcnn.errors import TextError, Unavailable
from symcnn.support.work import OutOfWork, Work


@pytest.mark.parametrize("text", NETWORKS)
def test_the_peak_is_what_a_store_holds_at_most(text: str) -> None:
    memory = symcnn.parse(text).memory(bytes=1)
    assert (memory.running, memory.peak_layer) == kept(symcnn.parse(text))


@pytest.mark.parametrize("text", NETWORKS)
def test_the_peak_in_symbols_is_the_peak_in_numbers(text: str) -> None:
    sizes = text.replace("12, 12", "W, H").replace("9, 9", "W, H").replace("8, 8", "W, H")
    running = symcnn.parse(sizes).memory(bytes=1).running
    for side in (12, 16, 20):
        numbers = symcnn.parse(sizes).at(W=side, H=side + 2)
        put = {symbol: side + 2 * (symbol.name == "H") for symbol in running.free_symbols}
        assert running.xreplace(put) == numbers.memory(bytes=1).running


@pytest.mark.parametrize("body", ["conv(3, D, padding=1); relu", "add { {} { conv(3, D, padding=1) } }; relu"])
def test_a_repeat_in_symbols_needs_what_its_turns_need(body: str) -> None:
    net = symcnn.parse(f"input(W, W, D); repeat n {{ {body} }}; gap; dense(M)")
    values = {"W": 7, "D": 3, "M": 10}
    for turns in (1, 2, 5):
        memory = net.at(**values, n=turns).memory(bytes=2)
        general = net.at(**values).memory(bytes=2)
        put = dict.fromkeys(general.training.free_symbols, turns)
        assert general.training.xreplace(put) == memory.training
        assert general.weights.xreplace(put) == memory.weights
        assert general.running == memory.running


BEHIND_A_LOOP = (
    "input(W, 6); repeat n { pad(P) }; average { { repeat n { pad(P) } } { conv(1, 6, padding=n*P) } }",
    "input(W, 6); repeat n { pad(P) }; concat { { repeat n { pad(P); crop(1) } } { crop(1); relu } }",
    "input(W, 6); repeat n { repeat m { pad(1) }; add { { relu } { bn } } }; add { {} { repeat m { conv(1, 6) } } }",
    "input(W, 6); repeat m { repeat n { pad(P) } }; concat { { repeat n { pad(P); crop(1) } } { crop(1) } }",
    "input(W, 6); repeat n { conv(3, 6) }; add { { repeat n { upsample(2) }; crop(1) } { crop(1); relu } }",
)


@pytest.mark.parametrize("text", BEHIND_A_LOOP)
def test_what_leaves_a_loop_is_kept_as_it_left_it(text: str) -> None:
    """Not as a loop behind it has it in one of its turns."""
    net = symcnn.parse(text)
    running, tried = net.memory(bytes=1).running, 0
    assert {symbol.name for symbol in running.free_symbols} <= set(net.symbols)
    for point in product((1, 2, 3), (1, 2), (7, 12), (1, 2)):
        values = {name: value for name, value in zip("nmWP", point, strict=True) if name in net.symbols}
        try:
            wanted = net.at(**values).memory(bytes=1).running
        except TextError:
            continue
        tried += 1
        assert running.xreplace({net.symbols[name]: value for name, value in values.items()}) == wanted, values
    assert tried


PERHAPS_NO_TURN = (
    "input(W, D); repeat n { relu }",
    "input(W, D); conv(1, 2*D); repeat n { conv(3, D, padding=1); pad(1) }",
    "input(W, D); repeat n { pad(1) }; repeat m { conv(1, 3*D) }; conv(1, 2)",
    "input(W, D); repeat m { crop(1) }; repeat n { concat { {} {} } }",
    "input(W, D); repeat n { repeat m { conv(1, 5); relu }; conv(1, D) }; conv(1, 2)",
    "input(W, D); add { {} { repeat n { conv(3, D, padding=1) } } }; conv(1, 1)",
    "input(W, D); add { {} { repeat n { pad(1); conv(3, D) }; conv(1, D) } }; conv(1, 1)",
    "input(W, D); add { {} { repeat n { relu }; repeat m { conv(3, D, padding=1) } } }; conv(1, 1)",
    "input(W, D); E: relu; repeat n { conv(1, D); concat { {} { from E {} } }; relu }; conv(1, E.D)",
    "input(W, D); E: relu; conv(1, D); repeat n { concat { {} { from E {} } }; conv(1, 2); relu }; head {from E {}}",
)


@pytest.mark.parametrize("body", PERHAPS_NO_TURN)
def test_turns_that_there_are_none_of_need_nothing(body: str) -> None:
    net = symcnn.parse(f"network N(W, D, n: integer >= 0, m: integer >= 0) {{ {body} }}")
    running = net.memory(bytes=1).running
    for turns in product((0, 1, 2, 3), (0, 1, 2), (1, 5), (1, 2, 12)):
        values = dict(zip("nmWD", turns, strict=True))
        there = net.at(**values)
        put = {symbol: values[symbol.name] for symbol in running.free_symbols}
        assert running.xreplace(put) == kept(there)[0], values


@pytest.mark.parametrize(
    ("depth", "between"), [("D*2^i", "maxpool(2)"), ("D*7^i", "maxpool(2)"), ("D*(n - i)", "upsample(2)")]
)
def test_it_says_where_it_is_not_known(depth: str, between: str) -> None:
    """A volume that gets deeper while it shrinks may be largest in any turn."""
    net = symcnn.parse(f"input(W, W, D); repeat n as i {{ conv(3, {depth}, padding=1); {between} }}")
    with pytest.raises(Unavailable, match="in which turn"):
        net.memory().running  # noqa: B018 - it raises


def test_bytes_are_a_symbol_or_a_number() -> None:
    net = symcnn.parse("input(8, 8, 3); conv(3, 2)")
    assert str(net.memory().weights) == "56*b"
    assert net.memory(bytes="1/2").weights == 28


def test_heads_in_every_turn_are_kept_all_which_is_not_said_in_symbols() -> None:
    net = symcnn.parse("input(W, D); repeat n { conv(3, D, padding=1); head { gap; dense(10) } }")
    with pytest.raises(Unavailable, match="an output in every turn"):
        net.memory().running  # noqa: B018 - it raises
    assert (
        net.at(n=2, W=4, D=1).memory(1).running == 4 + 10 + 1 + 10
    )  # what goes on, two heads, what the last one reads


def test_kinds_of_turns_count_as_work() -> None:
    """Each loop around a layer may double them, and so all that is done for each."""
    body = "add { { conv(3, D, padding=1) } { from A {} } }"
    for level in range(4):
        body = f"repeat n{level} {{ {body} }}"
    derivation = symcnn.parse(f"input(W, D); A: conv(1, D); {body}; add {{ {{}} {{ from A {{}} }} }}").derivation
    kinds = Store(derivation)._kinds(len(derivation.layers) - 2)  # noqa: SLF001 - apart from what is done for each
    assert next(kinds) == frozenset()
    with Work(10).counting(), pytest.raises(OutOfWork):
        list(kinds)
