"""What names stand for along two axes that go alike: written along the first one, and once for the second."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symcnn.render.formula.order import renamed
from symcnn.render.languages.phrases import conjoined, phrase

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from symcnn.derive.derivation import Derivation
    from symcnn.formula import Formula
    from symcnn.render.formula.order import Arranger
    from symcnn.render.languages.phrases import Phrase

_LIKEWISE = "likewise {} with {} in place of {}"


def two_axes(derivation: Derivation, arranger: Arranger) -> tuple[Formula, ...]:
    """The first two sizes of the input, where they are symbols of their own."""
    sizes = [arranger.arrange(derivation.written(size)) for size in derivation.input.sizes[:2]]
    return tuple(sizes) if _are_apart(sizes) else ()


def _are_apart(sizes: Sequence[Formula]) -> bool:
    return len({size.value for size in sizes if size.op == "name"}) == 2  # noqa: PLR2004 - two axes


def stated_once(
    definitions: Iterable[tuple[Formula, Formula]], axes: Sequence[Formula]
) -> tuple[tuple[tuple[Formula, Formula], ...], tuple[Phrase, ...]]:
    """What names stand for, and for those along the second axis, where they go like the first, one sentence.

    >>> from symcnn.formula import name
    >>> from symcnn.syntax.parser import parse_expression as formula
    >>> rows = [(name("w"), formula("floor(W/2)")), (name("h"), formula("floor(H/2)")), (name("A"), formula("w*h"))]
    >>> stated, likewise = stated_once(rows, (name("W"), name("H")))
    >>> [str(word.value) for word, _ in stated], likewise[0].key
    (['w', 'A'], 'likewise {} with {} in place of {}')
    """
    if not _are_apart(axes):
        return tuple(definitions), ()
    across = {str(axes[0].value): str(axes[1].value)}
    stated: list[tuple[Formula, Formula]] = []
    alike: list[Formula] = []
    known: dict[Formula, str] = {}
    for word, value in definitions:
        if value in known and known[value] not in across:
            across[known[value]] = str(word.value)
            alike.append(word)
            continue
        stated.append((word, value))
        known = {renamed(value, across): str(word.value) for word, value in stated}
    return tuple(stated), (phrase(_LIKEWISE, conjoined("{0}, {1}", alike), axes[1], axes[0]),) if alike else ()
