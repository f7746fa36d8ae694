"""A failing text made smaller: statements left out, blocks opened, arguments dropped, expressions made simple."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Edit = tuple[int, int, str]

OPENING, CLOSING = "([{", ")]}"


def shrunk(text: str, fails: Callable[[str], bool], tries: int = 400) -> str:
    """The smallest text found that still fails, after so many tries at most."""
    seen = {text}
    while True:
        for smaller in candidates(text):
            if smaller in seen:
                continue
            seen.add(smaller)
            if len(seen) > tries:
                return text
            if fails(smaller):
                text = smaller
                break
        else:
            return text


def candidates(text: str) -> Iterator[str]:
    """Texts that are simpler, the greatest steps first."""
    edits = [*_statements(text), *_blocks(text), *_arguments(text), *_expressions(text), *_names(text)]
    edits.sort(key=lambda edit: edit[0] - edit[1] + len(edit[2]))
    seen = set()
    for start, end, new in edits:
        smaller = tidy(text[:start] + new + text[end:])
        if smaller not in seen and smaller != text:
            seen.add(smaller)
            yield smaller


def tidy(text: str) -> str:
    """The same without what a removed part leaves behind."""
    text = re.sub(r"[ \t]+", " ", text)
    text = re.sub(r"\s*(?:;\s*)+(?=[}\n])|(?<=[{\n])\s*(?:;\s*)+", " ", text)
    text = re.sub(r"\(\s*,\s*|,\s*(?=[,)])", lambda found: "(" if found[0][0] == "(" else "", text)
    return re.sub(r"\n\s*\n+", "\n", text).strip(" \n;")


def _groups(text: str) -> Iterator[tuple[int, int]]:
    """Where each bracket opens, and the place behind its end."""
    stack = []
    for place, sign in enumerate(text):
        if sign in OPENING:
            stack.append(place)
        elif sign in CLOSING and stack:
            yield stack.pop(), place + 1


def _parts(text: str, start: int, end: int, marks: str) -> Iterator[tuple[int, int]]:
    """The parts of a stretch between marks that stand in no bracket of their own."""
    depth, first = 0, start
    for place in range(start, end):
        depth += (text[place] in OPENING) - (text[place] in CLOSING)
        if text[place] in marks and not depth:
            yield first, place
            first = place + 1
    yield first, end


def _statements(text: str) -> Iterator[Edit]:
    """Each statement left out."""
    bodies = [(0, len(text)), *((start + 1, end - 1) for start, end in _groups(text) if text[start] == "{")]
    for start, end in bodies:
        for first, last in _parts(text, start, end, ";\n"):
            if text[first:last].strip():
                yield first, last, ""


def _blocks(text: str) -> Iterator[Edit]:
    """A loop or a merge by what is in it, or a body by nothing."""
    for start, end in _groups(text):
        if text[start] != "{":
            continue
        inside = text[start + 1 : end - 1]
        yield start, end, "{}"
        yield start, end, ""
        head = max(text.rfind(mark, 0, start) for mark in "{};\n") + 1
        yield head, end, inside
        if text[start + 1 :].lstrip()[:1] == "{":
            yield from ((head, end, text[a + 1 : b - 1]) for a, b in _groups(text) if start < a and b < end)


def _arguments(text: str) -> Iterator[Edit]:
    """Each argument left out, and each list of them."""
    for start, end in _groups(text):
        if text[start] != "(":
            continue
        yield start, end, ""
        for first, last in _parts(text, start + 1, end - 1, ","):
            yield first, last, ""


def _expressions(text: str) -> Iterator[Edit]:
    """An argument or a side by a part of it or by a number; what follows words such as repeat as well."""
    for start, end in _groups(text):
        if text[start] == "(":
            for first, last in _parts(text, start + 1, end - 1, ",="):
                yield from _simpler(text, first, last)
            for first, last in _parts(text, start + 1, end - 1, ",=+-*/%^"):
                yield from _simpler(text, first, last)
            if not text[:start] or not (text[start - 1].isalnum() or text[start - 1] == "_"):
                yield start, end, text[start + 1 : end - 1]
            else:
                word = re.search(r"\w+$", text[:start])
                assert word
                yield from ((word.start(), end, text[a:b].strip()) for a, b in _parts(text, start + 1, end - 1, ","))
    for found in re.finditer(r"(?:assume|repeat|\?)([^;{\n]+)", text):
        for first, last in _parts(text, found.start(1), found.end(1), "+-*/%^=<>"):
            yield from _simpler(text, first, last)
            yield first, last + 1, ""


def _simpler(text: str, first: int, last: int) -> Iterator[Edit]:
    old = text[first:last].strip()
    if len(old) < 2 and old.isdigit():
        return
    for sign in "+-*/%^":
        for a, b in _parts(text, first, last, sign):
            if text[a:b].strip() not in {"", old}:
                yield first, last, text[a:b].strip()
    if not old.isdigit() or int(old) > 3:
        yield from ((first, last, number) for number in ("1", "2", "3"))


def _names(text: str) -> Iterator[Edit]:
    """A label left out, a word of a loop's index, and the type of a parameter."""
    for found in re.finditer(r"\bE\d+:\s*|\s+as \w+\b|: (?:integer|real)(?: >=? 0)?", text):
        yield found.start(), found.end(), ""
    header = re.search(r"network Whole\([^)]*\) \{", text)
    if header and text.rstrip().endswith("}"):
        yield 0, len(text), text[: header.start()] + text[header.end() : text.rstrip().rindex("}")]
