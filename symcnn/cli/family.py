"""The verb that sets networks beside one another in one table."""

from __future__ import annotations

from typing import NamedTuple

import click

from symcnn.cli.completion import completed, completing
from symcnn.cli.group import cli
from symcnn.cli.options import (
    CAPTION,
    LABEL,
    LIMIT,
    NOTATION,
    NUMBERS,
    TITLE,
    UNITS,
    PageRequest,
    gathered,
    networks_of,
    printed_as_wide,
    put_in_all,
    values_of,
)
from symcnn.cli.output import show


class FamilyRequest(NamedTuple):
    """The networks, and what their table shows."""

    sources: tuple[str, ...]
    texts: tuple[str, ...]
    settings: tuple[str, ...]
    limits: tuple[str, ...]
    numbers: bool


class FamilyTable(NamedTuple):
    """How the table is set."""

    columns: str
    units: str
    title: str
    caption: str
    label: str


@cli.command()
@click.argument("sources", nargs=-1, metavar="NETS…", shell_complete=completing("networks"))
@click.option("-e", "--text", "texts", multiple=True, metavar="TEXT", help="Another network, from TEXT.")
@click.option("--set", "settings", multiple=True, metavar="W=64", help="Put a value in, in every network that has it.")
@LIMIT
@NUMBERS
@completed("--columns", of="columns", metavar="LIST", words="Quantities of the last rows.", default="params,macs")
@UNITS
@TITLE
@CAPTION
@LABEL
@NOTATION
@printed_as_wide("bothcolumns")
@gathered(wanted=FamilyRequest, table=FamilyTable)
def family(page: PageRequest, wanted: FamilyRequest, table: FamilyTable) -> None:
    """Print several networks as columns of one table, a row for each stage."""
    from symcnn import api

    nets = networks_of(wanted.sources, wanted.texts, wanted.limits)
    if not nets:
        raise click.UsageError("Give networks: files, names, or -e TEXT.")
    nets = put_in_all(nets, values_of(wanted.settings), "no network has")
    nets = [net.numbers() for net in nets] if wanted.numbers else nets
    show(api.family(*nets, **table._asdict(), **page.grid), page.output)
