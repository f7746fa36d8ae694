"""Blocks of layers as they stand in cells, and what setting them takes: a row of functions for each format."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    from symcnn.formula import Formula


BlockSign: TypeAlias = Literal["stride", "spread", "star", "first", "product", "brace"]


class Block(NamedTuple):
    """Something that stands in a cell, as a style sets it."""

    text: str
    plain: str
    """The same without strides: what agrees with it is the same block once more."""
    starred: str
    """The same with a star at every stride, for those that only the first of several has."""
    width: float
    lines: int = 1
    times: Any = 1
    beside: tuple[Block, ...] = ()
    """A projection that stands beside it and is described in a note."""
    is_bracket: bool = False
    signs: frozenset[BlockSign] = frozenset()
    """What a note explains."""
    strides: frozenset[str] = frozenset()


class BlockStyle(NamedTuple):
    """A row: what one way of setting blocks does with formulas, words, and parts that stand together."""

    formula: Callable[[Formula], str]
    words: Callable[[str], str]
    prose: Callable[[str], str]
    """Words within a sentence."""
    inline: Callable[[str], str]
    """What is set like a block, within a sentence."""
    times: str
    """Between the sizes of a kernel."""
    comma: str
    blank: str
    slash: str
    """Before a stride."""
    spread: str
    """Before a stride by which sizes are multiplied."""
    star: str
    """At what only the first of several has."""
    starred: Callable[[str, str, str], str]
    """A layer, its stride, and the star."""
    product: Callable[[str], str]
    """A bracket by which what enters is multiplied."""
    row: Callable[[Sequence[str], bool], str]
    """What follows one another in a branch; whether it is a later line of it."""
    stack: Callable[[Sequence[str], str], str]
    """Parts under one another, to the left (``l``) or centred (``c``)."""
    bracket: Callable[[str, bool], str]
    """Brackets around a part; whether that is one line."""
    brace: Callable[[Sequence[str]], str]
    """A brace around branches."""
    counted: Callable[[str, str], str]
    """A part and how often it comes."""


def with_stride(layer: str, stride: str, star: str) -> str:
    """A layer whose stride only the first of several has, with the stride."""
    return layer + stride + star


def without_stride(layer: str, _stride: str, star: str) -> str:
    """The same where a note says the stride."""
    return layer + star
