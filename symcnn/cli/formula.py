"""The verb that prints cheat sheets of layers."""

from __future__ import annotations

import click

from symcnn.cli.completion import completing
from symcnn.cli.group import cli
from symcnn.cli.options import NOTATION, PageRequest, printed
from symcnn.cli.output import show


@cli.command()
@click.argument("layer", required=False, shell_complete=completing("prelude"))
@click.option("--axes", type=click.IntRange(1, 3), default=2, show_default=True, help="Spatial axes of the input.")
@click.option("--file", "file", metavar="FILE", help="A file that defines layers of its own.")
@NOTATION
@printed
def formula(page: PageRequest, layer: str | None, axes: int, file: str | None) -> None:
    """Print the cheat sheet of one LAYER or of all: its formulas, what it computes, what it needs."""
    from symcnn import api

    show(api.sheet(layer or "", axes=axes, file=file, **page.printing), page.output)
