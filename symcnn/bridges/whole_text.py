"""The whole text of a model: definitions, blocks, and the network with a word on where its symbols come from."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, NamedTuple

from symcnn.bridges.lines_text import LineWriter
from symcnn.bridges.model_lines import CallLine, FromLine, MergeLine, TextLines, all_lines
from symcnn.bridges.skeleton import references_in, shared_in
from symcnn.model.layers_brought_along import definitions_for

if TYPE_CHECKING:
    from collections.abc import Mapping

    from symcnn.bridges.blocks_made import Folded
    from symcnn.bridges.traced import TracedLayer, TracedModel

RESERVED = frozenset(
    {
        *(
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
        ),
        *("notation", "as", "in", "if", "and", "or", "not", "require"),
        *("true", "false", "none", "same", "same_lower", "causal", "valid"),
    }
)
"""Words that mean something in the language."""
AXES = ("W", "H", "T")


class SymbolOrigin(NamedTuple):
    """A symbol of the header: its default, and how it is known to be one."""

    symbol: str
    default: int
    evidence: str


def text_of(
    model: TracedModel,
    entries: tuple[TracedLayer, ...],
    folded: Folded,
    origins: tuple[SymbolOrigin, ...],
    assumed: tuple[str, ...] = (),
    labels: Mapping[str, str] | None = None,
) -> str:
    """The text of a model."""
    lines, classes = _with_classes(folded.lines, {origin.symbol for origin in origins})
    origins += (SymbolOrigin("M", classes, "a guess"),) if classes else ()
    everything = (*lines, *(line for block in folded.blocks for line in block.body))
    calls = [line.word for line in all_lines(everything) if isinstance(line, CallLine | MergeLine)]
    labels = {**_labels(everything, set(calls)), **(labels or {})}
    if len(entries) > 1:
        labels |= {entry.name: entry.name for entry in entries}
    write = LineWriter(labels, {block.name: block for block in folded.blocks})
    rows = definitions_for(calls)
    for block in folded.blocks:
        rows += [f"{block.header} {{", *(f"    {row}" for row in write.body(block.body)), "}", ""]
    rows += [f"# {row}" for row in (*_origins(origins), *(f"left out: {note}" for note in model.notes))]
    rows += [f"network {model.name}({', '.join(f'{o.symbol} = {o.default}' for o in origins)}) {{"]
    rows += [f"    {_entry(entry, origins, labels)}" for entry in entries]
    rows += [f"    assume {fact}" for fact in assumed]
    return "\n".join([*rows, *(f"    {row}" for row in write.body(lines)), "}", ""])


def _labels(lines: TextLines, words: set[str]) -> dict[str, str]:
    """The label of each traced layer that something refers to: its own, or what it is kept for and a number."""
    referred, shared, whole = references_in(lines), shared_in(lines), all_lines(lines)
    named = [line for line in whole if isinstance(line, CallLine | MergeLine | FromLine) and line.name in referred]
    own = {line.name: getattr(line, "label", "") for line in named}
    taken = {label for line in whole if (label := getattr(line, "label", ""))}
    for name in dict.fromkeys((*own, *referred)):
        own[name] = own.get(name) or _free("shared" if name in shared else "skip", taken | words)
        taken.add(own[name])
    return own


def _free(stem: str, taken: set[str]) -> str:
    """The stem with the first number that no label has; apart where a block is called like it."""
    stem = f"{stem}_" if stem in taken else stem
    return next(label for number in count(1) if (label := f"{stem}{number}") not in taken)


def _origins(origins: tuple[SymbolOrigin, ...]) -> list[str]:
    """How each symbol is known to be one, those of one kind together."""
    kinds = dict.fromkeys(origin.evidence for origin in origins)
    return [f"{', '.join(o.symbol for o in origins if o.evidence == kind)}: {kind}" for kind in kinds]


def _entry(entry: TracedLayer, origins: tuple[SymbolOrigin, ...], labels: Mapping[str, str]) -> str:
    known = {origin.symbol: origin.default for origin in origins}
    sizes = [name if known.get(name) == size else str(size) for name, size in zip(AXES, entry.sizes, strict=False)]
    depth = "D" if known.get("D") == entry.depth else str(entry.depth)
    label = f"{labels[entry.name]}: " if entry.name in labels else ""
    return f"{label}input({', '.join([*sizes, depth])})"


def _with_classes(lines: TextLines, taken: set[str]) -> tuple[TextLines, int]:
    """The lines with M for the number of classes, where a dense layer ends them, and that number or 0."""
    last = lines[-1] if lines else None
    if not isinstance(last, CallLine) or last.word != "dense" or "M" in taken:
        return lines, 0
    classes = dict(last.arguments)["out_features"]
    if not isinstance(classes, int):
        return lines, 0
    arguments = tuple((name, "M" if name == "out_features" else value) for name, value in last.arguments)
    return (*lines[:-1], last._replace(arguments=arguments)), classes
