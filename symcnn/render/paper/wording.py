"""Side conditions in words: what must hold for the formulas to hold, and which layer asks for it."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from symcnn.formula import name
from symcnn.render.formats.latex_lines import INLINE, math, prose
from symcnn.render.languages.translate import ENGLISH, Phrasebook
from symcnn.render.paper.thing_names import RELATIONS

if TYPE_CHECKING:
    from symcnn.derive.derivation import Derivation
    from symcnn.formula import Formula
    from symcnn.render.formula.order import Arranger


def conditions_in_words(derivation: Derivation, arranger: Arranger, words: Phrasebook = ENGLISH) -> str:
    """The conditions of a network, the axes of which one layer asks the same in one sentence."""
    items = []
    joint = f" {words('and')} "
    for (layer, reason), group in groupby(derivation.conditions, lambda c: (c.layer, c.words)):
        asked = dict.fromkeys(in_words(arranger.arrange(condition.formula), words) for condition in group)
        reasons = prose(words.sentence(reason))
        items.append(rf"\item {words('{} ({}: {})', joint.join(asked), prose(layer), reasons)}")
    taken = [_assumption(arranger.assumed(assumed), words) for assumed in derivation.assumptions]
    taken += [f"{_inline(arranger.arrange(name(symbol)))} = {prose(default)}" for symbol, default in derivation.put_in]
    granted = words("The formulas take for granted that {}.", joint.join(taken))
    parts = [rf"\noindent {granted}\par"] if taken else []
    if items:
        ends = [*[words(";")] * (len(items) - 1), words(".")]
        shown = [item + end for item, end in zip(items, ends, strict=True)]
        head = rf"\noindent {words('The formulas hold if')}"
        parts.append("\n".join([head, r"\begin{itemize}\raggedright", *shown, r"\end{itemize}"]))
    return "\n".join(parts) or rf"\noindent {words('The formulas hold without further conditions.')}\par"


def _assumption(assumed: Formula, words: Phrasebook) -> str:
    """An assumption as part of a sentence; a line may end between the facts of it."""
    if assumed.op == "and":
        return f" {words('and')} ".join(_assumption(part, words) for part in assumed.args)
    return words("no division leaves a remainder") if assumed == name("exact") else _inline(words.formula(assumed))


def in_words(formula: Formula, words: Phrasebook = ENGLISH) -> str:
    """A condition as part of a sentence.

    >>> from symcnn.formula import Formula, name, number
    >>> in_words(Formula("compare", (name("W"), number(5)), ">="))
    '$W$ is at least $5$'
    """
    if formula.op in ("and", "or"):
        return f" {words(formula.op)} ".join(in_words(part, words) for part in formula.args)
    if formula.op != "compare":
        return _inline(words.formula(formula))
    left, right = formula.args
    if left.op == "remainder":
        return _divisibility(formula, words)
    return words(RELATIONS[str(formula.value)], _inline(left), _inline(right))


def _inline(formula: Formula) -> str:
    return f"${math(formula, INLINE)}$"


def _divisibility(formula: Formula, words: Phrasebook) -> str:
    """A statement about what a division leaves over."""
    remainder, left_over = formula.args
    value, modulus = map(_inline, remainder.args)
    if formula.value not in ("==", "!="):
        return _inline(formula)
    negated = formula.value == "!="
    if remainder.args[1].value == 1:
        return words("{} is not whole" if negated else "{} is whole", value)
    if left_over.value == 0:
        return words("{} is not a multiple of {}" if negated else "{} is a multiple of {}", value, modulus)
    phrase = "{} divided by {} does not leave {}" if negated else "{} divided by {} leaves {}"
    return words(phrase, value, modulus, _inline(left_over))
