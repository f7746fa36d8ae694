"""The verb ``plot``: curves over a symbol and bars of shares, drawn by matplotlib."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from symcnn.cli.group import cli
from symcnn.cli.options import LANGUAGE, NOTATION, limits_of, stdin, values_of, width
from symcnn.cli.output import show_bytes
from symcnn.cli.streams import note

if TYPE_CHECKING:
    from collections.abc import Iterable

    from symcnn.network.network import Network
    from symcnn.render.plots.chart import Drawn


@cli.command()
@click.argument("sources", nargs=-1, metavar="[FILE|NAME]...")
@click.option("-e", "--text", "texts", multiple=True, metavar="TEXT", help="Take a network from TEXT; several times.")
@click.option(
    "--of", "quantities", default="", metavar="LIST", help="params,macs, …; C1.W; macs/params; field; running."
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
@click.option(
    "--format", "format_", default="", metavar="FORMAT", help="pdf, png, svg or pgf; by default as FILE ends."
)
@click.option("--limit", "limits", multiple=True, metavar="NAME=N", help="Change a limit, such as layers=200000.")
@NOTATION
@LANGUAGE
@click.option("-o", "--output", type=Path, required=True, metavar="FILE", help="Where to write; - is standard output.")
def plot(
    sources: tuple[str, ...],
    texts: tuple[str, ...],
    settings: tuple[str, ...],
    limits: tuple[str, ...],
    output: Path,
    format_: str,
    **rest: Any,
) -> None:
    """Draw quantities over a symbol, or with --bars what each layer has of the whole."""
    from symcnn.render.languages.translate import words
    from symcnn.render.matplotlib_style import needs_matplotlib
    from symcnn.render.plots.saving import known_format, picture

    kind = known_format(format_ or output.suffix[1:].lower() or "pdf")
    needs_matplotlib()
    nets = _networks(sources, texts, values_of(settings), limits)
    drawn = _bars(nets, **rest) if rest["is_bars"] else _curves(nets, **rest)
    made = picture(drawn.figure, kind)
    show_bytes(made.data, output)
    say = words(rest["language"])
    missing = [say("no font has {.}", ", ".join(made.missing))] if made.missing else []
    needs = [say("a document that takes it needs {.}, and XeLaTeX", made.needs)] if made.needs else []
    for remark in (*drawn.remarks, *missing, *needs):
        note(say("note: {.}", remark))


def _networks(
    sources: Iterable[str], texts: Iterable[str], values: dict[str, str], limits: Iterable[str]
) -> list[Network]:
    from symcnn import api

    bounds = limits_of(limits)
    nets = [
        api.parse(stdin(), limits=bounds, name="<stdin>") if source == "-" else api.load(source, limits=bounds)
        for source in sources
    ]
    nets += [api.parse(text, limits=bounds, name="-e") for text in texts]
    if not nets:
        raise click.UsageError("Give a network: FILE, NAME, - for standard input, or -e TEXT.")
    unused = [name for name in values if not any(name in net.symbols for net in nets)]
    if unused:
        raise click.UsageError(f"--set {unused[0]}: no network has a symbol of that name.")
    return [net.at(**{name: value for name, value in values.items() if name in net.symbols}) for net in nets]


def _curves(nets: list[Network], **rest: Any) -> Drawn:
    from symcnn.analysis import plot as plotting

    if not rest["over"] or rest["level"]:
        raise click.UsageError("Give --over W=32..512 for curves, or --bars, which takes --by.")
    of = rest["quantities"] or "macs"
    names = ("log", "width", "labels", "notation", "language")
    return plotting.draw(nets, of, rest["over"], **{name: rest[name] for name in names})


def _bars(nets: list[Network], **rest: Any) -> Drawn:
    from symcnn.render.plots.shares import bars

    if len(nets) != 1 or rest["over"] or rest["log"] or rest["labels"]:
        raise click.UsageError("--bars draws one network, and takes no --over, --log or --label.")
    said = nets[0].presentation(rest["notation"], rest["language"])  # bars have no symbols, but a notation may be wrong
    derivation, of = nets[0].numbers().derivation, rest["quantities"] or "params"
    return bars(derivation, of, rest["level"], width=rest["width"], words=said.words)
