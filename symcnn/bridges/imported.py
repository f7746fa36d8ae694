"""A traced model as a network: its text is made, read, and its counts compared with those of the tool it came from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symcnn.bridges.definitions import definitions_for
from symcnn.bridges.lines import CallLine, FromLine, TextLines, all_lines
from symcnn.bridges.lines_text import LineWriter
from symcnn.bridges.nested import nested, tidied
from symcnn.bridges.traced import ImportRefused, TracedModel
from symcnn.network.load import parse
from symcnn.syntax.format import format_text

if TYPE_CHECKING:
    from symcnn.network.network import Network


def to_network(model: TracedModel, *, flat: bool = False) -> Network:
    """The network of a traced model, its numbers compared with the tool's own.

    Raises:
        ImportRefused: The counts differ; by how much.
    """
    text = to_text(model, flat=flat)
    net = parse(text, name=model.name)
    compared(net, model)
    return net


def compared(net: Network, model: TracedModel) -> None:
    """Hold a network's counts against those of the tool."""
    numbers = net.numbers()
    pairs = (("parameters", numbers.params, model.params), ("multiply-accumulates", numbers.macs, model.macs))
    wrong = [f"{own} {what} for {theirs}" for what, own, theirs in pairs if theirs is not None and own != theirs]
    if wrong:
        raise ImportRefused(f"{model.name}: the text would have {' and '.join(wrong)}")


_AXES = ("W", "H", "T")


def to_text(model: TracedModel, *, flat: bool = False) -> str:  # noqa: ARG001
    """The text of a traced model, as ``symcnn fmt`` lays it out."""
    model = tidied(model)
    return format_text(flat_text(model, nested(model)))


def flat_text(model: TracedModel, lines: TextLines) -> str:
    """Lines under a header whose symbols are the sizes of the input."""
    entry = model.layers[0]
    names = _AXES[: len(entry.sizes)]
    defaults = [f"{name} = {size}" for name, size in zip(names, entry.sizes, strict=True)]
    labels = labels_for(lines)
    body = LineWriter(labels, {}).body(lines)
    header = f"network {model.name}({', '.join([*defaults, f'D = {entry.depth}'])}) {{"
    rows = [header, f"    input({', '.join([*names, 'D'])})", *(f"    {row}" for row in body), "}"]
    return "\n".join(
        [*definitions_for(line.word for line in all_lines(lines) if isinstance(line, CallLine)), *rows, ""]
    )


def labels_for(lines: TextLines) -> dict[str, str]:
    """Labels of the layers that something refers to, after the module that they stand in."""
    wanted = [line.start for line in all_lines(lines) if isinstance(line, FromLine)]
    wanted += [
        str(dict(line.arguments)["label"])
        for line in all_lines(lines)
        if isinstance(line, CallLine) and line.word == "use"
    ]
    return {name: name for name in dict.fromkeys(wanted)}
