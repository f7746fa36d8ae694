"""Where the blocks of a sweep are computed: here one after another, in threads, or by the workers of a Dask cluster."""

from __future__ import annotations

import asyncio
import logging
import os
from collections import deque
from concurrent.futures import CancelledError, ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from importlib import import_module
from itertools import islice
from typing import TYPE_CHECKING, Protocol
from uuid import uuid4

from symcnn.compiled.sweeping import SweepPart, found_in, merged
from symcnn.errors import ArgumentMistake, NotFound

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from symcnn.compiled.sweeping import GridBlock, GridSweep


class SweepTask(Protocol):
    """A task that computes blocks: in a thread, or by Dask, which forgets it when no reference to it is left."""

    def result(self) -> SweepPart:
        """Wait for the outcome."""

    def cancel(self) -> bool | None:
        """Cancel the task: its outcome is not needed any more."""


class DaskClient(Protocol):
    """A client of Dask's, as far as it is used."""

    def submit(self, function: Callable[..., SweepPart], *given: SweepTask | str, **how: bool) -> SweepTask:
        """Have a function called by some worker."""

    def scatter(self, value: GridSweep, **how: float) -> SweepTask:
        """Bring a value to the workers."""

    def nthreads(self) -> Mapping[str, int]:
        """How many threads each worker has."""


Scheduler = str | DaskClient | None
"""``threads``, ``processes``, the address of a scheduler, a client; None is here, one block after another."""

AHEAD = 2
"""Blocks that are begun for each worker before what came of the oldest is taken."""

BATCH = 16
"""Blocks that a worker of a cluster computes for one task."""

FEWEST_TASKS = 64
"""Tasks below which they are made smaller, so that every worker has as much to do."""

MOST_TASKS = 4_096
"""Tasks that a sweep is cut into on a cluster."""

KEEPS_MEMORY = {
    f"distributed.nanny.pre-spawn-environ.MALLOC_{word}_THRESHOLD_": size
    for word, size in (("MMAP", 32 << 20), ("TRIM", 256 << 20))
}
"""Dask has its processes give memory back at once, so that each array is new to the kernel: four times the work."""

WAIT = 10
"""Seconds that a scheduler may take to answer."""


def batches(blocks: Iterable[GridBlock], size: int) -> Iterator[list[GridBlock]]:
    """The blocks in batches of a size."""
    left = iter(blocks)
    while batch := list(islice(left, size)):
        yield batch


def parts_of(sweep: GridSweep, count: int, scheduler: Scheduler) -> Iterator[SweepPart]:
    """The outcomes of the blocks of a sweep, in any order, each once; ``count`` is the number of blocks."""
    token = uuid4().hex
    if scheduler is None:
        for block in sweep.blocks():
            yield found_in(token, sweep, [block])
    elif scheduler == "threads":
        yield from _in_threads(sweep, token)
    else:
        with client_of(scheduler) as client:
            try:
                yield from _on_cluster(sweep, token, count, client)
            except CancelledError:
                raise NotFound("the scheduler was lost on the way", "start one, and the sweep again") from None


def _in_threads(sweep: GridSweep, token: str) -> Iterator[SweepPart]:
    """As many blocks at a time as there are processors; NumPy lets go of the lock while it computes."""
    found_in(token, sweep, [])  # compiled before the threads start
    workers = os.cpu_count() or 1
    with ThreadPoolExecutor(workers) as pool:
        tasks = (partial(pool.submit, found_in, token, sweep, [block]) for block in sweep.blocks())
        yield from _in_turn(tasks, AHEAD * workers)


def _in_turn(tasks: Iterator[Callable[[], SweepTask]], ahead: int) -> Iterator[SweepPart]:
    """The outcomes of tasks, in order; a task starts when the one ``ahead`` places before it has been taken."""
    waiting = deque(begin() for begin in islice(tasks, ahead))
    try:
        while waiting:
            yield waiting.popleft().result()
            waiting.extend(begin() for begin in islice(tasks, 1))
    finally:
        for task in waiting:
            task.cancel()


