"""The command line."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import NoReturn

from symcnn.cli import papers, questions, verbs
from symcnn.cli.group import cli

__all__ = ["cli", "main", "papers", "questions", "verbs"]


def main() -> NoReturn:
    """The script ``symcnn``.

    It ends at once when everything is written: to take SymPy's objects apart one by one is a fifth of a run.
    """
    status = 1
    try:
        cli.main()
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else 0 if end.code is None else 1
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError, AttributeError):
            stream.flush()
    os._exit(status)
