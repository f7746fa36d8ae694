"""Tables and work as text for a terminal: drawn by rich, as a table where it fits and as a list where it does not."""

from __future__ import annotations

import io
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from rich.cells import cell_len

from symcnn.render.content.report import joined
from symcnn.render.formula.setting import set_formula
from symcnn.render.formula.text import ASCII, TEXT, text_style, to_text
from symcnn.render.languages.translate import ENGLISH

if TYPE_CHECKING:
    from collections.abc import Iterable

    from symcnn.derive.sheet import CheatSheet
    from symcnn.derive.work import EqualityChain, Work
    from symcnn.formula import Formula
    from symcnn.render.content.network_table import Page
    from symcnn.render.content.report import Report
    from symcnn.render.languages.translate import Words

UNLIMITED = 1_000_000
"""The width of a pipe or a file: no line is folded."""

GROUPED = replace(TEXT, number="{:,}".format)
_GROUPED_ASCII = replace(ASCII, number="{:,}".format)
"""Numbers as tables show them: 48,120."""

_WORDS = ("layer", "definition", "output")
_GAP = 2
_SIGNS = frozenset("+−=×")
_FLOWING = 1
"""The column that may take several lines: the definition."""

WIDEST_TABLE = 100
"""A table of formulas that would be wider is given as a list, also where no line is folded."""


def render_page(page: Page, width: int = UNLIMITED) -> str:
    """The table of a network, at most ``width`` columns wide."""
    head = [*map(page.words, _WORDS), *page.headings]
    shown, sizes = cache(cell), cache(_sizes)  # most layers repeat what stands at others
    rows = [[entry.name, "", sizes(entry.output), *[""] * len(page.headings)] for entry in page.inputs]
    rows += [[row.name, row.call, sizes(row.output), *map(shown, row.cells)] for row in page.rows]
    totals = [page.words("total"), "", "", *map(cell, page.totals)]
    title = [page.name] if page.name else []
    if _needed(head, [*rows, totals]) <= min(width, UNLIMITED if _is_in_numbers(page) else WIDEST_TABLE):
        body = _table(head, rows, totals, width)
    else:
        body = _list(head, [*rows, totals], width)
    return "\n".join([*title, body, *_notes(page, width)]) + "\n"


def render_work(
    work: Iterable[Work], totals: Iterable[EqualityChain], words: Words = ENGLISH, width: int = UNLIMITED
) -> str:
    """The work shown: a chain of equalities per quantity, broken at its equality signs where it is long."""
    lines: list[str] = []
    for layer in work:
        lines += [f"{layer.layer}: {layer.call}", *_chains(layer.lines, width), ""]
    found = list(totals)
    lines += [words("total"), *_chains(found, width)] if found else []
    return "\n".join(lines).rstrip() + "\n"


def render_sheets(sheets: Iterable[CheatSheet], words: Words = ENGLISH, width: int = UNLIMITED) -> str:
    """The cheat sheet."""
    lines: list[str] = []
    for sheet in sheets:
        lines += _wrapped(sheet.signature, width, 4)
        lines += [part for line in sheet.doc.splitlines() for part in _wrapped(f"  {line}", width, 2)]
        rows = [(left, right, "") for left, right in sheet.rules]
        rows += [(left, right, "") for left, right in sheet.operation]
        variants = [(f"  ({words('with {}', word)})", changed) for word, changed in sheet.variants]
        rows += [(left, right, remark) for remark, changed in variants for left, right in changed]
        for left, right, remark in rows:
            lines += _wrapped(f"    {to_text(left)} = {to_text(right)}{remark}", width, 8)
        lines += [part for words in sheet.requires for part in _wrapped(f"    · {words}", width, 6)]
        lines += [part for line in sheet.body for part in _wrapped(f"    {line}", width, 8)]
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def render_report(report: Report, width: int = UNLIMITED) -> str:
    """Lines of words and formulas."""
    lines: list[str] = []
    for row in report.lines:
        lines += _wrapped("  " * row.level + joined(row.parts, str, cell), width, 2 * row.level + 4)
    return "\n".join(lines) + "\n"


def cell(formula: Formula) -> str:
    """A formula with the digits of its numbers grouped; words as words."""
    return (
        str(formula.value)
        if formula.op == "text"
        else set_formula(formula, GROUPED if text_style() is TEXT else _GROUPED_ASCII)
    )


def _sizes(sizes: Iterable[Formula]) -> str:
    shown = [f"({cell(size)})" if size.op == "sum" or _is_fraction(size) else cell(size) for size in sizes]
    return (" × " if any(" " in part for part in shown) else "×").join(shown)


def _is_fraction(formula: Formula) -> bool:
    return formula.op == "product" and formula.args[-1].op == "reciprocal"


def _is_in_numbers(page: Page) -> bool:
    """Whether no cell holds a formula, so that a table may be as wide as it likes."""
    cells = [cell for row in (*page.inputs, *page.rows) for cell in (*row.output, *row.cells)]
    return all(cell.op in ("number", "text") for cell in (*cells, *page.totals))


