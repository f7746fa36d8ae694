"""What the verbs have in common: options, and the network that they choose."""

from __future__ import annotations

import re
import sys
from functools import wraps
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from symcnn.cli.completion import completed, completing
from symcnn.cli.output import GridPrinting, Printing, file_path, terminal_width
from symcnn.errors import NotFound
from symcnn.render.formula.ascii import can_say
from symcnn.render.formula.text import in_ascii
from symcnn.render.printers import registry
from symcnn.render.widths import IN_WORDS
from symcnn.support.names import is_symbol_name, list_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable
    from pathlib import Path

    from symcnn.api import Network
    from symcnn.limits import Limits

FORMATS = tuple(registry.FORMATS)
"""The output formats."""

ENDINGS = {ending: name for name, row in registry.FORMATS.items() for ending in row.endings} | {"pdf": "pdf"}
"""What a file whose name ends so holds, unless ``--format`` says something else."""

FORMAT = click.option(
    "--format", "format_", type=click.Choice(FORMATS), help="How to print; by default as FILE ends, or text."
)


OUTPUT = click.option("-o", "--output", type=file_path, metavar="FILE", help="Write to a file instead.")
LANGUAGE = click.option(
    "--lang",
    "language",
    default="en",
    show_default=True,
    metavar="en|zh",
    shell_complete=completing("languages"),
    help="The words.",
)
NUMBERS = click.option("--numbers", is_flag=True, help="Put the default of every symbol in.")
NUMBERS_OF_OTHERS = click.option("--numbers", is_flag=True, help="Put the default of every other symbol in.")
TITLE = click.option(
    "--title", default="", metavar="WORDS", help="The network's name in captions; default: as published."
)
CAPTION = click.option("--caption", default="", metavar="WORDS", help="Your own caption in LaTeX.")
LABEL = click.option("--label", default="", metavar="NAME", help="Your own label in LaTeX, such as tab:net.")
FRAMEWORK = completed(
    "--for-framework",
    "framework",
    of="frameworks",
    metavar="torch|keras|onnx",
    words="Ask besides for what this framework asks of its layers.",
)
UNITS = completed("--units", of="units", metavar="k|M|G|Ki|Mi", words="Round numbers: 25.6 M; CSV and JSON stay exact.")
WHERE = completed(
    "--where",
    of="where",
    metavar="often|all|none",
    words="Which parts get a letter, explained below; often is usual, none in JSON and CSV.",
)
LIMIT = click.option(
    "--limit", "limits", multiple=True, metavar="NAME=N", help="Change a limit, such as layers=200000."
)
NOTATION = completed(
    "--notation",
    of="notations",
    metavar="NAME|FILE",
    words="The symbols: cs231n, dumoulin, pytorch, lecun, or your own.",
)


class PageRequest(NamedTuple):
    """How a page is printed, and where to."""

    format_: str
    output: Path | None
    language: str
    notation: str = ""
    width: str = "onecolumn"

    @property
    def printing(self) -> Printing:
        """The same as arguments of what prints the page."""
        words: Printing = {"format": self.format_, "language": self.language, "notation": self.notation}
        if self.format_ == "latex":
            return {**words, "width": self.width}
        columns = terminal_width(self.format_, self.output)
        return words if columns is None else {**words, "width": columns}

    @property
    def grid(self) -> GridPrinting:
        """The same as arguments of what prints blocks in rows and columns."""
        characters = terminal_width(self.format_, self.output) or 0
        words: GridPrinting = {"format": self.format_, "language": self.language, "notation": self.notation}
        words["width"] = self.width
        return {**words, "characters": characters} if characters else words


class NetworkRequest(NamedTuple):
    """Which network a verb is about, and the values put in."""

    source: str | None = None
    text: str | None = None
    network: str = ""
    settings: tuple[str, ...] = ()
    batch: str = "1"
    limits: tuple[str, ...] = ()

    def load(self, *, numbers: bool = False) -> Network:
        """The network, with the default of every symbol put in if ``numbers`` is true."""
        from symcnn import api

        bounds = limits_of(self.limits)
        if (self.source is None) == (self.text is None):
            raise click.UsageError("Give one of FILE, NAME, - for standard input, or -e TEXT.")
        if self.text is not None:
            net = api.parse(self.text, network=self.network, limits=bounds, name="-e")
        elif self.source == "-":
            net = api.parse(stdin(), network=self.network, limits=bounds, name="<stdin>")
        else:
            net = api.load(str(self.source), network=self.network, limits=bounds)
        net = net if self.batch == "1" else net.for_batch(self.batch)
        values = values_of(self.settings)
        return net.numbers(**values) if numbers else net.at(**values)


def gathered(**kinds: type[Any]) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Pass options as requests: to each parameter named here, a tuple of the options that its fields name."""

    def decorate(function: Callable[..., None]) -> Callable[..., None]:
        @wraps(function)
        def run(**given: Any) -> None:
            taken = {
                name: kind(**{field: given.pop(field) for field in kind._fields if field in given})
                for name, kind in kinds.items()
            }
            function(**given, **taken)

        return run

    return decorate


def width(default: str, where: str = "") -> Callable[[Any], Any]:
    """How wide what goes into a paper is; ``where`` says of which formats."""
    return click.option(
        "--width",
        default=default,
        show_default=True,
        metavar="WIDTH",
        shell_complete=completing("widths"),
        help=f"{where}{IN_WORDS}, or points.",
    )


def _endings(formats: Collection[str]) -> str:
    """How the names of files end that a verb writes."""
    ends = {form: f".{ending}" for ending, form in reversed(ENDINGS.items()) if form in formats}
    return f"a file ends in {', '.join(ends[form] for form in formats)}"


def as_file_ends(formats: Collection[str]) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """A decorator that takes the format from the file's name where none is given, or else the first one."""
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


