"""Legal inputs: the sets against networks derived in numbers, size by size, and the sets that papers state."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from by_enumeration import holds
from fast_rows import some_fast

import symcnn
from symcnn.analysis.legal_sizes import printed_once
from symcnn.errors import SymcnnError

if TYPE_CHECKING:
    from collections.abc import Callable

UNET = """
block double(K) { conv(3, K); relu; conv(3, K); relu }
network UNet(W = 572, H = 572, D = 1, K = 64, M = 2) {
    assume exact
    input(W, H, D)
    E1: double(K)
    maxpool(2); E2: double(2*K)
    maxpool(2); E3: double(4*K)
    maxpool(2); E4: double(8*K)
    maxpool(2); double(16*K)
    U4: conv_transpose(2, 8*K, stride=2); concat { { from E4 { crop(U4.X) } } {} }; double(8*K)
    U3: conv_transpose(2, 4*K, stride=2); concat { { from E3 { crop(U3.X) } } {} }; double(4*K)
    U2: conv_transpose(2, 2*K, stride=2); concat { { from E2 { crop(U2.X) } } {} }; double(2*K)
    U1: conv_transpose(2, K, stride=2); concat { { from E1 { crop(U1.X) } } {} }; double(K)
    conv(1, M)
}
"""

HOURGLASS = """
block step(K) { conv(3, K, padding=1); relu }
input(W, W, K)
A: step(K); maxpool(2); B: step(K); maxpool(2); C: step(K); maxpool(2); E: step(K); maxpool(2); step(K)
upsample(2); concat { {} { from E { step(K) } } }; step(K)
upsample(2); concat { {} { from C { step(K) } } }; step(K)
upsample(2); concat { {} { from B { step(K) } } }; step(K)
upsample(2); concat { {} { from A { step(K) } } }; step(K)
"""

NETWORKS = {
    "lenet": "input(W, W, 1); conv(5, 6); maxpool(2); conv(5, 16); maxpool(2); conv(5, 120)",
    "strides": "input(W, W, 3); conv(7, 8, stride=3, padding=2); maxpool(3, stride=2); conv(3, 8, stride=2)",
    "ceiling": "input(W, W, 3); maxpool(3, stride=2, ceil_mode=true); conv(4, 8); maxpool(2, ceil_mode=true)",
    "exact": "assume exact; input(W, W, 3); conv(3, 8, stride=2); maxpool(3); conv(2, 4)",
    "assumed": "assume W % 6 == 4; input(W, W, 3); maxpool(2); conv(3, 8)",
    "sum": "input(W, W, 3); add { { maxpool(2) } { conv(2, 3, stride=2) } }; conv(5, 8)",
    "part": "input(W, W, 3); a: conv(3, 8, padding=1); maxpool(3); upsample(3); concat { {} { from a {} } }",
    "crop": "input(W, W, 3); a: conv(3, 8); maxpool(4); u: upsample(4); concat { { from a { crop(u.X) } } {} }",
    "hourglass": HOURGLASS,
    "dense": "input(W, W, 3); conv(3, 8, stride=2, padding=1); maxpool(3, stride=2, padding=1); dense(10)",
    "turns": "input(W, W, 3); repeat 4 { conv(3, 8); maxpool(2) }",
}


def can_be(text: str, size: int) -> bool:
    """Whether the network can be derived in numbers; nothing symbolic has a say here."""
    try:
        symcnn.parse(text).at(W=size, **({"K": 2} if "K" in symcnn.parse(text).symbols else {})).derivation  # noqa: B018
    except SymcnnError:
        return False
    return True


@pytest.mark.parametrize("name", some_fast(NETWORKS))
def test_exactly_the_legal_sizes(name: str) -> None:
    text = NETWORKS[name]
    (legal,) = symcnn.sizes(symcnn.parse(text), "W")
    for size in range(1, 75):
        assert (size in legal) == can_be(text, size), (name, size, str(legal))
    assert not legal.unread


LEVELS = {
    "input(W, 3); repeat n { maxpool(2) }; repeat n { max_unpool(2) }": "W ≥ 2^n and W mod 2^n ≤ 1",
    "input(W, 3); down: repeat n { L: identity; maxpool(3) }; repeat n as j { upsample(3); \
     add { {} { from down[n - 1 - j].L {} } } }": "W ≥ 3^n and W ≡ 0 (mod 3^n)",
    "input(W, 3); d: repeat n { L: relu; conv(3, 3, stride=2, padding=1) }; repeat n as j { \
     conv_transpose(4, 3, stride=2, padding=1); add { {} { from d[n - 1 - j].L {} } } }": "W ≥ 1 and W ≡ 0 (mod 2^n)",
}


@pytest.mark.parametrize(("text", "sizes"), LEVELS.items())
def test_loops_whose_turns_meet(text: str, sizes: str) -> None:
    """What has to hold in every turn is said of one turn, and solved."""
    net = symcnn.parse(text.replace("\\\n", ""))
    (legal,) = symcnn.sizes(net)
    assert str(legal).splitlines()[0] == sizes
    assert not legal.unread
    for turns in (1, 2, 3):
        (known,) = symcnn.sizes(net.at(n=turns))
        for size in range(1, 70):
            point = {"n": turns, "W": size}
            there = derives(net, point)
            assert (size in known) == there, point
            assert all(holds(one.formula, point) for one in net.derivation.conditions) == there, point


def derives(net: Any, values: dict[str, int]) -> bool:
    try:
        net.at(**values).derivation  # noqa: B018 - whether it can be derived is the question
    except SymcnnError:
        return False
    return True


def test_unet_as_published() -> None:
    """572 gives 388, and the sizes are those that section 2 puts in words.

    "It is important to select the input tile size such that all 2x2 max-pooling operations are applied to a layer with
    an even x- and y-size."
    """
    net = symcnn.parse(UNET)
    (legal,) = symcnn.sizes(net, "W")
    assert str(legal).splitlines()[0] == "W ≥ 188 and W ≡ 12 (mod 16), from 188 on"
    assert legal.least == 188
    assert net.numbers().output == (388, 388, 2)
    assert [size for size in range(560, 600) if size in legal] == [572, 588]
    for size in (171, 172, 188, 187, 204, 205, 572):
        assert (size in legal) == derives(net, {"W": size, "H": 572, "D": 1, "K": 4, "M": 2})


def test_reasons_name_layers() -> None:
    (legal,) = symcnn.sizes(symcnn.load("lenet5"), "W")
    assert [condition.layer for condition in legal.reasons] == ["C5"]
    (hourglass,) = symcnn.sizes(symcnn.parse(HOURGLASS), "W")
    assert "W ≡ 0 (mod 16) (concat1, concat2, concat3, concat4: its branches agree along W)" in str(hourglass)


def test_where_nothing_is_left_over() -> None:
    """Every stride comes out even exactly there."""
    text = "input(W, W, 3); conv(3, 8, padding=1); maxpool(2); conv(3, 8, stride=2, padding=1); maxpool(2)"
    (legal,) = symcnn.sizes(symcnn.parse(text), "W")
    assert "nothing is left over where" in str(legal)
    for size in range(8, 80):
        first = size
        second, rest = divmod(first, 2)
        third, other = divmod(second - 1, 2)
        even = rest == 0 and other == 0 and (third + 1) % 2 == 0
        assert (legal.even is not None and size in legal.even) == even


@pytest.mark.parametrize(
    ("text", "even"),
    [
        ("input(8, H, 1); maxpool(S)", "H ≥ 1 and H ≡ 0 (mod S) if 8 ≡ 0 (mod S)"),
        ("input(6, H, 1); maxpool((S, 2), stride=(S, 2))", "H ≡ 0 (mod 2) if 6 ≡ 0 (mod S)"),
        ("input(W, H, 1); maxpool(S)", "H ≥ 1 and H ≡ 0 (mod S)"),
    ],
)
def test_what_other_symbols_leave_over(text: str, even: str) -> None:
    """The size asked for can be even only where a size in numbers is; another input size has an answer of its own."""
    legal = symcnn.sizes(symcnn.parse(text), "H")[0]
    assert f"nothing is left over where {even} (maxpool1)" in str(legal)


def test_every_size_of_the_input_is_asked_for() -> None:
    assert [row.solution.answer.unknown.name for row in symcnn.sizes(symcnn.load("lenet5"))] == ["W", "H"]
    with pytest.raises(SymcnnError, match="every input size of this network is a number"):
        symcnn.sizes(symcnn.load("lenet5").numbers())
    with pytest.raises(SymcnnError, match='no symbol "Q"'):
        symcnn.sizes(symcnn.load("lenet5"), "Q")


def test_conditions_with_other_symbols() -> None:
    (legal,) = symcnn.sizes(symcnn.parse("input(W, D); conv(F, K, padding=P)"))
    assert str(legal).splitlines()[0] == "W ≥ max(1, F − 2P)"


def test_where_no_legal_size_leaves_nothing_over() -> None:
    """The data say so with an empty set, beside the text, which says where nothing is left over whatever is legal."""
    inputs = "a: input(2*W, W + 2, 1); b: input(2*W, 16, 3)"
    (legal,) = symcnn.sizes(symcnn.parse(f"{inputs}; concat {{ {{ from a {{}} }} {{}} }}; maxpool(W)"))
    data = json.loads(legal.render("json"))
    assert str(legal).splitlines()[0] == "W = 14, from 14 on"
    assert data["even"]["answer"] == ""


ALIKE = symcnn.parse("input(W, H, 3); A: conv(3, 5); maxpool(2); B: maxpool(4)")


def test_reasons_that_go_alike_are_printed_once() -> None:
    first, second = printed_once(symcnn.sizes(ALIKE))
    assert str(first) == str(symcnn.sizes(ALIKE)[0])
    assert str(second) == "H ≥ 10, from 10 on\n  likewise with H in place of W"
    assert second.render(language="zh").endswith("只是以 H 代替 W")
    assert "likewise with $H$ in place of $W$" in second.render("latex")
    full = symcnn.sizes(ALIKE)[1]
    assert [second.render(format_) for format_ in ("json", "csv")] == [
        full.render(format_) for format_ in ("json", "csv")
    ]


def test_reasons_that_differ_are_said_each() -> None:
    net = symcnn.parse("input(W, H, 3); A: conv((3, 5), 5); maxpool(2); B: maxpool(4)")
    assert [str(row) for row in printed_once(symcnn.sizes(net))] == [str(row) for row in symcnn.sizes(net)]


def test_what_is_asked_of_a_size_stays_where_the_size_is_known_by_another_symbol() -> None:
    net = symcnn.parse("assume W == 3*P; input(W, 2); trim(3)")
    (found,) = symcnn.sizes(net)
    assert str(found) == "W = 3P if P ≥ 3"
    for number in range(1, 6):
        if number >= 3:
            assert net.at(P=number).output[0] == 3 * number - 6
        else:
            with pytest.raises(symcnn.errors.SymcnnError):
                net.at(P=number).derivation  # noqa: B018 - whether it can be derived is the question


@pytest.mark.parametrize(
    ("text", "unknown", "fits"),
    [
        ("input(W, 3); repeat n { maxpool(2) }; conv(7, 8)", "n", lambda size, turns: size // 2**turns >= 7),
        ("input(W, 3); conv(3, 8, padding=P)", "P", lambda size, padding: size + 2 * padding >= 3),
    ],
)
def test_what_may_be_0_is_asked_from_0_on(text: str, unknown: str, fits: Callable[[int, int], bool]) -> None:
    """As in ``solve``: no turn at all and no padding are legal."""
    net = symcnn.parse(text)
    for size in range(1, 30):
        (found,) = symcnn.sizes(net.at(W=size), unknown) if any(fits(size, value) for value in range(6)) else [()]
        assert [value in found for value in range(6)] == [fits(size, value) for value in range(6)]
