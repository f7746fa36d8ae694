"""The command line: a few verbs, one argument order, errors on standard error.

Exit status 2 is a mistake in the author's text, 1 anything else that went wrong.
"""

from __future__ import annotations

import io
import os
import sys
import tempfile
from pathlib import Path
from shutil import get_terminal_size
from typing import TYPE_CHECKING, Any, NoReturn

import click

from symcnn import __version__
from symcnn.errors import NotFound, SymcnnError, TextError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from symcnn.api import Network
    from symcnn.limits import Limits

FORMATS = ("text", "markdown", "latex", "html", "json")


class Group(click.Group):
    """Commands in the order in which they stand below; every foreseen failure is a message and an exit status."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """The verbs in order."""
        return list(self.commands)

    def main(self, *args: Any, **extra: Any) -> NoReturn:
        """Run the command line."""
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(errors="replace")
        try:
            super().main(*args, **{**extra, "standalone_mode": False})
        except SymcnnError as mistake:
            click.echo(_message(mistake), err=True)
            sys.exit(_status(mistake))
        except click.ClickException as mistake:
            mistake.show()
            sys.exit(1)
        except (click.Abort, KeyboardInterrupt):
            sys.exit(1)
        except BrokenPipeError:
            # The reader has gone; there is nobody left to tell.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(1)
        except OSError as failure:
            click.echo(f"error: cannot write: {failure.strerror}", err=True)
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(1)
        sys.exit(0)


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="symcnn")
def cli() -> None:
    """Formulas for convolutional networks: sizes, parameters, connections, MACs, in symbols and numbers.

    \b
    symcnn derive lenet5                            formulas of a published network
    symcnn derive lenet5 --numbers                  its numbers
    symcnn derive -e "input(W, H, D); conv(F, K)"   a snippet; free names are symbols
    symcnn explain lenet5 --layer C1                the work shown
    """


_FORMAT = click.option(
    "--format", "format_", type=click.Choice(FORMATS), default="text", help="How to print.", show_default=True
)
_OUTPUT = click.option("-o", "--output", type=Path, metavar="FILE", help="Write to a file instead.")


def _shared(function: Callable[..., None]) -> Callable[..., None]:
    """The options of every verb that takes a network."""
    options = [
        click.argument("source", required=False, metavar="[FILE|NAME]"),
        click.option("-e", "--text", metavar="TEXT", help="Take the network from TEXT instead of a file."),
        click.option(
            "--network", metavar="NAME", default="", help="Which network of the file; the last one by default."
        ),
        click.option(
            "--set",
            "settings",
            multiple=True,
            metavar="W=64",
            help="Put a value in: a number or an expression such as W=2*n.",
        ),
        _FORMAT,
        _OUTPUT,
        click.option(
            "--limit", "limits", multiple=True, metavar="NAME=N", help="Change a limit, such as layers=200000."
        ),
    ]
    for option in reversed(options):
        function = option(function)
    return function


@cli.command()
@_shared
@click.option("--numbers", is_flag=True, help="Put the default of every symbol in.")
def derive(
    source: str | None, text: str | None, network: str, settings: tuple[str, ...], numbers: bool, **rest: Any
) -> None:
    """Print the table of a network: output sizes, parameters, connections, MACs."""
    net = _network(source, text, network, settings, rest["limits"], numbers=numbers)
    _print(net.table(rest["format_"], **_width(rest["format_"], rest["output"])), rest["output"])


@cli.command()
@_shared
@click.option("--layer", default="", metavar="LABEL", help="Only this layer.")
def explain(
    source: str | None, text: str | None, network: str, settings: tuple[str, ...], layer: str, **rest: Any
) -> None:
    """Show the work: each rule, the network's symbols put in, its numbers put in, the value."""
    net = _network(source, text, network, settings, rest["limits"])
    _print(net.explain(layer, rest["format_"], **_width(rest["format_"], rest["output"])), rest["output"])


@cli.command()
@click.argument("layer", required=False)
@click.option("--axes", type=click.IntRange(1, 3), default=2, show_default=True, help="Spatial axes of the input.")
@click.option("--file", "file", metavar="FILE", help="A file that defines layers of its own.")
@_FORMAT
@_OUTPUT
def formula(layer: str | None, axes: int, file: str | None, format_: str, output: Path | None) -> None:
    """Print the cheat sheet of one LAYER or of all: its formulas, what it computes, what it needs."""
    from symcnn import api

    _print(api.sheet(layer or "", axes=axes, file=file, format=format_, **_width(format_, output)), output)


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
        text = _stdin() if file == "-" else read_source(Path(file), DEFAULT)
        formatted = format_text(text, "<stdin>" if file == "-" else file)
        changed |= formatted != text
        if file == "-" and not check:
            click.echo(formatted, nl=False)
        elif formatted != text:
            click.echo(f"{file}: {'would change' if check else 'formatted'}", err=True)
            if not check:
                _write(Path(file), formatted)
    if check and changed:
        sys.exit(1)


