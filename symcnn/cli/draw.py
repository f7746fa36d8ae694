"""The verb ``draw``: a network as a drawing."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import click

from symcnn.cli.completion import completed, completing
from symcnn.cli.group import cli
from symcnn.cli.options import LANGUAGE, NOTATION, NUMBERS, OUTPUT, NetworkRequest, choosing, gathered, width
from symcnn.cli.output import show, show_bytes

if TYPE_CHECKING:
    from pathlib import Path

TEXTS = ("svg", "tikz")
"""Formats that can be printed; the others go to a file, or to standard output where it is named."""


class DrawRequest(NamedTuple):
    """How the network is drawn, and where to."""

    style: str
    width: str
    direction: str
    by: int
    notation: str
    language: str


@cli.command()
@choosing()
@click.option(
    "--style",
    default="auto",
    metavar="STYLE",
    shell_complete=completing("styles"),
    help="auto, boxes, schematic or field.",
    show_default=True,
)
@completed(
    "--format",
    "format_",
    of="drawings",
    metavar="FORMAT",
    words="svg, tikz, pdf or png; by default as FILE ends, or svg.",
)
@width("bothcolumns")
@completed("--direction", of="directions", metavar="WAY", words="down or right, for boxes and arrows.", default="down")
@click.option(
    "--by", type=click.IntRange(min=0), default=0, metavar="N", help="One box for layers that share N labels."
)
@NUMBERS
@NOTATION
@LANGUAGE
@OUTPUT
@gathered(drawing=DrawRequest)
def draw(network: NetworkRequest, drawing: DrawRequest, format_: str, numbers: bool, output: Path | None) -> None:
    """Draw a network for a paper, as SVG, TikZ, PDF or PNG."""
    from symcnn.render.figures.formats import known_format

    kind = known_format(format_, output.suffix[1:].lower() if output else "")
    if kind not in TEXTS and output is None:
        raise click.UsageError(f"A {kind.upper()} goes to a file: add -o FILE.")
    net = network.load(numbers=numbers)
    if kind in TEXTS or output is None:
        show(net.draw(format=kind, **drawing._asdict()), output)
    else:
        show_bytes(net.picture(format=kind, **drawing._asdict()), output)
