"""The formulas of a layer where its sizes leave nothing over: which of the roundings in them are divisions of a size.

Those in what leaves the layer are, and those in names that this is made of: ``floor((X - F)/S) + 1`` windows cover the
input. What else a layer rounds are no sizes: the half of the padding that goes in front, how an operation finds its
places, a condition. Of a least value the first part that rounds is the size; those behind it only bound it, as where
the last window of a pooling in ceiling mode must start inside the input.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from symcnn.formula import EVENLY, Formula

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_ROUNDED = ("floor", "ceil")


def even_formulas(formulas: Mapping[str, Formula]) -> dict[str, Formula]:
    """The formulas that the sizes of a layer rest on, with roundings as divisions that leave nothing over.

    >>> from symcnn.syntax.parser import parse_expression
    >>> rules = {"X'": "n + 1", "n": "floor((X - F)/S)", "A": "floor(F/2)"}
    >>> sorted(even_formulas({name: parse_expression(text) for name, text in rules.items()}))
    ["X'", 'n']
    """
    sizes, found, waiting = _Sizes(formulas), dict[str, Formula](), ["X'", "D'"]
    while waiting:
        target = waiting.pop()
        if target in formulas and target not in found:
            found[target] = sizes.even(formulas[target])
            waiting += sizes.names(formulas[target])
    return found


class _Sizes:
    """Tells the formulas of a layer that make up its sizes from all others."""

    def __init__(self, formulas: Mapping[str, Formula]) -> None:
        self.formulas = formulas
        self._names: dict[str, bool] = {}

    def even(self, formula: Formula) -> Formula:
        """The formula with its roundings as divisions that leave nothing over."""
        sizes = {place: self.even(part) for place, part in self._parts(formula)}
        parts = tuple([sizes.get(place, part) for place, part in enumerate(formula.args)])
        value = EVENLY if formula.op == "call" and formula.value in _ROUNDED else formula.value
        return Formula(formula.op, parts, value, formula.span)

    def names(self, formula: Formula) -> Iterator[str]:
        """The names in the parts of a formula that make up a size."""
        if formula.op in ("name", "index"):
            yield str(formula.value)
        for _, part in self._parts(formula):
            yield from self.names(part)

    def _parts(self, formula: Formula) -> Iterator[tuple[int, Formula]]:
        """The operands that make up a size, each with its place: no condition, and no further bound of a minimum."""
        is_least = formula.op == "call" and formula.value == "min"
        is_settled = False
        for place, part in enumerate(formula.args):
            if not (formula.op == "if" and place == 1) and not (is_least and is_settled):
                is_settled = self._rounds(part)
                yield place, part

    def _rounds(self, formula: Formula) -> bool:
        """Whether a formula rounds, or has a name whose rule does."""
        return any(call.value in _ROUNDED for call in formula.calls()) or any(
            self._rounds_behind(str(node.value)) for node in formula.named()
        )

    def _rounds_behind(self, name: str) -> bool:
        if name not in self._names:
            self._names[name] = False  # while it is looked into: a rule that needs itself is refused elsewhere
            self._names[name] = name in self.formulas and self._rounds(self.formulas[name])
        return self._names[name]
