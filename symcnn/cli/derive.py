"""The verb that prints the table of a network."""

from __future__ import annotations

from typing import NamedTuple

import click

from symcnn.cli.completion import completed
from symcnn.cli.group import cli
from symcnn.cli.options import FRAMEWORK, NOTATION, NUMBERS, UNITS, WHERE, NetworkRequest, PageRequest, gathered, shared
from symcnn.cli.output import show


class DeriveRequest(NamedTuple):
    """The options of ``symcnn derive``."""

    numbers: bool
    form: str
    columns: str
    by: int
    shares: bool
    units: str
    where: str
    leading: str
    framework: str


@cli.command()
@shared
@NUMBERS
@completed(
    "--form",
    of="forms",
    metavar="FORM",
    words="shortest, given, expanded, factored, horner or by SYMBOL.",
    default="shortest",
)
@completed("--columns", of="columns", metavar="LIST", words="What to show: params,buffers,macs, …; operations; all.")
@click.option(
    "--by", type=click.IntRange(min=0), default=0, metavar="N", help="One row for layers that share N labels."
)
@click.option("--shares", is_flag=True, help="Add each row's share of the total in per cent; needs numbers.")
@UNITS
@WHERE
@click.option("--leading", default="", metavar="K", help="Only the leading term as this symbol grows.")
@FRAMEWORK
@NOTATION
@gathered(table=DeriveRequest)
def derive(network: NetworkRequest, page: PageRequest, table: DeriveRequest) -> None:
    """Print the table of a network: output sizes, parameters, connections, MACs."""
    net = network.load(numbers=table.numbers).for_framework(table.framework)
    if table.leading:
        from symcnn import api

        show(api.leading(net, table.leading).render(**page.printing), page.output)
        return
    wanted = table._asdict()
    shown = {option: wanted[option] for option in ("form", "columns", "by", "shares", "units", "where")}
    show(net.table(**shown, **page.printing), page.output)
