"""Pooling and subsampling counted by hand: windows placed one by one, ceiling mode included."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import product
from math import inf, prod
from typing import Any

import pytest

Sliding = Callable[..., list[list[int]]]

HEADER = "W, H, D, F, G, S, R, P: integer >= 0, Q: integer >= 0, L, N"
ONE_DIMENSION = list(product(range(1, 10), (1, 2, 3, 4), (1, 2, 3, 5), (0, 1, 2)))
"""Size, window, stride, padding."""


def network(call: str) -> str:
    return f"network one({HEADER}) {{ input(W, H, D); {call} }}"


def values(width: tuple[int, ...], height: tuple[int, ...], depth: int) -> dict[str, int]:
    """Each axis: size, window, stride, padding, dilation."""
    names = [*zip("WFSPL", width, strict=True), *zip("HGRQN", height, strict=True), ("D", depth)]
    return dict(names)


def pooled(axes: list[list[list[int]]], depth: int, counts: Any) -> Any:
    """What pooling comes to: units, and nothing to train or to link."""
    output = (*map(len, axes), depth)
    return counts(output, prod(output), 0, 0, 0) if all(axes) else None


@pytest.mark.parametrize("ceil_mode", ["false", "true"])
@pytest.mark.parametrize("layer", ["maxpool", "avgpool"])
def test_pooling_sizes(layer: str, ceil_mode: str, sliding: Sliding, witness: Any) -> None:
    text = network(f"{layer}((F, G), (S, R), (P, Q), ceil_mode={ceil_mode})")
    other = (7, 3, 2, 1, 1)
    for size, window, stride, padding in ONE_DIMENSION:
        axis = (size, window, stride, padding, 1)
        if 2 * padding > window:
            witness.refuses(text, values(axis, other, 2))
            continue
        axes = [sliding(*setting, ceil_mode == "true") for setting in (axis, other)]
        witness.agrees(text, values(axis, other, 2), pooled(axes, 2, witness.Counts))


@pytest.mark.parametrize("ceil_mode", ["false", "true"])
def test_dilated_pooling_sizes(ceil_mode: str, sliding: Sliding, witness: Any) -> None:
    text = network(f"maxpool((F, G), (S, R), (P, Q), dilation=(L, N), ceil_mode={ceil_mode})")
    other = (6, 2, 3, 0, 2)
    for size, window, stride, padding in ONE_DIMENSION[::2]:
        for dilation in (2, 3):
            axis = (size, window, stride, padding, dilation)
            if 2 * padding <= window:
                axes = [sliding(*setting, ceil_mode == "true") for setting in (axis, other)]
                witness.agrees(text, values(axis, other, 1), pooled(axes, 1, witness.Counts))


@pytest.mark.parametrize("layer", ["maxpool", "avgpool", "subsample"])
def test_the_stride_is_the_window_unless_given(layer: str, sliding: Sliding, witness: Any) -> None:
    text = network(f"{layer}((F, G))")
    for size, window in product(range(1, 9), range(1, 5)):
        axis, other = (size, window, window, 0, 1), (7, 3, 3, 0, 1)
        axes = [sliding(*axis), sliding(*other)]
        counted = pooled(axes, 3, witness.Counts)
        if layer == "subsample" and counted is not None:
            links = counted.units * (window * 3 + 1)
            counted = counted._replace(params=2 * 3, connections=links)
        witness.agrees(text, values(axis, other, 3), counted)


def test_subsampling(sliding: Sliding, witness: Any) -> None:
    text = network("subsample((F, G), (S, R))")
    for size, window, stride in product(range(1, 8), (1, 2, 3), (1, 2, 4)):
        axis, other = (size, window, stride, 0, 1), (5, 2, 3, 0, 1)
        axes = [sliding(*axis), sliding(*other)]
        counted = pooled(axes, 3, witness.Counts)
        if counted is not None:
            trained, links = set(), 0
            for *place, channel in product(*map(range, counted.output)):
                trained |= {("w", channel), ("b", channel)}
                links += sum(1 for _ in product(axes[0][place[0]], axes[1][place[1]])) + 1
            counted = counted._replace(params=len(trained), connections=links)
        witness.agrees(text, values(axis, other, 3), counted)


@pytest.mark.parametrize("sizes", [(5,), (3, 4, 5)])
def test_other_numbers_of_axes(sizes: tuple[int, ...], sliding: Sliding, witness: Any) -> None:
    names = "ABC"[: len(sizes)]
    axes = [sliding(size, 2, 2, 1) for size in sizes]
    counted = pooled(axes, 2, witness.Counts)
    for layer in ("maxpool", "avgpool"):
        text = f"network one({', '.join(names)}, D) {{ input({', '.join(names)}, D); {layer}(2, padding=1) }}"
        witness.agrees(text, {**dict(zip(names, sizes, strict=True)), "D": 2}, counted)


SETTINGS = [
    ((5, 6), (2, 3), (2, 1), (1, 0)),
    ((4, 4), (3, 3), (2, 2), (1, 1)),
    ((6, 5), (2, 2), (3, 2), (0, 1)),
    ((7, 2), (3, 2), (2, 2), (0, 0)),
    ((5,), (4,), (3,), (2,)),
    ((3, 3, 4), (2, 2, 3), (2, 2, 2), (0, 1, 1)),
]


def windows_of(setting: tuple[tuple[int, ...], ...], sliding: Sliding, *more: int) -> list[list[list[int]]]:
    return [sliding(*column, *more) for column in zip(*setting, strict=True)]


@pytest.mark.parametrize("setting", SETTINGS, ids=str)
@pytest.mark.parametrize(("dilation", "ceil_mode"), [(1, 0), (2, 0), (1, 1), (2, 1)])
def test_maximum(
    setting: tuple[tuple[int, ...], ...], dilation: int, ceil_mode: int, sliding: Sliding, witness: Any
) -> None:
    sizes, window, stride, padding = setting
    axes = windows_of(setting, sliding, dilation, ceil_mode)
    x = {index: value - 20 for index, value in witness.array(setting, *sizes, 2).items()}
    y = {}
    for *place, k in product(*(range(len(axis)) for axis in axes), range(2)):
        taps = product(*(axis[i] for axis, i in zip(axes, place, strict=True)))
        y[(*place, k)] = max((x[(*tap, k)] for tap in taps if (*tap, k) in x), default=-inf)
    call = f"maxpool({window}, {stride}, {padding}, {dilation}, {'true' if ceil_mode else 'false'})"
    text = f"input({', '.join(map(str, sizes))}, 2); {call}"
    if all(axes):
        assert witness.computes(text, {"x": x}) == y
    else:
        witness.refuses(text, {})


@pytest.mark.parametrize("setting", SETTINGS, ids=str)
@pytest.mark.parametrize("ceil_mode", [0, 1])
def test_average(setting: tuple[tuple[int, ...], ...], ceil_mode: int, sliding: Sliding, witness: Any) -> None:
    """Zeros of the padding are counted in, what hangs over the padded input is not."""
    sizes, window, stride, padding = setting
    axes = windows_of(setting, sliding, 1, ceil_mode)
    x = witness.array(setting, *sizes, 2)
    y = {}
    for *place, k in product(*(range(len(axis)) for axis in axes), range(2)):
        taps = list(product(*(axis[i] for axis, i in zip(axes, place, strict=True))))
        within = [tap for tap in taps if all(at < n + p for at, n, p in zip(tap, sizes, padding, strict=True))]
        y[(*place, k)] = Fraction(sum(x.get((*tap, k), 0) for tap in within), len(within))
    call = f"avgpool({window}, {stride}, {padding}, {'true' if ceil_mode else 'false'})"
    assert witness.computes(f"input({', '.join(map(str, sizes))}, 2); {call}", {"x": x}) == y


@pytest.mark.parametrize(
    ("sizes", "window", "stride"), [((6, 4), (2, 2), (2, 2)), ((7, 5), (3, 2), (2, 3)), ((5,), (2,), (1,))]
)
def test_the_operation_of_subsampling(
    sizes: tuple[int, ...], window: tuple[int, ...], stride: tuple[int, ...], sliding: Sliding, witness: Any
) -> None:
    arrays = {"x": witness.array("x", *sizes, 3), "w": witness.array("w", 3), "b": witness.array("b", 3)}
    axes = windows_of((sizes, window, stride), sliding)
    y = {}
    for *place, k in product(*(range(len(axis)) for axis in axes), range(3)):
        taps = product(*(axis[i] for axis, i in zip(axes, place, strict=True)))
        y[(*place, k)] = arrays["b"][(k,)] + arrays["w"][(k,)] * sum(arrays["x"][(*tap, k)] for tap in taps)
    text = f"input({', '.join(map(str, sizes))}, 3); subsample({window}, {stride})"
    assert witness.computes(text, arrays) == y
    weights, links, products = witness.traces(text)
    assert (weights, links, 0) == witness.stated(text)
    assert products == len(y) * prod(window)  # one factor for the whole sum: by intent none of them is counted


MAPS = [(5, 2), (1, 1), (3, 4, 2), (2, 1, 5, 3)]
"""Sizes and depth of maps that become one number each."""


@pytest.mark.parametrize("shape", MAPS, ids=str)
def test_global_average(shape: tuple[int, ...], witness: Any) -> None:
    names = "UVYZ"[: len(shape)]
    text = f"network one({', '.join(names)}) {{ input({', '.join(names)}); gap }}"
    depth = shape[-1]
    witness.agrees(text, dict(zip(names, shape, strict=True)), witness.Counts((depth,), depth, 0, 0, 0))
    x = witness.array("x", *shape)
    maps = [[value for index, value in x.items() if index[-1] == k] for k in range(depth)]
    averages = {(k,): Fraction(sum(values), len(values)) for k, values in enumerate(maps)}
    assert witness.computes(f"input({', '.join(map(str, shape))}); gap", {"x": x}) == averages


def test_global_average_needs_axes(witness: Any) -> None:
    witness.refuses("network one(D) { input(D); gap }", {"D": 4})


@pytest.mark.parametrize("layer", ["maxpool(2)", "avgpool(2)", "gap", "maxpool(3, 2, 1, ceil_mode=true)"])
def test_pooling_reads_no_weights(layer: str, witness: Any) -> None:
    assert witness.traces(f"input(5, 4, 2); {layer}") == (0, 0, 0)
