"""The layers of a stage as papers draw them: ``[3×3, 64; 3×3, 64] × 3``, branches under one another in a brace."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from symcnn.derive.layer_summary import is_shown, kernel_of, spreads
from symcnn.formula import LOOSE
from symcnn.render.content.block_style import Block, BlockSign, with_stride
from symcnn.render.formats.latex_blocks import LATEX
from symcnn.render.formats.latex_lines import FLAT, width_of
from symcnn.render.paper.thing_names import kind_words, listed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from typing import Any

    from symcnn.derive.derivation import Derivation, LayerResult
    from symcnn.derive.structure import Passage, StructureNode
    from symcnn.formula import Formula
    from symcnn.render.content.block_style import BlockStyle
    from symcnn.render.languages.translate import Phrasebook
    from symcnn.support.scalar import Scalar

_ARROW, _BRACKETS, _STAR, _PRODUCT, _COUNT = 18.0, 18.0, 5.0, 10.0, 12.5
"""Points of an arrow, of two brackets, of a star, of a sign for products and of one for how often, with their gaps."""


class BlockContext(NamedTuple):
    """The context in which blocks of one network are written: its derivation, how values are shown, names of stages."""

    derivation: Derivation
    show: Callable[[Any], Formula]
    stage_of: Callable[[int], str]
    widest: float
    """Points that a row of blocks may take."""
    words: Phrasebook
    style: BlockStyle = LATEX


class BlockFormatter:
    """Makes blocks of the layers of one network."""

    def __init__(self, given: BlockContext) -> None:
        self._derivation, self._show, self._stage_of, self._widest, self._words, self._style = given
        self._lines: dict[int, Block] = {}

    def blocks(self, nodes: Iterable[StructureNode], *, joins: bool = True) -> list[Block]:
        """The blocks of some nodes; equal neighbours become one that counts several times, if they are to be joined."""
        found: list[Block] = []
        for block in (block for node in nodes for block in self._blocks_of(node, joins=joins)):
            joint = self._joint(found[-1], block) if found and joins else None
            found[-1:] = [joint] if joint else [*found[-1:], block]
        return found

    def cell(self, blocks: Sequence[Block]) -> Block:
        """Blocks on top of one another, each with how often it comes."""
        return self._stacked([self._counted(block) for block in blocks])

    def leading_to(self, sizes: Sequence[Formula]) -> Block:
        """Sizes that leave what stands above them."""
        text, width = self._times(list(sizes))
        shown = self._style.row(["", text], False)  # noqa: FBT003 - a row's entry
        return Block(shown, shown, shown, width + _ARROW)

    def _blocks_of(self, node: StructureNode, *, joins: bool) -> Iterator[Block]:
        if node.kind == "layer":
            layer = self._derivation.layers[node.place]
            if is_shown(layer):
                if node.place not in self._lines:  # a figure asks for the same layers in larger and larger groups
                    self._lines[node.place] = self.line(layer)
                yield self._lines[node.place]
        elif node.kind == "block":
            yield from self.blocks(node.turns[0].nodes, joins=joins)
        elif node.kind == "loop":
            for turn in node.turns:
                yield from self._turn(turn, joins=joins)
        else:
            yield from self._merged(node)

    def _turn(self, turn: Passage, *, joins: bool) -> Iterator[Block]:
        inner = self.blocks(turn.nodes, joins=joins)
        if turn.times == 1 and isinstance(turn.times, int):
            yield from inner
        elif len(inner) == 1 and inner[0].times == 1:
            yield inner[0]._replace(times=turn.times)
        elif inner:
            yield self._bracketed(self.cell(inner))._replace(times=turn.times)

    def _merged(self, node: StructureNode) -> Iterator[Block]:
        """A bracket beside a shortcut; a projection on the shortcut is noted beside it; other branches in a brace."""
        kind = self._derivation.layers[node.place].step.layer.name
        branches = [found for turn in node.turns if (found := self.blocks(turn.nodes, joins=False))]
        if not branches:
            yield from self._joined_with(node, kind)
            return
        main = max(branches, key=len)
        others = [branch for branch in branches if branch is not main]
        if not others:
            yield self._bracketed(self.cell(main), is_product=kind == "mul")
        elif kind == "add" and len(others) == 1 and len(others[0]) == 1 and len(main) > 1:
            yield self._bracketed(self.cell(main))._replace(beside=(others[0][0],))
        else:
            yield self._braced([self._in_rows([self._counted(block) for block in branch]) for branch in branches])

    def _in_rows(self, blocks: Sequence[Block]) -> Block:
        """What follows one another within a branch, on more than one line where it is too long for one."""
        rows: list[list[Block]] = []
        for block in blocks:
            if rows and sum(one.width + _ARROW for one in (*rows[-1], block)) <= self._widest:
                rows[-1].append(block)
            else:
                rows.append([block])
        lines = [self._in_a_row(row, is_later=bool(place)) for place, row in enumerate(rows)]
        return self._stacked(lines, "l")

    def _joined_with(self, node: StructureNode, kind: str) -> Iterator[Block]:
        """The outputs from further back that meet the flow here, by the names of their stages."""
        names = [self._stage_of(place) for place in self._sources(node) if place != node.places[0] - 1]
        if names:
            sources = [name or self._words("input") for name in dict.fromkeys(names)]
            words = self._words("{} with {}", kind_words(kind, self._words), listed(sources, self._words))
            text = self._style.words(words)
            yield Block(text, text, text, width_of(words))

    def _sources(self, node: StructureNode) -> Iterator[int]:
        for place in self._derivation.layers[node.place].inputs:
            source = place
            while source in node.places:
                source = self._derivation.layers[source].inputs[0]
            yield source

    def _joint(self, first: Block, second: Block) -> Block | None:
        """Two neighbours as one, if they are the same but for what only the first of them has."""
        if first.plain != second.plain or second.beside:
            return None
        times = self._derivation.domain.sum([first.times, second.times])
        if first.text == second.text:
            return first._replace(times=times)
        if second.text == second.plain and first.times == 1:
            return self._starred(first, second)._replace(times=times)
        return None

    def _starred(self, first: Block, second: Block) -> Block:
        """The first of several with a star where it has a stride that the others have not."""
        if self._style.starred is with_stride:
            return first._replace(text=first.starred, signs=first.signs | {"star"})
        return first._replace(text=first.starred, width=second.width + _STAR, signs=second.signs | {"first"})

    def _counted(self, block: Block) -> Block:
        """A block with how often it comes behind it."""
        if block.times == 1:
            return block
        shown = self._show(block.times)
        times = self._in_brackets(shown)
        bracketed = block if block.is_bracket else self._bracketed(block)
        width = bracketed.width + width_of(shown, FLAT) + _COUNT
        return _each(lambda part: self._style.counted(part, times), bracketed, width=width)

    def line(self, layer: LayerResult) -> Block:
        """One layer: kernel, what it is, maps, stride."""
        kernel, style = kernel_of(layer), self._style
        words = kind_words(kernel.kind, self._words) if kernel.kind != "conv" or not kernel.size else ""
        pieces = [self._times([self._show(size) for size in kernel.size])] if kernel.size else []
        texts = [style.blank.join([*(text for text, _ in pieces), *([style.words(words)] if words else [])])]
        width = sum(width for _, width in pieces) + width_of(words) + 5 * bool(words and pieces)
        if kernel.scale:
            text, wide = self._times([self._show(factor) for factor in _once(kernel.scale)])
            texts[0] += style.blank + (style.spread if spreads(layer) else style.slash).removeprefix(style.comma) + text
            width += wide + 14
        extras = [kernel.depth] if kernel.depth is not None else []
        texts += [style.formula(self._show(depth)) for depth in extras]
        width += sum(width_of(self._show(depth), FLAT) + 6 for depth in extras)
        for word, values in (("dilation", kernel.dilation), ("groups", (kernel.groups,) if kernel.groups else ())):
            if values:
                text, wide = self._times([self._show(value) for value in _once(values)])
                texts.append(style.words(self._words(word)) + style.blank + text)
                width += wide + width_of(self._words(word)) + 10
        plain = style.comma.join(texts)
        stride, wide = self._times([self._show(step) for step in _once(kernel.stride)]) if kernel.stride else ("", 0.0)
        slash = (style.spread if spreads(layer) else style.slash) + stride if stride else ""
        starred = style.starred(plain, slash, style.star) if slash else plain
        sign: BlockSign = "spread" if spreads(layer) else "stride"
        signs, strides = frozenset({sign} if slash else ()), frozenset({stride} if slash else ())
        return Block(plain + slash, plain, starred, width + (wide + 16) * bool(slash), signs=signs, strides=strides)

    def _times(self, sizes: list[Formula]) -> tuple[str, float]:
        text = self._style.times.join(map(self._in_brackets, sizes))
        return text, sum(width_of(size, FLAT) for size in sizes) + 12 * (len(sizes) - 1)

    def _in_brackets(self, formula: Formula) -> str:
        text = self._style.formula(formula)
        return f"({text})" if formula.op in (*LOOSE, "negative") else text

    def _stacked(self, blocks: Sequence[Block], side: str = "c") -> Block:
        if len(blocks) == 1:
            return blocks[0]
        lines, width = sum(block.lines for block in blocks), max(block.width for block in blocks)
        return _each(lambda *parts: self._style.stack(parts, side), *blocks, width=width)._replace(lines=lines)

    def _bracketed(self, block: Block, *, is_product: bool = False) -> Block:
        style, is_one_line = self._style, block.lines == 1

        def bracket(part: str) -> str:
            bracketed = style.bracket(part, is_one_line)
            return style.product(bracketed) if is_product else bracketed

        product: frozenset[BlockSign] = frozenset({"product"} if is_product else ())
        width = block.width + _BRACKETS + _PRODUCT * is_product
        return _each(bracket, block, width=width)._replace(is_bracket=True, signs=block.signs | product)

    def _braced(self, blocks: Sequence[Block]) -> Block:
        """Branches under one another in a brace."""
        lines = sum(block.lines for block in blocks)
        width = max(block.width for block in blocks) + _BRACKETS
        brace = _each(lambda *parts: self._style.brace(parts), *blocks, width=width)
        return brace._replace(lines=lines, is_bracket=True, signs=brace.signs | {"brace"})

    def _in_a_row(self, blocks: Sequence[Block], *, is_later: bool) -> Block:
        """What follows one another within a branch."""
        width = sum(block.width for block in blocks) + _ARROW * len(blocks)
        return _each(lambda *parts: self._style.row(parts, is_later), *blocks, width=width)


def _once(values: Sequence[Scalar]) -> Sequence[Scalar]:
    return values[:1] if all(value == values[0] for value in values) else values


def _each(function: Callable[..., str], *blocks: Block, width: float) -> Block:
    """A block made of others, in each of the three ways."""
    parts = zip(*((block.text, block.plain, block.starred) for block in blocks), strict=True)
    text, plain, starred = (function(*part) for part in parts)
    beside = tuple(one for block in blocks for one in block.beside)
    signs = frozenset().union(*(block.signs for block in blocks))
    strides = frozenset[str]().union(*(block.strides for block in blocks))
    lines = max(block.lines for block in blocks)
    return Block(text, plain, starred, width, lines, beside=beside, signs=signs, strides=strides)
