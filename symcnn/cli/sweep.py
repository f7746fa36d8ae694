"""The verb that looks at every point of a grid of designs."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, NamedTuple

import click

from symcnn.cli.completion import completing
from symcnn.cli.group import cli
from symcnn.cli.options import LIMIT, OUTPUT, NetworksRequest, gathered
from symcnn.cli.output import file_path, show, show_bytes, show_pieces, teller_of, write_pieces
from symcnn.cli.streams import note
from symcnn.cli.waiting import done_waiting
from symcnn.errors import ArgumentMistake
from symcnn.support.interrupts import RaisedInterrupts
from symcnn.support.names import is_symbol_name

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from symcnn.compiled.designs import Progress
    from symcnn.compiled.sweep_table import SweepTable

FORMATS = ("text", "csv", "json", "markdown", "parquet")
ENDINGS = {"csv": "csv", "json": "json", "md": "markdown", "parquet": "parquet"}


class SweepRequest(NamedTuple):
    """The options of ``symcnn sweep``, but for the networks."""

    of: str
    over: tuple[str, ...]
    where: str
    front: str
    best: str
    scheduler: str | None


@cli.command()
@click.argument("sources", nargs=-1, metavar="[FILE|NAME]...", shell_complete=completing("networks"))
@click.option("-e", "--text", "texts", multiple=True, metavar="TEXT", help="Take a network from TEXT; several times.")
@click.option(
    "--of",
    "of",
    default="params,macs",
    show_default=True,
    metavar="LIST",
    shell_complete=completing("quantities"),
    help="params; C1.W; macs/params.",
)
@click.option("--over", "over", multiple=True, required=True, metavar="W=32..512:32", help="The values of a symbol.")
@click.option("--where", "where", default="", metavar="CONDITION", help='Such as "macs <= 3*10^8 and params <= 10^6".')
@click.option("--front", "front", default="", metavar="LIST", help="Only what nothing beats: macs:min,output.W:max.")
@click.option("--best", "best", default="", metavar="LIST", help="Only the best point: W:max,macs.")
@click.option("--plot", type=file_path, metavar="FILE", help="Draw the points too: front.pdf, .png, .svg or .pgf.")
@click.option("--set", "settings", multiple=True, metavar="H=W", help="Put a value in, in whichever network has it.")
@click.option("--scheduler", metavar="WHERE", help="threads, processes, or the address of a Dask scheduler.")
@click.option("--format", "format_", type=click.Choice(FORMATS), help="How to print; by default as FILE ends, or text.")
@LIMIT
@OUTPUT
@gathered(chosen=NetworksRequest, wanted=SweepRequest)
def sweep(
    chosen: NetworksRequest, wanted: SweepRequest, format_: str | None, plot: Path | None, output: Path | None
) -> None:
    """Compute quantities at every point of a grid: a table, a front, or the best point."""
    from symcnn.compiled.targets import needs

    needs("numpy", "sweeps", "numpy")
    kind = format_ or ENDINGS.get(output.suffix[1:].lower() if output else "", "text")
    if kind == "parquet" and output is None:
        raise click.UsageError("--format parquet writes a file: give -o FILE.")
    form = _picture_format(plot)
    if kind in ("csv", "parquet") and not (wanted.front or wanted.best or plot):
        _streamed(chosen, wanted, output, kind)
        return
    found = _found(chosen, wanted)
    if kind == "parquet" and output is not None:
        show_bytes(found.parquet(), output)
    else:
        show(found.render(kind), output)
    if plot is not None:
        from symcnn.render.plots.saving import picture

        show_bytes(picture(found.plot(), form).data, plot)
    _note_partial(found.points, is_partial=found.is_partial)
    _note_left(found.left)
    _note_none(len(found), found.why_none)


def _picture_format(plot: Path | None) -> str:
    """The format of a plot, known before anything is computed."""
    if plot is None:
        return ""
    from symcnn.render.matplotlib_style import needs_matplotlib
    from symcnn.render.plots.saving import known_format

    needs_matplotlib()
    return known_format(plot.suffix[1:].lower() or "pdf")


def _found(chosen: NetworksRequest, wanted: SweepRequest) -> SweepTable:
    from symcnn.compiled.designs import grids_of, swept

    over, front, best = _values(wanted.over), wanted.front, wanted.best
    sweeps = grids_of(chosen.load(), wanted.of, over, where=wanted.where, front=front, best=best)
    with RaisedInterrupts():
        return swept(sweeps, wanted.scheduler, _shown_progress())


def _streamed(chosen: NetworksRequest, wanted: SweepRequest, output: Path | None, kind: str) -> None:
    """Rows as they come, however many."""
    from symcnn.compiled.designs import grids_of
    from symcnn.compiled.streaming import SweepStream

    sweeps = grids_of(chosen.load(), wanted.of, _values(wanted.over), where=wanted.where)
    stream = SweepStream(sweeps, wanted.scheduler, _shown_progress())
    with RaisedInterrupts():
        if kind == "parquet" and output is not None:
            write_pieces(output, stream.parquet())
        else:
            show_pieces(stream, output)
    _note_partial(stream.points, is_partial=stream.is_partial)
    _note_left(stream.left)
    _note_none(stream.rows, stream.why_none)


def _note_partial(points: int, *, is_partial: bool) -> None:
    if is_partial:
        _say(f"interrupted after {points:,} points: what was found until then is marked as partial")
        raise click.Abort


def _say(words: str) -> None:
    """A remark in the language that the command line asks for."""
    note(teller_of(str(click.get_current_context().find_root().obj or "en"))(words))


def _note_left(symbols: tuple[str, ...]) -> None:
    """Symbols without a value are named: there may be no network at a point after all."""
    if symbols:
        _say(f"no value is given for {', '.join(symbols)}: conditions on it are not looked at")


def _note_none(rows: int, why: Callable[[], str]) -> None:
    """An empty table says why."""
    if not rows:
        _say(why())


def _shown_progress() -> Progress | None:
    return _progress if sys.stderr is not None and sys.stderr.isatty() else None


def _values(spans: tuple[str, ...]) -> dict[str, str]:
    """The values of each symbol, or of several that are equal (``W,H=32..512``)."""
    values: dict[str, str] = {}
    for span in spans:
        names, equals, text = (word.strip() for word in span.partition("="))
        if not equals or not all(is_symbol_name(name.strip()) for name in names.split(",")):
            raise ArgumentMistake(f'"{span}" names no symbol and values', hint="such as W=32..512:32 or W,H=32..512")
        if names in values:
            raise click.UsageError(f"--over {names} is given twice.")
        values[names] = text
    return values


def _progress(done: int, total: int) -> None:
    """Show progress in one line on standard error, which is written over."""
    done_waiting()
    end = "\n" if done == total else ""
    sys.stderr.write(f"\r{done:,} of {total:,} points{end}")
    sys.stderr.flush()
