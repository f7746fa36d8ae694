"""An author's copy of a layer that comes with symcnn, against that layer in every output."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import symcnn
from symcnn.derive.quantities import BY_KEY
from symcnn.errors import ArgumentMistake, Unavailable

if TYPE_CHECKING:
    from collections.abc import Callable

PRELUDE = Path(symcnn.__file__).parent / "prelude"
SHIPPED = "\n".join(path.read_text("utf-8") for path in sorted(PRELUDE.glob("*.cnn")))
CALLS = (
    ("conv", "conv(3, 8, padding=1, stride=2)", "W"),
    ("conv", "conv((3, 5), 9, groups=3)", "W, H"),
    ("conv", "conv(3, 4, dilation=2, bias=false)", "T, W, H"),
    ("depthwise", "depthwise(3, 2)", "W, W"),
    ("conv_transpose", "conv_transpose(2, 4, stride=2)", "8, W"),
    ("maxpool", "maxpool(2)", "W, H"),
    ("avgpool", "avgpool(3, 1, 1)", "T"),
    ("dense", "dense(10)", "W, W"),
    ("linear", "linear(10)", "T"),
    ("bn", "bn", "T, W, H"),
    ("layer_norm", "layer_norm", "T"),
    ("relu", "relu", "W"),
    ("attention", "attention(3)", "T"),
)
OUTPUTS: dict[str, Callable[[symcnn.Network], Any]] = {
    "json": lambda net: net.table("json", columns="all"),
    "csv": lambda net: net.table("csv", columns="all"),
    "work": lambda net: net.explain("B"),
    "memory": lambda net: net.for_batch("N").memory(bits="weights=8, activations=16", optimizer="adam", traffic=True),
    "sizes": lambda net: [str(row) for row in symcnn.sizes(net)] if net.free_symbols else [],
}


def copied(kind: str, name: str) -> str:
    """The definition of a layer that comes with symcnn, under another name."""
    found = re.search(rf"^layer {kind}\b.*?^}}$|^layer {kind} {{.*?^}}$", SHIPPED, re.DOTALL | re.MULTILINE)
    assert found is not None
    return found[0].replace(f"layer {kind}", f"layer {name}", 1)


def pair(kind: str, call: str, sizes: str) -> tuple[symcnn.Network, symcnn.Network]:
    """A network with the layer, and the same with an author's copy."""
    text = f"input({sizes}, 3); A: conv(3, 6, padding=1); B: {call}; relu"
    return symcnn.parse(text), symcnn.parse(f"{copied(kind, f'own_{kind}')}\n{text.replace('B: ', 'B: own_')}")


@pytest.mark.parametrize(("kind", "call", "sizes"), CALLS)
def test_a_copy_has_the_same_quantities(kind: str, call: str, sizes: str) -> None:
    theirs, own = pair(kind, call, sizes)
    assert own.output == theirs.output
    assert own.depth == theirs.depth
    assert own["B"].receptive_field == theirs["B"].receptive_field
    assert (own["B"].jump, own["B"].start) == (theirs["B"].jump, theirs["B"].start)
    for key in BY_KEY:
        assert own.quantity(key) == theirs.quantity(key), key
        assert own["B"].quantity(key) == theirs["B"].quantity(key), key


@pytest.mark.parametrize("output", OUTPUTS)
@pytest.mark.parametrize(("kind", "call", "sizes"), CALLS)
def test_a_copy_prints_the_same(kind: str, call: str, sizes: str, output: str) -> None:
    theirs, own = (str(OUTPUTS[output](net)) for net in pair(kind, call, sizes))
    assert own.replace("own_", "") == theirs


@pytest.mark.parametrize(("kind", "call", "sizes"), CALLS)
def test_a_copy_is_drawn_by_its_name_and_refused_by_its_name(kind: str, call: str, sizes: str) -> None:
    _, own = pair(kind, call, sizes)
    assert "own" in own.draw()
    with pytest.raises(ArgumentMistake, match=f'no counterpart of the layer "own_{kind}"'):
        own.code("torch")
    with pytest.raises(Unavailable, match=f"says nothing of own_{kind}"):
        own.count("fvcore").total  # noqa: B018 - asking is the question
