"""Messages by example: each row is a sentence and broken texts that deserve it.

When the parser stops, the row whose broken text stops it in the same state gives the message; without one, what the
parser would have taken gives it (``expected.py``).
"""

# ruff: noqa: RUF001 - what a Chinese keyboard types differs from what is meant

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import lark

from symcnn.errors import Source, Span, SyntaxMistake
from symcnn.syntax.expected import missing
from symcnn.syntax.slips import slip
from symcnn.syntax.sources import BRACKETS

if TYPE_CHECKING:
    from collections.abc import Mapping

MESSAGES: Mapping[str, str] = {
    "this closing bracket opens nowhere": "relu ) ¦ relu ] ¦ relu } ¦ let a = 2 ) ¦ let a = 2 ] ¦ let a = 2 } ¦ }",
    "powers in a row need brackets: 2^(2^n)": "let a = 2^2^2 ¦ conv(2^2^2)",
    "a name is missing here": (
        "network { ¦ network ( ¦ layer ( ¦ block ( ¦ block ( ¦ layer { ¦ let = 2 ¦ let 2 ¦ network 5 ¦ let let = "
        "2 ¦ layer layer ¦ notation { ¦ notation 3"
    ),
    "a network, block or layer needs its body in braces { }": (
        "network A relu ¦ network A(W) relu ¦ network A(W) input ¦ network A input ¦ block A(W) input ¦ block "
        "b(K) relu ¦ layer a(K) params ¦ network A"
    ),
    "a notation lists letters and their symbols in braces: notation mine { F = k }": (
        "notation A relu ¦ notation A ( ¦ notation A ¦ notation A { F } ¦ notation A { F relu ¦ notation A { F' } ¦ "
        "notation A { 3 ¦ notation A { relu("
    ),
    "a repeat, a loop or a branch needs its body in braces { }": (
        "repeat 3 relu ¦ for a in [1] relu ¦ from a relu ¦ repeat 3 ¦ when a relu ¦ from a ¦ add { { from a } } ¦ "
        "when a {} else relu ¦ when a"
    ),
    "a rule needs a quantity, = and an expression": (
        "layer a { params } ¦ layer a { params 3 ¦ layer a { relu( ¦ layer a { params:"
    ),
    "a label names one layer, and a layer needs a name: C1: conv(5, 6)": "a: let b = 2 ¦ a: 3 ¦ a: b: relu ¦ a:",
    "a label stands before a word; an output of its own is head { ... }, or aux: head { ... }": "a: {",
    "for needs names, in and a table: for (t, c) in [(1, 16), (6, 24)] { ... }": (
        "for 3 ¦ for (3 ¦ for a of ¦ for a b"
    ),
    "a merge needs its branches in braces: add { { conv(3, K) } { } }": (
        "mul {{} relu ¦ mul(3) { relu ¦ mul(3) { input ¦ mul(3) { } ¦ mul { when a { {} relu"
    ),
    "the branches of a merge stand in one pair of braces: add { { conv(3, K) } { } }": (
        "mul { relu } { ¦ mul(3) { relu } { ¦ mul { } { ¦ mul { {} } {"
    ),
    "a power is written with ^": "let a = K**2 ¦ conv(K**2 ¦ conv(3, 2**2 ¦ conv(F=K**2",
    "arguments stand in brackets: conv(3, K)": "relu 3 ¦ C1: relu 3 ¦ network N { relu 3",
    "a single = gives a name its value; to compare, write ==": (
        "assume W = 3 ¦ assume W % 2 = 0 ¦ layer a { require W = 3"
    ),
    "use needs a file in quotes, or the name of a shared layer": "use ¦ use 3 ¦ use ( ¦ use {",
}
"""Sentence to broken texts, which ¦ separates."""

_STRAY = "this character has no meaning here"


def explain(unexpected: lark.UnexpectedInput, source: Source, parser: lark.Lark, offset: int = 0) -> SyntaxMistake:
    """The mistake in the words of the author's text, with its place."""
    span = _place(unexpected, source, offset)
    opener = _unclosed(source, span.start)
    is_first = opener is not None and not source.text[opener.end : span.start].strip()
    for place in (span.start, *([opener.start] if opener and is_first else [])):
        slipped = slip(source, place, is_expression=bool(offset))
        if slipped is not None:
            return slipped
    if not isinstance(unexpected, lark.UnexpectedToken):
        return SyntaxMistake(f"{_STRAY}: {span.text}", span, _stray_hint(span.text))
    kind = unexpected.token.type
    found = _sentences(parser).get((unexpected.state.position, kind))
    if found and span.text == "/":
        found = "a quotient is rounded down with floor: floor(K/2)"
    if opener is not None and (kind == "$END" or (kind in ("LBRACE", "RBRACE") and opener.text != "{")):
        return SyntaxMistake(f'this "{opener.text}" is never closed', opener)
    said, hint = (found, "") if found else missing(unexpected.accepts, kind, span.text)
    return SyntaxMistake(said, span, hint)


def _place(unexpected: lark.UnexpectedInput, source: Source, offset: int) -> Span:
    """Where the parser stopped; for a text that ends too early, its last word."""
    token = getattr(unexpected, "token", None)
    if token is not None and token.type == "$END":
        end = len(source.text.rstrip())
        return Span(source, end, end)
    start = max(0, (getattr(unexpected, "pos_in_stream", None) or 0) - offset)
    return Span(source, start, start + max(1, len(token or "")))


@cache
def _sentences(parser: lark.Lark) -> Mapping[tuple[int, str], str]:
    """The message for each state of the parser and each kind of word at which a broken text stops it."""
    found: dict[tuple[int, str], str] = {}
    for sentence, examples in MESSAGES.items():
        for example in examples.split(" ¦ "):
            try:
                parser.parse(example)
            except lark.UnexpectedToken as stopped:
                found.setdefault((stopped.state.position, stopped.token.type), sentence)
    return found


def _unclosed(source: Source, end: int) -> Span | None:
    """The last bracket that is open at a place in the text."""
    opened: list[Span] = []
    for match in BRACKETS.finditer(source.text, 0, end):
        if match.group() in "([{":
            opened.append(Span(source, match.start(), match.end()))
        elif match.group() in ")]}" and opened:
            opened.pop()
    return opened[-1] if opened else None


def _stray_hint(character: str) -> str:
    hints = {
        "'": "a prime marks the output size and stands right behind a name: X'",
        '"': "this string has no end on its line",
        "!": "write != for unequal and not for negation",
        "&": "write and",
        "|": "write or",
        "=": "write == to compare",
        "½": "write 1/2",
        "¼": "write 1/4",
        "¾": "write 3/4",
        "⅓": "write 1/3",
        "⅔": "write 2/3",
        "÷": "write /",
        "×": "write *",
        "·": "write *",
        "−": "write -",
        "–": "write -",
        "≤": "write <=",
        "≥": "write >=",
        "≠": "write !=",
        "√": "write ^(1/2), where that is exact",
        "⌊": "write floor( )",
        "⌈": "write ceil( )",
        "$": "formulas stand without $",
        "\\": "formulas are not in LaTeX here",
        "（": "write (",
        "）": "write )",
        "，": "write ,",
        "；": "write ;",
        "：": "write :",
        "＝": "write =",
    }
    return hints.get(character, "")
