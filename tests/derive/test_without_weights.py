"""Layers without weights: their quantities need not be written, and they can be used again at another depth."""

from __future__ import annotations

import pytest

import symcnn
from symcnn.errors import ShapeMistake, TextError, Unavailable

MAXOUT = "layer own(pieces n) { X' = X; D' = D/n; y[i, k] = max(x[i, n*k + m] for m in n) } "
SCALE = "layer own { X' = X; D' = D; y[i, k] = m[k]*x[i, k] } "


def test_an_operation_that_reads_only_its_input_has_no_weights_to_count() -> None:
    net = symcnn.parse(MAXOUT + "input(W, W, 6); own(2); dense(1)")
    dense = symcnn.parse("input(W, W, 3); dense(1)")
    assert (net.params, net.connections, net.macs) == (dense.params, dense.connections, dense.macs)
    assert net.quantity("buffers") == 0
    assert net.depth == 1
    with pytest.raises(Unavailable):
        _ = symcnn.parse(MAXOUT.replace("max(x[i, n*k + m]", "max(x[i, k]*x[i, 0]*m") + "input(8, 6); own(2)").quantity(
            "comparisons"
        )


def test_what_is_stated_stands_and_what_reads_weights_is_not_filled_in() -> None:
    stated = MAXOUT.replace("D' = D/n;", "D' = D/n; macs = 7;")
    assert symcnn.parse(stated + "input(8, 6); own(2)").macs == 7
    with pytest.raises(Unavailable):
        _ = symcnn.parse(SCALE + "input(8, 6); own").params


@pytest.mark.parametrize(
    ("text", "params"),
    [
        ("input(8, 8, 3); conv(3, 4); A: relu; conv(3, 16); use A", 704),
        ("input(8, 8, 3); conv(3, 4); A: prelu(shared=true); conv(3, 16); use A", 705),
        ("input(8, 8, 6); A: channel_shuffle(2); conv(1, 4); use A", 28),
    ],
)
def test_weights_that_do_not_hang_on_the_depth_are_used_at_another(text: str, params: int) -> None:
    """The first two: one nn.ReLU, one nn.PReLU() of PyTorch, called at two depths."""
    assert symcnn.parse(text).params == params


@pytest.mark.parametrize("layer", ["conv(3, 4)", "prelu", "bn", "dense(5)", "conv(3, 4, links=5)", "layer_norm"])
def test_weights_that_hang_on_the_depth_are_not(layer: str) -> None:
    with pytest.raises(ShapeMistake, match="cannot use the weights of A"):
        _ = symcnn.parse(f"input(8, 8, 3); A: {layer}; linear(7); use A").output


def test_a_layer_asks_for_what_it_needs_at_the_other_depth_too() -> None:
    with pytest.raises(TextError, match="the groups must divide the depth"):
        _ = symcnn.parse("input(8, 8, 6); A: channel_shuffle(2); conv(1, 5); use A").output


def test_choices_in_a_row() -> None:
    text = "input(8, 8, 3); let g = {}; conv(1, 144 if g == 1 else 200 if g == 2 else 240)"
    assert [symcnn.parse(text.format(g)).output[2] for g in (1, 2, 3)] == [144, 200, 240]
    with pytest.raises(TextError, match="choices in a row"):
        symcnn.parse("input(8, 3); conv(1, " + "1 if 1 == 2 else " * 2_000 + "2)")


OWN = "layer own(K: integer >= 0) {{ X' = X; D' = D; params = {}; connections = 0; macs = 5*units; depth = 1 }} "


@pytest.mark.parametrize("params", ["0", "K", "0*K", "max(0, K - 2)"])
def test_weights_have_gradients_where_there_are_any(params: str) -> None:
    text = f"{OWN.format(params)} network N(W, K: integer >= 0) {{ input(W, 3); conv(1, 3, bias=false); own(K) }}"
    net = symcnn.parse(text)
    for K in range(5):  # noqa: N806 - the argument's name
        trained = {"0": False, "K": K > 0, "0*K": False, "max(0, K - 2)": K > 2}[params]
        right = 9 * 7 + 5 * 3 * 7 * trained
        assert net.at(W=7, K=K).quantity("weight_gradients") == right
        put = {symbol: {"W": 7, "K": K}[name] for name, symbol in net.open_symbols.items()}
        assert net.quantity("weight_gradients").subs(put) == right


def test_weights_that_some_turns_have_get_gradients_in_those() -> None:
    net = symcnn.parse(OWN.format("K") + "network N(n) { input(7, 3); conv(1, 3); repeat n as i { own(i) } }")
    found = net.quantity("weight_gradients")
    assert [found.subs(net.symbols["n"], n) for n in (1, 2, 4)] == [63 + 105 * later for later in (0, 1, 3)]
