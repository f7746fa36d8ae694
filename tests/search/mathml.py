"""MathML as a formula in the language: every sign means one thing, and brackets stand where its rows nest."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from reading import Unreadable

if TYPE_CHECKING:
    from collections.abc import Mapping
    from xml.etree.ElementTree import Element

SIGNS = {
    "+": "+", "−": "-", "-": "-", "·": "*", "\N{INVISIBLE TIMES}": "*", "×": "*", "/": "/", "(": "(", ")": ")",
    ",": ",", "⌊": "floor(", "⌋": ")", "⌈": "ceil(", "⌉": ")", "mod": "%", "\N{FUNCTION APPLICATION}": "",
}  # fmt: skip
FUNCTIONS = {"min", "max"}
ENDS = {"+", "−", ")", ","}
"""Signs before which the body of a sum ends."""
LOWERED = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def in_words(node: Element, names: Mapping[str, str]) -> str:
    """A formula in the language, its names those that are printed so."""
    kind = node.tag.rsplit("}", 1)[-1]
    if kind in {"mn", "mi", "mo", "mtext"}:
        return _word(kind, (node.text or "").strip(), names)
    if kind in {"mfrac", "msup"}:
        first, second = (in_words(child, names) for child in node)
        return f"(({first}){'/' if kind == 'mfrac' else '^'}({second}))"
    if kind == "msub":
        stem, index = ("".join(child.itertext()).strip() for child in node)
        layered = index.replace(",", "_")
        return _name(f"{stem}_{layered}", names, stem + index.translate(LOWERED), stem + layered)
    if kind in {"math", "mrow", "mstyle", "mpadded", "mtd", "semantics"}:
        return _row(node, names)
    if kind == "mtable":
        return _cells([part for line in node.iter() if line.tag.endswith("mtd") for part in _parts(line)], names)
    raise Unreadable(f"<{kind}>")


def _parts(line: Element) -> list[Element]:
    """What stands in one line of a sum that is set in lines."""
    return [part for row in line for part in (row if row.tag.endswith("mrow") else [row])]


def _word(kind: str, word: str, names: Mapping[str, str]) -> str:
    """A number, a name or a sign."""
    if kind == "mn":
        return re.sub(r"[,\s]", "", word)
    if word in FUNCTIONS:
        return word
    if kind == "mi":
        return _name(word, names)
    if word not in SIGNS:
        raise Unreadable(f"the sign {word!r}")
    return f" {SIGNS[word]} "


def _row(node: Element, names: Mapping[str, str]) -> str:
    """Parts side by side."""
    words = _cells(list(node), names)
    return f"({words})" if node.tag.endswith("mrow") and not _is_bracketed(words) else words


def _cells(cells: list[Element], names: Mapping[str, str]) -> str:
    """Parts side by side; a sum takes what stands behind it."""
    words = ""
    for place, cell in enumerate(cells):
        if cell.tag.rsplit("}", 1)[-1] == "munderover":
            return words + _sum(cell, cells[place + 1 :], names)
        words += in_words(cell, names)
    return words


def _is_bracketed(words: str) -> bool:
    return words.strip().startswith(("(", "floor(", "ceil("))


def _sum(head: Element, behind: list[Element], names: Mapping[str, str]) -> str:
    _sign, below, above = head
    index, first = (part.strip() for part in "".join(below.itertext()).split("="))
    turn = index if first == "0" else f"({index} + {int(first)})"
    ends = (place for place, part in enumerate(behind) if (part.text or "").strip() in ENDS and part.tag.endswith("mo"))
    end = next(ends, len(behind))
    body = _cells(behind[:end], {**names, index: turn}).strip().lstrip("*")
    return f"sum({body} for {index} in ({in_words(above, names)}) + 1 - {int(first)}){_cells(behind[end:], names)}"


def _name(word: str, names: Mapping[str, str], *others: str) -> str:
    for look in (word, *others):
        if look in names:
            return names[look]
    raise Unreadable(f"the name {word!r}")
