"""Depthwise and locally connected layers counted by hand: filters that see one map, weights that serve one position."""

from __future__ import annotations

import random
from itertools import product
from math import prod
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Sliding = Callable[..., list[list[int]]]

Index = tuple[int, ...]


class Setting(NamedTuple):
    """One layer; everything per axis but the depths. The last three belong to one layer or the other."""

    sizes: Index
    depth: int
    kernel: Index
    stride: Index
    padding: Index
    dilation: Index
    many: int
    """The multiplier, or the number of filters."""
    bias: int
    shared: int

    @property
    def values(self) -> dict[str, int]:
        """The values of the names that ``general`` uses."""
        vectors = zip("XFSPL", (self.sizes, self.kernel, self.stride, self.padding, self.dilation), strict=True)
        entries = {f"{letter}{axis}": v for letter, vector in vectors for axis, v in enumerate(vector, 1)}
        return {**entries, "D": self.depth, "N": self.many, "B": self.bias}

    def windows(self, sliding: Sliding, layer: str) -> list[list[list[int]]]:
        """The windows along each axis."""
        dilation = self.dilation if layer == "depthwise" else (1,) * len(self.sizes)
        columns = zip(self.sizes, self.kernel, self.stride, self.padding, dilation, strict=True)
        return [sliding(*column) for column in columns]

    def links(self, layer: str, axes: list[list[list[int]]]) -> Iterator[tuple[Index, Index, Index]]:
        """Output unit, weight, and place of the input, where that may lie in the padding."""
        places = product(*(range(len(axis)) for axis in axes))
        if layer == "depthwise":
            filters = [(channel, q) for channel in range(self.depth) for q in range(self.many)]
            for place, (k, (channel, _)) in product(places, list(enumerate(filters))):
                for tap in product(*map(range, self.kernel)):
                    at = tuple(axis[i][u] for axis, i, u in zip(axes, place, tap, strict=True))
                    yield (*place, k), (*tap, k), (*at, channel)
            return
        for place, k, channel in product(places, range(self.many), range(self.depth)):
            for tap in product(*map(range, self.kernel)):
                at = tuple(axis[i][u] for axis, i, u in zip(axes, place, tap, strict=True))
                yield (*place, k), (*place, *tap, channel, k), (*at, channel)

    def bias_of(self, layer: str, unit: Index) -> Index:
        """Which bias reaches a unit."""
        return unit if layer == "locally_connected" and not self.shared else unit[-1:]


def call(layer: str, shared: int) -> str:
    more = f", shared_bias={'true' if shared else 'false'}" if layer == "locally_connected" else ""
    return f"{layer}({{F}}, {{N}}, {{S}}, {{P}}, bias={{B}}{', dilation={L}' if layer == 'depthwise' else more})"


def general(layer: str, axes: int, shared: int) -> str:
    """A network in which everything is a symbol."""
    every = range(1, axes + 1)
    vectors = {letter: f"({', '.join(f'{letter}{axis}' for axis in every)},)" for letter in "FSPL"}
    names = [f"{letter}{axis}" for letter in "XFSL" for axis in every] + [f"P{axis}: integer >= 0" for axis in every]
    sizes = ", ".join(f"X{axis}" for axis in every)
    body = call(layer, shared).format(**vectors, N="N", B="B")
    return f"network one({', '.join(names)}, D, N, B: boolean) {{ input({sizes}, D); {body} }}"


def particular(layer: str, s: Setting) -> str:
    words = {"F": s.kernel, "N": s.many, "S": s.stride, "P": s.padding, "B": s.bias, "L": s.dilation}
    return f"input({', '.join(map(str, s.sizes))}, {s.depth}); {call(layer, s.shared).format(**words)}"


def count(layer: str, setting: Setting, sliding: Sliding, counts: Any) -> Any:
    """Go through every link; None if no window fits."""
    axes = setting.windows(sliding, layer)
    if not all(axes):
        return None
    links = list(setting.links(layer, axes))
    units = list(dict.fromkeys(unit for unit, _, _ in links))
    biases = [setting.bias_of(layer, unit) for unit in units] if setting.bias else []
    output = (*map(len, axes), setting.many * (setting.depth if layer == "depthwise" else 1))
    trained = len({weight for _, weight, _ in links}) + len(set(biases))
    operations = {"multiplications": len(links), "additions": len(links) - len(units) + len(biases)}
    return counts(output, len(units), trained, len(links) + len(biases), len(links), 0, operations)


