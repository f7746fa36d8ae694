"""The list of symbols: what each of them means, and its value in numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from symcnn.derive.meanings import parts
from symcnn.formula import name
from symcnn.render.formats.latex_lines import INLINE, math, prose
from symcnn.render.formula.order import renamed
from symcnn.render.paper.quantity_letters import symbol
from symcnn.render.paper.thing_names import AXES, MEANINGS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from symcnn.derive.derivation import Derivation
    from symcnn.derive.meanings import SymbolRole
    from symcnn.derive.quantities import Quantity
    from symcnn.formula import Formula
    from symcnn.render.content.paper_options import PaperOptions
    from symcnn.render.languages.translate import Phrasebook

_LETTERS, _VALUES = 40.0, 48.0


class Symbols(NamedTuple):
    """The author's words on the parameters, and their defaults."""

    told: Mapping[str, str] = {}
    defaults: Mapping[str, Formula] = {}
    names: Mapping[str, str] = {}
    """What a notation shows for some of them."""


def list_of_symbols(derivation: Derivation, look: PaperOptions, columns: Sequence[Quantity], known: Symbols) -> str:
    """A table of symbols and meanings; values where the network has defaults."""
    rows = list(_rows(derivation, columns, known, look.words))
    has_values = any(value for _, _, value in rows)
    width = look.width - _LETTERS - (_VALUES if has_values else 0) - 12
    sides = rf"@{{}}lp{{{width:.0f}pt}}{'r' if has_values else ''}@{{}}"
    head = " & ".join(map(look.words, ["symbol", "meaning", *["default"] * has_values]))
    lines = [rf"\begin{{tabular}}{{{sides}}}", r"\toprule", rf"{head} \\", r"\midrule"]
    for letter, words, value in rows:
        lines.append(rf"${letter}$ & \raggedright\let\\\tabularnewline {words}{f' & {value}' if has_values else ''} \\")
    return "\n".join([r"\begin{center}", *lines, r"\bottomrule", r"\end{tabular}", r"\end{center}"])


def _rows(
    derivation: Derivation, columns: Sequence[Quantity], known: Symbols, words: Phrasebook
) -> Iterator[tuple[str, str, str]]:
    found = parts(derivation)
    for word in dict.fromkeys([*found, *(word for word in known.told if word in derivation.roles)]):
        meaning = known.told.get(word) or meaning_of(found[word], words)
        value = known.defaults.get(word)
        shown = "" if value is None else f"${math(renamed(value, known.names), INLINE)}$"
        yield math(name(known.names.get(word, word))), prose(meaning), shown
    yield symbol("output"), words("output sizes and depth"), ""
    for quantity in columns:
        yield symbol(quantity.key), prose(words("{}: {}", quantity.heading, quantity.meaning)), ""


def meaning_of(part: SymbolRole, words: Phrasebook) -> str:
    """In words, by the part that the symbol plays."""
    kind, _, axis = part.word.partition(" ")
    of = words("input") if part.of == "input" else part.of
    phrase = {
        "axis": AXES.get(axis, "size of the {}"),
        "depth": "depth of the {}",
        "turn": "turn of {}, counted from 0",
        "turns": "number of turns of {}",
    }.get(kind)
    argument = words.known(MEANINGS.get(kind, kind.replace("_", " ")))
    meaning = words(phrase, of) if phrase else words("{} ({})", argument, of)
    return meaning if part.is_whole else words("enters the {}", meaning)
