"""Transposed convolutions whose padding or size is said otherwise, held against the convolution that they turn around.

Sizes: with the same weights, y·conv(x) = conv_transpose(y)·x; the size that the convolution takes is given back.
"""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from fast_rows import some_fast

from symcnn.errors import ShapeMistake

GRID = list(product(range(1, 8), (1, 2, 3, 5), (1, 2, 3), (1, 2)))
"""Size that the convolution takes, kernel, stride, dilation."""
PADDINGS = ["same", "same_lower", "0", "1", "2", "0, padding_end=2", "2, padding_end=1", "1, padding_end=0"]


def forward(size: int, kernel: int, stride: int, dilation: int, padding: str) -> str:
    return f"input({size}, 1); conv({kernel}, 1, {stride}, bias=false, dilation={dilation}, padding={padding})"


def backward(size: int, kernel: int, stride: int, dilation: int, padding: str, more: str = "") -> str:
    options = f"bias=false, dilation={dilation}, padding={padding}{more}"
    return f"input({size}, 1); conv_transpose({kernel}, 1, {stride}, {options})"


def made(witness: Any, text: str, values: dict[str, int]) -> int | None:
    """How many values leave along the axis."""
    try:
        return int(witness.network(text).at(**values).output[0])
    except ShapeMistake:
        return None


def product_of(one: dict[Any, int], other: dict[Any, int]) -> int:
    return sum(one[index] * other[index] for index in one)


@pytest.mark.parametrize("padding", some_fast(PADDINGS))
def test_the_size_that_is_given_back(padding: str, witness: Any) -> None:
    """Every size that the convolution takes can be given back, and no other."""
    tested = 0
    for setting in GRID[::5]:
        size, kernel, stride, dilation = setting
        more = (kernel, stride, dilation)
        left = made(witness, forward(*setting, padding), {})
        if left is None:
            continue
        fitting = {n for n in range(1, 30) if made(witness, forward(n, *more, padding), {}) == left}
        tried = range(max(1, min(fitting) - 2), max(fitting) + 3)
        taken = {n for n in tried if made(witness, backward(left, *more, padding, f", output_size={n}"), {}) == n}
        assert taken == fitting, (setting, padding)
        names = f"{{ input(U, 1); conv_transpose({kernel}, 1, {stride}, dilation={dilation}, padding={padding}"
        general = f"network one(U, T) {names}, output_size=T) }}"
        for n in tried:
            ours = witness.symbolic_output(general, {"U": left, "T": n})
            assert ours == ((n, 1) if n in fitting else None), (setting, padding, n)
        tested += 1
        x, w = witness.array(setting, size, 1), witness.array("w", kernel, 1, 1)
        arrays = {"w": w, "b": {(0,): 0}}
        to = witness.computes(forward(*setting, padding), {"x": x, **arrays})
        y = witness.array("y", left, 1)
        back = witness.computes(backward(left, *more, padding, f", output_size={size}"), {"x": y, **arrays})
        assert back.keys() == x.keys()
        assert product_of(y, to) == product_of(x, back), (setting, padding)
    assert tested > 8


def test_same_makes_a_stride_of_every_value(witness: Any) -> None:
    """As many values as the stride for each that comes, also where the kernel is smaller than the stride."""
    text = (
        "network one(U, F, S, L) { input(U, 3, 2); conv_transpose((F, 1), 4, (S, 1), padding=same, dilation=(L, 1)) }"
    )
    for size, kernel, stride, dilation in GRID[::3]:
        values = {"U": size, "F": kernel, "S": stride, "L": dilation}
        units = size * stride * 3 * 4
        products = size * 3 * kernel * 2 * 4
        counted = witness.Counts((size * stride, 3, 4), units, kernel * 8 + 4, products + units, products)
        witness.agrees(text, values, counted)
        x, w = witness.array(values, size * stride, 1), witness.array("w", kernel, 1, 1)
        arrays = {"w": w, "b": {(0,): 0}}
        to = witness.computes(forward(size * stride, kernel, stride, dilation, "same"), {"x": x, **arrays})
        y = witness.array("y", size, 1)
        back = witness.computes(backward(size, kernel, stride, dilation, "same"), {"x": y, **arrays})
        assert back.keys() == x.keys()
        assert product_of(y, to) == product_of(x, back), values


def test_what_keras_and_onnx_say(witness: Any) -> None:
    """Keras 3.15.1 and ONNX Runtime 1.32.0: 12 to 24; with the kernel smaller than the stride as in TensorFlow."""
    for call, output in {
        "conv_transpose(3, 1, stride=2, padding=same)": (24, 24, 1),
        "conv_transpose(1, 1, stride=2, padding=same)": (24, 24, 1),
        "conv_transpose(3, 1, stride=2, padding=1, padding_end=0)": (24, 24, 1),
        "conv_transpose(3, 32, stride=2, bias=false, output_padding=3)": (28, 28, 32),
    }.items():
        assert witness.network(f"input(12, 12, 16); {call}").output == output


def test_what_does_not_go_together(witness: Any) -> None:
    for more in (
        "padding=causal",
        "padding=same, padding_end=1",
        "padding=same, output_padding=1",
        "output_padding=1, output_size=12",
        "output_size=13",
    ):
        witness.refuses(f"input(5, 4); conv_transpose(3, 2, stride=2, {more})", {})


@pytest.mark.parametrize("padding", [0, 1])
def test_unpooling_to_a_size(padding: int, witness: Any) -> None:
    """PyTorch 2.13.0, MaxUnpool1d: less than a stride from what it would be, on either side."""
    text = f"network one(U, T) {{ input(U, 2); max_unpool(3, 2, {padding}, output_size=T) }}"
    for size, given in product(range(1, 6), range(1, 14)):
        usual = range(0, 2 * size, 2)[-1] + 3 - 2 * padding
        fits = any(given == usual + more for more in (-1, 0, 1))
        counted = witness.Counts((given, 2), 2 * given, 0, 0, 0, 0, {}) if fits else None
        witness.agrees(text, {"U": size, "T": given}, counted)


def test_pooling_may_be_undone_twice_where_sizes_are_given_back(witness: Any) -> None:
    """PyTorch 2.13.0 takes W = 4, 5, 8, 9, … for two poolings undone; with the sizes given back, any from 4 on."""
    plain = "network one(W) { input(W, 3); maxpool(2); maxpool(2); max_unpool(2); max_unpool(2) }"
    given = (
        "network one(W) { input(W, 3); P: maxpool(2); maxpool(2); max_unpool(2, output_size=P.W); "
        "max_unpool(2, output_size=W) }"
    )
    for size in range(1, 24):
        output = witness.symbolic_output(plain, {"W": size})
        assert (output is not None) == (size in {4, 5, 8, 9, 12, 13, 16, 17, 20, 21}), size
        assert witness.symbolic_output(given, {"W": size}) == ((size, 3) if size > 3 else None), size
