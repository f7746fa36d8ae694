"""Serves the built playground to this machine's own browser."""

from __future__ import annotations

import os
import sys
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

from symcnn import __version__
from symcnn.errors import NotFound
from symcnn.support.prebuilt import PACKAGE

if TYPE_CHECKING:
    from socket import socket

HOST = "127.0.0.1"


class PlaygroundServer(ThreadingHTTPServer):
    """Answers each request in a thread of its own."""

    def handle_error(self, request: socket | tuple[bytes, socket], client_address: tuple[str, int]) -> None:
        """Pass over a browser that went away: it stops a load when its reader leaves the page."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


def built() -> Path:
    """Where the playground is built: beside its script in a checkout, else among what this user's programs keep."""
    script = PACKAGE.parent / "docs" / "playground" / "build.py"
    if script.is_file():
        return script.parent / "built"
    kept = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(kept, "symcnn", f"playground-{__version__}")


class PlaygroundFiles(SimpleHTTPRequestHandler):
    """Files of one folder, with the types that browsers ask of modules."""

    extensions_map = {  # noqa: RUF012 - the base class says the type
        **SimpleHTTPRequestHandler.extensions_map,
        ".mjs": "text/javascript",
        ".wasm": "application/wasm",
    }

    def log_message(self, format: str, *args: str | int) -> None:  # noqa: A002 - the base class's word
        """Say nothing of each request."""

    def end_headers(self) -> None:
        """Let no other site read the files."""
        self.send_header("Cross-Origin-Resource-Policy", "same-origin")
        super().end_headers()


def playground(folder: Path, port: int = 0) -> PlaygroundServer:
    """A server of the playground, which waits for ``serve_forever``.

    >>> from pathlib import Path
    >>> playground(Path("nowhere"))
    Traceback (most recent call last):
    symcnn.errors.NotFound: there is no playground in nowhere
      symcnn play --build makes it, with npm

    Args:
        folder: Where it was built.
        port: The port; 0 takes a free one.

    Raises:
        NotFound: It is not built.
    """
    if not (folder / "index.html").is_file():
        raise NotFound(f"there is no playground in {folder}", "symcnn play --build makes it, with npm")
    return PlaygroundServer((HOST, port), partial(PlaygroundFiles, directory=str(folder)))
