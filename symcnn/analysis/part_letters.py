"""Which parts of a page get a letter, and which letters there are."""

from __future__ import annotations

from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING

from symcnn.render.content.likewise import two_axes
from symcnn.render.formula.shared_parts import PartNaming, least_saved
from symcnn.render.formula.symbols import beside, words_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from symcnn.derive.derivation import Derivation
    from symcnn.formula import Formula
    from symcnn.render.formula.order import Arranger
    from symcnn.render.formula.shared_parts import PartMeanings


DATA = ("json", "csv")
"""Formats that programs read, in which each formula says all by itself unless a user asks otherwise."""

_OVER_LETTERS = ("shortest", "by", "horner")
"""Forms in which totals are also sought over the letters of their page."""


def known_naming(where: str, kind: str = "text") -> str:
    """The word of a user; empty for ``often``, and for ``none`` in formats that programs read.

    >>> known_naming("", "html"), known_naming("", "json"), known_naming("all", "json")
    ('often', 'none', 'all')

    Args:
        where: What the user asks for.
        kind: The format that is printed.

    Raises:
        NotFound: There is no such way of naming.
    """
    where = where or ("none" if kind in DATA else "often")
    least_saved(where)
    return where


def naming(
    where: str,
    derivations: Sequence[Derivation],
    arranger: Arranger,
    taken: Iterable[str] = (),
    form: tuple[str, str] = ("shortest", ""),
) -> PartNaming:
    """The rule by which parts of a page's formulas get letters, made from all its formulas at once.

    Args:
        where: A word that is known: ``often``, ``all`` or ``none``.
        derivations: The networks that the page is about.
        arranger: By what names their symbols are shown.
        taken: Names that mean something else on the page.
        form: The form that formulas are printed in, and its symbol.

    Raises:
        NotFound: There is no such word.
    """
    if least_saved(where) is None:
        return PartNaming()
    names = arranger.names
    entries = [size for one in derivations for entry in one.inputs for size in map(one.written, entry.volume.sizes)]
    defined = [definition.name for one in derivations for definition in one.definitions if definition.letter != "D"]
    sizes = frozenset(names.get(word, word) for word in (*words_of(entries), *defined))
    roles = (word for one in derivations for word in one.roles)
    apart = sizes.union(roles, beside(derivations), names.values(), taken)
    axes = {two_axes(one, arranger) for one in derivations}
    over_letters = (
        partial(_over_letters, arranger=arranger, sizes=sizes, form=form) if form[0] in _OVER_LETTERS else None
    )
    return PartNaming(where, _operations, apart, sizes, axes.pop() if len(axes) == 1 else (), over_letters)


def _over_letters(
    letters: PartMeanings, arranger: Arranger, sizes: Iterable[str], form: tuple[str, str]
) -> Callable[[Formula], Formula]:
    shape, symbol = form
    words = [(str(letter.value), value) for letter, value in letters]
    module = import_module("symcnn.algebra.forms.over_letters")
    formed = module.FormOverLetters(words, sizes, shape, arranger.names.get(symbol, symbol))
    order = arranger.of_shown()
    return lambda formula: order.ordered(formed(formula))


def _operations(formula: Formula) -> int:
    """Pages in numbers never wait for the algebra."""
    count: int = import_module("symcnn.algebra.forms.operation_count").operations(formula)
    return count
