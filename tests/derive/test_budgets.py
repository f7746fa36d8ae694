"""A batch, the work of training, sizes of numbers and traffic against sums over the layers that are written out."""

from __future__ import annotations

import json
from fractions import Fraction
from itertools import product
from math import prod
from typing import TYPE_CHECKING, Any

import by_hand
import pytest
from memory_store import NETWORKS, kept

import symcnn
from symcnn.derive.quantities import BY_KEY
from symcnn.errors import ArgumentMistake, NotFound, SymcnnError, TextError, Unavailable

if TYPE_CHECKING:
    from collections.abc import Callable

REPEATED = (
    "input(W, 3); repeat n { conv(3, 3, padding=1) }; conv(1, 2)",
    "input(W, 3); conv(1, 4); repeat n { conv(3, 4, padding=1); relu }; conv(1, 2)",
    "input(W, 3); repeat n { maxpool(1); repeat m { conv(3, 3, padding=1) } }; gap; dense(2)",
    "input(W, 3); repeat n { relu }; repeat m { conv(3, 3, padding=1); relu }; conv(1, 2)",
    "input(W, 3); repeat n { add { { conv(3, 3, padding=1) } {} } }; linear(2)",
    "input(W, 3); repeat n as i { conv(2*i + 1, 3 + i, padding=i) }; attention(1)",
    "input(W, 4); repeat n { attention(2); linear(4) }; gap",
)

ONCE = {"params", "buffers", "weights_read"}
"""What all examples of a batch share."""


def trained_before(net: symcnn.Network) -> list[list[bool]]:
    """For each layer, whether what comes through each of its branches has met weights: one layer after another."""
    met = {end.source: False for end in net.derivation.inputs}
    found = []
    for place, layer in enumerate(net.derivation.layers):
        found.append([met[source] for source in layer.inputs])
        met[place] = any(found[-1]) or layer.own["params"] != 0
    return found


def gradients(net: symcnn.Network) -> int:
    """The gradients of inputs, layer by layer; of attention, which has several products, by hand."""
    total = 0
    for layer, before in zip(net, trained_before(net), strict=True):
        if layer.kind == "attention":
            positions, depth = prod(layer.output[:-1]), layer.output[-1]
            total += 4 * depth * positions**2 + depth**2 * positions + before[0] * 3 * depth**2 * positions
        else:
            total += before[0] * layer.macs
    return int(total)


@pytest.mark.parametrize("text", REPEATED)
@pytest.mark.parametrize("turns", [(1, 1), (1, 3), (2, 2), (4, 1)])
def test_the_gradients_of_repeats_are_those_of_their_turns(text: str, turns: tuple[int, int]) -> None:
    values = {name: value for name, value in zip("nm", turns, strict=True) if f"repeat {name} " in text}
    general, unrolled = symcnn.parse(text), symcnn.parse(text).at(W=9, **values)
    put = {general.symbols[name]: value for name, value in {"W": 9, **values}.items()}
    wanted = gradients(unrolled)
    assert (general.quantity("input_gradients").xreplace(put), unrolled.quantity("input_gradients")) == (wanted, wanted)
    for key in ("weight_gradients", "training_macs", "weights_read", "values_moved"):
        assert general.quantity(key).xreplace(put) == unrolled.quantity(key)


@pytest.mark.parametrize("text", [*NETWORKS, *REPEATED])
def test_every_example_of_a_batch_takes_as_much(text: str) -> None:
    one = symcnn.parse(text)
    net = one.for_batch("N")
    for key in BY_KEY:
        times = 1 if key in ONCE else net.symbols["N"]
        assert (net.quantity(key) - times * one.quantity(key)).expand() == 0
        for mine, its in zip(net, one, strict=True):
            assert (mine.quantity(key) - times * its.quantity(key)).expand() == 0
            assert (mine.in_one_turn(key) - times * its.in_one_turn(key)).expand() == 0
    assert net.output == one.output
    assert net.depth == one.depth


@pytest.mark.parametrize("text", NETWORKS)
def test_a_batch_needs_its_examples_at_once(text: str) -> None:
    most, where = kept(symcnn.parse(text))
    for size in (1, 2, 7):
        memory = symcnn.parse(text).for_batch(size).memory(bytes=1)
        assert (memory.running, memory.peak_layer) == (size * most, where)
    symbolic = symcnn.parse(text).for_batch("N")
    assert symbolic.memory(bytes=1).running.xreplace({symbolic.symbols["N"]: 5}) == 5 * most


HANDED_ON = {"flatten", "dropout", "identity", "tokens", "narrow", "crop"}
"""What the networks here hold that leaves values where they stand."""


