"""Python's cyclic collector, paused while many values are built that hold no cycles.

The collector goes through all living values again and again while they grow in number, which costs a third of the time
of a text of ten thousand layers and makes it grow faster than the text.
"""

from __future__ import annotations

import gc
from contextlib import contextmanager
from threading import RLock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


_MOST_NEW = 2_000_000
"""Values since the last collection beyond which threads that are never all outside get one all the same."""


class _Pause:
    """The one pause of the process: it begins with its first user, and ends with the last."""

    def __init__(self) -> None:
        self._lock = RLock()
        self._inside = 0
        self._was_enabled = False

    def begin(self) -> None:
        """Count one more user of the pause."""
        with self._lock:
            if not self._inside:
                self._was_enabled = gc.isenabled()
                gc.disable()
            self._inside += 1

    def end(self) -> None:
        """Count one user less; the last one turns the collector on again."""
        with self._lock:
            self._inside -= 1
            if self._was_enabled and not self._inside:
                gc.enable()
        if self._inside and gc.get_count()[0] > _MOST_NEW:
            gc.collect()


_PAUSE = _Pause()


@contextmanager
def collector_paused() -> Iterator[None]:
    """Leave the collector as it was found, when all threads have left.

    >>> with collector_paused():
    ...     gc.isenabled()
    False
    """
    _PAUSE.begin()
    try:
        yield
    finally:
        _PAUSE.end()
