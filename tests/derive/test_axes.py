"""An axis is a place: names and numbers as sizes change nothing but names."""

from __future__ import annotations

import random
from itertools import product
from typing import Any

import pytest
from fast_rows import some_fast

import symcnn
from symcnn.algebra.exact.arithmetic import Exact
from symcnn.algebra.exact.evaluate import truth
from symcnn.derive.letters import shown_letters
from symcnn.errors import NameMistake, ShapeMistake, SymcnnError, Unavailable

HEAD = "network Head(W, D, M = 10) { input(W, W, D); conv(W, M) } "


@pytest.mark.parametrize(
    ("sizes", "letters"),
    [
        ("W, H", "W H T"),
        ("H, W", "H W T"),
        ("W, W", "W H T"),
        ("H, H", "H W T"),
        ("224, 224", "W H T"),
        ("224, W", "H W T"),
        ("2*W, W", "H W T"),
        ("D, D", "W H T"),
        ("X, D", "W H T"),
        ("units, params", "W H T"),
        ("A, A, A", "A H T"),
        ("16, H, W", "T H W"),
        ("T, H, W", "T H W"),
    ],
)
def test_every_axis_has_a_letter_of_its_own(sizes: str, letters: str) -> None:
    assert symcnn.parse(f"input({sizes}, 3); relu").derivation.letters == tuple(letters.split())


def test_an_equation_speaks_of_the_axis_that_has_the_name() -> None:
    net = symcnn.parse("input(W, W, 3); C1: conv((5, 3), K)")
    assert str(symcnn.solve(net, "C1.W == 28", "W")) == "W = 32"
    assert str(symcnn.solve(net, "C1.H == 28", "W")) == "W = 30"
    assert str(symcnn.solve(symcnn.parse("input(D, D, 3); C1: conv((5, 3), K)"), "C1.W == 28", "D")) == "D = 32"


def test_an_equation_speaks_of_an_input_by_its_own_letters() -> None:
    text = "left: input(W, H, 3); right: input(H, W, 1); concat { { from left {} } { from right { C: relu } } }"
    net = symcnn.parse(text)
    assert str(symcnn.solve(net, "right.W == 5", "W")).startswith("W = 5 if")
    assert str(symcnn.solve(net, "concat1.2.from1.C.W == 5", "W")).startswith("W = 5 if")


def test_the_work_shows_two_sizes_by_two_letters() -> None:
    work = str(symcnn.parse("input(W, W, 3); C1: conv((5, 3), K)").explain())
    assert "W′ = W − F_W + 1 = W − 5 + 1 = W − 4" in work
    assert "H′ = H − F_H + 1 = W − 3 + 1 = W − 2" in work
    assert "K(F_W·F_H·D + 1)" in work


def test_the_work_shows_axes_that_stay_equal_by_one_letter() -> None:
    work = str(symcnn.parse("input(W, W, 3); C1: conv(5, K); maxpool((2, 2)); dense(3)").explain())
    assert "units = W′²D′" in work
    assert "H′" not in work


def test_a_letter_of_the_rules_stays_apart_from_a_name_of_the_author() -> None:
    work = str(symcnn.parse("input(F, D, 3); conv((3, 5), K)").explain())
    assert "W′ = W − F_W + 1 = F − 3 + 1 = F − 2" in work
    assert "H′ = H − F_H + 1 = D − 5 + 1 = D − 4" in work


def test_an_argument_that_is_no_number_takes_no_letter() -> None:
    net = symcnn.parse("input(T, 3); conv(3, 4); pad(2)")
    assert shown_letters(net.derivation)[0] == "T"  # conv has an argument T, the links of a table, which is not there


def test_a_page_calls_axes_as_the_input_does() -> None:
    net = symcnn.parse(
        "input(H, W, D); conv(F, K, stride=S); conv(F1, K1, stride=S1); conv(F2, K2, stride=S2); conv(3, 8)"
    )
    assert [definition.name for definition in net.derivation.definitions][:2] == ["H_conv2", "W_conv2"]
    assert r"H_{\mathrm{conv3}} \times W_{\mathrm{conv3}}" in net.paper("table")
    assert net.table(format="csv").startswith("row,layer,definition,H,W,D,")
    symbols = net.paper("symbols")
    assert "$H$ & \\raggedright\\let\\\\\\tabularnewline height" in symbols
    assert "H_out = H_in − kernel_size + 1" in str(
        symcnn.parse("input(H, W, D); conv(F, K)").explain(notation="pytorch")
    )


def test_a_called_network_gets_what_it_declares() -> None:
    net = symcnn.parse(HEAD + "network Whole(N) { input(N, 30, 3); Head(M=5) }")
    assert [str(c.formula.args[0].value) for c in net.conditions] == ["N"]
    assert "N = 30" in str(net)
    with pytest.raises(ShapeMistake, match="declares another input than the 31 × 30 × 3"):
        str(net.at(N=31))


@pytest.mark.parametrize("declared", ["28, 28, D", "N, N, D", "N, 2*N, D", "N, N + 4, D"])
def test_a_called_network_in_symbols_takes_what_it_takes_in_numbers(declared: str) -> None:
    head = f"network Head(N, D) {{ input({declared}); conv(3, 2) }} "
    net = symcnn.parse(head + "network Whole(A, B, C) { input(A, B, C); Head(N=A) }")
    for values in product((3, 4, 7, 8, 28), (3, 6, 7, 8, 28), (3, 4)):
        assert_agree(net, dict(zip("ABC", values, strict=True)))


def test_what_a_called_network_calls_an_axis_is_not_what_its_caller_does() -> None:
    head = "network Head(H, W, D) { input(W, H, D); C: conv((3, 5), 2); crop(C.%s) } "
    text = head + "network N(W, H) { input(W, H, 3); Head }"
    assert [str(size) for size in symcnn.parse(text % "W").output] == ["W - 2", "W - 2", "2"]
    assert [str(size) for size in symcnn.parse(text % "H").output] == ["H - 4", "H - 4", "2"]


