"""The verb that counts as tools and papers do, and explains the differences."""

from __future__ import annotations

import click

from symcnn.cli.completion import completing
from symcnn.cli.group import cli
from symcnn.cli.options import NOTATION, NUMBERS, NetworkRequest, PageRequest, shared
from symcnn.cli.output import show


@cli.command()
@shared
@NUMBERS
@click.option(
    "--only",
    "conventions",
    multiple=True,
    metavar="NAME",
    shell_complete=completing("conventions"),
    help="Only this convention; may be given several times.",
)
@NOTATION
def reconcile(network: NetworkRequest, page: PageRequest, numbers: bool, conventions: tuple[str, ...]) -> None:
    """Count operations as tools and papers do, and explain every difference term by term."""
    show(network.load(numbers=numbers).reconcile(*conventions).render(**page.printing), page.output)
