"""Sizes that a layer takes from another one, as ``interpolate`` does: written with the label of that layer.

They show where a model is traced at several sizes.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, TypeAlias

from symcnn.bridges.evidence import SIZES, fitted
from symcnn.bridges.model_lines import CallLine, TextLine, TextLines, bodies
from symcnn.bridges.skeleton import mapped
from symcnn.bridges.traced import SizesOf, TracedLayer, TracedModel

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from symcnn.bridges.traced import ArgumentValue


SampledLayer: TypeAlias = "tuple[TracedLayer, ...]"
_SampledSizes: TypeAlias = "Mapping[str, tuple[tuple[int, ...], ...]]"
SamplePoints: TypeAlias = "Sequence[Mapping[str, int]]"

_BY_SCALE = {
    "upsample": "interpolate",
    "upsample_linear": "interpolate_linear",
    "upsample_cubic": "interpolate_cubic",
}
"""Layers with a scale, and what they are with sizes in its place."""
_BY_SIZE = {word: scaled for scaled, word in _BY_SCALE.items()}
_RESIZING = frozenset({*_BY_SCALE, *_BY_SIZE})
_RESIZED = frozenset({*_BY_SIZE, "crop"})
"""Layers that take any sizes."""
_SIZES = frozenset({"size", "sizes", "output_size"})
"""Arguments that are the sizes of what leaves a layer."""


def with_one_form(models: list[TracedModel], points: SamplePoints) -> list[TracedModel]:
    """The models with each layer written alike: by sizes where no scale fits, for each axis where one of them is."""
    if len({len(model.layers) for model in models}) > 1:
        return models
    models = [models[0], *(_renamed(model, models[0]) for model in models[1:])]
    columns = [_in_one_form(column, points) for column in zip(*(model.layers for model in models), strict=True)]
    return [model._replace(layers=layers) for model, layers in zip(models, zip(*columns, strict=True), strict=True)]


def _renamed(model: TracedModel, first: TracedModel) -> TracedModel:
    """The model with the names of the first one's layers."""
    names = {layer.name: own.name for layer, own in zip(model.layers, first.layers, strict=True)}

    def renamed(layer: TracedLayer) -> TracedLayer:
        arguments = (("label", names[str(layer.arguments[0][1])]),) if layer.word == "use" else layer.arguments
        return layer._replace(
            name=names[layer.name], sources=tuple(map(names.__getitem__, layer.sources)), arguments=arguments
        )

    return model._replace(
        layers=tuple(map(renamed, model.layers)), outputs=tuple(map(names.__getitem__, model.outputs))
    )


def _in_one_form(column: SampledLayer, points: SamplePoints) -> SampledLayer:
    if all(layer.arguments == column[0].arguments for layer in column):
        return column
    if {layer.word for layer in column} <= _RESIZING and not _has_scale(column, points):
        column = tuple(map(_by_size, column))
    axes = {name: len(value) for layer in column for name, value in layer.arguments if isinstance(value, tuple)}
    return tuple(
        layer._replace(arguments=tuple((name, _for_each(value, axes.get(name, 0))) for name, value in layer.arguments))
        for layer in column
    )


def _has_scale(column: SampledLayer, points: SamplePoints) -> bool:
    """Whether all of a layer's samples have a scale, and a formula gives it that does not hang on sizes."""
    scales = [dict(layer.arguments).get("scale") for layer in column]
    rows = [_for_each(scale, len(layer.sizes)) for scale, layer in zip(scales, column, strict=True)]
    apart = [{symbol: value for symbol, value in point.items() if symbol not in SIZES} for point in points]
    return None not in scales and None not in _formulas(rows, apart)


def _formulas(rows: Iterable[ArgumentValue], points: SamplePoints) -> list[str | None]:
    """The formula of each entry of tuples that differs between samples, None where there is none."""
    return [fitted(values, points) for values in zip(*rows, strict=True) if len(set(values)) > 1]


