"""A bound on processor time: what runs past it is cut off, wherever it is."""

from __future__ import annotations

import signal
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType


class OutOfTime(BaseException):
    """The time is over. No ``except Exception`` on the way may swallow it."""


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise OutOfTime


@contextmanager
def processor_time(seconds: float) -> Iterator[None]:
    """Let what is inside use so much processor time."""
    before = signal.signal(signal.SIGPROF, _stop)
    signal.setitimer(signal.ITIMER_PROF, seconds, 1.0)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
