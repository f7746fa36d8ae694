"""The text on layers and between them, as the derivation has it: calls, sizes, depths."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple, TypeGuard, cast

from symcnn.derive.layer_summary import spreads
from symcnn.formula import LOOSE, Formula, name
from symcnn.model.axes import chosen_axis
from symcnn.model.volume import AXES
from symcnn.render.content.likewise import two_axes
from symcnn.render.content.voice import PLAIN
from symcnn.render.figures.formula_names import LONGEST, FigureNames
from symcnn.render.figures.metrics import words_of
from symcnn.render.formula.order import renamed
from symcnn.render.formula.symbols import arranger_of, letter_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from symcnn.derive.derivation import Derivation, LayerResult
    from symcnn.model.volume import Volume
    from symcnn.render.content.voice import Presentation
    from symcnn.render.figures.shapes import Text
    from symcnn.support.scalar import Numbers, Scalar

KERNEL = frozenset({"kernel_size", "kernel"})
"""Words of arguments that stand before the word of the layer, one for each axis."""


class _ShownArgument(NamedTuple):
    """An argument that is written behind the layer's word, unless it has its default value."""

    joint: str
    silent: int
    phrase: str = ""
    """What the value stands in, if there are words around it."""
    spread: str = ""
    """What stands before it instead where the layer multiplies sizes by it."""


_BEHIND: Mapping[str, _ShownArgument] = {
    "stride": _ShownArgument(", /", 1, spread=", ×"),
    "dilation": _ShownArgument(", ", 1, "dilation {}"),
    "groups": _ShownArgument(", ", 1, "{} groups"),
    "scale": _ShownArgument(" /", 1, spread=" ×"),
    "heads": _ShownArgument(", ", 0, "{} heads"),
    "slope": _ShownArgument(" ", 0),
}
_LONGEST_SIDE = 14
"""Characters of a size that stands alone."""
_SIDES = "sizes along {}; likewise with {} in place of {}"
_HERE = name("here")
"""Stands in a phrase for what is put there."""
_LETTERS = ("W'", "H'", "T'", "D'", "F")
"""Letters of the rules for what is written; what leaves a layer has the letter of an output."""


