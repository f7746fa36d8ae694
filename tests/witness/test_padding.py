"""Padding that differs from side to side, and padding SAME: zeros are laid around a row one by one."""

from __future__ import annotations

from functools import partial
from itertools import product
from math import prod
from typing import TYPE_CHECKING, Any

import pytest
from fast_rows import some_fast

if TYPE_CHECKING:
    from collections.abc import Callable

Row = list[int | None]
"""The places along an axis; None where there is padding."""

LAYERS = {
    "conv": "conv({F}, 2, {S}, {P}, {E}dilation={L})",
    "depthwise": "depthwise({F}, 2, {S}, {P}, {E}dilation={L})",
    "locally_connected": "locally_connected({F}, 2, {S}, {P}{e})",
    "maxpool": "maxpool({F}, {S}, {P}, {L}{e})",
    "avgpool": "avgpool({F}, {S}, {P}{e}, dilation={L})",
    "lppool": "lppool({F}, {S}, padding={P}{e}, dilation={L})",
}
DILATED = {"conv", "depthwise", "maxpool", "avgpool", "lppool"}
POOLS = {"maxpool", "avgpool", "lppool"}


def call(layer: str, kernel: object, stride: object, padding: object, end: object, dilation: object) -> str:
    far = f"padding_end={end}" if end is not None else ""
    words = {"F": kernel, "S": stride, "P": padding, "L": dilation}
    return LAYERS[layer].format(**words, E=f"{far}, " * bool(far), e=f", {far}" * bool(far))


def padded(size: int, near: int, far: int) -> Row:
    return [*[None] * near, *range(size), *[None] * far]


def windows(row: Row, kernel: int, stride: int, dilation: int) -> list[Row]:
    """Every window that lies on the row."""
    taps = [dilation * tap for tap in range(kernel)]
    starts = range(0, len(row), stride)
    return [[row[start + tap] for tap in taps] for start in starts if start + taps[-1] < len(row)]


def same(size: int, kernel: int, stride: int, dilation: int, *, before_first: bool = False) -> list[Row]:
    """A window for every stride that begins in the input; padding comes behind and before in turn, until they fit."""
    wanted = len(range(0, size, stride))
    near = far = 0
    while len(placed := windows(padded(size, near, far), kernel, stride, dilation)) < wanted:
        near, far = (near, far + 1) if (near == far) is not before_first else (near + 1, far)
    return placed[:wanted]


def causal(size: int, kernel: int, stride: int, dilation: int) -> list[Row]:
    """A window for every stride that ends at a place of the input: what lies behind the place is not seen."""
    return [[at - dilation * tap if at >= dilation * tap else None for tap in reversed(range(kernel))]
            for at in range(0, size, stride)]  # fmt: skip


SPREAD: dict[str, Callable[..., list[Row]]] = {
    "same": same,
    "same_lower": partial(same, before_first=True),
    "causal": causal,
}


def units(layer: str, axes: list[list[Row]], depth: int) -> tuple[int, ...]:
    return (*map(len, axes), depth if layer in POOLS else 2 * depth if layer == "depthwise" else 2)


GRID = list(product(range(1, 9), (1, 2, 3, 5), (1, 2, 3), (1, 2)))
"""Size, kernel, stride, dilation."""


def settings(layer: str) -> list[tuple[int, int, int, int]]:
    return [setting for setting in GRID if setting[3] == 1 or layer in DILATED]


@pytest.mark.parametrize("padding", SPREAD)
@pytest.mark.parametrize("layer", some_fast(LAYERS))
def test_padding_by_a_word(layer: str, padding: str, witness: Any) -> None:
    general, spread = call(layer, "(F, 2)", "(S, 1)", padding, None, "(L, 1)"), SPREAD[padding]
    text = f"network one(W, F, S, L) {{ input(W, 4, 3); {general} }}"
    for size, kernel, stride, dilation in settings(layer)[::2]:
        axes = [spread(size, kernel, stride, dilation), spread(4, 2, 1, 1)]
        output = units(layer, axes, 3)
        numbers = {"W": size, "F": kernel, "S": stride, "L": dilation}
        layer_ = witness.network(text).at(**numbers).layers[-1]
        assert layer_.output == output, numbers
        assert witness.symbolic_output(text, numbers) == output, numbers


