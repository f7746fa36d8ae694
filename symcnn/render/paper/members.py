"""A network as a member of a family: its stages, the blocks in each, what leaves it."""

from __future__ import annotations

from functools import cache, cached_property
from typing import TYPE_CHECKING

from symcnn.derive.groups import leaves
from symcnn.render.content.block_style import Block, without_stride
from symcnn.render.formats.one_line_blocks import SOURCE
from symcnn.render.paper.aligning import StageLooks
from symcnn.render.paper.block_notation import BlockContext, BlockFormatter
from symcnn.render.paper.outline import stage_of, stages

if TYPE_CHECKING:
    from symcnn.derive.structure import StructureNode
    from symcnn.formula import Formula
    from symcnn.model.volume import Volume
    from symcnn.render.content.block_style import BlockStyle
    from symcnn.render.content.report import Data
    from symcnn.render.languages.translate import Phrasebook
    from symcnn.render.paper.cells import Values
    from symcnn.render.paper.outline import Stage
    from symcnn.support.scalar import Scalar

LONGEST_DEPTH = 60.0
"""Points of a number of maps that stands in a cell; a longer one gets a letter."""
WIDEST_ROW = 340.0
"""Points that the branches of a block may take side by side, at most."""


class Member:
    """One network, asked for what stands in its column."""

    def __init__(self, name: str, values: Values, words: Phrasebook, widest: float = WIDEST_ROW) -> None:
        self.name = name
        self._widest = widest
        self.values = values
        self._words = words
        self._has_short_stars = False
        self.stages = stages(values.derivation, 0, words)
        self.blocks = cache(self._blocks)
        """The blocks of a stage by its place, in a style."""
        self.formatter = cache(self._formatter)

    def _formatter(self, style: BlockStyle) -> BlockFormatter:
        style = style._replace(starred=without_stride) if self._has_short_stars else style
        context = BlockContext(
            self.values.derivation,
            self.shown,
            lambda place: stage_of(self.stages, place),
            self._widest,
            self._words,
            style,
        )
        return BlockFormatter(context)

    @cached_property
    def looks(self) -> tuple[StageLooks, ...]:
        """What its stages are known by: names, whether they have weights, and the sizes that leave them."""
        return tuple(map(self._looks, self.stages))

    def _looks(self, stage: Stage) -> StageLooks:
        derivation = self.values.derivation
        has_weights = any(derivation.of_layer(place, "params") != 0 for place in stage.places)
        volume = leaves(derivation, stage.places)
        return StageLooks(
            stage.name, (has_weights, *map(self.values.formed, volume.sizes)), self.values.formed(volume.depth)
        )

    def strides_of_firsts(self) -> frozenset[str]:
        """The strides that only the first of several blocks has."""
        blocks = (block for place in range(len(self.stages)) for block in self.blocks(place, SOURCE))
        return frozenset().union(*(block.strides for block in blocks if "star" in block.signs))

    def shorten_stars(self) -> None:
        """Say the stride of a first block in a note only."""
        self._has_short_stars = True
        self.formatter.cache_clear()
        self.blocks.cache_clear()

    def letter_long_depths(self) -> None:
        """Give letters to numbers of maps that take too much of a cell, first to what leaves stages."""
        for leave in (True, False):
            for stage in self.stages:
                for place in stage.places[-1:] if leave else stage.places:
                    self._letter_depth(place)

    def letter_depths_of(self, nodes: tuple[StructureNode, ...], *, inside: bool) -> None:
        """The same for what leaves some nodes, and for all that is inside of them if that is drawn."""
        for place in (nodes[-1].place, *(place for node in nodes * inside for place in node.places)):
            self._letter_depth(place)

    def _letter_depth(self, place: int) -> None:
        stage = next((stage.of for stage in self.stages if place in stage.places), "")
        depth = self.values.derivation.layers[place].output.depth
        self.values.letter_long_sizes([([depth], stage)], LONGEST_DEPTH)

    def _blocks(self, place: int, style: BlockStyle) -> list[Block]:
        return self.blocks_of(self.stages[place].nodes, style)

    def blocks_of(self, nodes: tuple[StructureNode, ...], style: BlockStyle) -> list[Block]:
        """The blocks of some nodes; equal neighbours are one that comes several times."""
        return self.formatter(style).blocks(nodes)

    def cell(self, blocks: list[Block], style: BlockStyle, sizes: tuple[Formula, ...] = ()) -> Block:
        """Blocks under one another, and below them sizes to which they lead."""
        formatter = self.formatter(style)
        return formatter.cell([*blocks, *([formatter.leading_to(sizes)] if sizes else [])])

    def output(self, place: int) -> tuple[Formula, ...]:
        """The sizes that leave a stage along its axes; without axes, its depth."""
        volume = self._leaves(place)
        return tuple(map(self.shown, volume.sizes or (volume.depth,)))

    def has_axes(self, place: int) -> bool:
        """Whether what leaves a stage has sizes along axes."""
        return bool(self._leaves(place).sizes)

    def _leaves(self, place: int) -> Volume:
        return leaves(self.values.derivation, self.stages[place].places)

    def shown(self, value: Scalar) -> Formula:
        """A value as it stands in a cell."""
        return self.values.shortened(self.values.formed(value))

    def data(self, place: int) -> Data:
        """The blocks of a stage for programs: layers in the language, how often, and what stands beside."""
        return [
            {
                "layers": block.text,
                "times": self.shown(block.times),
                **({"beside": [one.text for one in block.beside]} if block.beside else {}),
            }
            for block in self.blocks(place, SOURCE)
        ]
