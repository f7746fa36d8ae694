"""The page of published formulas is made from their cases; ``--update`` writes it."""

from __future__ import annotations

import re
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from authors_forms import read_authors_forms
from published import Case, read_cases

import symcnn
from symcnn.algebra.forms.operation_count import operations
from symcnn.render.formats.markdown_cells import escape
from symcnn.render.formula.latex import to_latex
from symcnn.render.formula.order import Arranger

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGE = Path(__file__).parents[2] / "docs" / "published.md"
MARK = "<!-- formulas -->\n\n"
_AXIS = re.compile(r"output\[(\d)\]")


def source_of(case: Case) -> str:
    """The work, without the place in it."""
    return case.lines["source"].partition("; ")[0]


def row(case: Case) -> str:
    ours = Arranger(symcnn.parse(case.lines["network"]).derivation.roles).arrange(case.derived)
    place = case.lines["source"].partition("; ")[2]
    what = _AXIS.sub("output size", case.lines["quantity"])
    cells = [
        escape(place),
        escape(what),
        f"${to_latex(case.published)}$",
        f"${to_latex(ours)}$",
        str(operations(case.published)),
        str(operations(ours)),
    ]
    return f"| {' | '.join(cells)} |"


def sections() -> Iterator[str]:
    cases = sorted(read_cases(), key=lambda case: source_of(case).lower())
    for source, group in groupby(cases, key=source_of):
        head = "| where | what | published | ours | operations | ours |\n|---|---|---|---|--:|--:|"
        yield "\n".join([f"## {escape(source)}", "", head, *map(row, group), ""])


def authors_forms() -> str:
    """Whole networks, whose totals nobody publishes but many write by hand."""
    lines = ["## By hand", "", "Totals of networks that come with symcnn, as an author would write them.", ""]
    lines += ["| network | total | by hand | ours | operations | ours |", "|---|---|---|---|--:|--:|"]
    for row in read_authors_forms():
        ours = Arranger(symcnn.load(row.network).derivation.roles).arrange(row.ours)
        cells = [
            f"`{row.network}`",
            row.quantity,
            f"${to_latex(row.formula)}$",
            f"${to_latex(ours)}$",
            str(operations(row.formula)),
            str(operations(ours)),
        ]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join([*lines, ""])


def test_the_page_shows_every_case(update: bool) -> None:
    text = PAGE.read_text("utf-8")
    head, mark, _ = text.partition(MARK)
    made = head + mark + "\n".join([*sections(), authors_forms()])
    if update:
        PAGE.write_text(made, "utf-8")
        return
    assert made == text
