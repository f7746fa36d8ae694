"""Safe standard streams: those that are closed, have no reader, lack a sign in their encoding, or are a host's own."""

from __future__ import annotations

import io
import sys
from contextlib import ExitStack, contextmanager, suppress
from typing import TYPE_CHECKING

import click

from symcnn.cli.waiting import done_waiting
from symcnn.errors import NotFound, printable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any, TextIO


class _Unread:
    """A stream whose reader has gone: what it still holds is dropped when the process ends, without a message."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def flush(self) -> None:
        """Try."""
        with suppress(OSError, ValueError):
            self._stream.flush()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


@contextmanager
def forgiving_streams() -> Iterator[None]:
    """While this runs, streams write characters that they cannot encode as escapes; afterwards they are as before."""
    with ExitStack() as later:
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper) and stream.errors != "backslashreplace":
                before = stream.errors or "strict"
                stream.reconfigure(errors="backslashreplace")
                later.callback(_give_back, stream, before)
        yield


def _give_back(stream: io.TextIOWrapper, errors: str) -> None:
    with suppress(OSError, ValueError):  # nobody reads it, or it is closed
        stream.reconfigure(errors=errors)


def say(words: str | bytes) -> None:
    """Print an answer as it is; without a standard output there is nowhere to print it."""
    done_waiting()
    if sys.stdout is None:
        raise NotFound("cannot write: there is no standard output", "-o FILE writes to a file")
    click.echo(words, nl=False)


def note(words: str) -> None:
    """Say something on standard error, where there is one that is read."""
    done_waiting()
    with suppress(OSError, ValueError):
        click.echo(printable(words), err=True)


def failed(words: str, status: int = 1) -> int:
    """Say what went wrong, and give the exit status."""
    note(words)
    return status


def unwritten(failure: OSError) -> int:
    """Report what could not be written, unless the reader has gone; returns the exit status.

    What standard output still holds is then no failure when the process ends, as click has it.
    """
    if failure.filename is None and sys.stdout is not None:
        setattr(sys, "stdout", _Unread(sys.stdout))  # noqa: B010 - it is no TextIO, but is taken as one
    if not isinstance(failure, BrokenPipeError):
        where = "cannot write" if failure.filename is None else f"cannot use {failure.filename}"
        note(f"error: {where}: {failure.strerror or failure}")
    return 1
