"""The verb that says which inputs a network takes."""

from __future__ import annotations

import click

from symcnn.cli.group import cli
from symcnn.cli.options import NOTATION, SECONDS, NetworkRequest, PageRequest, shared
from symcnn.cli.output import as_one, show


@cli.command()
@shared
@click.option("--for", "unknown", default="", metavar="W", help="Only this symbol; by default every input size.")
@SECONDS
@NOTATION
def sizes(network: NetworkRequest, page: PageRequest, unknown: str, seconds: float) -> None:
    """Say which inputs a network takes, the smallest of them, and which layers ask for what."""
    from symcnn.analysis.legal_sizes import printed_once, sizes

    found = printed_once(sizes(network.load(), unknown, seconds=seconds))
    shown = [row.render(**page.printing) for row in found]
    show(as_one(shown, page.format_), page.output)
