"""The verb ``draw``: a network as a drawing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from symcnn.cli.group import cli
from symcnn.cli.options import LANGUAGE, NETWORK, NOTATION, OUTPUT, network_of, taken, width
from symcnn.cli.output import show, show_bytes

if TYPE_CHECKING:
    from pathlib import Path

TEXTS = ("svg", "tikz")
"""Formats that can be printed; the others go to a file, or to standard output where it is named."""


@cli.command()
@taken(*NETWORK)
@click.option("--style", default="auto", metavar="STYLE", help="auto, boxes, schematic or field.", show_default=True)
@click.option(
    "--format", "format_", default="", metavar="FORMAT", help="svg, tikz, pdf or png; by default as FILE ends, or svg."
)
@width("bothcolumns")
@click.option("--direction", default="down", metavar="WAY", help="down or right, for boxes and arrows.")
@click.option(
    "--by", "level", type=click.IntRange(min=0), default=0, metavar="N", help="One box for layers that share N labels."
)
@click.option("--numbers", is_flag=True, help="Put the default of every symbol in.")
@NOTATION
@LANGUAGE
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
    """Draw a network for a paper, as SVG, TikZ, PDF or PNG."""
    from symcnn.render.figures.formats import known_format

    kind = known_format(rest["format_"], output.suffix[1:].lower() if output else "")
    if kind not in TEXTS and output is None:
        raise click.UsageError(f"A {kind.upper()} goes to a file: add -o FILE.")
    net = network_of(source, text, network, settings, rest["limits"], numbers=numbers)
    wish = {"width": rest["width"], "direction": rest["direction"], "by": rest["level"]}
    said = {"notation": rest["notation"], "language": rest["language"]}
    if kind in TEXTS or output is None:
        show(net.draw(rest["style"], kind, **wish, **said), output)
    else:
        show_bytes(net.picture(rest["style"], kind, **wish, **said), output)