class Labels:
    """Writes the layers and volumes of one derivation; a formula that is long gets a name."""

    def __init__(self, derivation: Derivation, longest: int = LONGEST, said: Presentation = PLAIN) -> None:
        self.words = said.words
        self._derivation = derivation
        self._arranger = arranger_of(derivation, said.notation)
        self._names = FigureNames([*derivation.roles, *self._arranger.names.values()], longest)
        self._letters = letter_names(_LETTERS, derivation.letters or ("W", "H", "T"), said.notation)
        self._known: dict[tuple[str, Scalar], Formula] = {}
        self._calls: dict[tuple[object, ...], Text] = {}
        self._axes_alike = two_axes(derivation, self._arranger)
        self._has_sides = False

    def formula(self, value: Scalar) -> Formula:
        """A value in textbook order."""
        return self._arranger.arrange(self._derivation.written(value))

    def legend(self, drawn: Iterable[Text], *, every: bool = False) -> list[Text]:
        """What the names in some texts stand for; ``every`` name of a long formula, whether it stands there or not."""
        found = {node for text in drawn for part in text if isinstance(part, Formula) for node in part.names()}
        sizes = [(self.formula(one.symbol), self.formula(one.value)) for one in self._derivation.definitions]
        named = self._names.definitions()
        found |= {short for short, _ in named} if every else set()
        rows: list[Text] = []
        for short, formula in reversed([*sizes, *named]):  # each stands for what those before it are part of
            if short in found:
                found |= {*formula.names()}
                rows.insert(0, (short, " = ", formula))
        if self._has_sides:
            first, second = self._axes_alike
            rows.append(self.words.filled(_SIDES, first, second, first))
        return rows

    # -- layers

    def call(self, layer: LayerResult) -> Text:
        """The text for a layer: ``3×3 conv, 64, /2``."""
        return self._called(layer, is_brief=False)

    def brief(self, layer: LayerResult) -> Text:
        """The same without how many maps leave it: ``3×3 conv, /2``."""
        return self._called(layer, is_brief=True)

    def word(self, layer: LayerResult) -> str:
        """The name of the layer's kind, as drawings show it."""
        return self.words.known(layer.step.layer.name).replace("_", " ")

    def along(self, layer: LayerResult) -> Text:
        """The axis that a layer goes along, if that is not the depth."""
        axis = chosen_axis(layer.step.layer, layer.step.values)
        if axis is None:
            return ()
        letter = (self._derivation.letters or AXES)[axis]
        return (self.words(", "), *self.words.filled("along {}", self._arranger.arrange(name(letter))))

    def row(self, words: Iterable[str]) -> str:
        """Words in a row."""
        return self.words(", ").join(words)

    def _called(self, layer: LayerResult, *, is_brief: bool) -> Text:
        """What was written of a layer of the same kind with the same values serves again."""
        step, axes = layer.step, len(layer.received.sizes)
        values = step.values.values()
        key = (id(step.layer), axes, is_brief, *step.values, *values, *map(type, values))
        if key not in self._calls:
            self._calls[key] = tuple(self._call(layer, axes, is_brief=is_brief))
        return self._calls[key]

    def _call(self, layer: LayerResult, axes: int, *, is_brief: bool) -> Iterator[str | Formula]:
        kernel: list[str | Formula] = []
        behind: list[str | Formula] = []
        for parameter in layer.step.layer.parameters:
            value = cast("Numbers", layer.step.values.get(parameter.symbol))  # anything else is passed over
            if KERNEL & set(parameter.words):
                kernel = list(self._per_axis(value, axes))
            elif _is_scalar(value) or (isinstance(value, tuple) and _BEHIND.keys() & set(parameter.words)):
                entries = value[:1] if isinstance(value, tuple) and len(set(value)) == 1 else value
                is_named = parameter.default is None and not is_brief
                behind += self._argument(layer, parameter.words, entries, is_named=is_named)
        word = self.word(layer)
        if len(kernel) == 1 and axes == 1:
            yield from (*self.words.filled("{}-wide {}", kernel[0], word), *behind)
        else:
            yield from (*kernel, " ", word, *behind) if kernel else (word, *behind)
        yield from self.along(layer)

    def _argument(
        self, layer: LayerResult, words: Sequence[str], value: Numbers, *, is_named: bool
    ) -> Iterator[str | Formula]:
        """An argument by its words; one without words of its own only where it is named."""
        shown = next((_BEHIND[word] for word in words if word in _BEHIND), None)
        if shown is None and is_named:
            shown = _ShownArgument(", ", -1)
        values = value if isinstance(value, tuple) else (value,)
        if shown is not None and any(entry != shown.silent for entry in values):
            yield (spreads(layer) and shown.spread) or shown.joint
            text = tuple(self._product([("D", entry) for entry in values]))
            yield from self._put(shown.phrase, text) if shown.phrase else text

    def _put(self, phrase: str, text: Text) -> Iterator[str | Formula]:
        """A phrase with text put into it."""
        for part in self.words.filled(phrase, _HERE):
            yield from text if part is _HERE else (part,)

    def _per_axis(self, value: Numbers, axes: int) -> Iterator[str | Formula]:
        """A size along every axis, with signs between."""
        if _is_scalar(value):
            yield from self._product([("F", value)] * max(axes, 1))
        elif isinstance(value, tuple):
            yield from self._product([("F", size) for size in value])

    # -- volumes

    def volume(self, volume: Volume) -> Text:
        """Sizes and depth: ``28×28×6``."""
        return tuple(self._product([*self._axes(volume), ("D", volume.depth)]))

    def maps(self, volume: Volume) -> Text:
        """The number of maps and their sizes, as in LeCun et al. 1998: ``6@28×28``."""
        at = ("@",) if volume.sizes else ()
        return (*self.depth(volume), *at, *self.sizes(volume))

    def sizes(self, volume: Volume) -> Text:
        """The sizes alone."""
        return tuple(self._product(self._axes(volume)))

    def goes_alike(self, volume: Volume) -> bool:
        """Whether the second of two sizes is the first one with the other letter of the input."""
        if not self._axes_alike or len(volume.sizes) != len(self._axes_alike):
            return False
        first, second = self._axes_alike
        sizes = [self.formula(size) for size in volume.sizes]
        return renamed(sizes[0], {str(first.value): str(second.value)}) == sizes[1]

    def side(self, volume: Volume) -> Text:
        """The first size of two that go alike; the legend says so."""
        self._has_sides = True
        (letter, size), *_ = self._axes(volume)
        written = self.formula(size)
        return (written if len(words_of((written,))) <= _LONGEST_SIDE else self._short(letter, size),)

    def depth(self, volume: Volume) -> Text:
        """The depth alone."""
        return tuple(self._product([("D", volume.depth)]))

    def _axes(self, volume: Volume) -> list[tuple[str, Scalar]]:
        return list(zip(self._derivation.letters or ("W", "H", "T"), volume.sizes, strict=False))

    def _product(self, sizes: list[tuple[str, Scalar]]) -> Iterator[str | Formula]:
        for place, (letter, size) in enumerate(sizes):
            if place:
                yield "×"
            formula = self._short(letter, size)
            yield from ("(", formula, ")") if formula.op in LOOSE and len(sizes) > 1 else (formula,)

    def _short(self, letter: str, value: Scalar) -> Formula:
        """A value, or a name for it that starts with a letter of the notation."""
        key = letter, value
        if key not in self._known:  # layers of a network have a few sizes and depths between them
            shown = self._letters.get(f"{letter}'") or self._letters.get(letter, letter)
            self._known[key] = self._names.short(shown.rstrip("'"), self.formula(value))
        return self._known[key]


def _is_scalar(value: object) -> TypeGuard[Scalar]:
    return (isinstance(value, int | Fraction) and not isinstance(value, bool)) or hasattr(type(value), "free_symbols")
