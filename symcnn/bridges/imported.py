"""A traced model as a network: its text is made, read, and its counts compared with those of the tool it came from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symcnn.bridges.blocks_made import Folded, with_blocks
from symcnn.bridges.definitions import definitions_for
from symcnn.bridges.grouped import grouped, repeated, without_modules
from symcnn.bridges.lines import CallLine, MergeLine, TextLines, all_lines
from symcnn.bridges.lines_text import LineWriter
from symcnn.bridges.nested import nested, tidied
from symcnn.bridges.skeleton import references_in
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


def to_text(model: TracedModel, *, flat: bool = False) -> str:
    """The text of a traced model, as ``symcnn fmt`` lays it out."""
    model = tidied(model)
    lines = nested(model)
    folded = Folded(lines, ()) if flat else fold(lines)
    return format_text(text_of(model, folded))


def fold(lines: TextLines) -> Folded:
    """Lines with modules as blocks and equal neighbours as repeats."""
    taken = {line.word for line in all_lines(lines) if isinstance(line, CallLine | MergeLine)} | _TAKEN
    folded = with_blocks(repeated(without_modules(grouped(lines))), taken)
    return Folded(repeated(folded.lines), folded.blocks)


_TAKEN = frozenset(
    {
        "network",
        "block",
        "layer",
        "input",
        "repeat",
        "for",
        "when",
        "else",
        "use",
        "from",
        "head",
        "let",
        "assume",
        "notation",
    }
)
"""Words that mean something in the language."""


def text_of(model: TracedModel, folded: Folded) -> str:
    """Blocks, and lines under a header whose symbols are the sizes of the input."""
    entry = model.layers[0]
    names = _AXES[: len(entry.sizes)]
    defaults = [f"{name} = {size}" for name, size in zip(names, entry.sizes, strict=True)]
    everything = [*folded.lines, *(line for block in folded.blocks for line in block.body)]
    calls = [line.word for line in all_lines(tuple(everything)) if isinstance(line, CallLine)]
    write = LineWriter(labels_for(tuple(everything)), {block.name: block for block in folded.blocks})
    rows = definitions_for(calls)
    for block in folded.blocks:
        rows += [f"{block.header} {{", *(f"    {row}" for row in write.body(block.body)), "}", ""]
    rows += [f"network {model.name}({', '.join([*defaults, f'D = {entry.depth}'])}) {{"]
    rows += [f"    input({', '.join([*names, 'D'])})", *(f"    {row}" for row in write.body(folded.lines)), "}"]
    return "\n".join([*rows, ""])


def labels_for(lines: TextLines) -> dict[str, str]:
    """Labels of the layers that something refers to."""
    return {name: name for name in references_in(lines)}
