"""Normalisation by hand: means and deviations taken group by group, trained and stored numbers listed."""

from __future__ import annotations

from itertools import product
from math import exp, prod, sqrt
from typing import TYPE_CHECKING, Any

import pytest
from one_layer import network, particular

if TYPE_CHECKING:
    from collections.abc import Callable
INPUTS = [(4,), (5, 3), (2, 3, 4), (2, 1, 2, 2)]
"""Sizes and depth; a depth alone is what a dense layer puts out."""

SPATIAL = INPUTS[1:]
SWITCHES = list(product((0, 1), repeat=2))
EPSILON = 1e-5
Index = tuple[int, ...]


def arrays_for(shape: Index, witness: Any) -> dict[str, Any]:
    arrays = {name: witness.array(name, shape[-1]) for name in "gmnb"}
    return {"x": witness.array("x", *shape), "v": {(k,): k + 2 for k in range(shape[-1])}, **arrays}


def own_map(index: Index) -> Index:
    return index[-1:]


def by_groups(
    groups: list[list[Index]], arrays: Any, affine: int, bias: int = 1, own: Callable[[Index], Index] = own_map
) -> dict[Index, Any]:
    """Every value of a group less the group's mean, over its deviation; then its ``own`` scale and shift."""
    x, y = arrays["x"], {}
    for group in groups:
        mean = sum(x[index] for index in group) / len(group)
        deviation = sqrt(sum((x[index] - mean) ** 2 for index in group) / len(group) + EPSILON)
        for index in group:
            scale, shift = (arrays["g"][own(index)], bias * arrays["b"][own(index)]) if affine else (1, 0)
            y[index] = pytest.approx(scale * (x[index] - mean) / deviation + shift, abs=1e-9)
    return y


def costs(groups: list[list[Index]], affine: int, bias: int = 1) -> dict[str, int]:
    """Go through the same and count: the difference from the mean is taken once."""
    counted = dict.fromkeys(("multiplications", "additions", "divisions", "exponentials"), 0)
    for group in groups:
        counted["additions"] += 2 * (len(group) - 1) + 1
        counted["divisions"] += 2
        counted["exponentials"] += 1
        for _ in group:
            counted["additions"] += 1 + affine * bias
            counted["multiplications"] += 1 + affine
            counted["divisions"] += 1
    return counted


def with_kept_statistics(arrays: Any, mean: str, affine: int) -> dict[Index, Any]:
    y = {}
    for index, value in arrays["x"].items():
        g, m, v, b = (arrays[name][index[-1:]] for name in ("g", mean, "v", "b"))
        scale, shift = (g, b) if affine else (1, 0)
        y[index] = pytest.approx((value - m) * scale / sqrt(v + EPSILON) + shift)
    return y


def joined(shape: Index, over: Index) -> list[list[Index]]:
    """Values that are normalised together: all maps, and along the axes that are chosen all positions."""
    groups: dict[Index, list[Index]] = {}
    for index in product(*map(range, shape)):
        groups.setdefault(tuple(0 if flag else at for at, flag in zip(index, over, strict=False)), []).append(index)
    return [*groups.values()]


OVER = [((5, 3), (1,)), ((2, 3, 4), (1, 1)), ((2, 3, 4), (0, 1)), ((2, 3, 4), (1, 0)), ((2, 1, 2, 2), (0, 1, 1))]
"""Sizes and depth, and along which axes all positions are normalised together."""


@pytest.mark.parametrize(("shape", "over"), OVER, ids=str)
@pytest.mark.parametrize(("affine", "bias"), SWITCHES)
def test_normalisation_over_positions(shape: Index, over: Index, affine: int, bias: int, witness: Any) -> None:
    """PyTorch, LayerNorm of several axes: every value of the normalised shape has its own scale and shift."""
    groups = joined(shape, over)
    trained = len(groups[0]) * affine * (1 + bias)
    call = f"layer_norm(affine=A, bias=B, positions=({', '.join(map(str, over))},))"
    text, values = network(shape, call, ", A: boolean, B: boolean")
    counted = witness.Counts(shape, prod(shape), trained, 0, 0, 0, costs(groups, affine, bias))
    witness.agrees(text, values | {"A": affine, "B": bias}, counted)
    in_numbers = particular(shape, call.replace("A,", f"{affine},").replace("B,", f"{bias},"))
    assert witness.operates(in_numbers) == dict.fromkeys(("comparisons",), 0) | costs(groups, affine, bias)
    inner = [size if flag else 1 for size, flag in zip(shape, (*over, 1), strict=True)]
    arrays = {"x": witness.array("x", *shape), "g": witness.array("g", *inner), "b": witness.array("b", *inner)}

    def own(index: Index) -> Index:
        return (*(at * flag for at, flag in zip(index, over, strict=False)), index[-1])

    assert witness.computes(in_numbers, arrays) == by_groups(groups, arrays, affine, bias, own)


