"""The verb that serves editors."""

from __future__ import annotations

from symcnn.cli.group import cli
from symcnn.errors import Unavailable


@cli.command()
def lsp() -> None:
    """Serve an editor over the Language Server Protocol, on standard input and output.

    Mistakes as one types, sizes behind lines, hovers, completion, renaming, layout.
    """
    try:
        from symcnn.editor.server import server
    except ModuleNotFoundError as missing:
        if missing.name not in {"pygls", "lsprotocol"}:
            raise
        raise Unavailable("pygls is not installed", "pip install symcnn[lsp]") from None
    server.start_io()
