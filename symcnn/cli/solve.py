"""The verb that solves an equation about a network."""

from __future__ import annotations

from typing import NamedTuple

import click

from symcnn.cli.completion import completing
from symcnn.cli.group import cli
from symcnn.cli.options import (
    NOTATION,
    NUMBERS_OF_OTHERS,
    SECONDS,
    NetworkRequest,
    PageRequest,
    choosing,
    gathered,
    printed,
    split_pair,
)
from symcnn.cli.output import show


class SolveRequest(NamedTuple):
    """The arguments and options of ``symcnn solve``."""

    arguments: tuple[str, ...]
    unknown: tuple[str, ...]
    bounds: tuple[str, ...]
    numbers: bool
    seconds: float


@cli.command()
@click.argument("arguments", nargs=-1, metavar="[FILE|NAME] EQUATION", shell_complete=completing("networks"))
@choosing("-e", "--network", "--set", "--batch", "--limit")
@click.option(
    "--for", "unknown", required=True, multiple=True, metavar="P", help="The symbol to solve for; several: F,P."
)
@click.option(
    "--bound", "bounds", multiple=True, metavar="F=1..9", help="The least and the greatest value of a symbol."
)
@NUMBERS_OF_OTHERS
@SECONDS
@NOTATION
@printed
@gathered(equation=SolveRequest)
def solve(network: NetworkRequest, page: PageRequest, equation: SolveRequest) -> None:
    """Solve an EQUATION about a network, such as "C1.W == W" or "params <= 10^6", for one of its symbols."""
    from symcnn import api
    from symcnn.analysis.solve import unknown_names

    if len(equation.arguments) != 1 + (network.text is None):
        raise click.UsageError('Give a network and an equation, such as: symcnn solve lenet5 "S4.W == 7" --for W')
    *source, asked = equation.arguments
    net = network._replace(source=source[0] if source else None).load()
    unknown = unknown_names(",".join(equation.unknown))
    if equation.numbers:
        net = net.with_defaults(unknown)
    bounds = dict(map(bound_of, equation.bounds))
    found = api.solve(net, asked, unknown, bounds=bounds, seconds=equation.seconds)
    show(found.render(**page.printing), page.output)


def bound_of(bound: str) -> tuple[str, tuple[str, str]]:
    """A name with its least and its greatest value, as they are written."""
    name, span = split_pair(bound, "--bound")
    low, dots, high = (part.strip() for part in span.partition(".."))
    if not (low and dots and high):
        raise click.UsageError(f"--bound {bound}: write the least and the greatest value, such as F=1..9.")
    return name, (low, high)
