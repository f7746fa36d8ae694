"""Several threads at once get what one thread gets."""

from __future__ import annotations

import gc
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from threading import Barrier
from typing import TYPE_CHECKING

import pytest

import symcnn
from symcnn.algebra.exact import memo as answers
from symcnn.algebra.exact.memo import Memo
from symcnn.support.gc_pause import collector_paused

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

THREADS = 8
FORMATS = ("text", "markdown", "latex", "html", "json", "csv")
TEXTS = (
    "network A(W, D, K, n) { input(W, W, D); conv(3, K); repeat n { conv(3, K, padding=1); relu } maxpool(2); gap }",
    "assume W % 2^n == 0; input(W, H, D); repeat n { maxpool(2); conv(3, K, padding=1) }",
    "input(W, W, D); add { { conv(F, K, padding=P) } { conv(1, K) } }",
    "assume exact; input(W, D); conv(F, K, stride=S, padding=P); maxpool(2)",
    "input(W, W, D); C1: conv(5, K); dense(M); dropout(1/2)",
)
NAMES = ("lenet5", "resnet18", "nin")


@contextmanager
def many_switches() -> Iterator[None]:
    """Threads that take turns as often as Python lets them."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        yield
    finally:
        sys.setswitchinterval(before)


def network(of: str) -> symcnn.Network:
    return symcnn.load(of) if of in NAMES else symcnn.parse(of)


def said(net: symcnn.Network) -> list[str]:
    """What a network answers, in every format."""
    pages = [net.table(kind) for kind in FORMATS]
    pages += [net.explain(format=kind) for kind in ("text", "latex")]
    pages += [net.draw(), net.paper(), str(net.reconcile()), str(net.form("params", "expanded"))]
    answered = [*symcnn.sizes(net, "W"), symcnn.solve(net, "params == 60000", "K" if "K" in net.symbols else "D")]
    return [*pages, *map(str, answered), str(net.conditions), str(net.output), repr(net.macs)]


@pytest.mark.slow
def test_networks_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """Answers are given up in between, as in a process that has gathered too many of them."""
    monkeypatch.setattr(answers, "MOST", 2_000)
    asked = [*NAMES, *TEXTS]
    assert len(asked) == THREADS

    def run(seed: int) -> dict[str, list[str]]:
        start.wait()
        found = {of: said(network(of)) for of in (asked[seed], asked[(seed + 3) % THREADS])}
        Memo.clear()
        return found

    start = Barrier(THREADS)
    Memo.clear()
    with many_switches(), ThreadPoolExecutor(THREADS) as pool:
        together = list(pool.map(run, range(THREADS)))
    Memo.clear()
    alone = {of: said(network(of)) for of in asked}
    for found in together:
        assert found == {of: alone[of] for of in found}


@pytest.mark.slow
def test_one_network_for_all() -> None:
    for of in (TEXTS[0], TEXTS[3], "nin"):
        net, start = network(of), Barrier(THREADS)

        def run(_: int, net: symcnn.Network = net, start: Barrier = start) -> list[str]:
            start.wait()
            return said(net)

        with many_switches(), ThreadPoolExecutor(THREADS) as pool:
            together = list(pool.map(run, range(THREADS)))
        assert together == [said(network(of))] * THREADS


def test_a_network_is_derived_once() -> None:
    net, start = network("nin"), Barrier(THREADS)

    def run(_: int) -> int:
        start.wait()
        return id(net.derivation)

    with many_switches(), ThreadPoolExecutor(THREADS) as pool:
        assert len(set(pool.map(run, range(THREADS)))) == 1


@pytest.mark.parametrize("enabled", [True, False])
def test_the_collector_is_left_as_it_was_found(enabled: bool) -> None:
    """A pause that begins within another's and ends after it."""
    before = gc.isenabled()
    (gc.enable if enabled else gc.disable)()
    try:
        first, second = collector_paused(), collector_paused()
        steps: tuple[Callable[[], object], ...] = (
            first.__enter__,
            second.__enter__,
            partial(first.__exit__, None, None, None),
        )
        for step in steps:
            step()
            assert not gc.isenabled()
        second.__exit__(None, None, None)
        assert gc.isenabled() == enabled
    finally:
        (gc.enable if before else gc.disable)()


def test_pictures_at_once() -> None:
    """Matplotlib's settings are the process's: none of a picture stays, and none is lost."""
    matplotlib = pytest.importorskip("matplotlib")
    before = dict(matplotlib.rcParams)
    net = symcnn.load("lenet5")

    def draw(place: int) -> bytes:
        return net.picture() if place % 2 else symcnn.load("lenet5").picture(width="onecolumn")

    with many_switches(), ThreadPoolExecutor(THREADS) as pool:
        drawn = list(pool.map(draw, range(4)))
    assert drawn == [draw(place) for place in range(4)]
    assert dict(matplotlib.rcParams) == before