def _needed(head: list[str], rows: list[list[str]]) -> int:
    """The width of a table in which nothing wraps but the calls, which may shrink to their longest word."""
    widths = [max(cell_len(row[column]) for row in [head, *rows]) for column in range(len(head))]
    widths[1] = max(len(word) for row in rows for word in ["", *row[1].split()])
    return sum(widths) + _GAP * (len(head) - 1)


def _table(head: list[str], rows: list[list[str]], totals: list[str], width: int) -> str:
    """The table: set at once where nothing is folded, which takes a tenth of the time, else drawn by rich."""
    widths = [max(map(cell_len, column)) for column in zip(head, *rows, totals, strict=True)]
    if sum(widths) + _GAP * (len(widths) - 1) <= width:
        return columns(head, rows, totals, widths)
    return drawn(head, rows, totals, width)


def columns(head: list[str], rows: list[list[str]], totals: list[str], widths: list[int]) -> str:
    """Words on the left of their columns, quantities on the right."""

    def line(row: list[str]) -> str:
        rooms = [" " * (wide - cell_len(text)) for text, wide in zip(row, widths, strict=True)]
        pairs = enumerate(zip(row, rooms, strict=True))
        return (" " * _GAP).join(t + room if place < len(_WORDS) else room + t for place, (t, room) in pairs).rstrip()

    rule = "─" * (sum(widths) + _GAP * (len(widths) - 1))
    return "\n".join([line(head), rule, *map(line, rows), "", line(totals)])


def drawn(head: list[str], rows: list[list[str]], totals: list[str], width: int) -> str:
    """The same by rich, which folds what the width has no room for."""
    from rich import box  # noqa: PLC0415 - only tables need rich's drawing, which takes longer to import than to draw
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0), show_edge=False, show_footer=True)
    for place, (heading, footer) in enumerate(zip(head, totals, strict=True)):
        table.add_column(
            Text(heading),
            Text(footer),
            justify="left" if place < len(_WORDS) else "right",
            no_wrap=place != _FLOWING,
            overflow="fold",
        )
    for row in rows:
        table.add_row(*map(Text, row))
    file = io.StringIO()
    Console(file=file, width=width, color_system=None, legacy_windows=False).print(table)
    return "\n".join(line.rstrip() for line in file.getvalue().rstrip().splitlines())


def _list(head: list[str], rows: list[list[str]], width: int) -> str:
    """A paragraph per layer, for formulas too long for columns."""
    lines: list[str] = []
    margin = max(map(cell_len, head)) + 4
    for name, call, *cells in rows:
        lines += _wrapped(f"{name}  {call}".rstrip(), width, 4)
        for heading, value in zip(head[2:], cells, strict=True):
            if value:
                room = " " * (margin - 2 - cell_len(heading))
                lines += _wrapped(f"  {heading}{room}{value}", width, margin)
        lines.append("")
    return "\n".join(lines).rstrip()


def _notes(page: Page, width: int) -> list[str]:
    """The definitions of named sizes, and what must hold."""
    lines: list[str] = []
    if page.remarks:
        lines.append("")
    for remark in page.remarks:
        words = "".join(part if isinstance(part, str) else cell(part) for part in remark)
        lines += _wrapped(words, width, 2)
    if page.definitions:
        lines += ["", page.words("where")]
        for word, value in page.definitions:
            lines += _wrapped(f"  {cell(word)} = {cell(value)}", width, 6)
    if page.assumptions:
        lines += ["", page.words("assuming"), *(f"  {to_text(assumption)}" for assumption in page.assumptions)]
    if page.conditions:
        lines += ["", page.words("if")]
        for condition in page.conditions:
            asked = f"({condition.layer}: {condition.words})"
            lines += _wrapped(f"  {cell(condition.formula)}  {asked}", width, 6)
    return lines


def _chains(lines: Iterable[EqualityChain], width: int) -> list[str]:
    shown: list[str] = []
    for line in lines:
        target, *stages = [to_text(part) for part in (line.target, *line.stages)]
        whole = "  " + " = ".join([target, *stages])
        if cell_len(whole) <= width:
            shown.append(whole)
            continue
        indent = " " * (2 + cell_len(target))
        for place, stage in enumerate(stages):
            start = f"  {target} = " if place == 0 else f"{indent} = "
            shown += _wrapped(start + stage, width, cell_len(indent) + 5)
    return shown


def _wrapped(text: str, width: int, indent: int) -> list[str]:
    """Lines of at most ``width`` columns, the later ones indented; broken outside brackets if that can be."""
    lines: list[str] = []
    rest = text
    while cell_len(rest) > width:
        cut = _cut(rest, width, indent)
        if cut is None:
            break
        lines.append(rest[:cut].rstrip())
        rest = " " * indent + rest[cut:].lstrip()
    return [*lines, rest]


def _cut(text: str, width: int, indent: int) -> int | None:
    """Where to break: before the last sign outside brackets that fits, else at the last blank that fits."""
    depth, outside, anywhere = 0, None, None
    for place, character in enumerate(text[: width + 1]):
        depth += (character in "([⌊⌈") - (character in ")]⌋⌉")
        if character == " " and place > indent:
            anywhere = place
            if depth == 0 and text[place + 1 : place + 2] in _SIGNS:
                outside = place
    return outside if outside is not None and outside > width // 3 else anywhere
