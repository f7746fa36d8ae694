"""Smooth activations: they keep every size, and do what their names say."""

from __future__ import annotations

import math
from itertools import product
from typing import TYPE_CHECKING, Any

import pytest
from one_layer import network, particular

if TYPE_CHECKING:
    from collections.abc import Callable

INPUTS = [(4,), (5, 2), (2, 3, 4), (2, 1, 2, 2)]
E = math.e
FUNCTIONS: dict[str, Callable[[Any], Any]] = {
    "sigmoid": lambda v: 1 / (1 + E**-v),
    "log_sigmoid": lambda v: math.log(1 / (1 + E**-v)),
    "tanh": lambda v: (E**v - E**-v) / (E**v + E**-v),
    "elu": lambda v: v if v > 0 else E**v - 1,
    "elu(3)": lambda v: v if v > 0 else 3 * E**v - 3,
    "selu": lambda v: 1.0507009873554805 * (v if v > 0 else 1.6732632423543772 * (E**v - 1)),
    "celu(2)": lambda v: v if v > 0 else 2 * (E ** (v / 2) - 1),
    "gelu": lambda v: v * math.erfc(-v / 2**0.5) / 2,
    "gelu(approximate=true)": lambda v: v * (1 + math.tanh((2 / math.pi) ** 0.5 * (v + 0.044715 * v**3))) / 2,
    "silu": lambda v: v / (1 + E**-v),
    "mish": lambda v: v * math.tanh(math.log1p(E**v)),
    "softplus": lambda v: math.log1p(E**v),
}
PER_UNIT: dict[str, dict[str, int]] = {
    "sigmoid": {"additions": 1, "divisions": 1, "exponentials": 1},
    "log_sigmoid": {"additions": 1, "exponentials": 2},
    "tanh": {"exponentials": 1},
    "elu(3)": {"multiplications": 1, "additions": 2, "comparisons": 2, "exponentials": 1},
    "selu": {"multiplications": 2, "additions": 2, "comparisons": 2, "exponentials": 1},
    "celu(2)": {"multiplications": 1, "additions": 2, "comparisons": 2, "divisions": 1, "exponentials": 1},
    "gelu": {"multiplications": 1, "additions": 1, "divisions": 2, "exponentials": 1},
    "gelu(approximate=true)": {"multiplications": 5, "additions": 2, "divisions": 1, "exponentials": 1},
    "silu": {"additions": 1, "divisions": 1, "exponentials": 1},
    "mish": {"multiplications": 1, "additions": 1, "exponentials": 3},
    "softplus": {"additions": 1, "exponentials": 2},
}
"""What every value takes, counted on paper."""


@pytest.mark.parametrize("layer", PER_UNIT)
@pytest.mark.parametrize("shape", INPUTS, ids=str)
def test_nothing_but_units_and_operations(layer: str, shape: tuple[int, ...], witness: Any) -> None:
    units = len(list(product(*map(range, shape))))
    operations = {kind: many * units for kind, many in PER_UNIT[layer].items()}
    text, values = network(shape, layer)
    witness.agrees(text, values, witness.Counts(shape, units, 0, 0, 0, 0, operations))
    witness.operates(text, values)
    assert witness.traces(particular(shape, layer)) == (0, 0, 0)


@pytest.mark.parametrize("layer", FUNCTIONS)
@pytest.mark.parametrize("shape", INPUTS, ids=str)
def test_value_by_value(layer: str, shape: tuple[int, ...], witness: Any) -> None:
    x = witness.array("x", *shape)
    y = witness.computes(particular(shape, layer), {"x": x})
    assert y == {index: pytest.approx(FUNCTIONS[layer](value), abs=1e-9) for index, value in x.items()}


@pytest.mark.parametrize("shape", INPUTS, ids=str)
@pytest.mark.parametrize("layer", ["softmax", "log_softmax"])
def test_softmax_is_over_the_depth(layer: str, shape: tuple[int, ...], witness: Any) -> None:
    x = witness.array("x", *shape)
    y = witness.computes(particular(shape, layer), {"x": x})
    operations = dict.fromkeys(("additions", "divisions", "exponentials"), 0)
    for place in product(*map(range, shape[:-1])):
        powers = [E ** x[(*place, channel)] for channel in range(shape[-1])]
        shares = [power / sum(powers) for power in powers]
        operations["exponentials"] += len(powers)
        operations["additions"] += len(powers) - 1
        if layer == "softmax":
            operations["divisions"] += len(shares)
        else:
            shares = [math.log(share) for share in shares]
            operations["exponentials"] += 1
            operations["additions"] += len(shares)
        assert [y[(*place, channel)] for channel in range(shape[-1])] == pytest.approx(shares)
    text, values = network(shape, layer)
    witness.agrees(text, values, witness.Counts(shape, len(x), 0, 0, 0, 0, operations))
    witness.operates(text, values)


@pytest.mark.parametrize("shape", INPUTS, ids=str)
def test_gates_are_the_second_half(shape: tuple[int, ...], witness: Any) -> None:
    *sizes, depth = shape
    half = depth // 2
    x = witness.array("x", *shape)
    y = {(*at, k): x[(*at, k)] / (1 + E ** -x[(*at, half + k)]) for *at, k in product(*map(range, (*sizes, half)))}
    assert witness.computes(particular(shape, "glu"), {"x": x}) == pytest.approx(y)
    operations = dict.fromkeys(("additions", "divisions", "exponentials"), len(y))
    text, values = network(shape, "glu")
    witness.agrees(text, values, witness.Counts((*sizes, half), len(y), 0, 0, 0, 0, operations))
    witness.operates(text, values)
    witness.refuses("input(3, 5); glu", {})
