"""The verb that opens the playground."""

from __future__ import annotations

import webbrowser
from pathlib import Path

import click

from symcnn.cli.group import cli
from symcnn.cli.streams import say
from symcnn.errors import NotFound


@cli.command()
@click.option("--folder", type=click.Path(), help="Where the playground is built, if elsewhere.")
@click.option("--build", "builds", is_flag=True, help="Build it anew first, with npm: some minutes.")
@click.option("--port", type=click.IntRange(0, 65_535), default=0, help="The port; by default a free one.")
@click.option("--open/--no-open", "opens", default=True, help="Open a browser.")
def play(folder: str | None, builds: bool, port: int, opens: bool) -> None:
    """Serve the playground to this machine's browser, until ^C: edit a text and see its formulas at once."""
    from symcnn.editor.serving import HOST, built, playground

    place = Path(folder).absolute() if folder else built()
    if builds:
        from symcnn.editor.building import build

        build(place)
    try:
        server = playground(place, port)
    except OSError as failure:
        raise NotFound(f"port {port} cannot be served: {failure.strerror}", "--port 0 takes a free one") from None
    address = f"http://{HOST}:{server.server_address[1]}/"
    say(f"{address}\n")
    if opens:
        webbrowser.open(address)
    server.serve_forever()