@pytest.mark.parametrize("layer", LAYERS)
@pytest.mark.parametrize("far", [0, 1, 2])
def test_sides_that_differ(layer: str, far: int, witness: Any) -> None:
    general = call(layer, "(F, 2)", "(S, 1)", "(1, 0)", "(E, 1)", "(L, 1)")
    text = f"network one(W, F, S, L, E: integer >= 0) {{ input(W, 4, 3); {general} }}"
    for size, kernel, stride, dilation in settings(layer)[::3]:
        numbers = {"W": size, "F": kernel, "S": stride, "L": dilation, "E": far}
        axes = [windows(padded(size, 1, far), kernel, stride, dilation), windows(padded(4, 0, 1), 2, 1, 1)]
        if not all(axes):
            witness.refuses(text, numbers)
            continue
        output = units(layer, axes, 3)
        assert witness.network(text).at(**numbers).layers[-1].output == output, numbers
        assert witness.symbolic_output(text, numbers) == output, numbers


def gathered(layer: str, taps: list[Any], x: Any, k: int, weights: Any) -> Any:
    """What a window comes to: absent places are zeros for a sum, and nothing for a maximum or a mean."""
    inside = [tap for tap in taps if None not in tap]
    if layer == "maxpool":
        return max(x[(*tap, k)] for tap in inside)
    if layer == "avgpool":
        return witness_mean([x[(*tap, k)] for tap in inside] or [0])
    if layer == "lppool":
        return witness_mean([sum(x[(*tap, k)] ** 2 for tap in inside) ** 0.5])
    return sum(w * x[(*tap, 0)] for tap, w in zip(taps, weights[k], strict=True) if None not in tap)


def witness_mean(values: list[Any]) -> Any:
    return pytest.approx(sum(values) / len(values))


@pytest.mark.parametrize("padding", SPREAD)
@pytest.mark.parametrize("dilation", [1, 2])
@pytest.mark.parametrize("layer", ["conv", "maxpool", "avgpool", "lppool"])
@pytest.mark.parametrize(
    ("sizes", "kernel", "stride"), [((5, 4), (3, 2), (2, 1)), ((6,), (4,), (3,)), ((3, 2, 4), (2, 2, 3), (2, 1, 1))]
)
def test_values_with_a_word(
    layer: str,
    sizes: tuple[int, ...],
    kernel: tuple[int, ...],
    stride: tuple[int, ...],
    dilation: int,
    padding: str,
    witness: Any,
) -> None:
    """In a mean the padding is not counted, as in TensorFlow."""
    axes = [SPREAD[padding](*column, dilation) for column in zip(sizes, kernel, stride, strict=True)]
    depth = 1 if layer == "conv" else 2
    x = witness.array("x", *sizes, depth)
    w, taps = witness.array("w", *kernel, 1, 2), list(product(*map(range, kernel)))
    weights = [[w[(*tap, 0, k)] for tap in taps] for k in range(2)]
    y = {}
    for *place, k in product(*(range(len(axis)) for axis in axes), range(2)):
        window = list(product(*(axis[i] for axis, i in zip(axes, place, strict=True))))
        y[(*place, k)] = gathered(layer, window, x, k, weights)
    filters = "2, " if layer == "conv" else ""
    more = ", bias=false" if layer == "conv" else ""
    options = f"padding={padding}, dilation={dilation}{more}"
    text = f"input({', '.join(map(str, sizes))}, {depth}); {layer}({kernel}, {filters}{stride}, {options})"
    assert witness.computes(text, {"x": x, "w": w, "b": {(k,): 0 for k in range(2)}}) == y


