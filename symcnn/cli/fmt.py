"""The verb that lays texts out in the standard way."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from symcnn.cli.group import cli
from symcnn.cli.options import stdin
from symcnn.cli.output import write
from symcnn.cli.streams import note, say
from symcnn.errors import NotFound
from symcnn.limits import DEFAULT


@cli.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--check", is_flag=True, help="Only say which files would change; exit 1 if any would.")
def fmt(files: tuple[str, ...], check: bool) -> None:
    """Lay files out in the standard way; - reads standard input and prints."""
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