@pytest.mark.parametrize(("shape", "over"), [((4,), ()), ((5, 3), (0,)), *OVER], ids=str)
@pytest.mark.parametrize("affine", [0, 1])
def test_root_mean_squares(shape: Index, over: Index, affine: int, witness: Any) -> None:
    """No mean is taken off, and nothing is added behind."""
    groups = joined(shape, over)
    positions = f", positions=({', '.join(map(str, over))},)" if any(over) else ""
    text, values = network(shape, f"rms_norm(affine=A{positions})", ", A: boolean")
    units, own = prod(shape), len(groups[0])
    operations = {"multiplications": (1 + affine) * units, "exponentials": len(groups)}
    operations |= {"additions": units, "divisions": units + len(groups)}
    counted = witness.Counts(shape, units, affine * own, 0, 0, 0, operations)
    witness.agrees(text, values | {"A": affine}, counted)
    in_numbers = particular(shape, f"rms_norm(affine={affine}{positions})")
    assert witness.operates(in_numbers) == dict.fromkeys(("comparisons",), 0) | operations
    inner = [size if flag else 1 for size, flag in zip(shape, (*over, 1), strict=True)] if any(over) else [shape[-1]]
    x, g = witness.array("x", *shape), witness.array("g", *inner)
    y = {}
    for group in groups:
        root = sqrt(sum(x[index] ** 2 for index in group) / len(group) + EPSILON)
        for index in group:
            place = (
                (*(at * flag for at, flag in zip(index, over, strict=False)), index[-1]) if any(over) else index[-1:]
            )
            y[index] = pytest.approx((g[place] if affine else 1) * x[index] / root, abs=1e-9)
    assert witness.computes(in_numbers, {"x": x, "g": g}) == y


@pytest.mark.parametrize("shape", INPUTS, ids=str)
@pytest.mark.parametrize(("affine", "tracked"), SWITCHES)
def test_batch_normalisation(shape: Index, affine: int, tracked: int, witness: Any) -> None:
    text, values = network(shape, "bn(affine=A, tracked=R)", ", A: boolean, R: boolean")
    values |= {"A": affine, "R": tracked}
    maps = range(shape[-1])
    trained = [*product(("scale", "shift"), maps)] if affine else []
    kept = [*product(("mean", "variance"), maps)] if tracked else []
    units = prod(shape)
    operations = {"multiplications": affine * units, "divisions": units, "exponentials": len(maps)}
    operations["additions"] = (1 + affine) * units + len(maps)
    counted = witness.Counts(shape, units, len(trained), 0, 0, len(kept), operations)
    witness.agrees(text, values, counted)
    witness.operates(particular(shape, f"bn(affine={affine}, tracked={tracked})"))
    arrays = arrays_for(shape, witness)
    call = particular(shape, f"bn(affine={affine})")
    assert witness.computes(call, arrays) == with_kept_statistics(arrays, "m", affine)


@pytest.mark.parametrize("affine", [0, 1])
def test_batch_renormalisation_keeps_what_keras_does(affine: int, witness: Any) -> None:
    """Mean, variance and deviation, and a mean and a deviation to compare with."""
    shape = (3, 4)
    units, maps = prod(shape), range(shape[-1])
    kept = [*product(("mean", "variance", "deviation", "other mean", "other deviation"), maps)]
    trained = [*product(("scale", "shift"), maps)] if affine else []
    operations = {"multiplications": affine * units, "divisions": units, "exponentials": len(maps)}
    operations["additions"] = (1 + affine) * units + len(maps)
    text, values = network(shape, "bn(affine=A, tracked=R, renorm=true)", ", A: boolean, R: boolean")
    counted = witness.Counts(shape, units, len(trained), 0, 0, len(kept), operations)
    witness.agrees(text, values | {"A": affine, "R": 1}, counted)
    witness.refuses(text, values | {"A": affine, "R": 0})


