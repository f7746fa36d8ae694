"""The verb ``plot``: curves over a symbol and bars of shares, drawn by matplotlib."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import click

from symcnn.cli.completion import completed, completing
from symcnn.cli.group import cli
from symcnn.cli.options import (
    LANGUAGE,
    LIMIT,
    NOTATION,
    NetworksRequest,
    gathered,
    width,
)
from symcnn.cli.output import file_path, show_bytes
from symcnn.cli.streams import note

if TYPE_CHECKING:
    from pathlib import Path

    from symcnn.network.network import Network
    from symcnn.render.plots.chart import Drawn


class PlotRequest(NamedTuple):
    """The options of ``symcnn plot``, but for the networks."""

    quantities: str
    over: str | None
    is_bars: bool
    level: int
    labels: tuple[str, ...]
    log: str
    width: str
    notation: str
    language: str


@cli.command()
@click.argument("sources", nargs=-1, metavar="[FILE|NAME]...", shell_complete=completing("networks"))
@click.option("-e", "--text", "texts", multiple=True, metavar="TEXT", help="Take a network from TEXT; several times.")
@completed(
    "--of", "quantities", of="quantities", metavar="LIST", words="params,macs, …; C1.W; macs/params; field; running."
)
@click.option("--over", metavar="W=32..512", help="Draw over a symbol; 32..512:16, :*2, :log, or W,H=… for both.")
@click.option("--bars", "is_bars", is_flag=True, help="Draw what each layer has of the whole.")
@click.option(
    "--by", "level", type=click.IntRange(min=0), default=0, metavar="N", help="One bar for layers that share N labels."
)
@click.option("--set", "settings", multiple=True, metavar="H=W", help="Put a value in, in whichever network has it.")
@click.option(
    "--label", "labels", multiple=True, metavar="WORDS", help="What the legend calls a network; once for each."
)
@click.option("--log", default="", metavar="x|y|xy", help="Logarithmic axes.")
@width("twocolumn")
@completed("--format", "format_", of="plots", metavar="FORMAT", words="pdf, png, svg or pgf; by default as FILE ends.")
@LIMIT
@NOTATION
@LANGUAGE
@click.option(
    "-o", "--output", type=file_path, required=True, metavar="FILE", help="Where to write; - is standard output."
)
@gathered(chosen=NetworksRequest, wanted=PlotRequest)
def plot(chosen: NetworksRequest, wanted: PlotRequest, format_: str, output: Path) -> None:
    """Draw quantities over a symbol, or with --bars what each layer has of the whole."""
    from symcnn.render.languages.translate import words
    from symcnn.render.matplotlib_style import needs_matplotlib
    from symcnn.render.plots.saving import known_format, picture

    kind = known_format(format_ or output.suffix[1:].lower() or "pdf")
    needs_matplotlib()
    nets = chosen.load()
    drawn = _bars(nets, wanted) if wanted.is_bars else _curves(nets, wanted)
    made = picture(drawn.figure, kind)
    show_bytes(made.data, output)
    say = words(wanted.language)
    missing = [say("no font has {}", ", ".join(made.missing))] if made.missing else []
    needs = [say("a document that takes it needs {}, and XeLaTeX", made.needs)] if made.needs else []
    for remark in (*drawn.remarks, *missing, *needs):
        note(say("note: {}", remark))


def _curves(nets: list[Network], wanted: PlotRequest) -> Drawn:
    from symcnn.analysis import plot as plotting

    if not wanted.over or wanted.level:
        raise click.UsageError("Give --over W=32..512 for curves, or --bars, which takes --by.")
    of = wanted.quantities or "macs"
    said = {"notation": wanted.notation, "language": wanted.language}
    return plotting.draw(nets, of, wanted.over, log=wanted.log, width=wanted.width, labels=wanted.labels, **said)


def _bars(nets: list[Network], wanted: PlotRequest) -> Drawn:
    from symcnn.analysis.reader import presentation
    from symcnn.render.plots.shares import bars

    if len(nets) != 1 or wanted.over or wanted.log or wanted.labels:
        raise click.UsageError("--bars draws one network, and takes no --over, --log or --label.")
    said = presentation(
        wanted.notation, wanted.language, nets[0].notations
    )  # bars have no symbols, but a notation may be wrong
    derivation, of = nets[0].numbers().derivation, wanted.quantities or "params"
    return bars(derivation, of, wanted.level, width=wanted.width, words=said.words)
