"""The command line."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, NoReturn

from symcnn.cli.group import cli

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["cli", "main"]


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run one command line in this process, as any command of click: all is written, and SystemExit holds the status.

    >>> try:
    ...     main(["solve", "-e", "input(W, W, 3); C1: conv(3, 8)", "C1.W == 28", "--for", "W"])
    ... except SystemExit as end:
    ...     print(end.code)
    W = 30
    0
    """
    sys.exit(cli.main(arguments, "symcnn" if arguments is not None else None))
