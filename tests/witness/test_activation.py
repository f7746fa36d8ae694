"""Activations: they keep every size, cost nothing that is counted, and do what their names say."""

from __future__ import annotations

import math
from itertools import product
from typing import Any

import pytest

INPUTS = [(4,), (5, 3), (2, 3, 4), (2, 1, 2, 3)]
FUNCTIONS = {
    "relu": lambda v: max(0, v),
    "sigmoid": lambda v: 1 / (1 + math.e**-v),
    "tanh": lambda v: (math.e**v - math.e**-v) / (math.e**v + math.e**-v),
    "dropout": lambda v: v,
    "dropout(0.9)": lambda v: v,
    "identity": lambda v: v,
}


@pytest.mark.parametrize("layer", [*FUNCTIONS, "softmax"])
@pytest.mark.parametrize("shape", INPUTS, ids=str)
def test_nothing_but_units(layer: str, shape: tuple[int, ...], witness: Any) -> None:
    names = "UVYZ"[: len(shape)]
    text = f"network one({', '.join(names)}) {{ input({', '.join(names)}); {layer} }}"
    units = len(list(product(*map(range, shape))))
    witness.agrees(text, dict(zip(names, shape, strict=True)), witness.Counts(shape, units, 0, 0, 0))
    assert witness.traces(f"input({', '.join(map(str, shape))}); {layer}") == (0, 0, 0)


@pytest.mark.parametrize("layer", FUNCTIONS)
@pytest.mark.parametrize("shape", INPUTS, ids=str)
def test_value_by_value(layer: str, shape: tuple[int, ...], witness: Any) -> None:
    x = witness.array("x", *shape)
    y = witness.computes(f"input({', '.join(map(str, shape))}); {layer}", {"x": x})
    assert y == {index: pytest.approx(FUNCTIONS[layer](value), abs=1e-12) for index, value in x.items()}


def test_whole_numbers_stay_exact(witness: Any) -> None:
    large = {(0,): 10**30 + 1, (1,): -(10**30)}
    assert witness.computes("input(2); relu", {"x": large}) == {(0,): 10**30 + 1, (1,): 0}


@pytest.mark.parametrize("shape", INPUTS, ids=str)
def test_softmax_is_over_the_depth(shape: tuple[int, ...], witness: Any) -> None:
    x = witness.array("x", *shape)
    y = witness.computes(f"input({', '.join(map(str, shape))}); softmax", {"x": x})
    for place in product(*map(range, shape[:-1])):
        powers = [math.e ** x[(*place, channel)] for channel in range(shape[-1])]
        shares = [y[(*place, channel)] for channel in range(shape[-1])]
        assert shares == pytest.approx([power / sum(powers) for power in powers])
