"""The table of the page about published networks is what the listing says; ``--update`` writes it."""

from __future__ import annotations

import re
from pathlib import Path

from symcnn.network.catalogue import Listing
from symcnn.render.formats.markdown_cells import escape

PAGE = Path(__file__).parents[2] / "docs" / "zoo.md"
OLD = re.compile(r"<!-- networks -->\n\n(?:\|.*\n)*")


def table() -> str:
    head = ["| network | parameters | MACs | what it is | source |", "|---|---:|---:|---|---|"]
    rows = (
        f"| `{entry.name}` | {entry.params:,} | {entry.macs:,} | {escape(entry.title)} | {escape(entry.source)} |"
        for entry in Listing().entries
    )
    return "\n".join(["<!-- networks -->\n", *head, *rows]) + "\n"


def test_the_page_shows_every_network(update: bool) -> None:
    text = PAGE.read_text("utf-8")
    expected = OLD.sub(lambda _: table(), text)
    if update:
        PAGE.write_text(expected, "utf-8")
        return
    assert text == expected
