"""The verb ``paper``: pages for a paper, in LaTeX or as PDF."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from symcnn.cli.group import cli
from symcnn.cli.options import LANGUAGE, NOTATION, OUTPUT, as_file_ends, network_of, taken, width
from symcnn.cli.output import show, show_bytes, write
from symcnn.errors import Unavailable

if TYPE_CHECKING:
    from pathlib import Path

FORMATS = ("latex", "pdf")
PARTS = ("architecture", "table", "formula", "formulas", "work", "symbols", "conditions", "all")
OPTIONS = (
    click.option("--part", type=click.Choice(PARTS), default="all", show_default=True, help="What to write."),
    click.option("--numbers", is_flag=True, help="Put the default of every symbol in."),
    click.option("--quantity", default="", metavar="NAME", help="Only this quantity: params, macs, …"),
    click.option("--layer", default="", metavar="LABEL", help="Only this layer, in formulas and the work."),
    click.option("--columns", default="", metavar="LIST", help="Quantities of tables and formulas: params,macs, …"),
    click.option("--form", default="shortest", metavar="FORM", help="shortest, expanded, factored or by SYMBOL."),
    click.option("--by", type=click.IntRange(min=0), default=0, metavar="N", help="Stages by so many labels."),
    width("onecolumn"),
    click.option("--siunitx", is_flag=True, help=r"Set long numbers by \num."),
    click.option("--standalone", is_flag=True, help="A whole document."),
    LANGUAGE,
    NOTATION,
    click.option(
        "--format", "format_", type=click.Choice(FORMATS), help="latex or pdf; by default as FILE ends, or latex."
    ),
)


def _options(function: Any) -> Any:
    for option in reversed(OPTIONS):
        function = option(function)
    return function


@cli.command()
@taken("source", "-e", "--network", "--set", "--limit")
@_options
@OUTPUT
@as_file_ends(FORMATS)
def paper(
    source: str | None, text: str | None, network: str, settings: tuple[str, ...], numbers: bool, **rest: Any
) -> None:
    """Write LaTeX for a paper: tables, formulas, the work, symbols, conditions."""
    net = network_of(source, text, network, settings, rest["limits"], numbers=numbers)
    shared = ("limits", "format_", "output")
    chosen = {name: value for name, value in rest.items() if name not in shared and value != ""}
    if rest["format_"] == "latex":
        show(net.paper(**chosen), rest["output"])
        return
    if rest["output"] is None:
        raise click.UsageError("A PDF goes to a file: -o FILE.pdf; -o - prints it as it is.")
    _write_pdf(net.paper(**{**chosen, "standalone": True}), rest["output"])


def _write_pdf(document: str, output: Path) -> None:
    """The PDF, or where it cannot be set its LaTeX beside it."""
    from symcnn.render.tex import typeset

    try:
        show_bytes(typeset(document), output)
    except Unavailable as failure:
        if str(output) == "-":
            raise
        source = output.with_suffix(".tex")
        write(source, document)
        raise Unavailable(f"{failure.message}; its LaTeX is in {source}", failure.hint) from None