@pytest.mark.parametrize("shape", INPUTS, ids=str)
def test_what_batch_normalisation_reads(shape: Index, witness: Any) -> None:
    text = particular(shape, "bn")
    read: dict[str, set[Index]] = {name: set() for name in "xgmvb"}
    for trace in witness.terms(text).values():
        for name, index in (entry for term in trace for entry in term):
            read[name].add(index)
    assert (len(read["g"] | {("b", *k) for k in read["b"]}), 0, 0) == witness.stated(text)
    assert len(read["m"]) == len(read["v"]) == shape[-1]  # the data's mean and variance: not trained


def test_its_numbers_come_after_a_convolution_without_bias(witness: Any) -> None:
    """A bias before it would be taken off again with the mean; so D biases fewer, 2*D numbers more."""
    alone = witness.stated("input(6, 6, 3); conv(3, 5, bias=false)")[0]
    assert alone == 5 * 3 * 3 * 3
    assert witness.stated("input(6, 6, 3); conv(3, 5, bias=false); bn")[0] == 2 * 5


@pytest.mark.parametrize("shape", INPUTS, ids=str)
@pytest.mark.parametrize(("affine", "bias"), SWITCHES)
def test_layer_normalisation(shape: Index, affine: int, bias: int, witness: Any) -> None:
    groups = [[(*at, k) for k in range(shape[-1])] for at in product(*map(range, shape[:-1]))]
    trained = (["scale"] * affine + ["shift"] * affine * bias) * shape[-1]
    text, values = network(shape, "layer_norm(affine=A, bias=B)", ", A: boolean, B: boolean")
    counted = witness.Counts(shape, prod(shape), len(trained), 0, 0, 0, costs(groups, affine, bias))
    witness.agrees(text, values | {"A": affine, "B": bias}, counted)
    call = particular(shape, f"layer_norm(affine={affine}, bias={bias})")
    assert witness.operates(call) == dict.fromkeys(("comparisons",), 0) | costs(groups, affine, bias)
    arrays = arrays_for(shape, witness)
    assert witness.computes(call, arrays) == by_groups(groups, arrays, affine, bias)


@pytest.mark.parametrize("shape", INPUTS, ids=str)
@pytest.mark.parametrize(("affine", "many"), [(1, 1), (1, 2), (0, 2), (1, 4), (0, 1)])
def test_group_normalisation(shape: Index, affine: int, many: int, witness: Any) -> None:
    text, values = network(shape, "group_norm(G, affine=A)", ", G, A: boolean")
    values |= {"G": many, "A": affine}
    maps = list(range(shape[-1]))
    if len(maps) % many:
        witness.refuses(text, values)
        return
    wide = len(maps) // many
    dealt = [maps[first : first + wide] for first in range(0, len(maps), wide)]
    groups = [[(*at, k) for *at, k in product(*map(range, shape[:-1]), group)] for group in dealt]
    trained = 2 * len(maps) if affine else 0
    witness.agrees(text, values, witness.Counts(shape, prod(shape), trained, 0, 0, 0, costs(groups, affine)))
    call = particular(shape, f"group_norm({many}, affine={affine})")
    if len(groups[0]) > 1:
        witness.operates(call)
    arrays = arrays_for(shape, witness)
    assert witness.computes(call, arrays) == by_groups(groups, arrays, affine)


@pytest.mark.parametrize("shape", SPATIAL, ids=str)
@pytest.mark.parametrize(("affine", "tracked"), SWITCHES)
def test_instance_normalisation(shape: Index, affine: int, tracked: int, witness: Any) -> None:
    groups = [[(*at, k) for at in product(*map(range, shape[:-1]))] for k in range(shape[-1])]
    operations, units = costs(groups, affine), prod(shape)
    if tracked:
        operations = {"multiplications": affine * units, "divisions": units, "exponentials": len(groups)}
        operations["additions"] = (1 + affine) * units + len(groups)
    text, values = network(shape, "instance_norm(affine=A, tracked=R)", ", A: boolean, R: boolean")
    values |= {"A": affine, "R": tracked}
    trained, kept = (2 * len(groups) if given else 0 for given in (affine, tracked))
    counted = witness.Counts(shape, units, trained, 0, 0, kept, operations)
    numbers = particular(shape, f"instance_norm(affine={affine}, tracked={tracked})")
    witness.agrees(text, values, counted)
    witness.operates(numbers)
    arrays = arrays_for(shape, witness)
    y = with_kept_statistics(arrays, "n", affine) if tracked else by_groups(groups, arrays, affine)
    assert witness.computes(numbers, arrays) == y


