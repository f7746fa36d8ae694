"""What setting a block of layers takes: one row of functions and signs for each format."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from symcnn.formula import Formula


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
