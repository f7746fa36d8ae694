"""The verb that reads a model of another tool."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from symcnn.cli.group import cli
from symcnn.cli.options import OUTPUT, split_pair
from symcnn.cli.output import show

if TYPE_CHECKING:
    from pathlib import Path


@cli.command("import")
@click.argument("model", metavar="MODULE:CALLABLE")
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
    """Read a model of PyTorch and write it in the language; its own code runs for that.

    \b
    symcnn import mymodels:Net --input W=32,H=32,D=1 -o net.cnn
    symcnn import torchvision.models:resnet18
    """
    from symcnn.bridges.from_torch import from_torch
    from symcnn.bridges.named import found

    net = from_torch(found(model), shape_of(shape), vary=values_of(vary), name=name, flat=flat)
    show(net.source, output)


def shape_of(text: str) -> tuple[int, ...]:
    """Depth and sizes from ``W=224,H=224,D=3``."""
    pairs = dict(split_pair(part, "--input") for part in text.split(","))
    unknown = [axis for axis, size in pairs.items() if axis not in {"W", "H", "T", "D"} or not size.isdecimal()]
    if unknown or "D" not in pairs:
        raise click.UsageError(f"--input {text}: write sizes and the depth, such as W=224,H=224,D=3.")
    return tuple(int(pairs[axis]) for axis in ("D", "W", "H", "T") if axis in pairs)


def values_of(settings: tuple[str, ...]) -> dict[str, tuple[int, ...]]:
    """The values of each argument from ``width=64,96,160``."""
    pairs = [split_pair(setting, "--vary") for setting in settings]
    wrong = [row for _, row in pairs if not all(value.strip().isdecimal() for value in row.split(","))]
    if wrong:
        raise click.UsageError(f"--vary {wrong[0]}: write whole numbers, such as width=64,96,160.")
    return {name: tuple(map(int, row.split(","))) for name, row in pairs}