def printed_as_wide(default: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """The options of every verb that prints a page, in LaTeX with a width of its own."""

    def decorate(function: Callable[..., None]) -> Callable[..., None]:
        taking = as_file_ends(FORMATS)(gathered(page=PageRequest)(function))
        with_options: Callable[..., None] = FORMAT(OUTPUT(LANGUAGE(width(default, "In LaTeX: ")(taking))))
        return with_options

    return decorate


printed = printed_as_wide("onecolumn")


SECONDS = click.option(
    "--seconds", type=click.FloatRange(min=0), default=10, show_default=True, help="Stop trying after this long."
)
NETWORK: dict[str, Callable[[Any], Any]] = {
    "source": click.argument("source", required=False, metavar="[FILE|NAME]", shell_complete=completing("networks")),
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
    "--batch": click.option(
        "--batch", default="1", metavar="N", help="How many examples there are at once: a number or a symbol."
    ),
    "--limit": LIMIT,
}
"""What chooses a network, by its name on the command line."""


def choosing(*names: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """The options that choose a network, or some of them; the verb takes what they say as ``network``."""

    def decorate(function: Callable[..., None]) -> Callable[..., None]:
        function = gathered(network=NetworkRequest)(function)
        for name in reversed(names or tuple(NETWORK)):
            function = NETWORK[name](function)
        return function

    return decorate


def shared(function: Callable[..., None]) -> Callable[..., None]:
    """The options of every verb that takes a network."""
    return choosing()(printed(function))


def networks_of(sources: Iterable[str], texts: Iterable[str], limits: Iterable[str]) -> list[Network]:
    """The networks that a command line names, ``-`` for what comes in, and behind them those of ``-e``."""
    from symcnn import api

    bounds = limits_of(limits)
    named = [
        api.parse(stdin(), limits=bounds, name="<stdin>") if source == "-" else api.load(source, limits=bounds)
        for source in sources
    ]
    return [*named, *(api.parse(text, name="-e", limits=bounds) for text in texts)]


class NetworksRequest(NamedTuple):
    """Networks, one at least, and values that are put in."""

    sources: tuple[str, ...]
    texts: tuple[str, ...]
    settings: tuple[str, ...]
    limits: tuple[str, ...]

    def load(self) -> list[Network]:
        """The networks, each with the values for which it has a symbol."""
        nets = networks_of(self.sources, self.texts, self.limits)
        if not nets:
            raise click.UsageError("Give a network: FILE, NAME, - for standard input, or -e TEXT.")
        return put_in_all(nets, values_of(self.settings), "no network has")


def put_in_all(nets: list[Network], values: dict[str, str], none_has: str) -> list[Network]:
    """Networks with values put in, each value in whichever has its symbol; some network must."""
    unused = [name for name in values if not any(_takes(net, name) for net in nets)]
    if unused:
        raise click.UsageError(f"--set {unused[0]}: {none_has} a symbol of that name.")
    return [net.at(**{name: value for name, value in values.items() if _takes(net, name)}) for net in nets]


def _takes(net: Network, name: str) -> bool:
    """Whether a value can be meant for a network: for one of its symbols, or an entry of one."""
    return (list_of(name) or name) in net.symbols


def values_of(settings: Iterable[str]) -> dict[str, str]:
    """The values of ``--set``, each name once."""
    values: dict[str, str] = {}
    for setting in settings:
        name, value = split_pair(setting, "--set")
        if name in values:
            raise click.UsageError(f"--set {name} is given twice.")
        values[name] = value
    return values


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


_ANOTHER = re.compile(r"[,;\s]\s*[^\W\d]\w*\s*=(?!=)")
"""A second name with a value of its own."""


def split_pair(setting: str, option: str) -> tuple[str, str]:
    """A name and what is set equal to it."""
    name, equals, value = setting.partition("=")
    if not equals or not is_symbol_name(name.strip()):
        raise click.UsageError(f"{option} {setting}: write a name, = and a value, such as {option} W=64.")
    if _ANOTHER.search(value):
        raise click.UsageError(f"{option} {setting}: give {option} once for each name.")
    return name.strip(), value.strip()


def shape_of(text: str) -> tuple[int, ...]:
    """Depth and sizes, as PyTorch has them, from ``W=224,H=224,D=3``."""
    pairs = dict(split_pair(part, "--input") for part in text.split(","))
    unknown = [axis for axis, size in pairs.items() if axis not in {"W", "H", "T", "D"} or not size.isdecimal()]
    if unknown or "D" not in pairs:
        raise click.UsageError(f"--input {text}: write sizes and the depth, such as W=224,H=224,D=3.")
    return tuple(int(pairs[axis]) for axis in ("D", "T", "H", "W") if axis in pairs)


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
