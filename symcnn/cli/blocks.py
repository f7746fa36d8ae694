"""The verb that lists the blocks of a network: input, operator, expansion, maps, how often, stride."""

from __future__ import annotations

from typing import NamedTuple

from symcnn.cli.group import cli
from symcnn.cli.options import (
    CAPTION,
    LABEL,
    NOTATION,
    NUMBERS,
    TITLE,
    NetworkRequest,
    PageRequest,
    choosing,
    gathered,
    printed_as_wide,
)
from symcnn.cli.output import show


class BlocksTable(NamedTuple):
    """How the table is set."""

    title: str
    caption: str
    label: str


@cli.command()
@choosing()
@printed_as_wide("twocolumn")
@NUMBERS
@TITLE
@CAPTION
@LABEL
@NOTATION
@gathered(table=BlocksTable)
def blocks(network: NetworkRequest, page: PageRequest, table: BlocksTable, numbers: bool) -> None:
    """List the blocks of a network, a row for each run of equal ones."""
    from symcnn import api

    net = network.load(numbers=numbers)
    show(api.blocks(net, **table._asdict(), **page.grid), page.output)
