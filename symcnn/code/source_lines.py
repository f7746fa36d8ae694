"""Lines of Python: calls laid out within a width, groups below a heading, assignments that nothing reads left out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from symcnn.code.python_formula import quoted
from symcnn.errors import printable
from symcnn.formula import Formula

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

WIDTH = 88
"""How long a line may be: what formatters of Python take by default."""
_STEP = "    "


class PythonCall(NamedTuple):
    """A call: what is called, and its arguments; or a list, with nothing before it."""

    head: str
    args: tuple[str | PythonCall, ...] = ()
    brackets: str | tuple[str, str] = "()"

    def __str__(self) -> str:
        return f"{self.head}{self.brackets[0]}{', '.join(map(str, self.args))}{self.brackets[1]}"


def listed(formula: Formula, text: Callable[[Formula], str]) -> PythonCall:
    """A list, whose rows may each have a line; what is no list stands as it is."""
    entries = [text(Formula("list", (entry,)))[1:-1] for entry in formula.args] if formula.op == "list" else []
    return PythonCall("", tuple(entries), "[]") if entries else PythonCall(text(formula), (), ("", ""))


class CodeLine(NamedTuple):
    """A line, or a call that may take several: what stands before the call, the call, what stands behind it."""

    before: str
    made: PythonCall | None = None
    behind: str = ""
    sets: str = ""
    """The variable that it sets, and could be left out if nothing reads it."""

    def __str__(self) -> str:
        return f"{self.before}{self.made or ''}{self.behind}"


def parsed(text: str) -> PythonCall:
    """A piece of Python as a call, where all of it is one.

    >>> parsed("f(g(a, b), [1, 2])").args
    ('g(a, b)', '[1, 2]')
    >>> parsed("f(a) + g(b)").head
    'f(a) + g(b)'
    """
    depth, opened, args = 0, -1, [0]
    for place, sign in enumerate(_STRINGS.sub(lambda found: "." * len(found[0]), text)):
        if sign in "([{":
            opened = place if depth == 0 and opened < 0 else opened
            depth += 1
        elif sign in ")]}":
            depth -= 1
            if depth == 0 and place < len(text) - 1:
                return PythonCall(text, (), ("", ""))
        elif sign == "," and depth == 1:
            args.append(place + 1)
    if opened < 0 or text[-1] not in ")]" or " " in text[:opened]:
        return PythonCall(text, (), ("", ""))
    starts = [opened + 1, *args[1:]]
    pieces = [text[start:end].strip(" ,") for start, end in zip(starts, [*args[1:], len(text) - 1], strict=True)]
    return PythonCall(text[:opened], tuple(piece for piece in pieces if piece), text[opened] + text[-1])


def assertion(condition: str, words: str) -> CodeLine:
    """What must hold, and why."""
    return CodeLine(f"assert {condition}, ", PythonCall("", (quoted(printable(words)),), ("", "")))


class CodeGroup(NamedTuple):
    """Lines below a heading such as ``for _ in range(n):``."""

    heading: CodeLine
    body: list[CodeRow]


CodeRow: TypeAlias = "CodeLine | CodeGroup"

_STRINGS = re.compile(r'"(?:\\.|[^"\\])*"')
_NAMES = re.compile(r"(?<![\w.])[^\W\d]\w*(?!\w|=(?!=))")


def names_in(text: str) -> set[str]:
    """The variables that a line reads or sets: no attribute, no word before an argument, nothing inside a string.

    >>> sorted(names_in('self.a = f(D, 3, bias=B, mode="same")'))
    ['B', 'D', 'f', 'self']
    """
    return set(_NAMES.findall(_STRINGS.sub('""', text)))


def lines_of(rows: Iterable[CodeRow]) -> Iterator[str]:
    """Every line and every heading, as text without its place."""
    for row in rows:
        if isinstance(row, CodeGroup):
            yield str(row.heading)
            yield from lines_of(row.body)
        else:
            yield str(row)


def pruned(rows: list[CodeRow]) -> list[CodeRow]:
    """The rows without assignments to variables that nothing reads.

    >>> [str(row) for row in pruned([CodeLine("a = 1", sets="a"), CodeLine("b = a", sets="b"), CodeLine("print(1)")])]
    ['print(1)']
    """
    while True:
        dead = {row.sets for row in _settings(rows)} - _read(rows)
        if not dead:
            return rows
        rows = _without(rows, dead)


def _settings(rows: Iterable[CodeRow]) -> Iterator[CodeLine]:
    for row in rows:
        if isinstance(row, CodeGroup):
            yield from _settings(row.body)
        elif row.sets:
            yield row


def _read(rows: Iterable[CodeRow]) -> set[str]:
    """Variables that some line reads which does not only set them."""
    found: set[str] = set()
    for row in rows:
        if isinstance(row, CodeGroup):
            found |= names_in(str(row.heading)) | _read(row.body)
        else:
            found |= names_in(str(row)) - {row.sets}
    return found


def _without(rows: list[CodeRow], dead: set[str]) -> list[CodeRow]:
    kept: list[CodeRow] = []
    for row in rows:
        if isinstance(row, CodeGroup):
            body = _without(row.body, dead)
            kept += [row._replace(body=body)] if body else []
        elif row.sets not in dead or not row.sets:
            kept.append(row)
    return kept


def laid_out(rows: Iterable[CodeRow], depth: int = 0) -> list[str]:
    """The rows as lines of a file.

    >>> laid_out([CodeGroup(CodeLine("if S != 1:"), [CodeLine("self.a = ", PythonCall("nn.ReLU"))])], 1)
    ['    if S != 1:', '        self.a = nn.ReLU()']
    """
    found: list[str] = []
    for row in rows:
        if isinstance(row, CodeGroup):
            found += [*_line(row.heading, depth), *laid_out(row.body, depth + 1)]
        else:
            found += _line(row, depth)
    return found


def _line(row: CodeLine, depth: int) -> list[str]:
    text = _STEP * depth + str(row)
    if len(text) <= WIDTH or row.made is None or not row.made.args:
        return [text]
    called = f"{_STEP * depth}{row.before}{row.made}("
    if row.behind.startswith("(") and len(called) <= WIDTH:  # formatters break the last brackets that are long enough
        return [called, _STEP * (depth + 1) + row.behind[1:-1], f"{_STEP * depth})"]
    return _broken(row.made, row.before, row.behind, depth)


def _broken(made: PythonCall, before: str, behind: str, depth: int) -> list[str]:
    """A call over several lines: its arguments on one line, or each on its own."""
    inner = _STEP * (depth + 1)
    together = inner + ", ".join(map(str, made.args))
    opening, closing = (made.brackets[0], made.brackets[1]) if made.brackets[0] else ("(", ")")
    begins, ends = f"{_STEP * depth}{before}{made.head}{opening}", f"{_STEP * depth}{closing}{behind}"
    if (len(together) <= WIDTH and opening != "[") or not made.brackets[0]:
        return [begins, together, ends]
    comma = "," if len(made.args) > 1 else ""
    parts = [arg if isinstance(arg, PythonCall) else parsed(arg) for arg in made.args]
    return [begins, *(line for part in parts for line in _line(CodeLine("", part, comma), depth + 1)), ends]
