"""The verb ``paper``: pages for a paper, in LaTeX or as PDF."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import click

from symcnn.cli.completion import completed
from symcnn.cli.group import cli
from symcnn.cli.options import (
    LANGUAGE,
    NOTATION,
    NUMBERS,
    OUTPUT,
    TITLE,
    WHERE,
    NetworkRequest,
    as_file_ends,
    choosing,
    gathered,
    width,
)
from symcnn.cli.output import show, show_bytes, write
from symcnn.errors import Unavailable

if TYPE_CHECKING:
    from pathlib import Path

FORMATS = ("latex", "pdf")
PARTS = ("architecture", "table", "formula", "formulas", "work", "symbols", "conditions", "all")


class PagesRequest(NamedTuple):
    """The options of ``symcnn paper``."""

    part: str
    quantity: str
    layer: str
    columns: str
    form: str
    by: int
    width: str
    siunitx: bool
    standalone: bool
    notation: str
    language: str
    title: str
    caption: str
    label: str
    where: str


@cli.command()
@choosing()
@click.option("--part", type=click.Choice(PARTS), default="all", show_default=True, help="What to write.")
@NUMBERS
@completed("--quantity", of="quantities", metavar="NAME", words="Only this quantity: params, macs, …")
@completed("--layer", of="layers", metavar="LABEL", words="Only this layer, in formulas and the work.")
@completed("--columns", of="columns", metavar="LIST", words="Quantities of tables and formulas: params,macs, …")
@completed("--form", of="forms", metavar="FORM", words="shortest, expanded, factored or by SYMBOL.", default="shortest")
@click.option("--by", type=click.IntRange(min=0), default=0, metavar="N", help="Stages by so many labels.")
@width("onecolumn")
@click.option("--siunitx", is_flag=True, help=r"Set long numbers by \num.")
@click.option("--standalone", is_flag=True, help="A whole document.")
@TITLE
@click.option("--caption", default="", metavar="WORDS", help="Your own caption, with one part that has a table.")
@click.option("--label", default="", metavar="NAME", help="Your own label, such as tab:net; the second is tab:net.2.")
@WHERE
@LANGUAGE
@NOTATION
@click.option(
    "--format", "format_", type=click.Choice(FORMATS), help="latex or pdf; by default as FILE ends, or latex."
)
@OUTPUT
@as_file_ends(FORMATS)
@gathered(pages=PagesRequest)
def paper(network: NetworkRequest, pages: PagesRequest, format_: str, numbers: bool, output: Path | None) -> None:
    """Write LaTeX for a paper: tables, formulas, the work, symbols, conditions."""
    net = network.load(numbers=numbers)
    chosen = {name: value for name, value in pages._asdict().items() if value != ""}
    if format_ == "latex":
        show(net.paper(**chosen), output)
        return
    if output is None:
        raise click.UsageError("A PDF goes to a file: -o FILE.pdf; -o - prints it as it is.")
    _write_pdf(net.paper(**{**chosen, "standalone": True}), output)


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
