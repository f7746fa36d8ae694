"""The verb that says what files hold, or what is wrong with them."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import click

from symcnn.cli.group import cli
from symcnn.cli.options import FRAMEWORK, LANGUAGE, shape_of, stdin
from symcnn.cli.output import message, sayable, status
from symcnn.cli.streams import note, say
from symcnn.errors import SymcnnError
from symcnn.render.formula.ascii import can_say
from symcnn.render.formula.text import in_ascii

_MODEL_AND_TEXT = 2
_NAMED = re.compile(r"[\w.]+:[\w.]+")
"""A model of PyTorch."""


@cli.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@FRAMEWORK
@LANGUAGE
@click.option(
    "--input",
    "shape",
    default="W=224,H=224,D=3",
    show_default=True,
    metavar="W=224,H=224,D=3",
    help="Sizes and depth of one example, for a model.",
)
def check(files: tuple[str, ...], shape: str, framework: str, language: str) -> None:
    """Read and derive files, and say what they hold or what is wrong with them.

    Of module:callable and a file: say where the model of PyTorch and the text part, layer by layer.
    """
    from symcnn import api

    if len(files) == _MODEL_AND_TEXT and _NAMED.fullmatch(files[0]):
        from symcnn.bridges.named import found as named

        compared = api.check_torch(named(files[0]), api.load(files[1]), shape_of(shape))
        say(sayable(f"{files[1]}: {compared}\n"))
        sys.exit(0 if compared.is_same else 1)
    worst = 0
    for file in files:
        try:
            with in_ascii(wanted=not can_say(getattr(sys.stdout, "encoding", None))):
                found = api.check(stdin() if file == "-" else Path(file), framework=framework)
            say(sayable(f"{file}: {found}\n"))
        except SymcnnError as mistake:
            note(message(mistake, language))
            worst = max(worst, status(mistake))
    sys.exit(worst)
