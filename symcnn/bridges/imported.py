"""A traced model as a network: its text is made, read, and its counts compared with those of the tool it came from."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from symcnn.bridges.blocks_made import Folded, with_blocks
from symcnn.bridges.evidence import fitted, lifted, rounded_in
from symcnn.bridges.grouped import distinct, grouped, repeated, without_automatic, without_modules
from symcnn.bridges.model_check import first_apart
from symcnn.bridges.model_lines import CallLine, MergeLine, RepeatLine, TextLines, all_lines
from symcnn.bridges.nested import nested, tidied, without_idle
from symcnn.bridges.sizes_of_layers import with_one_form, with_sizes_of_layers
from symcnn.bridges.skeleton import skeleton_of, zipped
from symcnn.bridges.traced import ImportRefused, TracedModel
from symcnn.bridges.turns import in_form_of, with_most_lines
from symcnn.bridges.unified import Samples
from symcnn.bridges.whole_text import RESERVED, SymbolOrigin, text_of
from symcnn.errors import SymcnnError, TextError
from symcnn.network.load import parse
from symcnn.syntax.format import format_text

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping

    from symcnn.network.network import Network


class ModelSample(NamedTuple):
    """A model as traced with some values of its symbols."""

    values: Mapping[str, int]
    model: TracedModel


def to_network(
    samples: list[ModelSample], origins: Iterable[SymbolOrigin], *, assumed: Iterable[str] = (), flat: bool = False
) -> Network:
    """The network of a model that was traced with one or several values of its symbols; all counts are compared.

    Args:
        samples: The model with the values that are to be its defaults, then others.
        origins: What each symbol is and how it was found.
        assumed: What has to be assumed of the symbols.
        flat: Without blocks and repeats.

    Raises:
        ImportRefused: A number that no formula fits, or counts that differ; by how much.
    """
    model = samples[0].model
    entries = tuple(layer for layer in tidied(model).layers if layer.word == "input")
    text = format_text(text_of(model, entries, folded(samples, flat=flat), tuple(origins), tuple(assumed)))
    try:
        net = parse(text, name=model.name)
        for sample in samples:
            compared(net, sample)
    except TextError as mistake:
        raise _shared(model, mistake) from mistake
    return net


def _shared(model: TracedModel, mistake: TextError) -> SymcnnError:
    """The error for weights that are used again where the language does not know them: in which module."""
    modules = [layer.modules[-1] for layer in model.layers if layer.word == "use" and layer.modules]
    if not modules or not mistake.span.text.startswith("use "):
        return mistake
    paths = list(dict.fromkeys(path for path, _ in modules))
    where = ", ".join(path or "the model" for path in paths[:3]) + (", ..." if len(paths) > len(paths[:3]) else "")
    return ImportRefused(f"weights of another branch or block are used again (in {where})")


def compared(net: Network, sample: ModelSample) -> None:
    """Hold a network's counts against those of the tool, with the same values of the symbols."""
    numbers = net.numbers(**{name: value for name, value in sample.values.items() if name in net.symbols})
    model = sample.model
    pairs = (("parameters", numbers.params, model.params), ("multiply-accumulates", numbers.macs, model.macs))
    wrong = [f"{own} {what} for {theirs}" for what, own, theirs in pairs if theirs is not None and own != theirs]
    if wrong:
        at = ", ".join(f"{name} = {value}" for name, value in sample.values.items())
        raise _parted(model, f"{model.name}: the text would have {' and '.join(wrong)}" + (f" at {at}" if at else ""))
    ends = [
        (tuple(map(int, end.volume.sizes)), int(end.volume.depth))
        for end in (numbers.derivation.output, *numbers.derivation.heads)
    ]
    if model.ends and sorted(ends) != sorted(model.ends):
        ours, theirs = _volumes_in_words(ends), _volumes_in_words(model.ends)
        raise _parted(model, f"{model.name}: {ours} would leave the text, and {theirs} the model")


