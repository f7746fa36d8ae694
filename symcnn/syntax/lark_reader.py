"""Reads a text with Lark; imported only when the first text is read, for Lark is slow to load."""

from __future__ import annotations

from typing import TYPE_CHECKING

import lark

from symcnn.support.gc_pause import collector_paused
from symcnn.syntax.build import Builder
from symcnn.syntax.messages import explain
from symcnn.syntax.tables import load_parser

if TYPE_CHECKING:
    from symcnn.errors import Source
    from symcnn.limits import Limits
    from symcnn.syntax import tree


def read(source: Source, before: str, limits: Limits) -> tree.Program:
    """Read a text that stands behind words of ours; places are counted in the text alone."""
    try:
        with collector_paused():
            return Builder(source, limits, len(before)).transform(load_parser().parse(before + source.text))
    except lark.UnexpectedInput as unexpected:
        raise explain(unexpected, source, load_parser(), len(before)) from None