@contextmanager
def client_of(scheduler: str | DaskClient) -> Iterator[DaskClient]:
    """A client: the one that is given, one of a local cluster, or one of the scheduler at an address."""
    hint = "threads, processes, the address of a scheduler (tcp://host:8786), or in Python a client"
    if not isinstance(scheduler, str):
        if not hasattr(scheduler, "submit"):
            raise ArgumentMistake(f'"{scheduler}" is no scheduler', hint=hint)
        yield scheduler
        return
    try:
        distributed = import_module("distributed")
    except ImportError:
        raise NotFound("a cluster needs Dask, which is not installed", "pip install symcnn[scale]") from None
    if scheduler == "processes":
        with (
            import_module("dask").config.set(KEEPS_MEMORY),
            distributed.LocalCluster(threads_per_worker=1, dashboard_address=None) as cluster,
            distributed.Client(cluster) as client,
        ):
            yield client
    elif "://" in scheduler:
        try:
            with ThreadPoolExecutor(1) as apart:  # here another loop may be running
                apart.submit(asyncio.run, _answering(scheduler)).result()
            client = distributed.Client(scheduler, timeout=WAIT)
            logging.getLogger("distributed.utils").setLevel(logging.CRITICAL)  # tracebacks of what is said below
        except (OSError, ValueError, TypeError) as failure:  # TypeError: no certificates for TLS
            start = "start one with dask scheduler, and workers with dask worker ADDRESS"
            words = str(failure) or f"it does not answer within {WAIT} s"
            raise NotFound(f"no scheduler answers at {scheduler}: {words}", start) from None
        with client:
            yield client
    else:
        raise ArgumentMistake(f'"{scheduler}" is no scheduler', hint=hint)


async def _answering(address: str) -> None:
    """Wait for a scheduler to say what it is: a client of Dask waits without end for one that is silent."""
    security = import_module("distributed.security").Security()
    connect = import_module("distributed.comm").connect
    arguments = security.get_connection_args("client")
    called = await asyncio.wait_for(connect(address, timeout=WAIT, **arguments), WAIT)
    await called.close()


def _on_cluster(sweep: GridSweep, token: str, count: int, client: DaskClient) -> Iterator[SweepPart]:
    """A tree of tasks: blocks are reduced where they are computed, and what is kept of them is merged two by two.

    A task has no side effects, so Dask computes again what a worker held that is gone; each block is in one task.
    """
    size = max(min(BATCH, count // FEWEST_TASKS), -(-count // MOST_TASKS), 1)
    try:
        brought = client.scatter(sweep, broadcast=True, timeout=WAIT)
    except TimeoutError:
        raise NotFound("the scheduler has no workers", "start some with dask worker ADDRESS") from None
    if not sweep.objectives:  # every row stays, so that only some blocks may wait to be written
        ahead = AHEAD * sum(client.nthreads().values())
        ones = batches(sweep.blocks(), 1)
        yield from _in_turn(
            (partial(client.submit, partial(_of_batch, token, one), brought, pure=False) for one in ones), ahead
        )
        return
    tasks = [
        client.submit(partial(_of_batch, token, batch), brought, pure=False) for batch in batches(sweep.blocks(), size)
    ]
    while len(tasks) > 1:
        pairs = zip(tasks[::2], tasks[1::2], strict=False)
        odd = tasks[-1:] if len(tasks) % 2 else []
        tasks = [client.submit(_of_two, brought, one, other, pure=False) for one, other in pairs] + odd
    for task in tasks:
        yield task.result()


def _of_batch(token: str, batch: list[GridBlock], sweep: GridSweep) -> SweepPart:
    return found_in(token, sweep, batch)


def _of_two(sweep: GridSweep, one: SweepPart, other: SweepPart) -> SweepPart:
    return merged(sweep, (one, other))
