"""What the verbs have in common: options, and the network that they choose."""

from __future__ import annotations

import sys
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from symcnn.errors import NotFound
from symcnn.render.formula.ascii import can_say
from symcnn.render.formula.text import in_ascii
from symcnn.render.widths import IN_WORDS

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    from symcnn.api import Network
    from symcnn.limits import Limits

FORMATS = ("text", "markdown", "latex", "html", "json", "csv")
"""The output formats."""

ENDINGS = {
    "txt": "text",
    "md": "markdown",
    "tex": "latex",
    "html": "html",
    "htm": "html",
    "json": "json",
    "csv": "csv",
    "pdf": "pdf",
}
"""What a file whose name ends so holds, unless ``--format`` says something else."""

FORMAT = click.option(
    "--format", "format_", type=click.Choice(FORMATS), help="How to print; by default as FILE ends, or text."
)
OUTPUT = click.option("-o", "--output", type=Path, metavar="FILE", help="Write to a file instead.")
LANGUAGE = click.option("--lang", "language", default="en", show_default=True, metavar="en|zh", help="The words.")
NOTATION = click.option(
    "--notation", default="", metavar="NAME|FILE", help="The symbols: cs231n, dumoulin, pytorch, lecun, or your own."
)


def width(default: str) -> Callable[[Any], Any]:
    """How wide what goes into a paper is."""
    return click.option("--width", default=default, show_default=True, metavar="WIDTH", help=f"{IN_WORDS}, or points.")


def _endings(formats: Collection[str]) -> str:
    """How the names of files end that a verb writes."""
    ends = {form: f".{ending}" for ending, form in reversed(ENDINGS.items()) if form in formats}
    return f"a file ends in {', '.join(ends[form] for form in formats)}"


def as_file_ends(formats: Collection[str]) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Where no format is given, that of the file's name, or the first one."""
    plain = next(iter(formats))

    def decorate(function: Callable[..., None]) -> Callable[..., None]:
        @wraps(function)
        def run(*, format_: str | None, output: Path | None, **rest: Any) -> None:
            ending = output.suffix[1:].lower() if output else ""
            kind = format_ or (ENDINGS.get(ending, ending) if ending else plain)
            if kind not in formats:
                raise click.UsageError(f"-o {output}: {_endings(formats)}; --format says it for any other name.")
            is_printed = output is None or str(output) == "-"
            with in_ascii(wanted=is_printed and not can_say(getattr(sys.stdout, "encoding", None))):
                function(format_=kind, output=output, **rest)

        return run

    return decorate


def printed(function: Callable[..., None]) -> Callable[..., None]:
    """The options of every verb that prints a page."""
    return FORMAT(OUTPUT(LANGUAGE(as_file_ends(FORMATS)(function))))


SECONDS = click.option(
    "--seconds", type=click.FloatRange(min=0), default=10, show_default=True, help="Stop trying after this long."
)
NETWORK: dict[str, Callable[[Any], Any]] = {
    "source": click.argument("source", required=False, metavar="[FILE|NAME]"),
    "-e": click.option("-e", "--text", metavar="TEXT", help="Take the network from TEXT instead of a file."),
    "--network": click.option(
        "--network", metavar="NAME", default="", help="Which network of the file; the last one by default."
    ),
    "--set": click.option(
        "--set",
        "settings",
        multiple=True,
        metavar="W=64",
        help="Put a value in: a number or an expression such as W=2*n.",
    ),
    "--limit": click.option(
        "--limit", "limits", multiple=True, metavar="NAME=N", help="Change a limit, such as layers=200000."
    ),
}
"""What chooses a network, by its name on the command line."""


def taken(*names: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Some of the options that choose a network."""

    def decorate(function: Callable[..., None]) -> Callable[..., None]:
        for name in reversed(names):
            function = NETWORK[name](function)
        return function

    return decorate


def shared(function: Callable[..., None]) -> Callable[..., None]:
    """The options of every verb that takes a network."""
    return taken(*NETWORK)(printed(function))


def network_of(
    source: str | None,
    text: str | None,
    network: str,
    settings: Iterable[str],
    limits: Iterable[str],
    *,
    numbers: bool = False,
) -> Network:
    """The network that the options of a verb choose, with values put in."""
    from symcnn import api

    bounds = limits_of(limits)
    if (source is None) == (text is None):
        raise click.UsageError("Give one of FILE, NAME, - for standard input, or -e TEXT.")
    if text is not None:
        net = api.parse(text, network=network, limits=bounds, name="-e")
    elif source == "-":
        net = api.parse(stdin(), network=network, limits=bounds, name="<stdin>")
    else:
        net = api.load(str(source), network=network, limits=bounds)
    values = values_of(settings)
    return net.numbers(**values) if numbers else net.at(**values)


def values_of(settings: Iterable[str]) -> dict[str, str]:
    """The values of ``--set``, each name once."""
    values: dict[str, str] = {}
    for setting in settings:
        name, value = split_pair(setting, "--set")
        if name in values:
            raise click.UsageError(f"--set {name} is given twice.")
        values[name] = value
    return values


def bound_of(bound: str) -> tuple[str, tuple[str, str]]:
    """A name with its least and its greatest value, as they are written."""
    name, span = split_pair(bound, "--bound")
    low, dots, high = (part.strip() for part in span.partition(".."))
    if not (low and dots and high):
        raise click.UsageError(f"--bound {bound}: write the least and the greatest value, such as F=1..9.")
    return name, (low, high)


def limits_of(pairs: Iterable[str]) -> Limits:
    """The limits with some changed."""
    from symcnn.errors import nearest
    from symcnn.limits import DEFAULT

    changed = {}
    for pair in pairs:
        name, value = split_pair(pair, "--limit")
        if name not in DEFAULT.fields or not value.isdecimal():
            raise click.UsageError(f"--limit {pair}: not a limit and a whole number. {nearest(name, DEFAULT.fields)}")
        changed[name] = int(value)
    changed_limits: Limits = DEFAULT.replaced(**changed)
    return changed_limits


def split_pair(setting: str, option: str) -> tuple[str, str]:
    """A name and what is set equal to it."""
    name, equals, value = setting.partition("=")
    if not equals or not name.strip().isidentifier():
        raise click.UsageError(f"{option} {setting}: write a name, = and a value, such as {option} W=64.")
    return name.strip(), value.strip()


def stdin() -> str:
    """What standard input holds."""
    from symcnn.limits import DEFAULT
    from symcnn.model.library import decoded

    if sys.stdin is None:
        raise NotFound("there is no standard input")
    try:
        data = getattr(sys.stdin, "buffer", sys.stdin).read(DEFAULT.characters * 4 + 1)
    except (OSError, ValueError) as failure:
        raise NotFound(f"cannot read standard input: {getattr(failure, 'strerror', None) or failure}") from None
    return data if isinstance(data, str) else decoded(data, "<stdin>")
