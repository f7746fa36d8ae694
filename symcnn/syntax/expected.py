"""Messages for where no broken text of ``messages.py`` fits: by the kinds of words that the parser would have taken."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

_DEFINITIONS = frozenset(["NETWORK", "BLOCK", "LAYER", "NOTATION"])
_OPENS = frozenset(["NAME", "NUMBER", "PRIMED", "DOTTED", "STRING", "LPAR", "LSQB"])
"""What an operand begins with."""

_LITERALS = {
    "RBRACE": "}",
    "LPAR": "(",
    "RPAR": ")",
    "LSQB": "[",
    "RSQB": "]",
    "COMMA": ",",
    "COLON": ":",
    "EQUAL": "=",
    "_TO": "..",
} | {word.upper(): word for word in ("as", "else", "for", "if", "in", "when", "network", "block", "layer", "notation")}
"""Signs and words, by the names that Lark gives them."""


class Missing(NamedTuple):
    """The message where certain kinds of words would have been taken, and some came that would not."""

    taken: frozenset[str]
    """Kinds that the parser would have taken there, all of these."""
    came: frozenset[str]
    """Kinds that came; any where there is none."""
    message: str
    hint: str = ""


MISSING = tuple(
    Missing(frozenset(taken.split()), frozenset(came), message, hint)
    for taken, came, message, hint in (
        ("NUMBER", ["$END"], "an expression is missing here", ""),
        ("", ["$END"], "the text ends too early", ""),
        (
            "INPUT",
            _DEFINITIONS,
            "a network, a block, a layer or a notation stands in no braces",
            "what is defined stands before the network that uses it",
        ),
        ("INPUT", ["DOC"], "a text in triple quotes stands before a definition", "a comment begins with #"),
        ("INPUT COLON LPAR", ["COMMA", "EQUAL", "TIMES"], "arguments stand in brackets: conv(3, K)", ""),
        (
            "INPUT",
            ["COLON"],
            "a label names one layer, and a layer needs a name: C1: conv(5, 6)",
            "the label stands before the colon",
        ),
        (
            "INPUT",
            ["LPAR", "LSQB", "NUMBER"],
            'no statement begins with "{}"',
            "arguments stand right behind the word of a layer: conv(3, K)",
        ),
        (
            "INPUT",
            ["TIMES", "MINUS"],
            'no statement begins with "{}"',
            "statements are parted by lines or by ;, and a comment begins with #",
        ),
        ("INPUT", [], 'no statement begins with "{}"', "statements stand in lines of their own, or are parted by ;"),
        ("NUMBER", [], "an expression is missing here", ""),
        ("LBRACE SIGN", [], "a repeat, a loop or a branch needs its body in braces { }", ""),
        (
            "LBRACE RBRACE WHEN",
            [],
            "a merge needs its branches in braces: add { { conv(3, K) } { } }",
            "",
        ),
        ("LBRACE", [], "a body in braces { } is missing before this", ""),
        ("COMMA SIGN", _OPENS, "a comma or a sign is missing before this", ""),
        ("COMMA", _OPENS, "a comma is missing before this", ""),
        ("NAME", [], "a name is missing here", ""),
        ("COMMA SIGN RPAR", [], 'unexpected "{}"', "a comma, a sign or ) would do here"),
        ("COMMA SIGN RSQB", [], 'unexpected "{}"', "a comma, a sign or ] would do here"),
    )
)
"""From the top: the first that fits."""


def missing(taken: AbstractSet[str], came: str, text: str) -> tuple[str, str]:
    """The message about a word, and a hint, by the kinds of words that might have stood there.

    >>> missing({"COMMA", "RPAR"}, "SEMICOLON", ";")
    ('unexpected ";"', 'this would do here: ,  )')
    >>> missing({"COMMA", "RPAR", "SIGN", "TIMES"}, "NUMBER", "5")
    ('a comma or a sign is missing before this', '')
    """
    kind = "NAME" if came == text.upper() and came.isalpha() and "INPUT" not in taken else came
    for row in MISSING:
        if row.taken <= taken and (not row.came or kind in row.came):
            return row.message.replace("{}", text), row.hint
    literals = [_LITERALS[name] for name in sorted(taken) if name in _LITERALS]
    return f'unexpected "{text}"', f"this would do here: {'  '.join(literals)}" if literals else ""
