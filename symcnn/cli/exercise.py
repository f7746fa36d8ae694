"""The verb that writes exercise sheets."""

from __future__ import annotations

import click

from symcnn.cli.group import cli
from symcnn.cli.options import NOTATION, NetworkRequest, PageRequest, shared
from symcnn.cli.output import show


@cli.command()
@shared
@click.option("--columns", default="params,connections,macs", metavar="LIST", help="What is asked for: params,macs, …")
@click.option("--seed", type=click.IntRange(min=0), default=0, metavar="N", help="Other numbers; 0: the defaults.")
@click.option("--solved", "--solutions", is_flag=True, help="The solutions, and the work.")
@NOTATION
def exercise(network: NetworkRequest, page: PageRequest, columns: str, seed: int, solved: bool) -> None:
    """Write an exercise sheet: a table with blanks, or its solutions."""
    net = network.load()
    show(net.exercise(seed=seed, columns=columns, solved=solved, **page.printing), page.output)
