"""Side conditions in words: what must hold for the formulas to hold, and which layer asks for it."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from symcnn.render.latex_lines import INLINE, math, prose
from symcnn.render.notation import Arranger
from symcnn.render.paper.phrases import RELATIONS

if TYPE_CHECKING:
    from symcnn.derive.derivation import Derivation
    from symcnn.formula import Formula


def conditions_in_words(derivation: Derivation) -> str:
    """The conditions of a network, the axes of which one layer asks the same in one sentence."""
    arranger = Arranger(derivation.roles)
    items = []
    for (layer, words), group in groupby(derivation.conditions, lambda c: (c.layer, c.words)):
        sentence = " and ".join(dict.fromkeys(in_words(arranger.arrange(condition.formula)) for condition in group))
        items.append(rf"\item {sentence} ({prose(layer)}: {prose(words)})")
    taken = [f"${math(assumption, INLINE)}$" for assumption in derivation.assumptions]
    parts = [rf"\noindent The formulas take for granted that {' and '.join(taken)}.\par"] if taken else []
    if items:
        items = [f"{item}{';' if place < len(items) - 1 else '.'}" for place, item in enumerate(items)]
        parts.append(
            "\n".join([r"\noindent The formulas hold if", r"\begin{itemize}\raggedright", *items, r"\end{itemize}"])
        )
    return "\n".join(parts) or r"\noindent The formulas hold without further conditions.\par"


def in_words(formula: Formula) -> str:
    """A condition as part of a sentence.

    >>> from symcnn.formula import Formula, name, number
    >>> in_words(Formula("compare", (name("W"), number(5)), ">="))
    '$W$ is at least $5$'
    """
    if formula.op in ("and", "or"):
        return f" {formula.op} ".join(in_words(part) for part in formula.args)
    if formula.op != "compare":
        return f"${math(formula, INLINE)}$"
    left, right = formula.args
    if left.op == "remainder":
        return _divisibility(formula)
    return f"${math(left, INLINE)}${RELATIONS[str(formula.value)]}${math(right, INLINE)}$"


def _divisibility(formula: Formula) -> str:
    """A statement about what a division leaves over."""
    remainder, left_over = formula.args
    value, modulus = (f"${math(part, INLINE)}$" for part in remainder.args)
    negated = "not " * (formula.value == "!=")
    if formula.value not in ("==", "!="):
        return f"${math(formula, INLINE)}$"
    if remainder.args[1].value == 1:
        return f"{value} is {negated}whole"
    if left_over.value == 0:
        return f"{value} is {negated}a multiple of {modulus}"
    return (
        f"{value} divided by {modulus} does {negated}leave ${math(left_over, INLINE)}$"
        if negated
        else (f"{value} divided by {modulus} leaves ${math(left_over, INLINE)}$")
    )
