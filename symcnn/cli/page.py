"""The verb ``page``: a network as one HTML page with sliders."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import click

from symcnn.cli.group import cli
from symcnn.cli.options import LANGUAGE, NOTATION, OUTPUT, NetworkRequest, choosing, gathered
from symcnn.cli.output import show

if TYPE_CHECKING:
    from pathlib import Path


class InteractiveRequest(NamedTuple):
    """The options of ``symcnn page``."""

    slide: tuple[str, ...]
    columns: str
    notation: str
    language: str


@cli.command()
@choosing()
@click.option(
    "--slide", multiple=True, metavar="W=32..512", help="A slider for a symbol, with its values or not; else for all."
)
@click.option("--columns", default="", metavar="LIST", help="Quantities: params,macs,….")
@NOTATION
@LANGUAGE
@OUTPUT
@gathered(wanted=InteractiveRequest)
def page(network: NetworkRequest, wanted: InteractiveRequest, output: Path | None) -> None:
    """Write one HTML page: formulas, numbers that follow sliders, conditions that turn red, a figure."""
    show(network.load().page(**wanted._asdict()), output)
