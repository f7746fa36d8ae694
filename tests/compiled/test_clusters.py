"""The same sweep on a cluster of processes, one of which is killed on the way."""

from __future__ import annotations

import os
import pickle
import signal
import socket
import threading
from typing import TYPE_CHECKING, Any

import pytest

import symcnn
from symcnn.compiled import schedulers, sweeping
from symcnn.errors import NotFound

if TYPE_CHECKING:
    from collections.abc import Iterator

distributed = pytest.importorskip("distributed")
pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]  # Dask's own, when processes end

DEADLINE = 60
NET = symcnn.load("mobilenet_v2")
GRID = {"alpha": "1/4..2:1/16", "W,H": "96..512", "M": "10..1000:10"}


@pytest.fixture(scope="module")
def client() -> Iterator[Any]:
    options = {"n_workers": 2, "threads_per_worker": 1, "processes": True, "dashboard_address": None}
    with distributed.LocalCluster(**options) as cluster, distributed.Client(cluster) as client:
        yield client


def swept(scheduler: Any, front: str = "macs:min, W:max, alpha:max") -> list[tuple[Any, ...]]:
    found = symcnn.sweep(NET, "params, macs", GRID, front=front, scheduler=scheduler)
    assert found.points == 29 * 417 * 100
    return list(found.rows())


def test_a_cluster_gives_the_same(client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schedulers, "BATCH", 1)
    assert swept(client) == swept(None)
    assert swept(client.scheduler.address) == swept(None)


def test_rows_of_a_cluster_are_all_there_once(client: Any) -> None:
    grid = {"alpha": "1/4..2:1/4", "W": "96..512", "M": "10..100:10"}
    there = symcnn.sweep(NET, "macs", grid, scheduler=client)
    assert list(there.rows()) == list(symcnn.sweep(NET, "macs", grid).rows())


def test_a_worker_that_is_killed_loses_nothing(client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is killed when it has begun its first task; Dask starts another, and has done again what was lost."""
    monkeypatch.setattr(schedulers, "BATCH", 1)
    begun = threading.Event()
    addresses: list[str] = []

    def noticed(event: Any) -> None:
        addresses.append(event[1]["worker"])
        begun.set()

    class Telling(distributed.WorkerPlugin):  # type: ignore[misc, name-defined]
        """Says when a task begins."""

        def setup(self, worker: Any) -> None:
            self.worker = worker

        def transition(self, key: Any, _start: Any, finish: Any, **_: Any) -> None:
            if finish == "executing" and "_of_" in str(key):
                self.worker.log_event("begun", {"worker": self.worker.address})

    pids = client.run(os.getpid)
    client.subscribe_topic("begun", noticed)
    client.register_plugin(Telling())
    answer: list[Any] = []
    thread = threading.Thread(target=lambda: answer.append(swept(client)))
    thread.start()
    assert begun.wait(DEADLINE)
    os.kill(pids[addresses[0]], signal.SIGKILL)
    thread.join(DEADLINE)
    assert not thread.is_alive()
    assert answer == [swept(None)]


def asked(scheduler: str) -> Any:
    return symcnn.sweep(NET, "macs", {"W": "96..98"}, front="macs", scheduler=scheduler)


def test_a_scheduler_that_does_not_answer_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schedulers, "WAIT", 1)
    with pytest.raises(NotFound, match=r"no scheduler answers at tcp://127\.0\.0\.1:9"):
        asked("tcp://127.0.0.1:9")


def test_a_port_that_takes_calls_and_is_silent_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schedulers, "WAIT", 1)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        with pytest.raises(NotFound, match=rf"no scheduler answers at tcp://127\.0\.0\.1:{port}: .* within 1 s"):
            asked(f"tcp://127.0.0.1:{port}")


def test_a_scheduler_that_expects_certificates_is_named() -> None:
    with pytest.raises(NotFound, match=r"no scheduler answers at tls://127\.0\.0\.1:9"):
        asked("tls://127.0.0.1:9")


def test_a_scheduler_without_workers_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schedulers, "WAIT", 1)
    options = {"n_workers": 0, "processes": False, "dashboard_address": None, "protocol": "tcp://"}
    named = pytest.raises(NotFound, match="the scheduler has no workers")
    with distributed.LocalCluster(**options) as empty, named:
        asked(empty.scheduler_address)


def test_a_scheduler_that_is_lost_on_the_way_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is closed when the first task has come to it."""
    options = {"n_workers": 1, "threads_per_worker": 1, "processes": False, "dashboard_address": None}
    with distributed.LocalCluster(**options, protocol="tcp://") as cluster:
        submit = distributed.Client.submit

        def closing(client: Any, *given: Any, **how: Any) -> Any:
            task = submit(client, *given, **how)
            cluster.close()
            return task

        monkeypatch.setattr(distributed.Client, "submit", closing)
        with pytest.raises(NotFound, match="the scheduler was lost on the way"):
            asked(cluster.scheduler_address)


def test_processes_of_its_own_keep_their_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else every array is new to the kernel, which takes four times the time."""
    for word in ("MMAP", "TRIM"):  # what an earlier cluster of this process left behind would win
        monkeypatch.delenv(f"MALLOC_{word}_THRESHOLD_", raising=False)
    with schedulers.client_of("processes") as cluster:
        client: Any = cluster
        for word, size in (("MMAP", 32 << 20), ("TRIM", 256 << 20)):
            found = client.run(os.environ.get, f"MALLOC_{word}_THRESHOLD_")
            assert set(found.values()) == {str(size)}


def test_what_the_workers_are_brought_is_small() -> None:
    made = symcnn.load("mobilenet_v2").function("params, macs")
    assert len(pickle.dumps(sweeping.GridSweep(made.wanted, ()))) < 60_000