@pytest.mark.parametrize("is_counted", ["true", "false"])
@pytest.mark.parametrize(("near", "far"), [(2, 2), (3, 5), (0, 4), (5, 0)])
@pytest.mark.parametrize("layer", ["conv", "maxpool", "avgpool", "lppool"])
def test_values_where_windows_hold_padding_alone(
    layer: str, near: int, far: int, is_counted: str, witness: Any
) -> None:
    """A maximum of nothing, a mean that is 0: no limit of a framework is one of the formulas."""
    for size, kernel, stride, dilation in [(4, 3, 1, 1), (1, 2, 1, 2), (3, 2, 2, 1), (5, 3, 3, 2)]:
        placed = windows(padded(size, near, far), kernel, stride, dilation)
        x, w = witness.array(size, size, 1), witness.array("w", kernel, 1, 2)
        filters, more = ("2, ", ", bias=false") if layer == "conv" else ("", "")
        more += f", count_include_pad={is_counted}" if layer == "avgpool" else ""
        options = f"padding={near}, padding_end={far}, dilation={dilation}{more}"
        y = witness.computes(
            f"input({size}, 1); {layer}({kernel}, {filters}{stride}, {options})",
            {"x": x, "w": w, "b": {(k,): 0 for k in range(2)}},
        )
        weights = [[w[(tap, 0, k)] for tap in range(kernel)] for k in range(2)]
        for place, window in enumerate(placed):
            taps = [(tap,) for tap in window]
            if layer == "maxpool" and all(None in tap for tap in taps):
                assert y[(place, 0)] == float("-inf")
            elif layer == "avgpool" and is_counted == "true":
                assert y[(place, 0)] == witness_mean([0 if tap is None else x[(tap, 0)] for tap in window])
            else:
                assert y[(place, 0)] == gathered(layer, taps, x, 0, weights)
        assert len(y) == len(placed) * (2 if layer == "conv" else 1)


@pytest.mark.parametrize("counted", ["true", "false"])
def test_values_of_a_dilated_mean_that_hangs_over(counted: str, witness: Any) -> None:
    """In ceiling mode what hangs over the padded input is not counted, whatever the padding is."""
    for size, kernel, stride, dilation, padding in [(6, 2, 3, 2, 1), (5, 3, 2, 2, 1), (7, 3, 3, 1, 0)]:
        text = f"avgpool({kernel}, {stride}, {padding}, true, count_include_pad={counted}, dilation={dilation})"
        x = witness.array(text, size, 1)
        for (place, _), value in witness.computes(f"input({size}, 1); {text}", {"x": x}).items():
            taps = [stride * place - padding + dilation * tap for tap in range(kernel)]
            kept = [at for at in taps if (0 <= at < size if counted == "false" else at < size + padding)]
            assert value == witness_mean([x.get((at, 0), 0) for at in kept]), (text, place)


def test_powers_of_absolute_values(witness: Any) -> None:
    """ONNX Runtime 1.32.0, LpPool with p = 3 on two values of -1: the third root of 2."""
    y = witness.computes("input(2, 1); lppool(2, norm=3, absolute=true)", {"x": {(0, 0): -1, (1, 0): -1}})
    assert y == {(0, 0): pytest.approx(1.2599211)}
    counted = witness.operates("input(5, 4, 3); lppool((5, 4), norm=2, absolute=true)")
    assert counted["comparisons"] == 60


def test_same_needs_no_end_and_valid_is_none(witness: Any) -> None:
    for layer in ("conv(3, 2, padding=same, padding_end=1)", "maxpool(3, padding=same, padding_end=1)"):
        witness.refuses(f"input(8, 8, 3); {layer}", {})
    for layer in ("conv(3, 2, padding=", "maxpool(3, padding=", "depthwise(3, padding="):
        texts = [f"input(8, 8, 3); {layer}{padding})" for padding in ("valid", "0")]
        assert len({witness.network(text).layers[-1].output for text in texts}) == 1


@pytest.mark.parametrize("layer", ["conv(3, 4, 2, same)", "conv(2, 4, padding_end=1)", "depthwise(3, 2, 2, same)"])
def test_operations_do_not_depend_on_padding(layer: str, witness: Any) -> None:
    output = witness.network(f"input(5, 4, 3); {layer}").layers[-1].units
    counted = witness.operates(f"input(5, 4, 3); {layer}")
    assert counted["multiplications"] == counted["additions"]  # with a bias, as many terms as products and one
    assert counted["multiplications"] % output == 0
    assert prod(counted[kind] for kind in ("comparisons", "divisions", "exponentials")) == 0