def moved(net: symcnn.Network, bytes_of: dict[str, Fraction], examples: int) -> Fraction:
    """What each layer that moves values reads and writes, written down from its sizes."""
    outputs: dict[int, Any] = {end.source: (*end.volume.sizes, end.volume.depth) for end in net.derivation.inputs}
    total = Fraction(0)
    for place, layer in enumerate(net.derivation.layers):
        outputs[place] = (*layer.output.sizes, layer.output.depth)
        entered = sum(prod(outputs[source]) for source in layer.inputs)
        own = net.layers[place]
        stored = layer.own["params"] + own.in_one_turn("buffers") if not layer.step.twin else layer.own["params"]
        values = 0 if layer.step.layer.name in HANDED_ON else entered + prod(outputs[place])
        total += (
            Fraction(str(stored)) * bytes_of["weights"] + examples * Fraction(str(values)) * bytes_of["activations"]
        )
    return total


@pytest.mark.parametrize(
    "text", [*NETWORKS, "input(6, 6, 4); mul { {} { gap; dense(4); sigmoid } }; bn; flatten; dense(2)"]
)
def test_traffic_and_intensity(text: str) -> None:
    sizes = {"weights": Fraction(1, 2), "activations": Fraction(2)}
    memory = symcnn.parse(text).for_batch(3).memory(bits="weights=4, activations=16")
    wanted = moved(symcnn.parse(text), sizes, 3)
    assert Fraction(str(memory.moved)) == wanted
    assert Fraction(str(memory.intensity)) == 3 * Fraction(str(symcnn.parse(text).macs)) / wanted


@pytest.mark.parametrize(
    "body",
    [
        "repeat n { conv(3, 3) }; conv(3, 4)",
        "repeat n { conv(3, K, padding=1) }; conv(3, 4)",
        "repeat n { repeat m { conv(3, 3, padding=1) } }; conv(3, 4); conv(1, K)",
        "repeat n { conv(1, 3) }; repeat m { conv(3, 3, padding=1) }; conv(3, 4)",
        "add { { repeat n { conv(1, 3) } } {} }; conv(3, 4)",
        "conv(3, K); repeat n { conv(1, K) }; conv(3, 4)",
    ],
)
def test_behind_repeats_without_a_turn_nothing_needs_a_gradient(body: str) -> None:
    net = symcnn.parse(f"network N(W, K, n: integer >= 0, m: integer >= 0) {{ input(W, 3); {body} }}")
    met = 0
    for n, m, k, w in product(range(3), range(3), (1, 3), (9, 12)):
        for key in ("input_gradients", "training_macs"):
            try:
                right = net.at(n=n, m=m, K=k, W=w).quantity(key)
            except SymcnnError:
                continue
            met += 1
            put = {net.symbols[name]: value for name, value in (("n", n), ("m", m), ("K", k), ("W", w))}
            assert by_hand.value(net.quantity(key), put) == right, (n, m, k, w)
    assert met > 30


def test_which_turns_have_weights_is_not_guessed() -> None:
    net = symcnn.parse("input(W, 3); repeat n as i { repeat i { conv(1, 3) }; relu }; dense(2)")
    with pytest.raises(Unavailable):
        net.quantity("input_gradients")


@pytest.mark.parametrize("text", ["input(1)", "input(8, 8, 3); split(3)", "input(W, W, 3); identity"])
def test_where_nothing_moves_there_is_no_intensity(text: str) -> None:
    memory = symcnn.parse(text).memory(bytes=4, traffic=True)
    assert memory.moved == 0
    with pytest.raises(Unavailable):
        _ = memory.intensity
    assert "intensity" not in str(memory)
    assert json.loads(memory.render("json"))["intensity"] is None


@pytest.mark.parametrize(("optimizer", "states"), [("sgd", 0), ("momentum", 1), ("adam", 2)])
def test_a_step_of_training(optimizer: str, states: int) -> None:
    net = symcnn.parse("input(8, 8, 3); conv(3, 4); bn; relu; dense(2)")
    memory = net.for_batch(5).memory(bits="weights=16,activations=16,gradients=16,states=32", optimizer=optimizer)
    assert memory.weights == 2 * (net.params + net.quantity("buffers"))
    assert (memory.gradients, memory.states) == (2 * net.params, 4 * states * net.params)
    assert memory.training == 2 * 5 * (8 * 8 * 3 + net.units)
    assert memory.step == memory.weights + memory.training + memory.gradients + memory.states


