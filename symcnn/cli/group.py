"""The command line: a few verbs, one argument order, errors on standard error.

Exit status 2 is a mistake in the author's text, 1 anything else that went wrong.
"""

from __future__ import annotations

import importlib
import re
import sys
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any

import click

from symcnn import __version__
from symcnn.cli.completion import completing
from symcnn.cli.output import message, misused, status, teller_of
from symcnn.cli.streams import failed, forgiving_streams, unwritten
from symcnn.cli.waiting import Waiting
from symcnn.errors import NotFound, SymcnnError, nearest
from symcnn.support.interrupts import INTERRUPTED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

VERBS = (
    "derive",
    "explain",
    "exercise",
    "paper",
    "family",
    "blocks",
    "draw",
    "sizes",
    "solve",
    "compare",
    "reconcile",
    "memory",
    "plot",
    "sweep",
    "page",
    "code",
    "formula",
    "fmt",
    "check",
    "lsp",
    "play",
    "import",
    "zoo",
)
"""The verbs in the order in which help lists them."""

_VERBS_ELSEWHERE = {
    word: verb
    for verb, words in (
        ("derive", "summary show print table params parameters shapes info"),
        ("reconcile", "flops macs count profile"),
        ("code", "export generate convert"),
        ("draw", "visualize visualise figure picture diagram"),
        ("fmt", "format"),
        ("paper", "latex tex"),
        ("zoo", "list networks models search"),
    )
    for word in words.split()
}
"""What other tools call a verb, by their word."""


def language_of(arguments: Sequence[str]) -> str:
    """The language that a command line asks for, wherever it does.

    >>> language_of(["derive", "x.cnn", "--lang", "zh"]), language_of(["derive", "--lang=zh"]), language_of([])
    ('zh', 'zh', 'en')
    """
    for place, word in enumerate(arguments):
        if word == "--lang" and place + 1 < len(arguments):
            return arguments[place + 1]
        if word.startswith("--lang="):
            return word.partition("=")[2]
    return "en"


_NOTE = re.compile(r"(?<=\S)( {2,})(\S.*)$", re.MULTILINE)
"""What stands behind a command, in a column of its own."""
_HEADINGS = re.compile(r"^(Usage|Options|Commands|Examples):", re.MULTILINE)


def _told(paragraph: str, say: Callable[[str], str]) -> str:
    """A paragraph of a help in a language; of a list of commands the notes behind them."""
    if "\b" in paragraph:
        return _NOTE.sub(lambda note: note[1] + say(note[2]), paragraph)
    return say(" ".join(paragraph.split()))


@contextmanager
def told(command: click.Command, say: Callable[[str], str]) -> Iterator[None]:
    """For a while, a command says of itself and of its options in a language what it says in English."""
    options = [option for option in command.params if isinstance(option, click.Option) and option.help]
    before = command.help, [option.help for option in options]
    command.help = "\n\n".join(_told(part, say) for part in (command.help or "").split("\n\n"))
    for option in options:
        option.help = say(option.help or "")
    try:
        yield
    finally:
        command.help = before[0]
        for option, words in zip(options, before[1], strict=True):
            option.help = words


def help_of(commands: Iterable[click.Command], context: click.Context, english: Callable[[], str]) -> str:
    """The help in the language that the command line asks for."""
    language = str(context.find_root().obj or "en")
    if language == "en":
        return english()
    say = teller_of(language)
    with ExitStack() as later:
        for command in commands:
            later.enter_context(told(command, say))
        text = english()
    text = text.replace("Show this message and exit.", say("Show this message and exit."))
    text = text.replace("[default:", f"[{say('default')}:")
    return _HEADINGS.sub(lambda heading: f"{say(heading[1])}:", text)


def _language() -> click.Option:
    """The language of a verb that prints no page of its own."""
    words = "The words, of mistakes as well."
    complete = completing("languages")
    return click.Option(["--lang"], metavar="en|zh", expose_value=False, shell_complete=complete, help=words)


