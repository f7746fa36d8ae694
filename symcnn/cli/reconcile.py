"""The verb that counts as tools and papers do, and explains the differences."""

from __future__ import annotations

from typing import NamedTuple

import click

from symcnn.cli.completion import completing
from symcnn.cli.group import cli
from symcnn.cli.options import NOTATION, NUMBERS, UNITS, NetworkRequest, PageRequest, gathered, shared
from symcnn.cli.output import show


class CountRequest(NamedTuple):
    """The options of ``symcnn reconcile``."""

    numbers: bool
    conventions: tuple[str, ...]
    units: str


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
@UNITS
@NOTATION
@gathered(counted=CountRequest)
def reconcile(network: NetworkRequest, page: PageRequest, counted: CountRequest) -> None:
    """Count operations as tools and papers do, and explain every difference term by term."""
    found = network.load(numbers=counted.numbers).reconcile(*counted.conventions)
    show(found.render(units=counted.units, **page.printing), page.output)
