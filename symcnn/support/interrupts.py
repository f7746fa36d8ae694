"""What ^C does in a process of our own: it ends it at once, but where what was found until then is to be kept."""

from __future__ import annotations

import _signal  # type: ignore[import-not-found]  # what `signal` wraps in enums, which take longer to import than SIGINT may
import atexit
import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType
    from typing import NoReturn

INTERRUPTED = 130
"""The exit status where ^C was pressed, as shells give it."""


def end_process(status: int) -> NoReturn:
    """End it without taking every object apart."""
    atexit._run_exitfuncs()  # noqa: SLF001 - files and folders that have to be cleaned up, as TeX's
    os._exit(status)


def _end_at_once(_number: int, _frame: FrameType | None) -> NoReturn:
    """End without flushing: who reads the other end may be what hangs."""
    _signal.signal(_signal.SIGINT, _signal.SIG_DFL)
    sys.unraisablehook = lambda _: None  # what cleans up may be half imported
    end_process(INTERRUPTED)


def await_interrupts() -> None:
    """From now on ^C ends the process, if it would have raised an exception."""
    if _signal.getsignal(_signal.SIGINT) is _signal.default_int_handler:
        _signal.signal(_signal.SIGINT, _end_at_once)


class RaisedInterrupts:
    """While it is entered, ^C raises ``KeyboardInterrupt`` again, for whoever keeps what was found until then.

    >>> with RaisedInterrupts():
    ...     _signal.getsignal(_signal.SIGINT) is _end_at_once
    False
    """

    def __enter__(self) -> None:
        self._is_ours = _signal.getsignal(_signal.SIGINT) is _end_at_once
        if self._is_ours:
            _signal.signal(_signal.SIGINT, _signal.default_int_handler)

    def __exit__(self, *_: object) -> None:
        if self._is_ours:
            _signal.signal(_signal.SIGINT, _end_at_once)
