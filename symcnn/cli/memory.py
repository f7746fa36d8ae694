"""The verb that says what a network keeps in memory."""

from __future__ import annotations

import click

from symcnn.cli.group import cli
from symcnn.cli.options import NOTATION, NUMBERS, NetworkRequest, PageRequest, shared
from symcnn.cli.output import show


@cli.command()
@shared
@NUMBERS
@click.option("--bytes", "size", default="", show_default="b", metavar="N", help="Bytes per number.")
@NOTATION
def memory(network: NetworkRequest, page: PageRequest, numbers: bool, size: str) -> None:
    """Say what a network keeps in memory: weights, a run, training."""
    show(network.load(numbers=numbers).memory(size).render(**page.printing), page.output)
