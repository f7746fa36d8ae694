"""The list of symbols: what each of them means, and its value in numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from symcnn.derive.meanings import parts
from symcnn.formula import name
from symcnn.render.latex_lines import INLINE, math, prose
from symcnn.render.paper.look import symbol
from symcnn.render.paper.phrases import AXES, MEANINGS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from symcnn.derive.derivation import Derivation
    from symcnn.derive.meanings import Part
    from symcnn.derive.quantities import Quantity
    from symcnn.formula import Formula
    from symcnn.render.paper.look import Look

_LETTERS, _VALUES = 40.0, 48.0


class Symbols(NamedTuple):
    """What an author says of the parameters, and their defaults."""

    told: Mapping[str, str] = {}
    defaults: Mapping[str, Formula] = {}


def list_of_symbols(derivation: Derivation, look: Look, columns: Sequence[Quantity], known: Symbols) -> str:
    """A table of symbols and meanings; values where the network has defaults."""
    rows = list(_rows(derivation, columns, known))
    has_values = any(value for _, _, value in rows)
    width = look.width - _LETTERS - (_VALUES if has_values else 0) - 12
    sides = rf"@{{}}lp{{{width:.0f}pt}}{'r' if has_values else ''}@{{}}"
    head = "symbol & meaning" + (" & default" if has_values else "")
    lines = [rf"\begin{{tabular}}{{{sides}}}", r"\toprule", rf"{head} \\", r"\midrule"]
    for letter, words, value in rows:
        lines.append(rf"${letter}$ & \raggedright\let\\\tabularnewline {words}{f' & {value}' if has_values else ''} \\")
    return "\n".join([r"\begin{center}", *lines, r"\bottomrule", r"\end{tabular}", r"\end{center}"])


def _rows(derivation: Derivation, columns: Sequence[Quantity], known: Symbols) -> Iterator[tuple[str, str, str]]:
    found = parts(derivation)
    for word in dict.fromkeys([*found, *(word for word in known.told if word in derivation.roles)]):
        words = known.told.get(word) or _meaning(found[word])
        value = known.defaults.get(word)
        yield math(name(word)), prose(words), "" if value is None else f"${math(value, INLINE)}$"
    yield symbol("output"), "output sizes and depth", ""
    for quantity in columns:
        yield symbol(quantity.key), prose(f"{quantity.heading}: {quantity.meaning}"), ""


def _meaning(part: Part) -> str:
    """In words, by the part that the symbol plays."""
    kind, _, axis = part.word.partition(" ")
    words = {
        "axis": f"{AXES.get(axis, 'size')} of the {part.of}",
        "depth": f"depth of the {part.of}",
        "turn": f"turn of {part.of}, counted from 0",
        "turns": f"number of turns of {part.of}",
    }.get(kind) or f"{MEANINGS.get(kind, kind.replace('_', ' '))} ({part.of})"
    return words if part.is_whole else f"enters the {words}"
