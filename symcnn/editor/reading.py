"""A text as an editor has it, read once: what is wrong with it, or its layers with their places."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from symcnn.errors import SymcnnError, TextError
from symcnn.formula import as_factor
from symcnn.limits import DEFAULT
from symcnn.model.library import build_library
from symcnn.network.network import Network
from symcnn.render.formula.symbols import arranger_of
from symcnn.render.formula.text import to_text
from symcnn.syntax.parser import parse

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from symcnn.errors import Span
    from symcnn.formula import Formula
    from symcnn.model.library import Library
    from symcnn.network.layer import Layer

LIMITS = DEFAULT.replaced(layers=5_000, work=400_000)
"""What an editor waits for while somebody types."""


class PlacedLayer(NamedTuple):
    """A layer of a network, and where its text stands."""

    layer: Layer
    span: Span
    size: str
    """The sizes and depth that leave it."""


class Reading(NamedTuple):
    """The result of reading a text: its mistakes, its library of definitions, its layers."""

    mistakes: tuple[TextError, ...]
    library: Library | None = None
    """None where the text does not follow the grammar."""
    layers: tuple[PlacedLayer, ...] = ()

    def layers_at(self, offset: int) -> list[PlacedLayer]:
        """The layers whose text holds an offset: of one text in a block there may be many.

        >>> [found.layer.name for found in read("input(9, 9, 3); C1: conv(3, 8)").layers_at(21)]
        ['C1']
        """
        around = [placed for placed in self.layers if placed.span.start <= offset <= placed.span.end]
        shortest = min((placed.span.end - placed.span.start for placed in around), default=0)
        return [placed for placed in around if placed.span.end - placed.span.start == shortest]


def read(text: str, name: str = "<text>", folder: Path | None = None) -> Reading:
    """Read a text, and derive every network in it in symbols.

    >>> read("input(9, 9, 3); C1: convv(3, 8)").mistakes[0].message
    'there is no layer or block "convv"'

    Args:
        text: The text, which may be half typed.
        name: What it is called.
        folder: Where files are looked for that it uses.
    """
    try:
        library = build_library(parse(text, name, LIMITS), folder, LIMITS)
    except SymcnnError as mistake:
        return Reading((_placed(mistake),))
    mistakes, layers = [], list[PlacedLayer]()
    for network in _networks(library):
        try:
            layers += _layers(network, name)
        except SymcnnError as mistake:
            mistakes.append(_placed(mistake))
    return Reading(tuple(mistakes), library, tuple(layers))


def _networks(library: Library) -> Iterator[Network]:
    """The networks of a text, or its statements; definitions alone make none."""
    bodies = [body for body in library.program.bodies if body.kind == "network"]
    for body in bodies:
        yield Network(library, body, {}, LIMITS)
    if not bodies and library.program.statements:
        yield Network(library, None, {}, LIMITS)


def _layers(network: Network, name: str) -> Iterator[PlacedLayer]:
    """The layers of a network that stand in the text itself, not in a file that it uses."""
    arrange = arranger_of(network.derivation).arrange
    for layer, result in zip(network.layers, network.derivation.layers, strict=True):
        span, output = result.step.call.span, result.output
        if span.source.name == name:
            sizes = [arrange(network.derivation.written(size)) for size in (*output.sizes, output.depth)]
            yield PlacedLayer(layer, span, _joined(sizes))


def _joined(sizes: list[Formula]) -> str:
    plain = all(size.op in {"number", "name"} for size in sizes)
    return ("×" if plain else " × ").join(as_factor(size, to_text(size)) for size in sizes)


def _placed(mistake: SymcnnError) -> TextError:
    return mistake if isinstance(mistake, TextError) else TextError(mistake.message, hint=mistake.hint)
