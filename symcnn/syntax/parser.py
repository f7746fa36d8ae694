"""Parses a text to a :class:`~symcnn.syntax.tree.Program`, or raises one error with its place. Start reading here."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from symcnn.errors import LimitExceeded, Source, Span, SyntaxMistake
from symcnn.limits import DEFAULT, Limits
from symcnn.syntax import tree
from symcnn.syntax.slips import slip
from symcnn.syntax.sources import BRACKETS

if TYPE_CHECKING:
    from symcnn.formula import Formula


def parse(text: str, name: str = "<text>", limits: Limits = DEFAULT) -> tree.Program:
    """Read a text.

    >>> parse("input(W, H, D); conv(F=5, K=6)").statements[1].name
    'conv'
    """
    return _parse(text, name, limits, "")


def parse_expression(text: str, name: str = "<expression>", limits: Limits = DEFAULT) -> Formula:
    """Read one expression, such as the right side of ``--set W=2*n``.

    >>> parse_expression("2*n").op
    'product'
    """
    statements = _parse(text, name, limits, "let value = ").statements
    if len(statements) != 1 or not isinstance(statements[0], tree.Let):
        source = Source(name, text)
        places = (statement.span.start for statement in statements[1:])
        slipped = next(filter(None, (slip(source, place, is_expression=True) for place in places)), None)
        raise slipped or SyntaxMistake("this is not one expression", Span(source, 0, len(text)))
    return statements[0].value


def _parse(text: str, name: str, limits: Limits, before: str) -> tree.Program:
    """Read a text that stands behind words of ours; places are counted in the text alone."""
    source = Source(name, text)
    _check_size(source, limits)
    # Lark is loaded when the first text is read: what comes with symcnn is read already.
    program: tree.Program = importlib.import_module("symcnn.syntax.lark_reader").read(source, before, limits)
    return program


def _check_size(source: Source, limits: Limits) -> None:
    """Refuse, before the parser starts, what is too long or nested too deep."""
    if len(source.text) > limits.characters:
        message = f"the text has {len(source.text):,} characters; at most {limits.characters:,} are read"
        raise LimitExceeded(message, Span(source, 0, 1))
    depth = 0
    for match in BRACKETS.finditer(source.text):
        depth += (match.group() in "([{") - (match.group() in ")]}")
        if depth > limits.nesting:
            message = f"brackets nested deeper than {limits.nesting}"
            raise LimitExceeded(message, Span(source, match.start(), match.end()))
