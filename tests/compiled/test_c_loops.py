"""The loops that come with a function in C: the same numbers, and as fast as a compiler makes them."""

from __future__ import annotations

import ctypes
import shutil
import subprocess
import time
from itertools import product
from typing import TYPE_CHECKING, Any

import pytest

import symcnn

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

np = pytest.importorskip("numpy")
pytestmark = pytest.mark.skipif(shutil.which("cc") is None, reason="no cc")

NET = symcnn.load("resnet_bottleneck").at(H="W", D=3, n_1=3, n_2=4, n_3=6, n_4=3)
OVER = {"W": "32..512", "C": "8..256", "M": "10..1000"}
COMPILED = NET.function("params, macs", "c", over=OVER)
AXES = {"W": [32, 33, 224, 512, 513], "C": [8, 64, 255], "M": [9, 10, 1000]}


def library(source: str, folder: Path) -> Any:
    """A source as a shared library that is loaded here."""
    (folder / "source.c").write_text(source, "utf-8")
    made = folder / f"{abs(hash(source))}.so"
    options = ["-O3", "-std=gnu11", "-shared", "-fPIC"]
    subprocess.run([str(shutil.which("cc")), *options, "-o", made, folder / "source.c"], check=True)
    return ctypes.CDLL(str(made))


def grid_of(source: Any, axes: dict[str, list[int]]) -> tuple[Callable[[], int], tuple[Any, Any, Any]]:
    """Goes through a grid, and where parameters, multiply-accumulates and what is returned at each point stand then."""
    arrays = [np.array(axes[name], dtype=np.int64) for name in COMPILED.symbols]
    count = int(np.prod([len(array) for array in arrays]))
    found = (*(np.full(count, 7) for _ in range(2)), np.full(count, 7, dtype=np.int32))

    def run() -> int:
        given: list[Any] = []
        for array in arrays:
            given += [ctypes.c_size_t(len(array)), ctypes.c_void_p(array.ctypes.data)]
        ended: int = source[f"{COMPILED.names.function}_grid"](
            *given, *(ctypes.c_void_p(one.ctypes.data) for one in found)
        )
        return ended

    return run, found


def test_a_grid_and_arrays_have_what_derivation_gives(tmp_path: Path) -> None:
    made = library(COMPILED.source, tmp_path)
    points = [
        dict(zip(COMPILED.symbols, point, strict=True)) for point in product(*(AXES[n] for n in COMPILED.symbols))
    ]
    right = [None if point["W"] > 512 or point["M"] < 10 else NET.numbers(**point) for point in points]
    expected = [(7, 7, -1) if net is None else (int(net.params), int(net.macs), 0) for net in right]
    run, found = grid_of(made, AXES)
    run()
    assert list(zip(*(array.tolist() for array in found), strict=True)) == expected
    columns = [np.array([point[name] for point in points], dtype=np.int64) for name in COMPILED.symbols]
    found = (*(np.full(len(points), 7) for _ in range(2)), np.full(len(points), 7, dtype=np.int32))
    passed = [ctypes.c_void_p(array.ctypes.data) for array in (*columns, *found)]
    many = made[f"{COMPILED.names.function}_many"]
    assert many(ctypes.c_size_t(len(points)), *passed) == sum(net is not None for net in right)
    assert list(zip(*(array.tolist() for array in found), strict=True)) == expected


def test_the_loop_is_one_piece(tmp_path: Path) -> None:
    """In a shared library a function that others may replace is called at every point, at many times the cost."""
    called = COMPILED.source.replace("static inline int", "int")
    axes = {"W": list(range(32, 160)), "C": list(range(8, 72)), "M": list(range(10, 138))}
    taken = []
    for source in (COMPILED.source, called):
        run, _ = grid_of(library(source, tmp_path), axes)
        best = float("inf")
        for _ in range(5):
            begun = time.process_time()
            run()
            best = min(best, time.process_time() - begun)
        taken.append(best)
    assert 2 * taken[0] < taken[1]
