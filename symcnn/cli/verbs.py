"""The verbs that print what a text says: derive, explain, formula, fmt, check, zoo."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from symcnn.cli.group import cli
from symcnn.cli.options import NOTATION, network_of, printed, shared, stdin
from symcnn.cli.output import message, printing, sayable, show, status, write
from symcnn.cli.streams import note, say
from symcnn.errors import NotFound, SymcnnError
from symcnn.render.formula.ascii import can_say
from symcnn.render.formula.text import in_ascii


@cli.command()
@shared
@click.option("--numbers", is_flag=True, help="Put the default of every symbol in.")
@click.option(
    "--form", default="shortest", metavar="FORM", help="shortest, given, expanded, factored, horner or by SYMBOL."
)
@click.option("--columns", default="", metavar="LIST", help="What to show: params,buffers,macs, …; operations; all.")
@click.option(
    "--by", "level", type=click.IntRange(min=0), default=0, metavar="N", help="One row for layers that share N labels."
)
@click.option("--shares", is_flag=True, help="Add each row's share of the total in per cent; needs numbers.")
@click.option("--leading", default="", metavar="K", help="Only the leading term as this symbol grows.")
@NOTATION
def derive(
    source: str | None, text: str | None, network: str, settings: tuple[str, ...], numbers: bool, **rest: Any
) -> None:
    """Print the table of a network: output sizes, parameters, connections, MACs."""
    net = network_of(source, text, network, settings, rest["limits"], numbers=numbers)
    if rest["leading"]:
        from symcnn import api

        shown = api.leading(net, rest["leading"]).render(**printing(rest))
    else:
        chosen: dict[str, Any] = {
            "columns": rest["columns"],
            "by": rest["level"],
            "shares": rest["shares"],
            **printing(rest),
        }
        shown = net.table(form=rest["form"], **chosen)
    show(shown, rest["output"])


@cli.command()
@shared
@click.option("--layer", default="", metavar="LABEL", help="Only this layer.")
@NOTATION
def explain(
    source: str | None, text: str | None, network: str, settings: tuple[str, ...], layer: str, **rest: Any
) -> None:
    """Show the work: each rule, the network's symbols put in, its numbers put in, the value."""
    net = network_of(source, text, network, settings, rest["limits"])
    show(net.explain(layer, **printing(rest)), rest["output"])


@cli.command()
@click.argument("layer", required=False)
@click.option("--axes", type=click.IntRange(1, 3), default=2, show_default=True, help="Spatial axes of the input.")
@click.option("--file", "file", metavar="FILE", help="A file that defines layers of its own.")
@NOTATION
@printed
def formula(layer: str | None, axes: int, file: str | None, **rest: Any) -> None:
    """Print the cheat sheet of one LAYER or of all: its formulas, what it computes, what it needs."""
    from symcnn import api

    show(api.sheet(layer or "", axes=axes, file=file, **printing(rest)), rest["output"])


@cli.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--check", is_flag=True, help="Only say which files would change; exit 1 if any would.")
def fmt(files: tuple[str, ...], check: bool) -> None:
    """Lay files out in the standard way; - reads standard input and prints."""
    from symcnn.limits import DEFAULT
    from symcnn.model.library import read_source
    from symcnn.syntax.format import format_text

    changed = False
    for file in files:
        text = stdin() if file == "-" else read_source(Path(file), DEFAULT)
        formatted = format_text(text, "<stdin>" if file == "-" else file)
        changed |= formatted != text
        if file == "-" and not check:
            _say_source(formatted)
        elif formatted != text:
            note(f"{file}: {'would change' if check else 'formatted'}")
            if not check:
                write(Path(file), formatted)
    if check and changed:
        sys.exit(1)


def _say_source(text: str) -> None:
    """Print a source as it is, which other signs would make another one."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    try:
        text.encode(encoding)
    except UnicodeError:
        raise NotFound(f"standard output is in {encoding}, which lacks a sign of this text", _OTHERS) from None
    say(text)


_OTHERS = "symcnn fmt FILE lays out a file in its place; PYTHONIOENCODING=utf-8 gives standard output every sign"


@cli.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
def check(files: tuple[str, ...]) -> None:
    """Read and derive files, and say what they hold or what is wrong with them."""
    from symcnn import api

    worst = 0
    for file in files:
        try:
            with in_ascii(wanted=not can_say(getattr(sys.stdout, "encoding", None))):
                found = api.check(stdin() if file == "-" else Path(file))
            say(sayable(f"{file}: {found}\n"))
        except SymcnnError as mistake:
            note(message(mistake))
            worst = max(worst, status(mistake))
    sys.exit(worst)


@cli.command()
@click.argument("words", nargs=-1, metavar="[WORD]...")
@printed
def zoo(words: tuple[str, ...], **rest: Any) -> None:
    """List the published networks that come with symcnn, or those of which all WORDs speak."""
    from symcnn.network.catalogue import Listing

    found = Listing(" ".join(words))
    if not found.entries:
        raise NotFound(f"no network speaks of {' '.join(words)}", "symcnn zoo lists them all")
    show(found.render(**printing(rest)), rest["output"])
