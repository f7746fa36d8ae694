"""Colours for texts in the language: a lexer that Pygments finds by the name ``cnn`` and by files' endings."""

from __future__ import annotations

from typing import ClassVar

from pygments.lexer import RegexLexer, words
from pygments.token import Comment, Keyword, Name, Number, Operator, Punctuation, String, Whitespace

from symcnn.editor.names_in_text import KEYWORDS

_VALUES = ("true", "false", "none", "same", "same_lower", "causal")


class CnnLexer(RegexLexer):
    """The language of symcnn.

    >>> from pygments.token import Keyword
    >>> (Keyword, "repeat") in CnnLexer().get_tokens("repeat n { relu }")
    True
    """

    name = "symcnn"
    aliases: ClassVar = ["cnn", "symcnn"]
    filenames: ClassVar = ["*.cnn"]
    tokens: ClassVar = {
        "root": [
            (r"#.*", Comment.Single),
            (r'"""(?s:.)*?"""', String.Doc),
            (r'"[^"\n]*"', String),
            (words(_VALUES, r"\b", r"\b"), Keyword.Constant),
            (words(KEYWORDS, r"\b", r"\b"), Keyword),
            (r"\d+(\.\d+)?", Number),
            (r"[^\W\d]\w*(?=\s*:)", Name.Label),
            (r"[^\W\d]\w*'?", Name),
            (r"[-+*/%^=<>!]+", Operator),
            (r"[()\[\]{},;:.]", Punctuation),
            (r"\s+", Whitespace),
        ],
    }