def _parted(model: TracedModel, message: str) -> ImportRefused:
    """The error for a text that is another network; where they part first is found out when somebody reads it."""
    refusal = ImportRefused(message)
    refusal.look_further = partial(first_apart, model)
    return refusal


def _volumes_in_words(ends: Iterable[tuple[tuple[int, ...], int]]) -> str:
    """Sizes and depths as text: ``7×7×64, 10``."""
    return ", ".join("×".join(map(str, (*sizes, depth))) for sizes, depth in ends)


def structures_of(models: Iterable[TracedModel]) -> list[Hashable]:
    """What each model is made of, whatever its numbers are: equal for models that may be one text."""
    rows = [_in_lines(model) for model in models]
    whole = with_most_lines(rows)
    formed = [in_form_of(whole, lines) for lines in rows]
    return [skeleton_of(lines if form is None else form).shape for lines, form in zip(rows, formed, strict=True)]


def with_every_turn(samples: list[ModelSample]) -> ModelSample:
    """The first sample; where it lacks a loop of another one, that with most lines: it has the numbers of all."""
    rows = [_in_lines(sample.model) for sample in samples]
    whole = with_most_lines(rows)
    form = in_form_of(whole, rows[0]) or rows[0]
    lacks = any(isinstance(line, RepeatLine) and line.times == 0 for line in all_lines(form))
    return samples[rows.index(whole)] if lacks else samples[0]


def rounded_symbols(samples: list[ModelSample]) -> frozenset[str]:
    """The symbols of which some number in the text is a share that is rounded."""
    kinds = structures_of(sample.model for sample in samples)
    most = max(kinds, key=kinds.count)
    same = [sample for sample, kind in zip(samples, kinds, strict=True) if kind == most]
    return rounded_in(_in_one_form([_in_lines(one.model) for one in same]), [one.values for one in same])


def _in_lines(model: TracedModel) -> TextLines:
    return repeated(without_modules(grouped(nested(tidied(model)))))


def folded(samples: list[ModelSample], *, flat: bool = False) -> Folded:
    """The lines of a model: modules as blocks, equal neighbours as repeats, numbers that differ as formulas."""
    points = [sample.values for sample in samples]
    models = with_one_form(without_idle([tidied(sample.model) for sample in samples]), points)
    bodies = with_sizes_of_layers([nested(model) for model in models], models, points)
    if flat:
        return Folded(lifted(_as_one(bodies), points, rounded_in(_as_one(bodies), points)), ())
    modules = [without_modules(grouped(body)) for body in bodies]
    lines = zipped(modules)
    lines = _in_one_form([repeated(one) for one in modules]) if lines is None else repeated(lines)
    taken = {line.word for line in all_lines(lines) if isinstance(line, CallLine | MergeLine)} | RESERVED
    rounded = rounded_in(lines, points)
    known = Samples(len(samples), lambda values: len(set(values)) == 1 or bool(fitted(values, points, rounded)))
    called = with_blocks(lines, taken, known)
    blocks = tuple(block._replace(body=_labelled(block.body, points, rounded)) for block in called.blocks)
    return Folded(_labelled(repeated(called.lines), points, rounded), blocks)


def _labelled(lines: TextLines, points: list[Mapping[str, int]], rounded: frozenset[str]) -> TextLines:
    """Lines with their numbers lifted, under the labels that say something."""
    return without_automatic(distinct(lifted(lines, points, rounded)))


def _in_one_form(bodies: list[TextLines]) -> TextLines:
    """Lines of several samples as one, also where some of them have less turns of a loop than are worth a loop."""
    whole = with_most_lines(bodies)
    formed = [in_form_of(whole, body) for body in bodies]
    return _as_one([body if form is None else form for body, form in zip(bodies, formed, strict=True)], whole)


def _as_one(bodies: list[TextLines], shown: TextLines | None = None) -> TextLines:
    lines = zipped(bodies, shown)
    if lines is None:
        raise ImportRefused("what the model is made of differs between the samples in more than numbers")
    return lines
