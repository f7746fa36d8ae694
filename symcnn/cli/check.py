"""The verb that says what files hold, or what is wrong with them."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from symcnn.cli.group import cli
from symcnn.cli.options import FRAMEWORK, stdin
from symcnn.cli.output import message, sayable, status
from symcnn.cli.streams import note, say
from symcnn.errors import SymcnnError
from symcnn.render.formula.ascii import can_say
from symcnn.render.formula.text import in_ascii


@cli.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@FRAMEWORK
def check(files: tuple[str, ...], framework: str) -> None:
    """Read and derive files, and say what they hold or what is wrong with them."""
    from symcnn import api

    worst = 0
    for file in files:
        try:
            with in_ascii(wanted=not can_say(getattr(sys.stdout, "encoding", None))):
                found = api.check(stdin() if file == "-" else Path(file), framework=framework)
            say(sayable(f"{file}: {found}\n"))
        except SymcnnError as mistake:
            note(message(mistake))
            worst = max(worst, status(mistake))
    sys.exit(worst)
