"""What a shell completes: networks, layers, columns and the other words that an option takes.

Shells ask by click's own scripts; nothing here is imported further until one asks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from click import Context, Parameter
    from click.shell_completion import CompletionItem

    Completer = Callable[[Context, Parameter, str], list[CompletionItem]]


def completing(kind: str) -> Completer:
    """What completes an option or an argument: the words of a kind, or of several with commas between them."""

    def complete(context: Context, _parameter: Parameter, incomplete: str) -> list[CompletionItem]:
        from click.shell_completion import CompletionItem

        first, comma, last = incomplete.rpartition(",") if kind in _LISTS else ("", "", incomplete)
        found = sorted(word for word in dict.fromkeys(_WORDS[kind](context)) if word.startswith(last))
        if not found and kind == "networks":
            return [CompletionItem(incomplete, type="file")]
        return [CompletionItem(f"{first}{comma}{word}") for word in found]

    return complete


def completed(
    *names: str, of: str, metavar: str, words: str, default: str = ""
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """An option that takes a word or a list, which a shell completes by the kind ``of``."""
    return click.option(*names, default=default, metavar=metavar, shell_complete=completing(of), help=words)


def _networks(_context: Context) -> Iterable[str]:
    from pathlib import Path

    from symcnn.model.shipped import zoo_networks

    return [*(name.lower() for name in zoo_networks()), *(path.name for path in Path().glob("*.cnn"))]


def _layers(context: Context) -> Iterable[str]:
    """The layers of the network that the command line names so far."""
    from symcnn import api
    from symcnn.errors import SymcnnError

    given = context.params
    unread = (word for word in context.args if not word.startswith("-"))  # where an option still lacks its word
    try:
        net = api.parse(given["text"]) if given.get("text") else api.load(given.get("source") or next(unread, ""))
        return [layer.name for layer in net.derivation.layers]
    except SymcnnError:
        return []


def _columns(_context: Context) -> Iterable[str]:
    from symcnn.derive.quantities import BY_KEY
    from symcnn.derive.receptive_field import SEEN

    return [*BY_KEY, *(column.key for column in SEEN), "operations", "all"]


def _quantities(_context: Context) -> Iterable[str]:
    from symcnn.derive.quantities import BY_KEY, DEPTH

    return [*BY_KEY, DEPTH.key]


def _prelude(_context: Context) -> Iterable[str]:
    from symcnn.model.library import prelude

    return prelude()


def _rows(module: str, name: str) -> Callable[[Context], Iterable[str]]:
    """The keys of a table, in a module that is imported when they are asked for."""

    def keys(_context: Context) -> Iterable[str]:
        from importlib import import_module

        table: Any = getattr(import_module(module), name)
        return [getattr(row, "name", row) for row in table]

    return keys


def _stated(words: str) -> Callable[[Context], Iterable[str]]:
    return lambda _context: words.split()


_WORDS: Mapping[str, Callable[[Context], Iterable[str]]] = {
    "networks": _networks,
    "layers": _layers,
    "columns": _columns,
    "quantities": _quantities,
    "prelude": _prelude,
    "notations": _rows("symcnn.render.formula.notations", "NOTATIONS"),
    "languages": _rows("symcnn.render.languages.translate", "LANGUAGES"),
    "units": _rows("symcnn.support.rounding", "UNITS"),
    "where": _rows("symcnn.render.formula.shared_parts", "LEAST_SAVED"),
    "forms": _stated("shortest given expanded factored horner"),
    "styles": _stated("auto boxes schematic field"),
    "directions": _stated("down right"),
    "widths": _stated("onecolumn twocolumn cvpr bothcolumns"),
    "conventions": _rows("symcnn.derive.conventions", "CONVENTIONS"),
    "frameworks": _stated("torch keras onnx"),
    "drawings": _stated("svg tikz pdf png"),
    "plots": _stated("pdf png svg pgf"),
    "targets": lambda context: [
        *_rows("symcnn.code.framework_rows", "FRAMEWORKS")(context),
        *_rows("symcnn.code.framework_rows", "FILES")(context),
        *_rows("symcnn.compiled.language_rows", "LANGUAGES")(context),
    ],
}
_LISTS = frozenset({"columns", "quantities"})
"""The kinds of which an option takes several, with commas between them."""
