"""Convolutions counted by hand: windows placed one by one, every weight and every link in a set."""

from __future__ import annotations

import random
from collections.abc import Callable
from itertools import product
from math import prod
from typing import Any, NamedTuple

import pytest

Sliding = Callable[..., list[list[int]]]


class Setting(NamedTuple):
    """One convolution; everything per axis."""

    sizes: tuple[int, ...]
    depth: int
    kernel: tuple[int, ...]
    filters: int
    stride: tuple[int, ...]
    padding: tuple[int, ...]
    dilation: tuple[int, ...]
    groups: int = 1
    bias: int = 1

    @property
    def values(self) -> dict[str, int]:
        """The values of the names that ``general`` uses."""
        vectors = {"X": self.sizes, "F": self.kernel, "S": self.stride, "P": self.padding, "L": self.dilation}
        entries = {f"{letter}{axis}": v for letter, vector in vectors.items() for axis, v in enumerate(vector, 1)}
        return {**entries, "D": self.depth, "K": self.filters, "G": self.groups, "B": self.bias}

    @property
    def maps(self) -> list[list[int]]:
        """The input maps that each filter sees: the maps dealt out to the groups in order, like the filters."""
        wide, many = self.depth // self.groups, self.filters // self.groups
        groups = [list(range(first, first + wide)) for first in range(0, self.depth, wide)]
        return [group for group in groups for _ in range(many)]

    def windows(self, sliding: Sliding) -> list[list[list[int]]]:
        """The windows along each axis."""
        columns = zip(self.sizes, self.kernel, self.stride, self.padding, self.dilation, strict=True)
        return [sliding(*column) for column in columns]


def general(axes: int) -> str:
    """A network of one convolution in which everything is a symbol."""
    F, S, P, L = (f"({', '.join(f'{letter}{axis}' for axis in range(1, axes + 1))},)" for letter in "FSPL")  # noqa: N806
    names = [f"{letter}{axis}" for letter in "XFSL" for axis in range(1, axes + 1)]
    names += [f"P{axis}: integer >= 0" for axis in range(1, axes + 1)]
    sizes = ", ".join(f"X{axis}" for axis in range(1, axes + 1))
    call = f"conv({F}, K, {S}, {P}, dilation={L}, groups=G, bias=B)"
    return f"network one({', '.join(names)}, D, K, G, B: boolean) {{ input({sizes}, D); {call} }}"


def particular(s: Setting, more: str = "") -> str:
    """A snippet of one convolution in numbers."""
    more = f"dilation={s.dilation}, groups={s.groups}, bias={s.bias}{more}"
    call = f"conv({s.kernel}, {s.filters}, {s.stride}, {s.padding}, {more})"
    return f"input({', '.join(map(str, s.sizes))}, {s.depth}); {call}"


def count(setting: Setting, sliding: Sliding, maps: list[list[int]], counts: Any) -> Any:
    """Go through every output unit and every weight that reaches it; None if no window fits."""
    windows = setting.windows(sliding)
    if not all(windows):
        return None
    weights: set[object] = set()
    links: set[object] = set()
    macs = additions = 0
    for unit in product(range(setting.filters), *(range(len(axis)) for axis in windows)):
        terms = 0
        if setting.bias:
            weights.add(("bias", unit[0]))
            links.add((unit, "bias"))
            terms += 1
        for channel, tap in product(maps[unit[0]], product(*map(range, setting.kernel))):
            weights.add((unit[0], channel, tap))
            links.add((unit, channel, tap))
            macs += 1
            terms += 1
        additions += max(0, terms - 1)
    output = (*map(len, windows), setting.filters)
    operations = {"multiplications": macs, "additions": additions}
    return counts(output, prod(output), len(weights), len(links), macs, operations=operations)


def settings(axes: int, how_many: int) -> list[Setting]:
    """Small convolutions drawn at random, windows that do not fit among them."""
    draw = random.Random(axes)

    def vector(low: int, high: int) -> tuple[int, ...]:
        return tuple(draw.randint(low, high) for _ in range(axes))

    made = []
    for _ in range(how_many):
        groups = draw.choice([1, 1, 2, 3])
        depth, filters = groups * draw.randint(1, 2), groups * draw.randint(1, 2)
        sizes, kernel = vector(1, 8 - axes), vector(1, 5 - axes)
        made.append(
            Setting(sizes, depth, kernel, filters, vector(1, 3), vector(0, 2), vector(1, 2), groups, draw.randint(0, 1))
        )
    return made


@pytest.mark.parametrize(("axes", "how_many"), [(1, 250), (2, 250), (3, 60)])
def test_sizes_and_counts(axes: int, how_many: int, sliding: Sliding, witness: Any) -> None:
    text, cases = general(axes), settings(axes, how_many)
    counted = [count(setting, sliding, setting.maps, witness.Counts) for setting in cases]
    assert how_many // 50 < counted.count(None) < how_many // 2
    for setting, result in zip(cases, counted, strict=True):
        witness.agrees(text, setting.values, result)


def test_every_square_convolution_on_a_grid(sliding: Sliding, witness: Any) -> None:
    text = "network one(W, H, D, F, K, S, P: integer >= 0) { input(W, H, D); conv(F, K, stride=S, padding=P) }"
    for W, H, F, S, P in product((1, 4, 7), (2, 5), (1, 2, 3, 5), (1, 2, 3), (0, 1, 2)):  # noqa: N806
        setting = Setting((W, H), 2, (F, F), 3, (S, S), (P, P), (1, 1))
        values = {"W": W, "H": H, "D": 2, "F": F, "K": 3, "S": S, "P": P}
        witness.agrees(text, values, count(setting, sliding, setting.maps, witness.Counts))


