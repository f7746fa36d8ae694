"""A bound on the processor time that one question takes, checked deep inside the computation.

Beside it steps are counted, which no question goes without.
"""

from __future__ import annotations

import time
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

from symcnn.support.message import Message
from symcnn.support.work import OutOfBudget, spend

if TYPE_CHECKING:
    from collections.abc import Iterator

worked = getattr(time, "thread_time", time.monotonic)
"""Seconds that this thread has worked; all seconds where threads are not counted apart, as in a browser."""


class Deadline:
    """When the processor time of this thread is up, and how many seconds that was.

    >>> deadline = Deadline.after(60)
    >>> deadline.is_over, deadline.seconds, Deadline.after(-1).is_over
    (False, 60, True)
    """

    __slots__ = ("_earliest", "end", "seconds")

    def __init__(self, end: float, seconds: float) -> None:
        self.end, self.seconds = end, seconds
        self._earliest = time.monotonic() + end - worked()
        """By the clock on the wall, which is faster read: before then the time cannot be up."""

    @staticmethod
    def after(seconds: float) -> Deadline:
        """So many seconds from now."""
        return Deadline(worked() + seconds, seconds)

    @property
    def is_over(self) -> bool:
        """Whether the time is up; the clock of the thread is only asked once what was left has passed on the wall."""
        now = time.monotonic()
        if now <= self._earliest:
            return False
        left = self.end - worked()
        if left >= 0:
            self._earliest = now + left
        return left < 0

    def share(self, among: int) -> Deadline:
        """A deadline for the first of several pieces of work, each of which gets as much of what is left."""
        now = worked()
        return Deadline(now + max(0.0, self.end - now) / among, self.seconds)

    def check(self, doing: str) -> None:
        """Raise `OutOfBudget` where the time is up."""
        if self.is_over:
            doing = doing if isinstance(doing, Message) else Message(doing)
            raise OutOfBudget(Message("the time limit of {} s was reached while {}", f"{self.seconds:g}", doing), self)


_deadline: ContextVar[Deadline | None] = ContextVar("deadline", default=None)


@contextmanager
def watched(deadline: Deadline | None) -> Iterator[None]:
    """Within this, whatever calls `tick` keeps to the deadline; an earlier one around it is kept to as well."""
    around = _deadline.get()
    if deadline is None or (around is not None and around.end < deadline.end):
        yield
        return
    token = _deadline.set(deadline)
    try:
        yield
    finally:
        _deadline.reset(token)


def tick(steps: int = 1, doing: str = "putting formulas together") -> None:
    """Called from loops that may run long, however they came to run; with a number of steps that take about as long.

    >>> with watched(Deadline.after(-1)):
    ...     tick(doing="counting")
    Traceback (most recent call last):
    ...
    symcnn.support.work.OutOfBudget: the time limit of -1 s was reached while counting
    """
    spend(steps)
    deadline = _deadline.get()
    if deadline is not None:
        deadline.check(doing)
