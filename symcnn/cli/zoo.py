"""The verb that lists the published networks."""

from __future__ import annotations

import click

from symcnn.cli.group import cli
from symcnn.cli.options import PageRequest, printed
from symcnn.cli.output import show
from symcnn.errors import NotFound


@cli.command()
@click.argument("words", nargs=-1, metavar="[WORD]...")
@printed
def zoo(page: PageRequest, words: tuple[str, ...]) -> None:
    """List the published networks that come with symcnn, or those of which all WORDs speak."""
    from symcnn.network.catalogue import Listing

    found = Listing(" ".join(words))
    if not found.entries:
        raise NotFound(f"no network speaks of {' '.join(words)}", "symcnn zoo lists them all")
    show(found.render(**page.printing), page.output)
