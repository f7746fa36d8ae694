"""What ``assume exact`` asks: that windows reach the end of the padded input, and nothing of any other rounding."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest

import symcnn
from symcnn.errors import IllegalSize


def _fits(size: int, kernel: int, stride: int, padding: int) -> int | None:
    """How many windows there are, laid one after another; nothing where the last one leaves something over."""
    starts = [at for at in range(0, size + 2 * padding, stride) if at + kernel <= size + 2 * padding]
    return len(starts) if starts and starts[-1] + kernel == size + 2 * padding else None


def _size(text: str) -> int | None:
    try:
        return int(symcnn.parse(f"assume exact; {text}").output[0])
    except IllegalSize:
        return None


@pytest.mark.parametrize("call", ["conv({F}, 4, {S}, {P})", "maxpool({F}, {S}, {P})", "unfold({F}, {S}, {P})"])
def test_windows_reach_the_end_of_the_padded_input(call: str) -> None:
    for size, kernel, stride, padding in product(range(1, 9), (1, 2, 3, 5), (1, 2, 3), (0, 1, 2)):
        if size + 2 * padding >= kernel:
            text = f"input({size}, 3); {call.format(F=kernel, S=stride, P=padding)}"
            assert _size(text) == _fits(size, kernel, stride, padding), text


@pytest.mark.parametrize("layer", ["maxpool", "avgpool", "lppool"])
def test_where_all_windows_fit_the_ceiling_asks_no_more(layer: str) -> None:
    found = [_fits(size, 3, 2, 0) for size in range(3, 12)]
    assert [_size(f"input({size}, 3); {layer}(3, 2, ceil_mode=true)") for size in range(3, 12)] == found
    conditions = symcnn.parse(f"assume exact; input(W, 3); {layer}(3, 2, ceil_mode=true)").conditions
    assert next(str(one).split(" (")[:2] for one in conditions) == ["W ≡ 1", "mod 2)"]


def test_the_padding_same_is_split_as_ever() -> None:
    """TensorFlow's rule: the odd value of the padding stands behind."""
    for size, kernel, stride in product(range(1, 9), range(1, 6), (1, 2, 3)):
        if size % stride:
            continue
        net = symcnn.parse(f"assume exact; input({size}, 3); conv({kernel}, 4, {stride}, padding=same)")
        missing = max(0, (size // stride - 1) * stride + kernel - size)
        assert (net.output, net.layers[-1].start) == ((size // stride, 4), (-(missing // 2),))


@pytest.mark.filterwarnings("ignore:Using padding='same' with even kernel")
def test_an_even_kernel_is_padded_as_in_pytorch(torch: Any) -> None:
    for kernel, dilation in product(range(1, 5), (1, 2)):
        one = torch.nn.Conv1d(1, 1, kernel, dilation=dilation, padding="same", bias=False)
        one.weight.data.fill_(1)
        seen = one(torch.eye(8).unsqueeze(1))[:, 0, :]  # row i: which outputs see the input value i
        net = symcnn.parse(
            f"assume exact; input(8, 1); conv({kernel}, 1, padding=same, dilation={dilation}, bias=false)"
        )
        first = next(i for i in range(8) if seen[i, 4] != 0) - 4
        assert (net.output, net.layers[-1].start) == ((seen.shape[1], 1), (first,))


@pytest.mark.parametrize(
    ("text", "output"),
    [
        ("input(8, 3); conv(3, 8, padding=floor(3/2))", (8, 8)),
        ("input(8, 3); conv(3, floor(9/2), padding=same)", (8, 4)),
        ("input(floor(9/2), 3); repeat floor(5/2) { maxpool(2) }", (1, 3)),
    ],
)
def test_what_authors_round_themselves_may_leave_something(text: str, output: tuple[int, ...]) -> None:
    assert symcnn.parse(text).exactly().output == output


OWN = "layer own(stride S, most M) {{ let n = {n}; let A = floor(n/2); X' = {size}; D' = D }} input(W, 3); own(4, 5)"


@pytest.mark.parametrize(
    ("size", "asked"),
    [
        ("n", ["W ≡ 0 (mod 4)"]),
        ("min(n, floor((X + 1)/S))", ["W ≡ 0 (mod 4)"]),
        ("min(M, n)", ["W ≡ 0 (mod 4)"]),
        ("X - n if floor(S/3) == 1 else n", ["W ≡ 0 (mod 4)"]),
        ("X", []),
        ("X if floor(S/3) == 1 else n", []),
    ],
)
def test_in_a_layer_of_an_author_what_a_size_is_made_of_leaves_nothing_over(size: str, asked: list[str]) -> None:
    net = symcnn.parse(OWN.format(n="floor(X/S)", size=size)).exactly()
    assert [text for one in net.conditions if "mod" in (text := str(one).split(" (own1")[0])] == asked


def test_sizes_says_nothing_of_a_padding_that_its_author_rounds() -> None:
    assert "left over" not in str(symcnn.sizes(symcnn.parse("input(W, 3); conv(F, 3, padding=floor(F/2))")))
