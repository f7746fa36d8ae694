"""The tables of the page about laws are the rows of the code; ``--update`` writes them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tables_on_pages import with_tables

from symcnn.algebra.proofs.rules import PROOFS
from symcnn.algebra.quotients.bounds import BOUNDS, COMPARISONS
from symcnn.algebra.quotients.laws import LAWS
from symcnn.algebra.quotients.min_max import EXTREMES

PAGE = Path(__file__).parents[2] / "docs" / "laws.md"


def table(rows: tuple[Any, ...]) -> str:
    lines = (f"| {row.name} | {row.words} | {row.conditions} |" for row in rows)
    return "\n".join(["| name | law | holds for |", "|---|---|---|", *lines])


ROWS = {"quotients": LAWS, "extremes": EXTREMES, "comparisons": COMPARISONS, "proofs": PROOFS, "bounds": BOUNDS}
TABLES = {name: table(rows) for name, rows in ROWS.items()}


def test_the_page_shows_the_rows(update: bool) -> None:
    text = PAGE.read_text("utf-8")
    if update:
        PAGE.write_text(with_tables(text, TABLES), "utf-8")
        return
    assert all(f"<!-- {name} -->\n\n{shown}\n\n" in text for name, shown in TABLES.items()), with_tables(text, TABLES)