@pytest.mark.parametrize(("depth", "filters", "groups"), [(3, 2, 2), (2, 3, 2), (4, 6, 3), (1, 4, 2), (4, 1, 4)])
def test_groups_must_divide_both_depths(depth: int, filters: int, groups: int, witness: Any) -> None:
    setting = Setting((5,), depth, (2,), filters, (1,), (0,), (1,), groups)
    assert depth % groups or filters % groups
    witness.refuses(general(1), setting.values)


TABLES = [[[0]], [[0, 1], [1, 2], [0, 2]], [[0, 1, 2], [1], [0, 2], [2, 1, 0]], [[2, 0]], [[1], [1], [1]]]


@pytest.mark.parametrize("table", TABLES, ids=str)
@pytest.mark.parametrize("bias", [0, 1])
def test_a_partial_table(table: list[list[int]], bias: int, sliding: Sliding, witness: Any) -> None:
    call = f"conv((F, G), {len(table)}, stride=(S, R), padding=(P, Q), table={table}, bias=B)"
    header = "W, H, D, F, G, S, R, P: integer >= 0, Q: integer >= 0, B: boolean"
    text = f"network one({header}) {{ input(W, H, D); {call} }}"
    for W, F, G, S, P in product((3, 6), (1, 3), (1, 2), (1, 2), (0, 1)):  # noqa: N806
        setting = Setting((W, 5), 3, (F, G), len(table), (S, 1), (P, 2), (1, 1), bias=bias)
        values = {"W": W, "H": 5, "D": 3, "F": F, "G": G, "S": S, "R": 1, "P": P, "Q": 2, "B": bias}
        witness.agrees(text, values, count(setting, sliding, table, witness.Counts))


@pytest.mark.parametrize("bias", [0, 1])
def test_a_number_of_links_counts_like_any_table_with_that_many(bias: int, sliding: Sliding, witness: Any) -> None:
    text = "network one(W, D, F, K, S, T, B: boolean) { input(W, D); conv(F, K, stride=S, links=T, bias=B) }"
    draw = random.Random(0)
    for D, K, F, S in product((1, 2, 4), (1, 3), (1, 3), (1, 2)):  # noqa: N806
        for links in range(1, D * K + 1):
            chosen = draw.sample(list(product(range(K), range(D))), links)
            table = [[channel for row, channel in chosen if row == filter_] for filter_ in range(K)]
            setting = Setting((5,), D, (F,), K, (S,), (0,), (1,), bias=bias)
            values = {"W": 5, "D": D, "F": F, "K": K, "S": S, "T": links, "B": bias}
            counted = count(setting, sliding, table, witness.Counts)
            spread = sum(map(bool, table)) == min(
                K, links
            )  # as rules take it: no filter is left out but for want of links
            witness.agrees(text, values, counted if spread else counted._replace(operations=None))
        witness.refuses(text, {"W": 5, "D": D, "F": F, "K": K, "S": S, "T": D * K + 1, "B": bias})


def by_loops(setting: Setting, sliding: Sliding, maps: list[list[int]], arrays: Any) -> dict[tuple[int, ...], int]:
    """The convolution itself, one product after another; outside the input there are zeros."""
    x, w, b = arrays["x"], arrays["w"], arrays["b"]
    windows = setting.windows(sliding)
    y = {}
    for place in product(*(range(len(axis)) for axis in windows)):
        for k in range(setting.filters):
            total = b[(k,)] if setting.bias else 0
            for c, channel in enumerate(maps[k]):
                for tap in product(*map(range, setting.kernel)):
                    position = [axis[i][u] for axis, i, u in zip(windows, place, tap, strict=True)]
                    inside = all(0 <= at < size for at, size in zip(position, setting.sizes, strict=True))
                    weight = w[(*tap, c if setting.groups > 1 else channel, k)]
                    total += weight * x[(*position, channel)] if inside else 0
            y[(*place, k)] = total
    return y


def arrays_for(setting: Setting, witness: Any) -> dict[str, Any]:
    return {
        "x": witness.array(setting, *setting.sizes, setting.depth),
        "w": witness.array("w", *setting.kernel, setting.depth // setting.groups, setting.filters),
        "b": witness.array("b", setting.filters),
    }


@pytest.mark.parametrize(("axes", "how_many"), [(1, 30), (2, 20), (3, 5)])
def test_the_operation(axes: int, how_many: int, sliding: Sliding, witness: Any) -> None:
    fitting = [setting for setting in settings(axes, 2 * how_many) if all(setting.windows(sliding))][:how_many]
    assert {setting.groups for setting in fitting} >= {1, 2}
    for setting in fitting:
        arrays = arrays_for(setting, witness)
        text = particular(setting)
        assert witness.computes(text, arrays) == by_loops(setting, sliding, setting.maps, arrays), text
        assert witness.traces(text) == witness.stated(text), text
        witness.operates(text)


@pytest.mark.parametrize("table", TABLES, ids=str)
def test_the_operation_with_a_table(table: list[list[int]], sliding: Sliding, witness: Any) -> None:
    setting = Setting((4, 5), 3, (3, 2), len(table), (1, 2), (1, 0), (1, 1))
    arrays = arrays_for(setting, witness)
    text = particular(setting, f", table={table}")
    assert witness.computes(text, arrays) == by_loops(setting, sliding, table, arrays)
    assert witness.traces(text) == witness.stated(text)


def test_every_filter_of_a_table_must_see_a_map(witness: Any) -> None:
    witness.refuses("input(5, 5, 3); conv(2, 2, table=[[0, 1], []])", {})
