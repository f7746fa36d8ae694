"""The verbs that ask something about networks: sizes, solve, compare, reconcile."""

from __future__ import annotations

from typing import Any

import click

from symcnn.cli.group import cli
from symcnn.cli.options import NOTATION, SECONDS, bound_of, limits_of, network_of, printed, shared, taken, values_of
from symcnn.cli.output import printing, show, show_all


@cli.command()
@shared
@click.option("--for", "unknown", default="", metavar="W", help="Only this symbol; by default every input size.")
@SECONDS
@NOTATION
def sizes(
    source: str | None,
    text: str | None,
    network: str,
    settings: tuple[str, ...],
    unknown: str,
    seconds: float,
    **rest: Any,
) -> None:
    """Say which inputs a network takes, the smallest of them, and which layers ask for what."""
    from symcnn import api

    net = network_of(source, text, network, settings, rest["limits"])
    found = api.sizes(net, unknown, seconds=seconds)
    show_all([row.render(**printing(rest)) for row in found], rest)


@cli.command()
@shared
@click.option("--numbers", is_flag=True, help="Put the default of every symbol in.")
@click.option("--bytes", "size", default="", show_default="b", metavar="N", help="Bytes per number.")
@NOTATION
def memory(
    source: str | None, text: str | None, network: str, settings: tuple[str, ...], numbers: bool, size: str, **rest: Any
) -> None:
    """Say what a network keeps in memory: weights, a run, training."""
    net = network_of(source, text, network, settings, rest["limits"], numbers=numbers)
    show(net.memory(size).render(**printing(rest)), rest["output"])


@cli.command()
@click.argument("arguments", nargs=-1, metavar="[FILE|NAME] EQUATION")
@taken("-e", "--network", "--set", "--limit")
@click.option("--for", "unknown", required=True, metavar="P", help="The symbol to solve for; several: F,P.")
@click.option(
    "--bound", "bounds", multiple=True, metavar="F=1..9", help="The least and the greatest value of a symbol."
)
@click.option("--numbers", is_flag=True, help="Put the default of every other symbol in.")
@SECONDS
@NOTATION
@printed
def solve(
    arguments: tuple[str, ...], text: str | None, network: str, settings: tuple[str, ...], unknown: str, **rest: Any
) -> None:
    """Solve an EQUATION about a network, such as "C1.W == W" or "params <= 10^6", for one of its symbols."""
    from symcnn import api

    if len(arguments) != 1 + (text is None):
        raise click.UsageError('Give a network and an equation, such as: symcnn solve lenet5 "S4.W == 7" --for W')
    source = arguments[0] if text is None else None
    net = network_of(source, text, network, settings, rest["limits"])
    if rest["numbers"]:
        net = net.with_defaults(unknown.split(","))
    bounds = dict(bound_of(bound) for bound in rest["bounds"])
    found = api.solve(net, arguments[-1], unknown, bounds=bounds, seconds=rest["seconds"])
    show(found.render(**printing(rest)), rest["output"])


@cli.command()
@click.argument("sources", nargs=-1, metavar="A B")
@click.option("-e", "--text", "texts", multiple=True, metavar="TEXT", help="Take a network from TEXT; twice for both.")
@click.option("--of", "quantity", default="params", show_default=True, metavar="QUANTITY", help="params, macs, …")
@click.option("--set", "settings", multiple=True, metavar="W=64", help="Put a value in, in whichever network has it.")
@taken("--limit")
@click.option("--for", "unknown", default="", metavar="K", help="The symbol to compare over; by default every one.")
@click.option("--numbers", is_flag=True, help="Put the default of every other symbol in.")
@SECONDS
@NOTATION
@printed
def compare(
    sources: tuple[str, ...],
    texts: tuple[str, ...],
    quantity: str,
    settings: tuple[str, ...],
    unknown: str,
    **rest: Any,
) -> None:
    """Compare what two networks cost: difference, ratio, when A is cheaper than B, growth."""
    from symcnn import api

    bounds = limits_of(rest["limits"])
    nets = [api.load(source, limits=bounds) for source in sources]
    nets += [api.parse(text, name="-e", limits=bounds) for text in texts]
    if len(nets) != 2:  # noqa: PLR2004 - a comparison has two sides
        raise click.UsageError("Give two networks: files, names, or -e TEXT.")
    values = values_of(settings)
    unused = [name for name in values if not any(name in net.symbols for net in nets)]
    if unused:
        raise click.UsageError(f"--set {unused[0]}: neither network has a symbol of that name.")
    first, second = (net.at(**{name: value for name, value in values.items() if name in net.symbols}) for net in nets)
    if rest["numbers"]:
        first, second = (net.with_defaults([unknown]) for net in (first, second))
    found = api.compare(first, second, quantity, unknown, seconds=rest["seconds"])
    show(found.render(**printing(rest)), rest["output"])


@cli.command()
@shared
@click.option("--numbers", is_flag=True, help="Put the default of every symbol in.")
@click.option(
    "--only", "conventions", multiple=True, metavar="NAME", help="Only this convention; may be given several times."
)
@NOTATION
def reconcile(
    source: str | None,
    text: str | None,
    network: str,
    settings: tuple[str, ...],
    numbers: bool,
    conventions: tuple[str, ...],
    **rest: Any,
) -> None:
    """Count operations as tools and papers do, and explain every difference term by term."""
    net = network_of(source, text, network, settings, rest["limits"], numbers=numbers)
    found = net.reconcile(*conventions)
    show(found.render(**printing(rest)), rest["output"])
