"""The command line."""

from __future__ import annotations

import atexit
import os
import sys
from contextlib import suppress
from typing import NoReturn

from symcnn.cli import drawings, papers, pictures, questions, verbs
from symcnn.cli.group import cli

__all__ = ["cli", "drawings", "main", "papers", "pictures", "questions", "verbs"]


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
    atexit._run_exitfuncs()  # noqa: SLF001 - folders and processes that libraries have to clean up, as TeX's for pgf
    os._exit(status)
