"""Slips: words and signs of other programming languages, as rows that say how the same is written here."""

from __future__ import annotations

import re
from typing import NamedTuple

from symcnn.errors import Source, Span, SyntaxMistake


class Slip(NamedTuple):
    """A pattern of what was written (its group ``at``), the message, and the hint, filled in from the groups."""

    pattern: str
    message: str
    hint: str


_BEGINS = r"(?:\A|[;{}\n])[ \t]*"
"""Where a statement begins."""

_NO_FUNCTION = r"(?!(?:floor|ceil|min|max|abs|log|exp|sqrt|tanh|gcd|sum|prod|len)\b)"
"""What follows is no function of the language."""

SLIPS = tuple(
    Slip(*row)
    for row in (
        (r"(?<![\w.])(?P<at>1(?:\.0)?[eE]\+?(?P<power>\d+))\b", "a power of ten is written with ^", "write 10^{power}"),
        (
            r"(?<![\w.])(?P<at>(?P<number>\d+(?:\.\d+)?)[eE]\+?(?P<power>-?\d+))\b",
            "a power of ten is written with ^",
            "write {number}*10^{power}",
        ),
        *(
            (
                rf"(?<![\w.])(?P<at>(?P<number>\d+(?:\.\d+)?)(?P<unit>{unit}))\b",
                "a number and a letter need a sign between them",
                f"write {{number}}*{{unit}} for a product, or {{number}}*10^{power} for the number",
            )
            for unit, power in (("[kK]", 3), ("M", 6), ("G", 9))
        ),
        (r"(?P<at>\\n)", "a backslash and an n are no line break here", "part the statements by ;"),
        (
            r"(?<![\w.])(?P<at>(?P<one>\d+)[xX×](?P<other>\d+)[xX×](?P<depth>\d+))\b",
            "commas part the sizes and the depth",
            "such as input({one}, {other}, {depth})",
        ),
        (
            r"\binput\s*\(\s*(?P<at>(?P<one>\w+)\s*×\s*(?P<other>\w+)\s*×\s*(?P<depth>\w+))",
            "commas part the sizes and the depth",
            "such as input({one}, {other}, {depth})",
        ),
        (
            r"\binput\s*\(\s*(?P<at>(?P<one>\w+?)[xX×](?P<other>\d+))\b",
            "commas part the sizes and the depth",
            "such as input({one}, {other}, 3)",
        ),
        (
            r"(?<![\w.])(?P<at>(?P<one>\d+)[xX×](?P<other>\d+))\b",
            "sizes along several axes stand in brackets",
            "write ({one}, {other}); one number alone serves every axis",
        ),
        (
            _BEGINS + r"(?P<at>input)\b[ \t]*[^(\s;]",
            "the sizes of the input stand in brackets",
            "such as input(W, H, D)",
        ),
        (
            r"\bfor\s+\w+\s+in\s+(?P<at>\(?\s*\w+\s*(?:\.\.+|:)\s*=?\s*(?P<count>\w+))",
            "a loop over whole numbers is a repeat",
            "such as for i in 1..{count} {{ ... }}, or repeat {count} as i {{ ... }}, where i counts from 0",
        ),
        (
            r"\b(?P<at>(?P<name>[^\W\d]\w*)\s*\[\s*1\s*\.\.\s*(?P<count>\d+)\s*\])",
            "how many entries a list has is a name",
            "write {name}[1..L], L = {count}",
        ),
        (
            r"\brepeat\s+(?P<at>(?P<name>[^\W\d]\w*)\s*(?:\bin\b|=)[^{;\n]*)",
            "a repeat says how often, and then what counts its turns",
            "such as repeat 3 as {name} {{ ... }}, where {name} counts from 0",
        ),
        (
            r"\brepeat\s+(?P<count>\w+)\s*(?P<at>times\b|[x×])",
            "a repeat has its number alone",
            "such as repeat {count} {{ ... }}",
        ),
        (
            _BEGINS + r"(?P<at>from\s+(?P<name>[^\W\d]\w*(?:\s*\[[^\]\n]*\]\s*\.\s*\w+)*))\s*(?:[;}\n]|\Z)",
            "what goes on from an earlier layer stands in braces",
            "write from {name} {{}}",
        ),
        (
            _BEGINS + r"(?P<at>(?P<count>\d+)[ \t]*(?:[x×*]|times\b))",
            "layers that come again stand in a repeat",
            "such as repeat {count} {{ ... }}",
        ),
        (
            r"[)}](?P<at>[ \t]*[*×][ \t]*(?P<count>\w+))",
            "layers that come again stand in a repeat",
            "such as repeat {count} {{ ... }}",
        ),
        (r"\b(?P<at>elif|elseif|else\s+if)\b[^;{}\n]*", "there is no {at} here", "write else when"),
        (
            _BEGINS + r"(?P<at>if)\b[^;{}\n]*",
            "no statement begins with if",
            'did you mean "when"? when D == 4 {{ ... }} else {{ ... }}',
        ),
        (
            _BEGINS + r"(?P<at>while|loop|foreach)\b[^;{}\n]*",
            "no statement begins with {at}",
            'did you mean "repeat"? repeat 3 {{ ... }}',
        ),
        (
            _BEGINS + r"(?P<at>def|function|func|fn|class|module)\b[^;{}\n]*",
            "no definition begins with {at}",
            "there is block NAME(K) {{ ... }} for layers under one name, and layer NAME(K) {{ ... }} for a new layer",
        ),
        (_BEGINS + r"(?P<at>import|include)\b[^;{}\n]*", "no statement begins with {at}", 'write use "blocks.cnn"'),
        (_BEGINS + r"(?P<at>//|/\*)", "a comment begins with #", ""),
        (r"(?P<at>'(?P<word>\w+)')", "words stand without quotes here", "write {word}"),
        (r"(?P<at>[⁰¹²³⁴-ⁿᴬ-ᵡ]+)", "a power is written with ^", "write K^2"),
        (r"(?P<at>->|=>|>>)", "layers stand one after the other", "part them by ; or by a new line"),
        (
            r"(?P<at>(?:\b[^\W\d]\w*\.)+(?P<name>[^\W\d]\w*))\s*(?:[(;\n]|\Z)",
            "layers are called without the name of a module",
            "write {name}",
        ),
        (
            r"\)(?P<at>[ \t]*\([ \t]*[^\W\d]\w*[ \t]*\))",
            "what enters a layer is what stands before it",
            "leave it out; from C1 {{ ... }} goes on from a layer with a label",
        ),
        (
            _BEGINS
            + r"(?:let\s+)?(?P<at>(?P<name>[^\W\d]\w*)\s*:?=)(?!=)\s*"
            + _NO_FUNCTION
            + r"(?:[^\W\d]\w*\s*[({]|(?:repeat|for|from|when|use|head)\b)",
            "a layer has a label in front of it and a colon",
            "write {name}: before the layer, as in C1: conv(3, 8)",
        ),
        (
            _BEGINS + r"(?P<at>(?P<name>[^\W\d]\w*)\s*:?=)[ \t]*[^\W\d]\w*[ \t]*(?:[;\n}]|\Z)",
            "a layer has a label in front of it and a colon, and a name gets its value with let",
            "write {name}: before a layer, as in C1: conv(3, 8), or let {name} = ... for a value",
        ),
        (
            _BEGINS + r"(?P<at>(?P<name>[^\W\d]\w*)\s*:?=)(?!=)",
            "a name gets its value with let",
            "write let {name} = ...",
        ),
    )
)


def slip(source: Source, place: int, *, is_expression: bool = False) -> SyntaxMistake | None:
    """The slip at a place where reading stopped, if it is one that people make; an expression has no statements.

    >>> print(slip(Source("net", "conv(3, 1e6)"), 9))
    net:1:9: a power of ten is written with ^
        conv(3, 1e6)
                ^^^
      write 10^6
    """
    line = source.text.rfind("\n", 0, place) + 1
    for row in SLIPS:
        if is_expression and row.pattern.startswith(_BEGINS):
            continue
        for match in re.compile(row.pattern).finditer(source.text, max(0, line - 1)):
            if match.start() > place:
                break
            if match.start("at") <= place <= match.end():
                span = Span(source, match.start("at"), match.end("at"))
                groups = match.groupdict()
                return SyntaxMistake(row.message.format(**groups), span, row.hint.format(**groups))
    return None
