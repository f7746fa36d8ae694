"""The verb that prints formulas as a function in another language."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from symcnn.cli.group import cli
from symcnn.cli.options import OUTPUT, NetworkRequest, choosing, split_pair
from symcnn.cli.output import show

if TYPE_CHECKING:
    from pathlib import Path


@cli.command()
@choosing()
@click.option(
    "--to", "to", default="python", show_default=True, metavar="LANGUAGE", help="python, numpy, c, js or sql."
)
@click.option("--of", "of", default="params,macs", show_default=True, metavar="LIST", help="params; C1.W; macs/params.")
@click.option(
    "--over", "over", multiple=True, metavar="W=32..512", help="The values that a symbol will have; for each."
)
@OUTPUT
def code(network: NetworkRequest, to: str, of: str, over: tuple[str, ...], output: Path | None) -> None:
    """Print formulas of a network as a function: exact, with the conditions under which they hold."""
    ranges = dict(split_pair(span, "--over") for span in over)
    show(network.load().function(of, to, ranges).source, output)
