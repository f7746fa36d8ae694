"""The verb that says what a network keeps in memory."""

from __future__ import annotations

from typing import NamedTuple

import click

from symcnn.cli.group import cli
from symcnn.cli.options import NOTATION, NUMBERS, UNITS, WHERE, NetworkRequest, PageRequest, gathered, shared
from symcnn.cli.output import show


class MemoryRequest(NamedTuple):
    """The options of ``symcnn memory``."""

    numbers: bool
    size: str
    bits: str
    optimizer: str
    traffic: bool
    units: str
    where: str


@cli.command()
@shared
@NUMBERS
@click.option("--bytes", "size", default="", show_default="b", metavar="N", help="Bytes per number.")
@click.option("--bits", default="", metavar="N", help="Bits per number, or such as weights=8,activations=16.")
@click.option(
    "--optimizer", default="", metavar="sgd|momentum|adam", help="Add gradients and what this optimizer keeps."
)
@click.option("--traffic", is_flag=True, help="Add what layers read and write, and MACs for each byte of it.")
@UNITS
@WHERE
@NOTATION
@gathered(kept=MemoryRequest)
def memory(network: NetworkRequest, page: PageRequest, kept: MemoryRequest) -> None:
    """Say what a network keeps in memory: weights, a run, training."""
    net = network.load(numbers=kept.numbers)
    found = net.memory(kept.size, bits=kept.bits, optimizer=kept.optimizer, traffic=kept.traffic)
    show(found.render(units=kept.units, where=kept.where, **page.printing), page.output)