@pytest.mark.parametrize("shape", INPUTS, ids=str)
@pytest.mark.parametrize("size", [1, 2, 3, 5])
def test_local_response_normalisation(shape: Index, size: int, witness: Any) -> None:
    x, y = witness.array("x", *shape), {}
    operations = dict.fromkeys(("multiplications", "additions", "divisions", "exponentials"), 0)
    for *at, k in x:
        neighbours = [x.get((*at, k - size // 2 + step), 0) for step in range(size)]
        operations["multiplications"] += 2  # its own square, and alpha/n times the sum
        operations["additions"] += len(neighbours) - 1 + 1
        operations["exponentials"] += 1
        operations["divisions"] += 1
        y[(*at, k)] = pytest.approx(x[(*at, k)] / (2 + 0.5 / size * sum(v * v for v in neighbours)) ** 0.75)
    text, values = network(shape, "lrn(n)", ", n")
    witness.agrees(text, values | {"n": size}, witness.Counts(shape, len(x), 0, 0, 0, 0, operations))
    assert witness.computes(particular(shape, f"lrn({size}, alpha=0.5, bias=2)"), {"x": x}) == y


@pytest.mark.parametrize("shape", SPATIAL, ids=str)
def test_global_response_normalisation(shape: Index, witness: Any) -> None:
    places, maps = list(product(*map(range, shape[:-1]))), range(shape[-1])
    operations = {"additions": len(maps) * (len(places) - 1) + len(maps) - 1 + 1, "exponentials": len(maps)}
    operations |= {"divisions": 1 + len(maps), "multiplications": prod(shape)}
    arrays = arrays_for(shape, witness)
    x, y = arrays["x"], {}
    answers = [sqrt(sum(x[(*at, k)] ** 2 for at in places)) for k in maps]
    for *at, k in x:
        share = answers[k] / (sum(answers) / len(maps) + 1e-6)
        y[(*at, k)] = arrays["g"][(k,)] * x[(*at, k)] * share + arrays["b"][(k,)] + x[(*at, k)]
        operations["multiplications"] += 2
        operations["additions"] += 2
    text, values = network(shape, "grn")
    witness.agrees(text, values, witness.Counts(shape, len(x), 2 * len(maps), 0, 0, 0, operations))
    if len(places) > 1:
        witness.operates(text, values)
    assert witness.computes(particular(shape, "grn"), arrays) == pytest.approx(y)
    witness.refuses("input(4); grn", {})


@pytest.mark.parametrize("shape", INPUTS, ids=str)
def test_layer_scale(shape: Index, witness: Any) -> None:
    arrays = arrays_for(shape, witness)
    y = {index: value * arrays["g"][index[-1:]] for index, value in arrays["x"].items()}
    text, values = network(shape, "layer_scale")
    operations = {"multiplications": len(y)}
    witness.agrees(text, values, witness.Counts(shape, len(y), shape[-1], 0, 0, 0, operations))
    witness.operates(text, values)
    assert witness.computes(particular(shape, "layer_scale"), arrays) == y


@pytest.mark.parametrize(("shape", "over"), [((4,), ()), ((5, 3), (0,)), *OVER], ids=str)
@pytest.mark.parametrize("apart", ["false", "true"])
def test_softmax_over_positions(shape: Index, over: Index, apart: str, witness: Any) -> None:
    """The shares of the values that are normalised together add up to 1."""
    groups = [
        part
        for group in joined(shape, over)
        for part in ([[i for i in group if i[-1] == k] for k in range(shape[-1])] if apart == "true" else [group])
    ]
    positions = f", positions=({', '.join(map(str, over))},)" if any(over) else ""
    text, values = network(shape, f"softmax(each_map={apart}{positions})")
    units = prod(shape)
    operations = {"additions": units - len(groups), "divisions": units, "exponentials": units}
    witness.agrees(text, values, witness.Counts(shape, units, 0, 0, 0, 0, operations))
    x = witness.array("x", *shape)
    y = {i: pytest.approx(exp(x[i]) / sum(exp(x[j]) for j in group)) for group in groups for i in group}
    call = particular(shape, f"softmax(each_map={apart}{positions})")
    assert witness.computes(call, {"x": x}) == y
    if min(map(len, groups)) > 1:
        witness.operates(call)
