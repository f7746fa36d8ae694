"""Windows laid in columns and put back, vectors repeated, maps of zeros: every value is followed to its new place."""

from __future__ import annotations

from itertools import product
from math import prod
from typing import Any, NamedTuple

import pytest

Index = tuple[int, ...]
Sliding = "Callable[..., list[list[int]]]"


class Setting(NamedTuple):
    """Sizes, and along each axis kernel, stride, padding and dilation."""

    sizes: Index
    kernel: Index
    stride: Index
    padding: Index
    dilation: Index

    def windows(self, sliding: Any) -> list[list[list[int]]]:
        columns = zip(*self, strict=True)
        return [sliding(*column) for column in columns]

    @property
    def options(self) -> str:
        return f"{self.kernel}, {self.stride}, {self.padding}, dilation={self.dilation}"


SETTINGS = [
    Setting((5,), (3,), (1,), (1,), (1,)),
    Setting((6,), (2,), (3,), (0,), (2,)),
    Setting((4, 5), (2, 3), (1, 2), (0, 1), (1, 1)),
    Setting((4, 4), (3, 3), (2, 2), (1, 1), (1, 1)),
    Setting((5, 4), (2, 2), (1, 1), (1, 0), (2, 1)),
    Setting((2, 3, 3), (2, 2, 1), (1, 1, 2), (0, 1, 0), (1, 2, 1)),
]
DEPTH = 2


def columns(setting: Setting, sliding: Any) -> list[list[Index]]:
    """Of every window, in order, the places that its taps look at."""
    axes = setting.windows(sliding)
    return [list(product(*window)) for window in product(*axes)]


@pytest.mark.parametrize("setting", SETTINGS, ids=str)
def test_unfold(setting: Setting, sliding: Any, witness: Any) -> None:
    found = columns(setting, sliding)
    x = witness.array(setting, *setting.sizes, DEPTH)
    y = {
        (n, k * len(places) + tap): x.get((*place, k), 0)
        for n, places in enumerate(found)
        for k, (tap, place) in product(range(DEPTH), enumerate(places))
    }
    text = f"input({', '.join(map(str, setting.sizes))}, {DEPTH}); unfold({setting.options})"
    assert witness.computes(text, {"x": x}) == y
    output = (len(found), DEPTH * prod(setting.kernel))
    witness.agrees(text, {}, witness.Counts(output, len(y), 0, 0, 0, 0, {}))


@pytest.mark.parametrize("setting", SETTINGS, ids=str)
def test_fold(setting: Setting, sliding: Any, witness: Any) -> None:
    found = columns(setting, sliding)
    taps = prod(setting.kernel)
    x = witness.array(setting, len(found), DEPTH * taps)
    y = dict.fromkeys(product(*map(range, setting.sizes), range(DEPTH)), 0)
    added = 0
    for n, places in enumerate(found):
        for k, (tap, place) in product(range(DEPTH), enumerate(places)):
            added += 1
            if (*place, k) in y:
                y[(*place, k)] += x[(n, k * taps + tap)]
    text = f"input({len(found)}, {DEPTH * taps}); fold({setting.sizes}, {setting.options})"
    assert witness.computes(text, {"x": x}) == y
    counted = witness.Counts((*setting.sizes, DEPTH), len(y), 0, 0, 0, 0, {"additions": added})
    witness.agrees(text, {}, counted)
    sizes = ", ".join("UVY"[: len(setting.sizes)])
    general = f"network one({sizes}, N, K) {{ input(N, K); fold(({sizes},), {setting.options}) }}"
    names = dict(zip("UVY", setting.sizes, strict=False)) | {"N": len(found)}
    witness.agrees(general, names | {"K": DEPTH * taps}, counted)
    witness.refuses(general, names | {"N": len(found) + 1, "K": DEPTH * taps})
    if taps > 1:
        witness.refuses(general, names | {"K": DEPTH * taps + 1})


@pytest.mark.parametrize("sizes", [(), (3,), (2, 3)], ids=str)
def test_maps_of_zeros(sizes: Index, witness: Any) -> None:
    names = "".join(f"{name}, " for name in "UVY"[: len(sizes)])
    text = f"network one({names}D, K, B: integer >= 0) {{ input({names}D); pad_maps(K, before=B) }}"
    for depth, many, before in product((1, 3), range(1, 7), range(4)):
        row = [*[None] * before, *range(depth)]
        values = {**dict(zip("UVY", sizes, strict=False)), "D": depth, "K": many, "B": before}
        if len(row) > many:
            witness.refuses(text, values)
            continue
        row += [None] * (many - len(row))
        output = (*sizes, many)
        witness.agrees(text, values, witness.Counts(output, prod(output), 0, 0, 0, 0, {}))
        x = witness.array("x", *sizes, depth)
        y = {
            (*at, k): 0 if source is None else x[(*at, source)]
            for at in product(*map(range, sizes))
            for k, source in enumerate(row)
        }
        call = f"pad_maps({many}, before={before})"
        assert witness.computes(f"input({', '.join(map(str, (*sizes, depth)))}); {call}", {"x": x}) == y


def test_a_vector_repeated(witness: Any) -> None:
    text = "network one(D, n) { input(D); repeat_vector(n) }"
    for depth, many in product((1, 3), (1, 2, 4)):
        counted = witness.Counts((many, depth), many * depth, 0, 0, 0, 0, {})
        witness.agrees(text, {"D": depth, "n": many}, counted)
    x = witness.array("x", 3)
    y = {(n, k): x[(k,)] for n, k in product(range(4), range(3))}
    assert witness.computes("input(3); repeat_vector(4)", {"x": x}) == y
    witness.refuses("input(2, 3); repeat_vector(4)", {})


def test_one_branch_taken_off_another(witness: Any) -> None:
    text = "network one(U, D) { input(U, D); subtract { {} { relu } } }"
    counted = witness.Counts((4, 3), 12, 0, 0, 0, 0, {"additions": 12})
    witness.agrees(text, {"U": 4, "D": 3}, counted)
    witness.refuses("input(4, 3); subtract { {} {} {} }", {})
    mean = witness.network("input(4, 3); average { {} { relu } {} }").layers[-1]
    assert (mean.quantity("additions"), mean.quantity("divisions")) == (24, 12)
