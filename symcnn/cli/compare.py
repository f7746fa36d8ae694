"""The verb that compares what two networks cost."""

from __future__ import annotations

from typing import NamedTuple

import click

from symcnn.cli.completion import completing
from symcnn.cli.group import cli
from symcnn.cli.options import (
    LIMIT,
    NOTATION,
    NUMBERS_OF_OTHERS,
    SECONDS,
    UNITS,
    PageRequest,
    gathered,
    networks_of,
    printed,
    put_in_all,
    values_of,
)
from symcnn.cli.output import as_one, show


class CompareRequest(NamedTuple):
    """Two networks, and what is compared of them."""

    sources: tuple[str, ...]
    texts: tuple[str, ...]
    quantities: str
    units: str
    settings: tuple[str, ...]
    limits: tuple[str, ...]
    unknown: str
    numbers: bool
    seconds: float


@cli.command()
@click.argument("sources", nargs=-1, metavar="A B", shell_complete=completing("networks"))
@click.option("-e", "--text", "texts", multiple=True, metavar="TEXT", help="Take a network from TEXT; twice for both.")
@click.option(
    "--of",
    "quantities",
    default="params",
    show_default=True,
    metavar="LIST",
    shell_complete=completing("quantities"),
    help="params; C1.W; macs/params.",
)
@click.option("--set", "settings", multiple=True, metavar="W=64", help="Put a value in, in whichever network has it.")
@LIMIT
@click.option("--for", "unknown", default="", metavar="K", help="The symbol to compare over; by default every one.")
@NUMBERS_OF_OTHERS
@SECONDS
@UNITS
@NOTATION
@printed
@gathered(pair=CompareRequest)
def compare(page: PageRequest, pair: CompareRequest) -> None:
    """Compare what two networks cost: difference, ratio, when A is cheaper than B, growth."""
    from symcnn import api
    from symcnn.analysis.measures import words_of

    nets = networks_of(pair.sources, pair.texts, pair.limits)
    if len(nets) != 2:  # noqa: PLR2004 - a comparison has two sides
        raise click.UsageError("Give two networks: files, names, or -e TEXT.")
    first, second = put_in_all(nets, values_of(pair.settings), "neither network has")
    if pair.numbers:
        first, second = (net.with_defaults([pair.unknown]) for net in (first, second))
    keys = words_of(pair.quantities)
    found = [api.compare(first, second, key, pair.unknown, seconds=pair.seconds / len(keys)) for key in keys]
    shown = [one.render(**page.printing, units=pair.units) for one in found]
    show(as_one(shown, page.format_) if len(shown) > 1 else shown[0], page.output)