class Verb(click.Command):
    """A command whose help ends with examples, and whose line in the list of verbs is a whole sentence."""

    def get_help(self, ctx: click.Context) -> str:
        """Its help in the language that the command line asks for."""
        return help_of([self], ctx, lambda: super(Verb, self).get_help(ctx))

    def get_short_help_str(self, limit: int = 0) -> str:  # noqa: ARG002 - a sentence is as long as it is
        """Its first sentence."""
        first, _, _ = (self.help or "").partition("\n\n")
        return " ".join(first.split())

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Its examples."""
        from symcnn.cli.examples import EXAMPLES

        super().format_epilog(ctx, formatter)
        with formatter.section("Examples"):
            formatter.write("".join(f"  {example}\n" for example in EXAMPLES[self.name or ""]))


class VerbGroup(click.Group):
    """Commands in the order of `VERBS`; every foreseen failure is a message and an exit status."""

    command_class = Verb

    def get_help(self, ctx: click.Context) -> str:
        """The help in the language that the command line asks for."""
        verbs = [command for verb in VERBS if (command := self.get_command(ctx, verb)) is not None]
        return help_of([self, *verbs], ctx, lambda: super(VerbGroup, self).get_help(ctx))

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """The verbs in order."""
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of a verb; only its module is imported, or all of them where click says what a word is like."""
        for verb in (cmd_name,) if cmd_name in VERBS else VERBS:
            importlib.import_module(f"symcnn.cli.{verb}")  # it adds its command to this group
        command = super().get_command(ctx, cmd_name)
        if command is not None and not any("--lang" in option.opts for option in command.params):
            command.params.append(_language())  # `language_of` reads it, wherever it stands
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The verb that comes first; where it is not there, the one that looks most like it is named."""
        if not (ctx.resilient_parsing or args[0] in VERBS or args[0].startswith("-")):
            meant = nearest(_VERBS_ELSEWHERE.get(args[0].lower(), args[0]), VERBS)
            raise NotFound(f'there is no command "{args[0]}"', meant or "symcnn --help lists what there is")
        return super().resolve_command(ctx, args)

    def main(self, *args: Any, **extra: Any) -> Any:
        """Run a command line and end; in click's ``standalone_mode=False`` what goes wrong is raised as it is."""
        if not extra.get("standalone_mode", True):
            return super().main(*args, **extra)
        with forgiving_streams(), Waiting("working"):
            sys.exit(self._status(*args, **extra))

    def _status(self, *args: Any, **extra: Any) -> int:
        """Run a command line, say what went wrong, and give the exit status."""
        given = args[0] if args else extra.get("args")
        language = language_of(sys.argv[1:] if given is None else given)
        try:
            if language != "en":
                _known(language)
            asked = {"obj": language, "default_map": {verb: {"language": language} for verb in VERBS}}
            super().main(*args, **{**extra, **asked, "standalone_mode": False})
        except SymcnnError as mistake:
            return failed(message(mistake, language), status(mistake))
        except click.exceptions.NoArgsIsHelpError as help_wanted:
            return failed(help_wanted.ctx.get_help())
        except click.ClickException as mistake:
            return failed(misused(mistake, language))
        except OSError as failure:
            return unwritten(failure)
        except (click.Abort, KeyboardInterrupt):
            return INTERRUPTED
        return 0


def _known(language: str) -> None:
    """Refuse a language that is not there, also where a verb prints no page."""
    from symcnn.render.languages.translate import words

    words(language)


@click.group(cls=VerbGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option("--lang", metavar="en|zh", expose_value=False, help="The words, of mistakes as well.")
@click.version_option(__version__, prog_name="symcnn")
def cli() -> None:
    """Formulas for convolutional networks: sizes, parameters, connections, MACs, in symbols and numbers.

    \b
    symcnn derive lenet5                            formulas of a published network
    symcnn derive lenet5 --numbers                  its numbers
    symcnn derive -e "input(W, H, D); conv(F, K)"   a snippet; free names are symbols
    symcnn explain lenet5 --layer C1                the work shown
    symcnn paper resnet50 --part architecture       LaTeX for a paper
    symcnn code resnet50 --to torch                 PyTorch, a class for each block
    symcnn sizes lenet5                             which inputs it takes
    symcnn solve lenet5 "S4.W == 7" --for W         any equation, for any symbol
    symcnn compare a.cnn b.cnn --of macs            which is cheaper, and when
    """
