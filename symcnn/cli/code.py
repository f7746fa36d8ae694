"""The verb ``code``: a network as code."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from symcnn.cli.group import cli
from symcnn.cli.options import OUTPUT, NetworkRequest, choosing
from symcnn.cli.output import show, show_bytes
from symcnn.network.coding import TARGETS

if TYPE_CHECKING:
    from pathlib import Path


@cli.command()
@choosing()
@click.option(
    "--to", "target", default="torch", show_default=True, metavar="TARGET", help=f"What to write: {', '.join(TARGETS)}."
)
@OUTPUT
def code(network: NetworkRequest, target: str, output: Path | None) -> None:
    """Write a network as code that runs."""
    written = network.load().code(target)
    if isinstance(written, str):
        show(written, output)
    elif output is None:
        raise click.UsageError(f"--to {target} makes a file: add -o FILE.")
    else:
        show_bytes(written, output)
