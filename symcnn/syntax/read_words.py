"""Reads the words of a text that are its author's own: names and strings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symcnn.errors import SyntaxMistake, printable
from symcnn.support.names import OF_FORMULAS

if TYPE_CHECKING:
    from symcnn.errors import Span


def own_name(name: str, span: Span) -> str:
    """A name that an author gives to something; a word of the language is refused."""
    if name in OF_FORMULAS:
        words = f'"{name}" is a word of the language and names nothing'
        raise SyntaxMistake(words, span, f"choose another name, such as {name}_1")
    return str(name)


def unquoted(token: str) -> str:
    """The words of a string: between its quotes, docstrings with their lines stripped."""
    if token.startswith('"""'):
        return printable("\n".join(line.strip() for line in token[3:-3].strip().splitlines()))
    return printable(token[1:-1])
