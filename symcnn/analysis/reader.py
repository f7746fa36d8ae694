"""Finds the language and the notation that a reader chose: by code, by name, or from a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from symcnn.errors import NameMistake, NotFound
from symcnn.limits import DEFAULT
from symcnn.model.library import read_source
from symcnn.render.content.voice import Presentation
from symcnn.render.formula.notations import notation as named
from symcnn.render.formula.order import Notation, Size
from symcnn.render.languages.translate import words
from symcnn.syntax.parser import parse

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from symcnn.syntax import tree

_AXES = ("W", "H", "T")
_SIZES = frozenset({*_AXES, "X", "D"})
_ORDERS = ("terms", "factors")


def presentation(notation: str = "", language: str = "en", own: Iterable[tree.NotationDefinition] = ()) -> Presentation:
    """The words of a language and the symbols of a notation.

    The notation is one that the text of the network holds, one that comes with symcnn, or the last one of a file.

    >>> presentation("dumoulin", "zh").notation.letters["S"]
    's'
    """
    return Presentation(words(language), _notation(notation or "textbook", own))


def _notation(name: str, own: Iterable[tree.NotationDefinition]) -> Notation:
    if name.endswith(".cnn"):
        path = Path(name)
        found = parse(read_source(path, DEFAULT), path.name).notations
        if not found:
            raise NotFound(f"{path.name} holds no notation", "such as notation mine { W = n; F = k }")
        return read_notation(found[-1])
    return named(name, map(read_notation, own))


def read_notation(written: tree.NotationDefinition) -> Notation:
    """A notation that an author wrote.

    >>> from symcnn.syntax.parser import parse
    >>> read_notation(parse("notation mine { W = n; F = k_1 }").notations[0]).letters
    {'F': 'k_1'}
    """
    own: dict[str, str] = {}
    orders: dict[str, str] = {}
    for row in written.symbols:
        if row.name in own or row.name in orders:
            raise NameMistake(f'"{row.name}" has a symbol already', row.span)
        if row.name in _ORDERS:
            orders[row.name] = _order(row)
        else:
            own[row.name] = _symbol(row, own)
    return _made(written.name, own, orders)


def _symbol(row: tree.Symbol, own: Mapping[str, str]) -> str:
    """A name, which no other letter has."""
    if row.shown.op != "name":
        raise NameMistake(f"a symbol is a name, such as {row.name} = k_1", row.shown.span)
    symbol = str(row.shown.value)
    earlier = next((name for name, other in own.items() if other == symbol), None)
    if earlier is not None:
        raise NameMistake(f'"{symbol}" stands for {earlier} already', row.shown.span)
    return symbol


def _order(row: tree.Symbol) -> str:
    """The letters of ``terms`` or ``factors`` in the order in which a sum or a product is written."""
    sign = {"terms": "sum", "factors": "product"}[row.name]
    letters = [str(part.value) for part in row.shown.args] if row.shown.op == sign else []
    if not letters or not all(part.op == "name" for part in row.shown.args):
        example = {"terms": "W + P + F", "factors": "K*F*D"}[row.name]
        raise NameMistake(f"the order is a {sign} of letters, such as {row.name} = {example}", row.shown.span)
    return "".join("X" if letter in _AXES else letter for letter in letters)


def _made(name: str, own: Mapping[str, str], orders: Mapping[str, str]) -> Notation:
    plain = Notation()
    depth = _size("D", own)
    return Notation(
        terms=_completed(orders.get("terms", ""), plain.terms),
        factors=_completed(orders.get("factors", ""), plain.factors),
        name=name,
        letters={letter: symbol for letter, symbol in own.items() if letter.rstrip("'") not in _SIZES},
        axes={n: tuple(_axis(place, n, own) for place in range(n)) for n in (1, 2, 3)},
        depth=depth,
        is_numbered="X" in own,
        own={word: symbol for word, symbol in own.items() if not word.endswith("'")},
    )


def _completed(wanted: str, order: str) -> str:
    """The letters that are wanted first, and then the others."""
    return wanted + "".join(letter for letter in order if letter not in wanted)


def _axis(place: int, count: int, own: Mapping[str, str]) -> Size:
    """A size along an axis: by its own letter, or by that of all sizes, with a number where there are several."""
    letter = _AXES[place]
    if letter in own or "X" not in own:
        return _size(letter, own)
    index = f"_{place + 1}" if count > 1 else ""
    received, output, named = _size("X", own)
    return Size(*(_with_index(word, index) for word in (received, output, named)))


def _with_index(word: str, index: str) -> str:
    bare = word.rstrip("'")
    return bare + index + word[len(bare) :]


def _size(letter: str, own: Mapping[str, str]) -> Size:
    received = own.get(letter, letter)
    output = own.get(f"{letter}'", f"{received}'")
    return Size(received, output, received.rstrip("'"))
