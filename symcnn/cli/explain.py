"""The verb that shows the work."""

from __future__ import annotations

from symcnn.cli.completion import completed
from symcnn.cli.group import cli
from symcnn.cli.options import NOTATION, UNITS, WHERE, NetworkRequest, PageRequest, shared
from symcnn.cli.output import show


@cli.command()
@shared
@completed("--layer", of="layers", metavar="LABEL", words="Only this layer.")
@UNITS
@WHERE
@NOTATION
def explain(network: NetworkRequest, page: PageRequest, layer: str, units: str, where: str) -> None:
    """Show the work: each rule, the network's symbols put in, its numbers put in, the value."""
    show(network.load().explain(layer, units=units, where=where, **page.printing), page.output)
