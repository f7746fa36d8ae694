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


def pooled(axes: list[list[list[int]]], depth: int, counts: Any, layer: str = "") -> Any:
    """What pooling comes to: units, and nothing to train or to link; for a layer, what every window takes."""
    output = (*map(len, axes), depth)
    if not all(axes):
        return None
    less = sum(prod(map(len, window)) - 1 for _ in range(depth) for window in product(*axes))
    averages = {"additions": less, "divisions": prod(output)}
    operations = {"maxpool": {"comparisons": less}, "avgpool": averages}.get(layer)
    return counts(output, prod(output), 0, 0, 0, 0, operations)


@pytest.mark.slow
@pytest.mark.parametrize("ceil_mode", ["false", "true"])
@pytest.mark.parametrize("layer", ["maxpool", "avgpool"])
def test_pooling_sizes(layer: str, ceil_mode: str, sliding: Sliding, witness: Any) -> None:
    text = network(f"{layer}((F, G), (S, R), (P, Q), ceil_mode={ceil_mode})")
    other = (7, 3, 2, 1, 1)
    for size, window, stride, padding in ONE_DIMENSION:
        axis = (size, window, stride, padding, 1)
        axes = [sliding(*setting, ceil_mode == "true") for setting in (axis, other)]
        witness.agrees(text, values(axis, other, 2), pooled(axes, 2, witness.Counts, layer))


@pytest.mark.parametrize("ceil_mode", ["false", "true"])
def test_dilated_pooling_sizes(ceil_mode: str, sliding: Sliding, witness: Any) -> None:
    text = network(f"maxpool((F, G), (S, R), (P, Q), dilation=(L, N), ceil_mode={ceil_mode})")
    other = (6, 2, 3, 0, 2)
    for size, window, stride, padding in ONE_DIMENSION[::2]:
        for dilation in (2, 3):
            axis = (size, window, stride, padding, dilation)
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
            operations = {"multiplications": counted.units, "additions": links - counted.units}
            counted = counted._replace(params=2 * 3, connections=links, operations=operations)
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


@pytest.mark.parametrize("setting", SETTINGS, ids=str)
@pytest.mark.parametrize("ceil_mode", [0, 1])
def test_average_of_what_is_there(
    setting: tuple[tuple[int, ...], ...], ceil_mode: int, sliding: Sliding, witness: Any
) -> None:
    """Without the padding, or over a divisor of one's own."""
    sizes, window, stride, padding = setting
    axes = windows_of(setting, sliding, 1, ceil_mode)
    x = witness.array(setting, *sizes, 2)
    means, sevenths = {}, {}
    for *place, k in product(*(range(len(axis)) for axis in axes), range(2)):
        taps = product(*(axis[i] for axis, i in zip(axes, place, strict=True)))
        there = [x[(*tap, k)] for tap in taps if (*tap, k) in x]
        means[(*place, k)], sevenths[(*place, k)] = Fraction(sum(there), len(there)), Fraction(sum(there), 7)
    words = f"{window}, {stride}, {padding}, {'true' if ceil_mode else 'false'}"
    text = f"input({', '.join(map(str, sizes))}, 2); avgpool({words}, "
    assert witness.computes(f"{text}count_include_pad=false)", {"x": x}) == means
    assert witness.computes(f"{text}divisor=7)", {"x": x}) == sevenths


WITHOUT_PADDING = [(s[0], s[1], s[2], (0,) * len(s[0])) for s in SETTINGS]


@pytest.mark.parametrize("setting", WITHOUT_PADDING, ids=str)
@pytest.mark.parametrize("ceil_mode", [0, 1])
@pytest.mark.parametrize("power", [1, 2, 3])
def test_power_average(
    setting: tuple[tuple[int, ...], ...], ceil_mode: int, power: int, sliding: Sliding, witness: Any
) -> None:
    sizes, window, stride, _ = setting
    axes = windows_of(setting, sliding, 1, ceil_mode)
    x = {index: abs(value) for index, value in witness.array(setting, *sizes, 2).items()}
    y = {}
    for *place, k in product(*(range(len(axis)) for axis in axes), range(2)):
        taps = product(*(axis[i] for axis, i in zip(axes, place, strict=True)))
        y[(*place, k)] = sum(x.get((*tap, k), 0) ** power for tap in taps) ** (1 / power)
    call = f"lppool({window}, {stride}, {power}, {'true' if ceil_mode else 'false'})"
    text = f"input({', '.join(map(str, sizes))}, 2); {call}"
    assert witness.computes(text, {"x": x}) == pytest.approx(y)
    powers = {"additions": (prod(window) - 1) * len(y), "exponentials": len(x) + len(y)}
    counted = pooled(axes, 2, witness.Counts)
    witness.agrees(text, {}, counted._replace(operations=powers))


