"""Collects what authors write about their symbols: comments behind them, docstrings, comments of the file."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from symcnn.syntax import tree

_BEHIND = re.compile(r"[^\n#]*#[ \t]*([^\n]+)")
_COMMENTS = re.compile(r"(?:^[ \t]*#[^\n]*\n)+", re.MULTILINE)
_LONGEST = 120


def symbol_docs(body: tree.Body) -> dict[str, str]:
    r"""Each parameter's meaning in the author's words, where there are any.

    >>> from symcnn.syntax.parser import parse
    >>> text = '# k is the growth rate.\nnetwork N(W = 8,   # width of the image\n k = 3) { input(W, k); dense(2) }'
    >>> symbol_docs(parse(text).bodies[0])
    {'W': 'width of the image', 'k': 'growth rate'}
    """
    found = {}
    for parameter in body.parameters:
        words = (
            _behind(parameter, body) or _described(parameter.symbol, body.doc) or _in_comments(parameter.symbol, body)
        )
        if words:
            found[parameter.symbol] = words
    return found


def _behind(parameter: tree.Parameter, body: tree.Body) -> str:
    """A comment on the parameter's line, if it is the last on that line."""
    source, end = parameter.span.source.text, parameter.span.end
    others = [other.span.start for other in body.parameters if other.span.start > parameter.span.start]
    line_end = source.find("\n", end)
    if any(start < line_end for start in others) or (body.statements and body.statements[0].span.start < line_end):
        return ""
    found = _BEHIND.match(source, end)
    return _plain(found[1]) if found and found.end() <= (line_end if line_end >= 0 else len(source)) else ""


def _described(symbol: str, text: str) -> str:
    """``k is the growth rate``, ``k: the growth rate``."""
    words = " ".join(text.split())
    pattern = rf"(?<![\w'-]){re.escape(symbol)}(?: is | = |: )(?:the |a |an )?([a-z][^.;,()]*)"
    found = re.search(pattern, words)
    return _plain(found[1]) if found else ""


def _in_comments(symbol: str, body: tree.Body) -> str:
    for comment in _COMMENTS.finditer(body.span.source.text[: body.span.start]):
        lines = [line.strip().lstrip("#").strip() for line in comment[0].splitlines()]
        words = _described(symbol, " ".join(lines))
        if words:
            return words
    return ""


def _plain(words: str) -> str:
    """One line, without a full stop, and not too long."""
    line = " ".join(words.split()).rstrip(".")
    return line if len(line) <= _LONGEST else ""
