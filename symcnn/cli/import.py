"""The verb that reads a model of another tool."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from symcnn.cli.group import cli
from symcnn.cli.options import OUTPUT, shape_of, split_pair, stdin
from symcnn.cli.output import show

if TYPE_CHECKING:
    from symcnn.network.network import Network

from pathlib import Path
from typing import TYPE_CHECKING


@cli.command("import")
@click.argument("model", metavar="MODEL")
@click.option(
    "--input",
    "shape",
    default="W=224,H=224,D=3",
    show_default=True,
    metavar="W=224,H=224,D=3",
    help="Sizes and depth of one example.",
)
@click.option(
    "--vary",
    multiple=True,
    metavar="width=64,96,160",
    help="Call it with these values of an argument, which becomes a symbol.",
)
@click.option("--name", default="", metavar="NAME", help="What the network is called.")
@click.option("--flat", is_flag=True, help="Without blocks and repeats.")
@OUTPUT
def import_(model: str, shape: str, vary: tuple[str, ...], name: str, output: Path | None, *, flat: bool) -> None:
    """Read a model of another tool and write it in the language.

    MODEL is module:callable for PyTorch, whose code runs for that; or a file: ONNX (.onnx), Keras (.keras, .json),
    or code with a literal Sequential (.py, or - for standard input), which is read and never run.
    """
    ending = Path(model).suffix.lower() if ":" not in model else ""
    if model == "-" or ending in _FILES:
        if vary:
            raise click.UsageError("--vary goes with module:callable.")
        reads = _FILES[ending if model != "-" else ".py"]
        net = reads(model, name, flat) if reads is not _pasted else _pasted(model, name, flat, _sizes_given(shape))
    else:
        from symcnn.bridges.from_torch import from_torch
        from symcnn.bridges.named import found

        net = from_torch(found(model), shape_of(shape), vary=values_of(vary), name=name, flat=flat)
    show(net.source, output)


def _sizes_given(shape: str) -> dict[str, int]:
    """The sizes of ``--input``, if it was written: pasted code has no others."""
    source = click.get_current_context().get_parameter_source("shape")
    if source is not click.core.ParameterSource.COMMANDLINE:
        return {}
    pairs = dict(split_pair(part, "--input") for part in shape.split(","))
    if any(axis not in {"W", "H", "T", "D"} or not size.isdecimal() for axis, size in pairs.items()):
        raise click.UsageError(f"--input {shape}: write sizes and the depth, such as W=224,H=224,D=3.")
    return {axis: int(size) for axis, size in pairs.items()}


def _pasted(model: str, name: str, flat: bool, sizes: dict[str, int] | None = None) -> Network:
    from symcnn.api import from_code
    from symcnn.limits import DEFAULT
    from symcnn.model.library import read_source

    if name or flat:
        raise click.UsageError("--name and --flat do not go with pasted code.")
    text = stdin() if model == "-" else read_source(Path(model), DEFAULT)
    return from_code(text, sizes=sizes, name="<stdin>" if model == "-" else model)


def _onnx(model: str, name: str, flat: bool) -> Network:
    from symcnn.api import from_onnx

    return from_onnx(model, name=name, flat=flat)


def _keras(model: str, name: str, flat: bool) -> Network:
    from symcnn.api import from_keras

    return from_keras(model, name=name, flat=flat)


_FILES = {".py": _pasted, ".onnx": _onnx, ".keras": _keras, ".json": _keras}
"""What reads a file, by how its name ends."""


def values_of(settings: tuple[str, ...]) -> dict[str, tuple[int, ...]]:
    """The values of each argument from ``width=64,96,160``."""
    pairs = [split_pair(setting, "--vary") for setting in settings]
    wrong = [row for _, row in pairs if not all(value.strip().isdecimal() for value in row.split(","))]
    if wrong:
        raise click.UsageError(f"--vary {wrong[0]}: write whole numbers, such as width=64,96,160.")
    return {name: tuple(map(int, row.split(","))) for name, row in pairs}
