"""What a box that stands for several layers says of them: the notation of papers, a line for each layer."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

from symcnn.derive.structure import structure
from symcnn.render.formats.one_line_blocks import ON_ONE_LINE
from symcnn.render.formats.text_digits import cell
from symcnn.render.paper.block_notation import BlockContext, BlockFormatter
from symcnn.render.paper.layer_names import short_names

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from symcnn.derive.derivation import Derivation
    from symcnn.derive.structure import StructureNode
    from symcnn.formula import Formula
    from symcnn.render.figures.shapes import Text
    from symcnn.render.languages.translate import Phrasebook
    from symcnn.support.scalar import Scalar

_WIDEST = 130.0
"""Points that the layers of a branch take side by side."""
_FIRST_SIGN = 0xF0000
_SIGN = re.compile("([\U000f0000-\U000ffffd])")
"""Signs for private use: a network has fewer formulas."""
_STYLE = ON_ONE_LINE._replace(stack=lambda parts, _side: "\n".join(parts), brace="\n".join)


class Insides:
    """The groups of one network, by the places of their layers."""

    def __init__(self, derivation: Derivation, show: Callable[[Scalar], Formula], words: Phrasebook) -> None:
        self._signs: dict[Formula, str] = {}
        style = _STYLE._replace(formula=self._sign, star=f" {words('first')}")
        self._derivation = derivation
        self._formatter = BlockFormatter(BlockContext(derivation, show, self._name, _WIDEST, words, style))

    @cached_property
    def _whole(self) -> tuple[StructureNode, ...]:
        return structure(self._derivation)

    def _name(self, place: int) -> str:
        return "" if place < 0 else self._short[self._derivation.layers[place].name]

    @cached_property
    def _short(self) -> dict[str, str]:
        return short_names([layer.name for layer in self._derivation.layers])

    def _sign(self, formula: Formula) -> str:
        """A formula while layers are put together: a sign that no word has, by which it is found again."""
        if formula.op in ("number", "text"):
            return cell(formula)
        return self._signs.setdefault(formula, chr(_FIRST_SIGN + len(self._signs)))

    def _parted(self, line: str) -> Text:
        """A line with its formulas in it, which each format sets in its own way."""
        formulas = {sign: formula for formula, sign in self._signs.items()}
        return tuple(formulas.get(part, part) for part in _SIGN.split(line) if part)

    def lines(self, places: range) -> tuple[Text, ...]:
        """The layers at some places with weights, or that change sizes; projections beside them behind a plus.

        >>> from symcnn.api import parse
        >>> from symcnn.render.languages.translate import ENGLISH
        >>> net = parse("block b { conv(3, 8, padding=1); relu; conv(3, 8, padding=1) }; input(9, 9, 3); b; dense(7)")
        >>> inside = Insides(net.derivation, net.derivation.written, ENGLISH)
        >>> inside.lines(range(3))
        (('[3×3, 8] × 2',),)
        """
        blocks = self._formatter.blocks(_within(self._whole, places))
        lines = self._formatter.cell(blocks).text.split("\n") if blocks else []
        beside = dict.fromkeys(f"+ {one.text}" for block in blocks for one in block.beside)
        return tuple(map(self._parted, (*lines, *beside)))


def _within(nodes: Iterable[StructureNode], places: range) -> tuple[StructureNode, ...]:
    """The outermost groups and layers that hold just these places; one turn stands for those that are like it."""
    found: list[StructureNode] = []
    for node in nodes:
        if places.start <= node.places.start and node.places.stop <= places.stop:
            found.append(node)
        elif node.places.start < places.stop and places.start < node.places.stop:
            found += _inner(node, places)
    return tuple(found)


def _inner(node: StructureNode, places: range) -> tuple[StructureNode, ...]:
    start = node.places.start
    for turn in node.turns:
        times = turn.times if node.kind == "loop" and isinstance(turn.times, int) else 1
        stop = max(turn.places.stop, start + times * len(turn.places))
        if start <= places.start < stop:
            shift = (places.start - start) // len(turn.places) * len(turn.places) if times > 1 else 0
            return _within(turn.nodes, range(places.start - shift, places.stop - shift))
        start = stop
    return ()
