"""Batch normalisation counted by hand: two trained numbers for every map, and nothing else that is counted."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from typing import Any

import pytest

INPUTS = [(4,), (5, 3), (2, 3, 4), (2, 1, 2, 3)]
"""Sizes and depth; a depth alone is what a dense layer puts out."""


@pytest.mark.parametrize("shape", INPUTS, ids=str)
def test_two_trained_numbers_per_map(shape: tuple[int, ...], witness: Any) -> None:
    names = "UVYZ"[: len(shape)]
    text = f"network one({', '.join(names)}) {{ input({', '.join(names)}); bn }}"
    units = len(list(product(*map(range, shape))))
    trained = [*product(("scale", "shift"), range(shape[-1]))]
    witness.agrees(text, dict(zip(names, shape, strict=True)), witness.Counts(shape, units, len(trained), 0, 0))


@pytest.mark.parametrize("shape", INPUTS, ids=str)
def test_the_operation(shape: tuple[int, ...], witness: Any) -> None:
    depth = shape[-1]
    arrays = {"x": witness.array("x", *shape), **{name: witness.array(name, depth) for name in "gmb"}}
    arrays["s"] = {(k,): k + 2 for k in range(depth)}
    y = {}
    for index, value in arrays["x"].items():
        g, m, s, b = (arrays[name][index[-1:]] for name in "gmsb")
        y[index] = Fraction((value - m) * g, s) + b
    text = f"input({', '.join(map(str, shape))}); bn"
    assert witness.computes(text, arrays) == y
    read: dict[str, set[tuple[int, ...]]] = {name: set() for name in "xgmsb"}
    for trace in witness.terms(text).values():
        for name, index in (entry for term in trace for entry in term):
            read[name].add(index)
    assert (len(read["g"] | {("b", *k) for k in read["b"]}), 0, 0) == witness.stated(text)
    assert len(read["m"]) == len(read["s"]) == depth  # the data's mean and deviation: not trained


def test_its_numbers_come_after_a_convolution_without_bias(witness: Any) -> None:
    """A bias before it would be taken off again with the mean; so D biases fewer, 2*D numbers more."""
    alone = witness.stated("input(6, 6, 3); conv(3, 5, bias=false)")[0]
    assert alone == 5 * 3 * 3 * 3
    assert witness.stated("input(6, 6, 3); conv(3, 5, bias=false); bn")[0] == 2 * 5
