"""Serves the built playground to this machine's own browser."""

from __future__ import annotations

from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

from symcnn.errors import NotFound
from symcnn.support.prebuilt import PACKAGE

if TYPE_CHECKING:
    from pathlib import Path

HOST = "127.0.0.1"
BUILT = PACKAGE.parent / "docs" / "playground" / "built"


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


def playground(folder: Path = BUILT, port: int = 0) -> ThreadingHTTPServer:
    """A server of the playground, which waits for ``serve_forever``.

    >>> from pathlib import Path
    >>> playground(Path("nowhere"))
    Traceback (most recent call last):
    symcnn.errors.NotFound: there is no playground in nowhere
      in a copy of the repository, python docs/playground/build.py makes it

    Args:
        folder: Where ``docs/playground/build.py`` built it.
        port: The port; 0 takes a free one.

    Raises:
        NotFound: It is not built.
    """
    if not (folder / "index.html").is_file():
        hint = "in a copy of the repository, python docs/playground/build.py makes it"
        raise NotFound(f"there is no playground in {folder}", hint)
    return ThreadingHTTPServer((HOST, port), partial(PlaygroundFiles, directory=str(folder)))
