"""Advice on the command line: sizes that would do, a depth written first, labels of blocks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

import symcnn

if TYPE_CHECKING:
    from collections.abc import Callable

    Run = Callable[..., tuple[int, str, str]]

CASES = [
    ("unet", {"W": 256, "H": 256}, "W = H = 252 or 268 would do"),
    ("unet", {"W": 256}, "W = 252 or 268 would do"),
    ("lenet5", {"W": 20}, "W = 32 would do"),
    ("alexnet", {"W": 20, "H": 20}, "W = H = 63 would do"),
    ("vgg16", {"H": 10}, "H = 32 would do"),
]


@pytest.mark.parametrize(("name", "sizes", "advice"), CASES)
def test_a_size_that_is_refused_names_the_nearest_that_are_taken(
    fails: Callable[..., str], name: str, sizes: dict[str, int], advice: str
) -> None:
    settings = [word for letter, size in sizes.items() for word in ("--set", f"{letter}={size}")]
    assert fails(2, "derive", name, "--numbers", *settings).endswith(f"{advice}\n")
    found = {int(size) for size in re.findall(r"\d+", advice)}
    taken = {size for size in range(1, max(found) + 1) if is_taken(name, dict.fromkeys(sizes, size))}
    given = next(iter(sizes.values()))
    nearest = {max((s for s in taken if s < given), default=0), min((s for s in taken if s > given), default=0)} - {0}
    assert found == nearest


def is_taken(name: str, sizes: dict[str, int]) -> bool:
    try:
        symcnn.load(name).numbers(**sizes).table(columns="params")
    except symcnn.TextError:
        return False
    return True


def test_where_no_size_would_do_nothing_is_said() -> None:
    with pytest.raises(symcnn.TextError) as caught:
        symcnn.parse("input(9, 3); repeat 2 { reshape(3, 4); conv(5, 8) }").table()
    assert "would do" not in caught.value.hint


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("input(3, 224, 224); conv(3, 64, padding=1)", "the sizes are 3 × 224, and the depth is 224"),
        ("input(C, H, W); conv(1, 64)", "the sizes are C × H, and the depth is W"),
        ("input(3, H, W); conv(1, 64)", "the sizes are 3 × H, and the depth is W"),
        ("input(1, 28, 28); relu", "the sizes are 1 × 28, and the depth is 28"),
        ("input(224, 224, 3); conv(3, 64)", ""),
        ("input(W, H, C); conv(3, 64)", ""),
        ("input(3, 5, 5); relu", ""),
        ("input(3, 224); conv(3, 64)", ""),
        ("input(7, 7, 7); relu", ""),
    ],
)
def test_a_depth_that_was_written_first_is_remarked_on(run: Run, text: str, said: str) -> None:
    status, page, _ = run("derive", "-e", text)
    assert status == 0
    assert ("the depth of an input comes last" in page) == bool(said)
    assert said in page


def test_no_published_network_is_remarked_on() -> None:
    for name in ("lenet5", "resnet50", "unet", "wavenet", "c3d", "vit_b16", "dqn"):
        assert "comes last" not in symcnn.load(name).numbers().table(columns="params", by=1)


def test_a_boolean_default_is_said() -> None:
    net = symcnn.parse("network N(W, D, B: boolean = false) { input(W, W, D); conv(3, 4, bias=B) }")
    assert "with B = false" in net.table()
    assert net.at(B=True).params == net.at(B="true").params != net.params
