"""Cells of a notebook in the language: ``%load_ext symcnn``, then ``%%cnn``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from symcnn.api import parse
from symcnn.errors import SymcnnError

if TYPE_CHECKING:
    from collections.abc import Callable

    from symcnn.network.network import Network


class Shell(Protocol):
    """What an extension uses of IPython's shell."""

    def register_magic_function(self, function: Callable[[str, str], Network | None], kind: str, name: str) -> None:
        """Make a magic known."""

    def push(self, names: dict[str, Network]) -> None:
        """Give values names."""

    def write_err(self, words: str) -> None:
        """Tell what is wrong."""


def register(shell: Shell) -> None:
    """Make ``%%cnn`` known to IPython.

    Args:
        shell: IPython's shell, as it hands itself to an extension.
    """

    def cnn(line: str, cell: str) -> Network | None:
        """Read a network from the cell, show it, and call it by the name behind ``%%cnn``, else ``net``."""
        name = line.strip() or "net"
        if not name.isidentifier():
            shell.write_err(f'error: "{name}" cannot be a name in Python\n')
            return None
        try:
            net = parse(cell, name="<cell>")
            net.summary()
        except SymcnnError as mistake:
            shell.write_err(f"error: {mistake}\n")
            return None
        shell.push({name: net})
        return net

    shell.register_magic_function(cnn, "cell", "cnn")
