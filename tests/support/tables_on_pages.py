"""Tables on pages of the documentation that are made from rows of the code."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

OLD = re.compile(r"\A(?:\|.*\n)*\n?")


def with_tables(text: str, tables: Mapping[str, str]) -> str:
    """The page with each table below the comment that names it, in place of the one that stands there."""
    for name, shown in tables.items():
        head, mark, tail = text.partition(f"<!-- {name} -->\n\n")
        text = f"{head}{mark}{shown}\n\n{OLD.sub('', tail)}"
    return text
