"""A line on standard error for who waits at a terminal: what runs, and for how long."""

from __future__ import annotations

import sys
from threading import Event, Thread
from time import monotonic
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self, TextIO

PATIENCE = 1.0
"""Seconds after which the line appears, and between its changes."""


class Waiting:
    """Says from a second on, on a terminal only, that something runs; what is printed later finds a clean line."""

    current: Waiting | None = None
    """The line of this run, if there is one."""

    def __init__(self, words: str, stream: TextIO | None = None, patience: float = PATIENCE) -> None:
        self._stream = sys.stderr if stream is None else stream
        self._words = words
        self._patience = patience
        self._done = Event()
        self._length = 0
        self._thread: Thread | None = None

    def __enter__(self) -> Self:
        if self._stream is not None and self._stream.isatty():
            type(self).current = self
            self._thread = Thread(target=self._watch, args=(monotonic(),), daemon=True)
            self._thread.start()
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _failure: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.stop()

    def _watch(self, start: float) -> None:
        while not self._done.wait(self._patience):
            self._show(f"{self._words} … {monotonic() - start:.0f} s")

    def _show(self, words: str) -> None:
        try:
            self._stream.write("\r" + words.ljust(self._length))
            self._stream.flush()
        except (OSError, ValueError):  # nobody reads it
            self._done.set()
        self._length = len(words)

    def stop(self) -> None:
        """Take the line away, and show none from now on."""
        self._done.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None
        type(self).current = None
        if self._length:
            self._show("")
            self._stream.write("\r")
            self._length = 0


def done_waiting() -> None:
    """Take the line away: something is printed now."""
    if Waiting.current is not None:
        Waiting.current.stop()
