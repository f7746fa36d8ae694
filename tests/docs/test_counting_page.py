"""The tables of the page about counting are the rows of the code; ``--update`` writes them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from symcnn.derive.conventions import CONVENTIONS, EVERY

if TYPE_CHECKING:
    from collections.abc import Iterator
from tables_on_pages import with_tables

PAGE = Path(__file__).parents[2] / "docs" / "counting.md"


def table(*rows: tuple[str, ...]) -> str:
    head, *others = [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join([head, "|" + "---|" * len(rows[0]), *others])


def terms() -> Iterator[tuple[str, ...]]:
    for row in CONVENTIONS:
        for term in row.terms:
            kinds = EVERY if EVERY in term.kinds else ", ".join(f"`{kind}`" for kind in term.kinds)
            yield row.name, kinds, f"`{term.formula}`", term.words.removeprefix("{kinds}: ")


TABLES = {
    "conventions": table(
        ("name", "what is counted", "source"), *((row.name, row.unit, row.source) for row in CONVENTIONS)
    ),
    "terms": table(("convention", "layers", "formula", "in words"), *terms()),
}


def test_the_page_shows_the_rows(update: bool) -> None:
    text = PAGE.read_text("utf-8")
    if update:
        PAGE.write_text(with_tables(text, TABLES), "utf-8")
        return
    assert with_tables(text, TABLES) == text
