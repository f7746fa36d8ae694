"""Entry point of the installed command ``symcnn`` and of ``python -m symcnn``: a process of its own.

It imports next to nothing before ^C is taken care of.
"""

from __future__ import annotations

import gc
import os
import sys

from symcnn.support.interrupts import await_interrupts, end_process

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn

_COLLECTED_AFTER = 100_000
"""New values before Python's collector looks for cycles among them; a hundred times would imports be gone through."""


def run() -> NoReturn:
    """Run the command line, and end the process.

    It ends at once when everything is written: to take SymPy's objects apart one by one is a fifth of a run. ^C ends it
    too, at any moment: an exception that is raised while libraries are imported may be lost in one of their callbacks.
    """
    await_interrupts()
    gc.set_threshold(_COLLECTED_AFTER, 20, 20)
    status = 1
    try:
        from symcnn.cli import main
        from symcnn.support.without_tensors import spare_tensors

        spare_tensors()
        main()
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else 0 if end.code is None else 1
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError, AttributeError):  # closed, or nobody reads it
            continue
    end_process(status)


if __name__ == "__main__":
    run()
if os.path.basename("".join(sys.argv[:1])).startswith("symcnn"):  # noqa: PTH119 - pathlib takes long to import
    await_interrupts()  # the script that was installed does some work of its own before it calls `run`