def test_the_states_are_those_of_pytorch(torch: Any) -> None:
    """After one step, an optimizer of PyTorch holds so many numbers of the shape of each parameter."""
    makers: dict[str, Callable[[Any], Any]] = {
        "sgd": lambda weights: torch.optim.SGD(weights, lr=0.1),
        "momentum": lambda weights: torch.optim.SGD(weights, lr=0.1, momentum=0.9),
        "adam": torch.optim.Adam,
    }
    net = symcnn.parse("input(8, 3); conv(3, 4); relu; dense(2)")
    for name, make in makers.items():
        module = torch.nn.Sequential(
            torch.nn.Conv1d(3, 4, 3), torch.nn.ReLU(), torch.nn.Flatten(), torch.nn.Linear(24, 2)
        )
        optimizer: Any = make(module.parameters())
        module(torch.zeros(1, 3, 8)).sum().backward()
        optimizer.step()
        held = sum(
            value.numel()
            for state in optimizer.state.values()
            for value in state.values()
            if torch.is_tensor(value) and value.dim()
        )
        assert net.memory(bytes=1, optimizer=name).states == held


def test_a_batch_is_an_ordinary_symbol() -> None:
    net = symcnn.parse("input(W, 3); conv(3, 8, padding=1)").for_batch("2*N")
    assert str(net.macs) == "144*N*W"
    assert net.at(N=4, W=2).macs == 1152
    assert str(symcnn.solve(net.at(W=10), "macs <= 10^6", "N")) == "1 ≤ N ≤ 694"
    assert net.function("macs")(W=2, N=4) == 1152
    own = symcnn.parse("network Net(W, N = 8) { input(W, 3); conv(N, 8, padding=same) }").for_batch("N")
    assert own.numbers(W=4).units == 8 * 32
    assert str(symcnn.load("lenet5").for_batch("N").numbers().units.free_symbols) == "{N}"


def test_what_is_refused() -> None:
    net = symcnn.parse("input(8, 3); conv(3, 4)")
    for size in (0, -1, "1/2"):
        with pytest.raises(ArgumentMistake, match="batch must be a positive whole number"):
            net.for_batch(size).derivation  # noqa: B018 - deriving is the question
    with pytest.raises(TextError):
        net.for_batch("2*")
    for given in ({"bits": 0}, {"bits": "weights=8"}, {"bytes": 4, "bits": 32}):
        with pytest.raises(ArgumentMistake):
            net.memory(**given)
    with pytest.raises(NotFound, match=r"called \"weight\""):
        net.memory(bits="weight=8, activations=8")
    with pytest.raises(NotFound, match='no optimizer "adamw"'):
        net.memory(optimizer="adamw")
    with pytest.raises(Unavailable, match="one example"):
        net.for_batch(2).explain()
    with pytest.raises(Unavailable, match="one example"):
        net.for_batch(2).count("torch")


MOVED = {
    "flatten": 0,
    "dropout": 0,
    "narrow(1, 2)": 0,
    "crop(3)": 0,
    "pad(1)": 6 * 6 * 4 + 8 * 8 * 4,
    "upsample(2)": 6 * 6 * 4 + 12 * 12 * 4,
    "pixel_unshuffle(2)": 2 * 6 * 6 * 4,
    "channel_shuffle(2)": 2 * 6 * 6 * 4,
    "concat { {} {} {} }": 2 * 3 * 6 * 6 * 4,
    "add { {} {} }": 3 * 6 * 6 * 4,
}
"""What a layer reads and writes of a volume of 6 by 6 by 4, counted by hand; views move nothing."""


@pytest.mark.parametrize("call", MOVED)
def test_what_is_put_elsewhere_is_moved(call: str) -> None:
    net = symcnn.parse(f"input(6, 6, 4); {call}")
    assert net.quantity("values_moved") == MOVED[call]


OWN = "layer own(j: integer >= 0) {{ X' = X; D' = D; macs = j + 1; params = {params} }}\n"


def test_a_layer_of_an_author_may_have_weights_for_some_values_alone() -> None:
    text = OWN.format(params="j") + "network N(K: integer >= 0) { input(4, 4, 1); own(K); conv(1, 2) }"
    net = symcnn.parse(text)
    for value in range(4):
        right = symcnn.parse(text).at(K=value).quantity("training_macs")
        assert by_hand.value(net.quantity("training_macs"), {net.symbols["K"]: value}) == right
        assert right == (2 if value else 1) * (value + 1) + (3 if value else 2) * 32


def test_weights_in_some_turns_alone_are_not_told_for_all() -> None:
    repeat = "input(4, 4, 1); repeat n as i { own(i) }"
    net = symcnn.parse(f"{OWN.format(params='j^2')}network N(n: integer >= 0) {{ {repeat} }}")
    assert [net.at(n=n).quantity("training_macs") for n in range(4)] == [0, 1, 1 + 2 * 2, 1 + 2 * 2 + 3 * 3]
    with pytest.raises(SymcnnError, match=r"states no rule for training_macs"):
        net.quantity("training_macs")
    always = symcnn.parse(f"{OWN.format(params='j^2 + 1')}network N(n: integer >= 0) {{ {repeat} }}")
    found = by_hand.value(always.quantity("training_macs"), {always.symbols["n"]: 3})
    assert found == always.at(n=3).quantity("training_macs")