def _by_size(layer: TracedLayer) -> TracedLayer:
    rest = tuple(pair for pair in layer.arguments if pair[0] not in {"scale", "size"})
    return layer._replace(word=_BY_SCALE.get(layer.word, layer.word), arguments=(("size", layer.sizes), *rest))


def _for_each(value: ArgumentValue, axes: int) -> ArgumentValue:
    return (value,) * axes if axes and not isinstance(value, tuple) else value


def with_sizes_of_layers(samples: list[TextLines], models: list[TracedModel], points: SamplePoints) -> list[TextLines]:
    """The lines of each sample, in which a layer that is given sizes has them from an earlier layer, or has a scale.

    Sizes stay as they are where they are those of the input, or where neither is found.
    """
    if len({len(model.layers) for model in models}) > 1:
        return samples
    columns = [*zip(*(model.layers for model in models), strict=True)]
    sizes = {column[0].name: tuple(layer.sizes for layer in column) for column in columns}
    formulas = {column[0].name: _formulas(sizes[column[0].name], points) for column in columns if _has_sizes(column)}
    wanted = {column[0].name for column in columns if _is_open(column[0].word, formulas.get(column[0].name, []))}
    found = dict(_seen_before(samples[0], sizes, wanted, [])) if wanted else {}
    changed: dict[str, tuple[str, ArgumentValue]] = {name: ("", SizesOf(other)) for name, other in found.items()}
    for column in columns:
        name, scale = column[0].name, _scale(column, sizes)
        if scale and name not in found and (name in wanted or len(set(sizes[name])) == 1):
            changed[name] = ("scale", scale)
    return [_put(lines, changed) for lines in samples] if changed else samples


def _has_sizes(column: SampledLayer) -> bool:
    """Whether a layer is given the sizes that leave it."""
    return all(
        layer.sizes in [_for_each(value, len(layer.sizes)) for name, value in layer.arguments if name in _SIZES]
        for layer in column
    )


def _is_open(word: str, formulas: list[str | None]) -> bool:
    """Whether no formulas give the sizes of a layer, or some that hold for the sizes of the samples only."""
    return None in formulas or (word in _RESIZED and not SIZES.issuperset(formulas))


def _scale(column: SampledLayer, sizes: _SampledSizes) -> ArgumentValue:
    """The whole factor by which a layer makes sizes longer in all samples, for each axis; None where there is none."""
    if column[0].word not in _BY_SIZE or not all(sizes[column[0].name]):  # Keras' files do not say which sizes leave
        return None
    pairs = zip(sizes[column[0].sources[0]], sizes[column[0].name], strict=True)
    scales = {tuple(Fraction(new, old) for old, new in zip(*pair, strict=True)) for pair in pairs}
    only = scales.pop()
    return (
        (only[0].numerator if len(set(only)) == 1 else tuple(scale.numerator for scale in only))
        if not scales and all(scale.denominator == 1 for scale in only)
        else None
    )


def _seen_before(
    lines: TextLines, sizes: _SampledSizes, wanted: set[str], seen: list[str]
) -> Iterator[tuple[str, str]]:
    """For each layer the last one before it with its sizes whose label is seen there."""
    seen = list(seen)
    for line in lines:
        for body in bodies(line):
            yield from _seen_before(body, sizes, wanted, seen)
        name = str(getattr(line, "name", ""))
        other = next((other for other in seen[::-1] if name in wanted and sizes[other] == sizes[name]), "")
        if other:
            yield name, other
        if name in sizes:
            seen.append(name)


def _put(lines: TextLines, changed: Mapping[str, tuple[str, ArgumentValue]]) -> TextLines:
    def change(line: TextLine) -> TextLines:
        if not isinstance(line, CallLine) or line.name not in changed:
            return (line,)
        scale, value = changed[line.name]
        arguments = tuple((scale or name, value) if name in _SIZES else (name, own) for name, own in line.arguments)
        return (line._replace(word=_BY_SIZE[line.word] if scale else line.word, arguments=arguments),)

    return mapped(lines, change)