def settings(axes: int, how_many: int, shared: int) -> list[Setting]:
    """Small ones drawn at random, windows that do not fit among them."""
    draw = random.Random(axes)

    def vector(low: int, high: int) -> Index:
        return tuple(draw.randint(low, high) for _ in range(axes))

    made = []
    for _ in range(how_many):
        sizes, kernel, padding = vector(2, 8 - axes), vector(1, 4 - axes // 2), vector(0, 1)
        more = (draw.randint(1, 3), kernel, vector(1, 3), padding, vector(1, 2), draw.randint(1, 3))
        made.append(Setting(sizes, *more, draw.randint(0, 1), shared))
    return made


LAYERS = [("depthwise", 0), ("locally_connected", 0), ("locally_connected", 1)]


@pytest.mark.parametrize(("layer", "shared"), LAYERS)
@pytest.mark.parametrize(("axes", "how_many"), [(1, 60), (2, 50), (3, 15)])
def test_sizes_and_counts(layer: str, shared: int, axes: int, how_many: int, sliding: Sliding, witness: Any) -> None:
    text, cases = general(layer, axes, shared), settings(axes, how_many, shared)
    counted = [count(layer, setting, sliding, witness.Counts) for setting in cases]
    assert 0 < counted.count(None) < how_many // 2
    for setting, result in zip(cases, counted, strict=True):
        witness.agrees(text, setting.values, result)


@pytest.mark.parametrize(("layer", "shared"), LAYERS)
@pytest.mark.parametrize(("axes", "how_many"), [(1, 12), (2, 8), (3, 2)])
def test_the_operation(layer: str, shared: int, axes: int, how_many: int, sliding: Sliding, witness: Any) -> None:
    cases = [s for s in settings(axes, 4 * how_many, shared) if all(s.windows(sliding, layer))][:how_many]
    for setting in cases:
        links = list(setting.links(layer, setting.windows(sliding, layer)))
        x = witness.array(setting, *setting.sizes, setting.depth)
        draw = random.Random(str(setting))
        w = {weight: draw.randint(-9, 9) for _, weight, _ in links}
        units = dict.fromkeys(unit for unit, _, _ in links)
        b = {setting.bias_of(layer, unit): draw.randint(-9, 9) for unit in units}
        y = {unit: setting.bias * b[setting.bias_of(layer, unit)] for unit in units}
        for unit, weight, at in links:
            y[unit] += w[weight] * x.get(at, 0)
        text = particular(layer, setting)
        assert witness.computes(text, {"x": x, "w": w, "b": b}) == y, text
        assert witness.traces(text) == witness.stated(text), text
        witness.operates(text)


def test_a_depthwise_layer_is_a_convolution_with_as_many_groups_as_maps(witness: Any) -> None:
    for more in ("", ", padding=1", ", stride=2, bias=false", ", padding=same, dilation=2"):
        depthwise = f"input(7, 6, 4); depthwise(3{more})"
        assert witness.stated(depthwise) == witness.stated(f"input(7, 6, 4); conv(3, 4, groups=4{more})")
        assert witness.network(depthwise).output == witness.network(f"input(7, 6, 4); conv(3, 4{more})").output


def test_where_nothing_is_shared_there_are_as_many_weights_as_products(witness: Any) -> None:
    params, connections, macs = witness.stated("input(9, 9, 2); locally_connected(3, 4)")
    assert params == connections == macs + prod((7, 7, 4))
    assert witness.stated("input(9, 9, 2); locally_connected(3, 4, shared_bias=true)")[0] == macs + 4


def test_they_need_axes(witness: Any) -> None:
    for layer, _ in LAYERS:
        witness.refuses(f"network one(D, K) {{ input(D); {layer}(2, K) }}", {"D": 4, "K": 3})
