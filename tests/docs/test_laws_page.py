"""The tables of the page about laws are the rows of the code; ``--update`` writes them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from symcnn.algebra.extrema import EXTREMES
from symcnn.algebra.laws import LAWS

PAGE = Path(__file__).parents[2] / "docs" / "laws.md"
TABLES: dict[str, tuple[Any, ...]] = {"quotients": LAWS, "extremes": EXTREMES}
OLD = re.compile(r"\A(?:\|.*\n)*\n?")


def table(rows: tuple[Any, ...]) -> str:
    lines = (f"| {row.name} | {row.words} | {row.conditions} |" for row in rows)
    return "\n".join(["| name | law | holds for |", "|---|---|---|", *lines])


def with_tables(text: str) -> str:
    for name, rows in TABLES.items():
        head, mark, tail = text.partition(f"<!-- {name} -->\n\n")
        text = f"{head}{mark}{table(rows)}\n\n{re.sub(OLD, '', tail)}"
    return text


def test_the_page_shows_the_rows(update: bool) -> None:
    text = PAGE.read_text("utf-8")
    if update:
        PAGE.write_text(with_tables(text), "utf-8")
        return
    assert all(f"<!-- {name} -->\n\n{table(rows)}\n\n" in text for name, rows in TABLES.items()), with_tables(text)