@pytest.mark.parametrize("setting", WITHOUT_PADDING, ids=str)
def test_weighted_with_its_share(setting: tuple[tuple[int, ...], ...], sliding: Sliding, witness: Any) -> None:
    """Stochastic pooling: what would be drawn on the average."""
    sizes, window, stride, _ = setting
    axes = windows_of(setting, sliding)
    x = {index: abs(value) + 1 for index, value in witness.array(setting, *sizes, 2).items()}
    y = {}
    for *place, k in product(*(range(len(axis)) for axis in axes), range(2)):
        values_ = [x[(*tap, k)] for tap in product(*(axis[i] for axis, i in zip(axes, place, strict=True)))]
        y[(*place, k)] = sum(Fraction(value, sum(values_)) * value for value in values_)
    text = f"input({', '.join(map(str, sizes))}, 2); stochastic_pool({window}, {stride})"
    assert witness.computes(text, {"x": x}) == y
    twice = {"multiplications": len(x), "additions": 2 * (prod(window) - 1) * len(y), "divisions": len(y)}
    witness.agrees(text, {}, pooled(axes, 2, witness.Counts)._replace(operations=twice))


@pytest.mark.parametrize("layer", ["lppool", "stochastic_pool"])
@pytest.mark.parametrize("ceil_mode", ["false", "true"])
def test_sizes_without_padding(layer: str, ceil_mode: str, sliding: Sliding, witness: Any) -> None:
    text = network(f"{layer}((F, G), (S, R), ceil_mode={ceil_mode})")
    other = (7, 3, 2, 0, 1)
    for size, window, stride in product(range(1, 9), (1, 2, 3), (1, 2, 4)):
        axis = (size, window, stride, 0, 1)
        axes = [sliding(*setting, ceil_mode == "true") for setting in (axis, other)]
        witness.agrees(text, values(axis, other, 2), pooled(axes, 2, witness.Counts))


@pytest.mark.parametrize("window", [1, 2, 3])
@pytest.mark.parametrize("stride", [1, 2, 3])
@pytest.mark.parametrize("padding", [0, 1])
def test_what_was_pooled_goes_back(window: int, stride: int, padding: int, witness: Any) -> None:
    """As large as what fills the windows: from the first one's first to the last one's last, less the padding."""
    for width, height in product(range(1, 5), range(1, 4)):
        text = "network one(W, H, F, S, P: integer >= 0) { input(W, H, 2); max_unpool(F, S, P) }"
        numbers = {"W": width, "H": height, "F": window, "S": stride, "P": padding}
        places = [{stride * at + tap for at in range(size) for tap in range(window)} for size in (width, height)]
        lengths = [len(range(max(covered) + 1)[padding : max(covered) + 1 - padding]) for covered in places]
        if not all(lengths):
            witness.refuses(text, numbers)
            continue
        output = (*lengths, 2)
        witness.agrees(text, numbers, witness.Counts(output, prod(output), 0, 0, 0, 0, {}))


def test_every_value_goes_back_to_its_place(witness: Any) -> None:
    x = witness.array("pooled", 2, 2, 2)
    places = {(0, 0): (1, 0), (0, 1): (0, 3), (1, 0): (2, 1), (1, 1): (3, 2)}
    y = dict.fromkeys(product(range(4), range(4), range(2)), 0)
    y |= {(*place, k): x[(*at, k)] for at, place in places.items() for k in range(2)}
    backwards = {place: at for at, place in places.items()}
    p = {(i, j, k): backwards.get((i, j), (-1, -1)) for i, j, k in y}
    assert witness.computes("input(2, 2, 2); max_unpool(2)", {"x": x, "p": p}) == y


@pytest.mark.parametrize(
    "layer", ["maxpool(2)", "avgpool(3, 1, 1)", "subsample(2)", "lppool(2, 1)", "stochastic_pool(2, 1)"]
)
@pytest.mark.parametrize("shape", ["4, 2", "4, 6, 2", "3, 4, 3, 1"])
def test_the_operations(layer: str, shape: str, witness: Any) -> None:
    witness.operates(f"input({shape}); {layer}")


@pytest.mark.parametrize(
    "layer", ["maxpool(2)", "avgpool(2)", "lppool(2)", "stochastic_pool(2)", "maxpool(3, 2, 1, ceil_mode=true)"]
)
def test_pooling_reads_no_weights(layer: str, witness: Any) -> None:
    assert witness.traces(f"input(5, 4, 2); {layer}") == (0, 0, 0)