@cli.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
def check(files: tuple[str, ...]) -> None:
    """Read and derive files, and say what they hold or what is wrong with them."""
    from symcnn import api

    worst = 0
    for file in files:
        try:
            click.echo(f"{file}: {api.check(_stdin() if file == '-' else Path(file))}")
        except SymcnnError as mistake:
            click.echo(_message(mistake), err=True)
            worst = max(worst, _status(mistake))
    sys.exit(worst)


@cli.command()
def zoo() -> None:
    """List the published networks that come with symcnn."""
    from symcnn import api

    for name, path in api.zoo().items():
        title, source = api.describe(path)
        click.echo(f"{name:<12} {title}")
        click.echo(f"{'':<12} {source}")


def _network(
    source: str | None,
    text: str | None,
    network: str,
    settings: Iterable[str],
    limits: Iterable[str],
    *,
    numbers: bool = False,
) -> Network:
    from symcnn import api

    bounds = _limits(limits)
    if (source is None) == (text is None):
        raise click.UsageError("Give one of FILE, NAME, - for standard input, or -e TEXT.")
    if text is not None:
        net = api.parse(text, network=network, limits=bounds, name="-e")
    elif source == "-":
        net = api.parse(_stdin(), network=network, limits=bounds, name="<stdin>")
    else:
        net = api.load(str(source), network=network, limits=bounds)
    values: dict[str, str] = {}
    for setting in settings:
        name, value = _pair(setting, "--set")
        if name in values:
            raise click.UsageError(f"--set {name} is given twice.")
        values[name] = value
    return net.numbers(**values) if numbers else net.at(**values)


def _limits(pairs: Iterable[str]) -> Limits:
    from symcnn.errors import nearest
    from symcnn.limits import DEFAULT

    changed = {}
    for pair in pairs:
        name, value = _pair(pair, "--limit")
        if name not in DEFAULT.fields or not value.isdecimal():
            raise click.UsageError(f"--limit {pair}: not a limit and a whole number. {nearest(name, DEFAULT.fields)}")
        changed[name] = int(value)
    changed_limits: Limits = DEFAULT.replaced(**changed)
    return changed_limits


def _pair(setting: str, option: str) -> tuple[str, str]:
    name, equals, value = setting.partition("=")
    if not equals or not name.strip().isidentifier():
        raise click.UsageError(f"{option} {setting}: write a name, = and a value, such as {option} W=64.")
    return name.strip(), value.strip()


def _stdin() -> str:
    from symcnn.limits import DEFAULT
    from symcnn.model.library import decoded

    if sys.stdin is None:
        raise NotFound("there is no standard input")
    data = sys.stdin.buffer.read(DEFAULT.characters * 4 + 1)
    return decoded(data, "<stdin>")


def _width(format_: str, output: Path | None) -> dict[str, int]:
    """The width of the terminal, or what ``COLUMNS`` says; text for a pipe or a file is not folded."""
    folded = (sys.stdout is not None and sys.stdout.isatty()) or "COLUMNS" in os.environ
    return {"width": get_terminal_size().columns} if format_ == "text" and output is None and folded else {}


def _print(text: str, output: Path | None) -> None:
    if output is None or str(output) == "-":
        click.echo(text, nl=not text.endswith("\n"))
    else:
        _write(output, text if text.endswith("\n") else text + "\n")


def _write(path: Path, text: str) -> None:
    """Write beside the file and rename, so that no half-written file is ever seen; a device or a pipe is written to."""
    temporary = None
    try:
        target = path.resolve()
        if target.exists() and not target.is_file():
            target.write_text(text, encoding="utf-8")
            return
        handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=".symcnn.")
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        mode = target.stat().st_mode & 0o777 if target.exists() else 0o666 & ~_umask()
        Path(temporary).chmod(mode)
        Path(temporary).replace(target)
    except (OSError, ValueError) as failure:
        if temporary is not None:
            Path(temporary).unlink(missing_ok=True)
        raise NotFound(f"cannot write {path}: {getattr(failure, 'strerror', None) or failure}") from None


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _message(mistake: SymcnnError) -> str:
    return f"error: {mistake}"


def _status(mistake: SymcnnError) -> int:
    return 2 if isinstance(mistake, TextError) else 1


def main() -> NoReturn:
    """The script ``symcnn``."""
    cli.main()
