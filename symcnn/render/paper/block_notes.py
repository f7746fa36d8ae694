"""Notes below a table of blocks: what its signs mean, and the projections that stand beside blocks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symcnn.formula import name
from symcnn.render.formats.latex_blocks import LATEX

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from symcnn.render.content.block_style import Block, BlockSign, BlockStyle
    from symcnn.render.languages.translate import Phrasebook

_SENTENCES: Mapping[BlockSign, str] = {
    "stride": "{}: with stride {}.",
    "spread": "{}: with stride {}, by which sizes are multiplied.",
    "star": "{}: the first of them only.",
    "first": "{}: with stride {}, the first of them only.",
    "product": "{}: what enters, multiplied by what leaves the bracket.",
    "brace": "Braces hold branches.",
}


def block_notes(rows: Sequence[tuple[str, list[Block]]], words: Phrasebook, style: BlockStyle = LATEX) -> list[str]:
    """What signs mean, each where it occurs; the blocks of rows, each with where it stands if that is of use."""
    blocks = [block for _, row in rows for block in row]
    signs = frozenset[str]().union(*(one.signs for block in blocks for one in (block, *block.beside)))
    first = next(iter(frozenset().union(*(block.strides for block in blocks if "first" in block.signs))), "")
    notes = [words(text, *_shown(sign, style, first)) for sign, text in _SENTENCES.items() if sign in signs]
    beside = [(place, style.inline(one.text)) for place, row in rows for block in row for one in block.beside]
    return [*notes, *_projections(beside, words, style)]


def _shown(sign: BlockSign, style: BlockStyle, first: str) -> tuple[str, ...]:
    """A sign as its note shows it, and what it is explained by: any stride, or that of the first of several."""
    stride = style.formula(name("s"))
    shown: Mapping[BlockSign, tuple[str, ...]] = {
        "stride": (style.slash.removeprefix(style.comma) + stride, stride),
        "spread": (style.spread.removeprefix(style.comma) + stride, stride),
        "star": (style.star,),
        "first": (style.star, first),
        "product": (style.product("").strip(),),
        "brace": (),
    }
    return tuple(map(style.inline, shown[sign]))


def _projections(beside: Iterable[tuple[str, str]], words: Phrasebook, style: BlockStyle) -> list[str]:
    """The projections beside blocks, each with the places where it stands."""
    places: dict[str, dict[str, None]] = {}
    for place, text in beside:
        places.setdefault(text, {}).update({style.prose(place): None} if place else {})
    items = [words("{} ({})", text, words(", ").join(at)) if at else text for text, at in places.items()]
    return [words("Beside the first block of a stage stands a projection: {}.", words("; ").join(items))] * bool(items)
