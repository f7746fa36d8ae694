"""What can be said of a text and of the grammar before anything is parsed."""

from __future__ import annotations

import re
from pathlib import Path

BRACKETS = re.compile(r'"""(?s:.)*?"""|"[^"\n]*"|#[^\n]*|[(\[{]|[)\]}]')
"""Brackets, and everything that may hide one."""

_PACKAGE = Path(__file__).parent.parent


def grammar_path() -> Path:
    """The grammar: inside an installed package, or beside the package in a checkout."""
    inside = _PACKAGE / "grammar" / "symcnn.lark"
    return inside if inside.exists() else _PACKAGE.parent / "grammar" / "symcnn.lark"