@pytest.mark.parametrize(
    "text",
    [
        "block B(F) { for X in [1] { conv(X, 2) } } input(W, 3); B(3)",
        "block B(F) { let X = 3; conv(F, X) } input(W, 3); B(3)",
        "layer L(X) { X' = X; D' = D } input(W, 3); L(3)",
        "input(W, X); X: conv(3, X)",
        "input(W, 3); repeat n as W { conv(3, 4) }",
    ],
)
def test_a_name_that_is_taken_is_refused_with_its_place(text: str) -> None:
    with pytest.raises(NameMistake) as caught:
        str(symcnn.parse(text))
    assert caught.value.span.text


# -- random networks: symbols against numbers at small points

NAMES = tuple(
    "W H D K X i j n F S P T way size turns t W_i D_i way_i W_C1 H_1 units m C_1 A".split()  # noqa: SIM905
)
INDICES = tuple("ijkDXKWFta")
LAYERS = (
    "conv({k}, {f})",
    "conv({k}, {f}, padding={p})",
    "maxpool({k}, 1, {p})",
    "conv(3, {f}, stride=2, padding=1)",
    "upsample(2)",
    "depthwise(3, padding=1)",
)
QUANTITIES = ("params", "connections", "units", "depth", "output", "receptive_field")


class Writer:
    """Writes a random network in which any name may stand anywhere."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.axes = self.rng.choice([1, 2, 2, 2, 3])
        self.symbols = self.rng.sample(NAMES, 4)
        self.indices = self.rng.sample([name for name in INDICES if name not in self.symbols], 2)

    def text(self) -> str:
        name = self.rng.choice(self.symbols[:2])
        kinds = [name, name, self.symbols[0], "7", f"2*{name}", f"{name} + 3"]
        sizes = [self.rng.choice(kinds) for _ in range(self.axes)]
        kernel = "(1, 3)" if self.axes == 2 else "3"
        body = "; ".join(self.statement(0, ()) for _ in range(2))
        depth = self.rng.choice([*self.symbols, "3"])
        return f"input({', '.join(sizes)}, {depth}); C1: conv({kernel}, 2, padding=1); {body}"

    def statement(self, depth: int, indices: tuple[str, ...]) -> str:
        kind = self.rng.choice(["layer", "layer", "repeat", "merge"]) if depth < 2 else "layer"
        if kind == "layer":
            k, f, p = (
                self.rng.choice([*ways, *indices]) for ways in ("31", [*self.symbols, "4"], [*self.symbols[:1], "1"])
            )
            k, f = ("3", f"({f} + 1)") if {k, f} & {*indices} else (k, f)
            return self.rng.choice(LAYERS).format(k=k, f=f, p=p)
        if kind == "merge":
            return f"concat {{ {{}} {{ {self.statement(2, indices)} }} }}"
        index = self.indices[depth]
        body = "; ".join(self.statement(depth + 1, (*indices, index)) for _ in range(self.rng.choice([1, 1, 2])))
        return f"repeat {self.rng.choice(self.symbols)} as {index} {{ {body} }}"


def derived(net: Any) -> Any:
    """The network, or None if it cannot exist."""
    try:
        return net if net.derivation else None
    except SymcnnError:
        return None


def assert_agree(net: Any, values: dict[str, int]) -> None:
    """A point is legal in numbers if all conditions hold there, and then both ways give one answer."""
    known = {net.symbols[name]: value for name, value in values.items()}
    scope = {**values, **{str(name): int(net.closed(name).subs(known)) for name in net.definitions}}
    holds = all(truth(condition.formula, scope, Exact()) for condition in net.conditions)
    numbers = derived(net.at(**values))
    assert holds == (numbers is not None), (values, [str(condition) for condition in net.conditions])
    if numbers is None:
        return
    for quantity in QUANTITIES:
        try:
            row = [getattr(one, quantity) for one in (net, numbers)]
        except Unavailable:  # what branches in other steps see
            continue
        formulas, found = (one if isinstance(one, tuple) else (one,) for one in row)
        assert tuple(f.subs(known) if hasattr(f, "subs") else f for f in formulas) == found, (values, quantity)


@pytest.mark.parametrize("seed", some_fast(range(40)))
def test_any_name_may_stand_anywhere(seed: int) -> None:
    writer = Writer(seed)
    text = writer.text()
    net = derived(symcnn.parse(text))
    for point in range(6 if net else 0):
        rng = random.Random(f"{seed} {point}")
        assert_agree(net, {name: rng.choice([2, 3, 4, 5, 9]) for name in net.symbols})


def test_a_network_takes_an_axis() -> None:
    net = symcnn.parse('network N(W, H, A: axis = "W") { input(W, H, 3); concat(axis=A) { {} {} } }')
    width, height = net.symbols["W"], net.symbols["H"]
    assert net.output == (2 * width, height, 3)
    assert net.at(A='"H"').output == net.at(A=1).output == (width, 2 * height, 3)
    assert str(symcnn.solve(net, "units == 60*H", "W")).startswith("W = 10\n")
    assert 'with A = "W"' in str(net)
    assert "take for granted that $A$" in net.paper()
    for value in ('"T"', 3):
        with pytest.raises(symcnn.TextError, match="there is no axis"):
            net.at(A=value).derivation  # noqa: B018 - derived when it is asked for
    with pytest.raises(symcnn.TextError, match="and needs a value"):
        symcnn.parse("network N(W, A: axis) { input(W, 3); softmax(axis=A) }").derivation  # noqa: B018 - likewise
