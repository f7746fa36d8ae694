"""What the playground's page asks of the engine: a request and an answer, both as JSON."""

from __future__ import annotations

import json
import tempfile
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NotRequired, TypedDict

from symcnn import api
from symcnn.analysis.legal_sizes import printed_once
from symcnn.editor.reading import LIMITS
from symcnn.errors import SymcnnError, TextError

if TYPE_CHECKING:
    from collections.abc import Callable

    from symcnn.network.network import Network

_SECONDS = 2.0
"""How long sizes and equations are looked for, while somebody types."""
_LONGEST_FIGURE = 200
"""Layers of the largest network that is drawn as one types."""


class Request(TypedDict):
    """A request of the page: a text or a published network, and the parts of its page that are wanted."""

    text: NotRequired[str]
    network: NotRequired[str]
    """A published network, whose text is wanted."""
    file: NotRequired[str]
    """A file that was dropped on the page."""
    numbers: NotRequired[bool]
    equation: NotRequired[str]
    unknown: NotRequired[str]
    language: NotRequired[str]
    parts: NotRequired[list[str]]
    """Which of `PARTS` are wanted, or a ``draft`` of the table; without it all, in one answer."""


PageParts = dict[str, str | dict[str, str | int]]


def answer(request: str) -> str:
    """Answer a request of the page; a mistake in its text is an answer too.

    >>> sorted(json.loads(answer('{"text": "input(9, 9, 3); conv(3, 8)"}')))
    ['figure', 'latex', 'sizes', 'table']
    >>> json.loads(answer('{"text": "input(9, 9, 3); convv(3, 8)"}'))["mistake"]["column"]
    17

    Args:
        request: An object with the keys of `Request`.

    Returns:
        An object: ``text`` of a published network or a dropped file; or those of ``table``, ``sizes`` and, where an
        equation is asked, ``solution`` (HTML), ``latex``, ``figure`` (SVG) that are wanted, and ``draft``; or
        ``mistake``, with its place.
    """
    asked: Request = json.loads(request)
    try:
        parts = _answered(asked)
    except SymcnnError as mistake:
        parts = {"mistake": _mistake_data(mistake)}
    return json.dumps(parts, ensure_ascii=False)


def _answered(asked: Request) -> PageParts:
    """The parts of an answer, or the text of a published network or of a file; raises the mistake of a text."""
    if "network" in asked:
        path, name = api.find(asked["network"])
        return {"text": path.read_text("utf-8"), "name": name}
    if "file" in asked:
        return {"text": api.from_keras(asked["file"]).source}
    net = _network(asked.get("text", ""), asked.get("numbers", False))
    known = PARTS | _ON_REQUEST
    wanted = [part for part in asked.get("parts", PARTS) if part != "solution" or _has_equation(asked)]
    return {part: known[part](net, asked) for part in wanted}


@lru_cache(maxsize=4)
def _network(text: str, numbers: bool) -> Network:  # noqa: FBT001 - a key of what is kept
    """The network of a text, kept for a while: the page asks for its parts one after the other."""
    net = api.parse(text, name="text", limits=LIMITS)
    return net.numbers() if numbers else net


def _has_equation(asked: Request) -> bool:
    return bool(asked.get("equation") and asked.get("unknown"))


def _table(net: Network, asked: Request) -> str:
    return net.table("html", language=asked.get("language", "en"))


def _draft(net: Network, asked: Request) -> str:
    """The table with its sums as they were derived: what takes long is the search for their shortest forms."""
    return net.table("html", "given", language=asked.get("language", "en"))


def _figure(net: Network, asked: Request) -> str:
    return net.draw(language=asked.get("language", "en")) if len(net.layers) <= _LONGEST_FIGURE else ""


def _solution(net: Network, asked: Request) -> str:
    solved = api.solve(net, asked["equation"], asked["unknown"], seconds=_SECONDS)
    return solved.render("html", language=asked.get("language", "en"))


def _sizes(net: Network, asked: Request) -> str:
    """The input sizes that the network takes, as HTML; empty for a network in numbers."""
    if not net.free_symbols:
        return ""
    language = asked.get("language", "en")
    return "".join(legal.render("html", language=language) for legal in printed_once(api.sizes(net, seconds=_SECONDS)))


def _latex(net: Network, asked: Request) -> str:
    return net.paper("formula", language=asked.get("language", "en"))


PARTS: dict[str, Callable[[Network, Request], str]] = {
    "table": _table,
    "figure": _figure,
    "solution": _solution,
    "sizes": _sizes,
    "latex": _latex,
}
"""The parts of the page that show a network, each with the function that makes it."""
_ON_REQUEST: dict[str, Callable[[Network, Request], str]] = {"draft": _draft}
"""What is shown only until something better is there."""


def _mistake_data(mistake: SymcnnError) -> dict[str, str | int]:
    """A mistake for the page; line and column are 0 where it has no place in the page's text."""
    data: dict[str, str | int] = {"message": mistake.message, "hint": mistake.hint, "line": 0, "column": 0}
    if isinstance(mistake, TextError) and mistake.span.source.name == "text":
        data |= {"line": mistake.line, "column": mistake.column, "start": mistake.span.start, "end": mistake.span.end}
    return data


def names() -> list[str]:
    """The published networks that the page offers."""
    return sorted(api.zoo())


def dropped(name: str, content: bytes) -> str:
    """Keep a file that was dropped on the page where the engine can read it, and say where.

    >>> Path(dropped("a.json", b"{}")).name
    'dropped.json'
    """
    place = Path(tempfile.mkdtemp()) / f"dropped{Path(name).suffix}"
    place.write_bytes(content)
    return str(place)
