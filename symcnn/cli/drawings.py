"""The verb that draws a network."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from symcnn.cli.group import cli
from symcnn.cli.options import NETWORK, OUTPUT, network_of, taken
from symcnn.cli.output import show, write

if TYPE_CHECKING:
    from pathlib import Path


@cli.command()
@taken(*NETWORK)
@click.option("--style", default="auto", metavar="STYLE", help="auto, boxes, schematic or field.", show_default=True)
@click.option("--format", "format_", default="svg", metavar="FORMAT", help="svg, tikz or pdf.", show_default=True)
@click.option(
    "--width", default="twocolumn", metavar="WIDTH", help="onecolumn, twocolumn or points.", show_default=True
)
@click.option("--direction", default="down", metavar="WAY", help="down or right, for boxes and arrows.")
@click.option(
    "--by", "level", type=click.IntRange(min=0), default=0, metavar="N", help="One box for layers that share N labels."
)
@click.option("--numbers", is_flag=True, help="Put the default of every symbol in.")
@OUTPUT
def draw(
    source: str | None,
    text: str | None,
    network: str,
    settings: tuple[str, ...],
    numbers: bool,
    output: Path | None,
    **rest: Any,
) -> None:
    """Draw a network for a paper, as SVG, TikZ or PDF."""
    if rest["format_"] == "pdf" and (output is None or str(output) == "-"):
        raise click.UsageError("A PDF goes to a file: add -o FILE.")
    net = network_of(source, text, network, settings, rest["limits"], numbers=numbers)
    drawing = net.draw(
        rest["style"], rest["format_"], width=rest["width"], direction=rest["direction"], by=rest["level"]
    )
    if rest["format_"] == "pdf" and output is not None:
        from symcnn.typesetting import typeset

        write(output, typeset(drawing, "drawing"))
    else:
        show(drawing, output)
