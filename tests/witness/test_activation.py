"""Activations in straight pieces: they keep every size, cost nothing that is summed, and do what their names say."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from typing import TYPE_CHECKING, Any

import pytest
from one_layer import network, particular

if TYPE_CHECKING:
    from collections.abc import Callable

INPUTS = [(4,), (5, 3), (2, 3, 4), (2, 1, 2, 3)]
HUNDREDTH = Fraction(1, 100)
FUNCTIONS: dict[str, Callable[[Any], Any]] = {
    "relu": lambda v: max(0, v),
    "relu6": lambda v: 0 if v < 0 else min(v, 6),
    "leaky_relu": lambda v: v if v > 0 else v * HUNDREDTH,
    "leaky_relu(0.2)": lambda v: v if v > 0 else Fraction(v, 5),
    "leaky_relu(-2)": lambda v: v if v > 0 else -2 * v,
    "hard_sigmoid": lambda v: 0 if v < -3 else 1 if v > 3 else Fraction(v + 3, 6),
    "hard_sigmoid(0.2)": lambda v: 0 if v < -2.5 else 1 if v > 2.5 else Fraction(v, 5) + Fraction(1, 2),
    "hard_sigmoid(alpha=1/4, beta=0)": lambda v: 0 if v < 0 else 1 if v > 4 else Fraction(v, 4),
    "clip(-2, 5)": lambda v: -2 if v < -2 else min(v, 5),
    "clip(min=1/2)": lambda v: v if v > 0 else Fraction(1, 2),
    "clip(max=-1)": lambda v: min(-1, v),
    "clip": lambda v: v,
    "clip(3, 2)": lambda v: 2 + 0 * v,
    "hard_swish": lambda v: 0 if v < -3 else v if v > 3 else v * Fraction(v + 3, 6),
    "hard_tanh": lambda v: -1 if v < -1 else min(v, 1),
    "softsign": lambda v: Fraction(v, 1 + v) if v > 0 else Fraction(v, 1 - v),
    "dropout": lambda v: v,
    "dropout(0.9)": lambda v: v,
    "stochastic_depth(0.2)": lambda v: v,
    "identity": lambda v: v,
}
PER_UNIT: dict[str, dict[str, int]] = {
    "relu": {"comparisons": 1},
    "relu6": {"comparisons": 2},
    "leaky_relu": {"multiplications": 1, "comparisons": 1},
    "prelu": {"multiplications": 1, "additions": 1, "comparisons": 2},
    "prelu(shared=true)": {"multiplications": 1, "additions": 1, "comparisons": 2},
    "hard_sigmoid": {"additions": 1, "comparisons": 2, "divisions": 1},
    "hard_sigmoid(0.2)": {"multiplications": 1, "additions": 1, "comparisons": 2},
    "clip(-2, 5)": {"comparisons": 2},
    "clip(max=-1)": {"comparisons": 1},
    "clip": {},
    "hard_swish": {"multiplications": 1, "additions": 1, "comparisons": 2, "divisions": 1},
    "hard_tanh": {"comparisons": 2},
    "softsign": {"additions": 1, "comparisons": 1, "divisions": 1},
    "dropout": {},
    "stochastic_depth": {},
    "identity": {},
}
"""What every value takes, counted on paper."""


@pytest.mark.parametrize("layer", PER_UNIT)
@pytest.mark.parametrize("shape", INPUTS, ids=str)
def test_nothing_but_units_and_operations(layer: str, shape: tuple[int, ...], witness: Any) -> None:
    units = len(list(product(*map(range, shape))))
    trained = {"prelu": shape[-1], "prelu(shared=true)": 1}.get(layer, 0)
    operations = {kind: many * units for kind, many in PER_UNIT[layer].items()}
    text, values = network(shape, layer)
    witness.agrees(text, values, witness.Counts(shape, units, trained, 0, 0, 0, operations))
    witness.operates(text, values)
    if not trained:
        assert witness.traces(particular(shape, layer)) == (0, 0, 0)


@pytest.mark.parametrize("layer", FUNCTIONS)
@pytest.mark.parametrize("shape", INPUTS, ids=str)
def test_value_by_value(layer: str, shape: tuple[int, ...], witness: Any) -> None:
    x = witness.array("x", *shape)
    y = witness.computes(particular(shape, layer), {"x": x})
    assert y == {index: FUNCTIONS[layer](value) for index, value in x.items()}


@pytest.mark.parametrize("shape", INPUTS, ids=str)
@pytest.mark.parametrize("shared", [False, True])
def test_trained_slopes(shape: tuple[int, ...], shared: bool, witness: Any) -> None:
    x, a = witness.array("x", *shape), witness.array("a", 1 if shared else shape[-1])
    y = {index: value if value > 0 else a[(0 if shared else index[-1],)] * value for index, value in x.items()}
    layer = f"prelu(shared={str(shared).lower()})"
    assert witness.computes(particular(shape, layer), {"x": x, "a": a}) == y
    terms = witness.terms(particular(shape, layer)).values()
    read = {entry for trace in terms for term in trace for entry in term if entry[0] == "a"}
    assert len(read) == witness.stated(particular(shape, layer))[0]


@pytest.mark.parametrize("shape", INPUTS, ids=str)
@pytest.mark.parametrize("pieces", [1, 2, 3, 4])
def test_maxout(shape: tuple[int, ...], pieces: int, witness: Any) -> None:
    names = "UVYZ"[: len(shape)]
    text = f"network one({', '.join(names)}, n) {{ input({', '.join(names)}); maxout(n) }}"
    values = {**dict(zip(names, shape, strict=True)), "n": pieces}
    groups = [list(range(first, first + pieces)) for first in range(0, shape[-1], pieces)]
    if groups[-1][-1] >= shape[-1]:
        witness.refuses(text, values)
        return
    units = list(product(*map(range, shape[:-1]), range(len(groups))))
    compared = len(units) * (pieces - 1)
    output = (*shape[:-1], len(groups))
    witness.agrees(text, values, witness.Counts(output, len(units), 0, 0, 0, 0, {"comparisons": compared}))
    witness.operates(text, values)
    x = witness.array("x", *shape)
    y = {(*at, k): max(x[(*at, c)] for c in groups[k]) for *at, k in units}
    assert witness.computes(particular(shape, f"maxout({pieces})"), {"x": x}) == y


def test_whole_numbers_stay_exact(witness: Any) -> None:
    large = {(0,): 10**30 + 1, (1,): -(10**30)}
    assert witness.computes("input(2); relu", {"x": large}) == {(0,): 10**30 + 1, (1,): 0}


def test_slopes_and_probabilities_have_bounds(witness: Any) -> None:
    for layer in ("leaky_relu(1.5)", "dropout(1)", "stochastic_depth(1)"):
        witness.refuses(f"input(4); {layer}", {})
