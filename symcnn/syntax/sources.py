"""Finds the grammar file, and the brackets of a text, before anything is parsed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from symcnn.support.prebuilt import PACKAGE

if TYPE_CHECKING:
    from pathlib import Path

BRACKETS = re.compile(r'"""(?s:.)*?"""|"[^"\n]*"|#[^\n]*|[(\[{]|[)\]}]')
"""Brackets, and everything that may hide one."""


def grammar_path() -> Path:
    """The grammar: inside an installed package, or beside the package in a checkout."""
    inside, beside = (place / "grammar" / "symcnn.lark" for place in (PACKAGE, PACKAGE.parent))
    return beside if beside.is_file() else inside
