"""What is written on a layer: its word and the arguments that readers look for, as the derivation has them."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

from symcnn.render.notation import Arranger

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from symcnn.derive.derivation import Derivation, LayerResult
    from symcnn.formula import Formula
    from symcnn.model.volume import Volume
    from symcnn.render.figures.shapes import Text

_BEFORE = frozenset({"kernel_size", "kernel"})
"""Words of arguments that stand before the word of the layer, one for each axis."""


class _Shown(NamedTuple):
    """An argument that is written behind the layer's word, unless it has the value that goes without saying."""

    before: str
    after: str
    silent: int


_BEHIND: Mapping[str, _Shown] = {
    "stride": _Shown(", /", "", 1),
    "dilation": _Shown(", dilation ", "", 1),
    "groups": _Shown(", ", " groups", 1),
    "scale": _Shown(" ×", "", 1),
    "heads": _Shown(", ", " heads", 0),
    "slope": _Shown(" ", "", 0),
}


class Labels:
    """Writes the layers and volumes of one derivation."""

    def __init__(self, derivation: Derivation) -> None:
        self._derivation = derivation
        self._arranger = Arranger(derivation.roles)

    def formula(self, value: Any) -> Formula:
        """A value in textbook order."""
        return self._arranger.arrange(self._derivation.written(value))

    def call(self, layer: LayerResult) -> Text:
        """What a layer is: ``3×3 conv, 64, /2``."""
        before: list[str | Formula] = []
        behind: list[str | Formula] = []
        for parameter in layer.step.layer.parameters:
            value = layer.step.values.get(parameter.symbol)
            if _BEFORE & set(parameter.words):
                before = [*self._per_axis(value, len(layer.received.sizes)), " " if layer.received.sizes[1:] else "-wide "]
            elif _is_scalar(value):
                behind += self._argument(parameter, value)
        return (*before, layer.step.layer.name.replace("_", " "), *behind)

    def _argument(self, parameter: Any, value: Any) -> Iterator[str | Formula]:
        shown = next((_BEHIND[word] for word in parameter.words if word in _BEHIND), None)
        if shown is None and parameter.default is None:
            shown = _Shown(", ", "", -1)
        if shown is not None and value != shown.silent:
            yield shown.before
            yield self.formula(value)
            if shown.after:
                yield shown.after

    def _per_axis(self, value: Any, axes: int) -> Iterator[str | Formula]:
        """A size along every axis, with signs between."""
        if _is_scalar(value):
            yield from self.product([value] * max(axes, 1))
        elif isinstance(value, tuple):
            yield from self.product(list(value))

    def product(self, values: list[Any]) -> Iterator[str | Formula]:
        """Values with signs of multiplication between them."""
        for place, value in enumerate(values):
            if place:
                yield "×"
            formula = self.formula(value)
            yield from ("(", formula, ")") if formula.op in ("sum", "product") and len(values) > 1 else (formula,)

    def volume(self, volume: Volume) -> Text:
        """Sizes and depth: ``28×28×6``."""
        return tuple(self.product([*volume.sizes, volume.depth]))

    def sizes(self, volume: Volume) -> Text:
        """Only the sizes: ``28×28``."""
        return tuple(self.product(list(volume.sizes)))


def _is_scalar(value: Any) -> bool:
    return (isinstance(value, int | Fraction) and not isinstance(value, bool)) or hasattr(value, "free_symbols")
