"""The table of the page about frameworks is the rows of the code; ``--update`` writes it."""

from __future__ import annotations

from pathlib import Path

from tables_on_pages import with_tables

from symcnn.derive.frameworks import FRAMEWORKS

PAGE = Path(__file__).parents[2] / "docs" / "frameworks.md"


def table() -> str:
    rows = ["| framework | layers | condition | in words |", "|---|---|---|---|"]
    for framework in FRAMEWORKS.values():
        for limit in framework.limits:
            layers = ", ".join(f"`{layer}`" for layer in limit.layers)
            rows.append(f"| {framework.title} {framework.version} | {layers} | `{limit.condition}` | {limit.words} |")
    return "\n".join(rows)


def test_the_page_shows_the_rows(update: bool) -> None:
    text = PAGE.read_text("utf-8")
    tables = {"limits": table()}
    if update:
        PAGE.write_text(with_tables(text, tables), "utf-8")
        return
    assert with_tables(text, tables) == text
