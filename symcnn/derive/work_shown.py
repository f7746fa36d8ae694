"""The work shown: each rule as stated, with the network's symbols put in, with its numbers put in, and its value.

The same evaluator that derives values runs here over formulas left as they stand: what is shown is what was computed.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple, cast

from symcnn import formula as f
from symcnn.algebra.exact.as_written import Unevaluated
from symcnn.algebra.exact.evaluate import evaluate
from symcnn.algebra.exact.shown_formula import given
from symcnn.algebra.exact.values import Table, is_number, per_axis
from symcnn.derive.letters import is_plain, shown_letters
from symcnn.derive.map_groups import links_counted, map_groups, params_counted
from symcnn.derive.quantities import BY_KEY, HEADINGS, QUANTITIES, Heading
from symcnn.derive.rule_scope import Rules, rule_of
from symcnn.errors import Unavailable
from symcnn.model.rule_names import SIZES
from symcnn.model.volume import Volume, scope_of
from symcnn.support.message import Message

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from symcnn.algebra.exact.shown_formula import ShownValue
    from symcnn.algebra.exact.values import Value
    from symcnn.derive.derivation import Derivation, LayerResult
    from symcnn.derive.map_groups import MapGroup
    from symcnn.formula import Formula
    from symcnn.support.scalar import Numbers, Scalar
    from symcnn.syntax.tree import LayerDefinition


class EqualityChain(NamedTuple):
    """One chain of equalities: what is computed, and the stages from the rule to the value."""

    target: Formula
    stages: tuple[Formula, ...]
    has_rule: bool = False
    """Whether the first stage is a rule, in letters of its own."""

    @property
    def put_in(self) -> tuple[Formula, ...]:
        """The stages in the network's own symbols and in numbers."""
        return self.stages[self.has_rule :]

    def with_put_in(self, stages: Iterable[Formula]) -> EqualityChain:
        """The chain with other stages in place of these, no two alike behind one another."""
        rows = [*self.stages[: self.has_rule], *stages]
        return self._replace(stages=tuple(stage for stage, _ in groupby(rows)))


class LayerWork(NamedTuple):
    """All chains of one layer."""

    layer: str
    call: str
    doc: str
    lines: tuple[EqualityChain, ...]


def show_work(general: Derivation, numbers: Derivation | None) -> list[LayerWork]:
    """The work of every layer; with numbers only where a derivation in numbers is given."""
    if general.batch != 1:
        raise Unavailable("the work is shown for one example", "without a batch")
    particular = numbers.layers if numbers else general.layers
    letters = shown_letters(general)
    found: dict[object, tuple[EqualityChain, ...]] = {}

    def lines(layer: LayerResult, row: LayerResult) -> tuple[EqualityChain, ...]:
        alike = _work_key(layer), _work_key(row)
        if alike not in found:
            found[alike] = tuple(_lines(general, layer, numbers, row, letters))
        return found[alike]

    return [
        LayerWork(
            layer.name,
            layer.written if layer.all_turns is None else Message("{}, one turn of a repeat", layer.written),
            layer.step.layer.doc.partition("\n")[0],
            lines(layer, row),
        )
        for layer, row in zip(general.layers, particular, strict=True)
    ]


def _work_key(layer: LayerResult) -> tuple[object, ...]:
    """The key of a layer's work: layers with equal keys share one tuple of chains."""
    step = layer.step
    return step.layer.span, layer.received, layer.output, tuple(step.values.values()), step.given, step.twin


def show_put_in(derivation: Derivation) -> list[EqualityChain]:
    """The parameters for which their default stands."""
    return [EqualityChain(f.name(symbol), (f.Formula("text", value=default),)) for symbol, default in derivation.put_in]


def show_totals(derivation: Derivation) -> list[EqualityChain]:
    """Each total as the sum of its terms."""
    lines = []
    for quantity in QUANTITIES:
        if all(quantity.key in layer.quantities for layer in derivation.layers):
            terms = [given(derivation.written(value)).formula for value in derivation.terms(quantity.key) if value != 0]
            value = given(derivation.written(derivation.domain.sum(derivation.terms(quantity.key))))
            lines.append(EqualityChain(f.name(HEADINGS[quantity.key]), _distinct([f.total(terms), value.formula])))
    return lines


def show_together(derivation: Derivation, name: str) -> LayerWork:
    """What a statement with layers inside receives and hands on, and each quantity as the sum over its layers."""
    inside = derivation.compounds[name]
    ends = (("input", inside.received), ("output", inside.output))
    lines = [EqualityChain(f.name(Heading(word, word)), (_volume(volume, derivation),)) for word, volume in ends]
    for quantity in QUANTITIES:
        terms = [derivation.of_all_turns(place, quantity.key) for place in range(inside.start, inside.end)]
        known = [given(derivation.written(term)).formula for term in terms if term is not None and term != 0]
        value = derivation.of_compound(name, quantity.key)
        if value is not None:
            stages = _distinct([f.total(known), given(derivation.written(value)).formula])
            lines.append(EqualityChain(f.name(HEADINGS[quantity.key]), stages))
    return LayerWork(name, Message("all layers inside"), "", tuple(lines))


def _volume(volume: Volume, derivation: Derivation) -> Formula:
    """Sizes and depth, as a tuple where there are several."""
    sizes = tuple(given(derivation.written(size)).formula for size in (*volume.sizes, volume.depth))
    return f.Formula("tuple", sizes) if len(sizes) > 1 else sizes[0]


def _lines(
    general: Derivation, layer: LayerResult, numbers: Derivation | None, row: LayerResult, letters: tuple[str, ...]
) -> list[EqualityChain]:
    definition = layer.step.layer
    scopes = [_rule_scope(general, layer, letters), _value_scope(general, layer)]
    if numbers is not None:
        scopes.append(_value_scope(numbers, row))
    values = {"D'": row.output.depth, **row.quantities}
    groups = map_groups(layer)
    lines = _links(layer, groups)
    for target, axis in _targets(layer):
        stages = [_stage(definition, target, axis, scope) for scope in scopes]
        counted = params_counted(numbers or general, row, groups) if target == "params" else None
        stages = stages if counted is None else [stages[0], counted]
        value = values[target] if axis is None else row.output.sizes[axis]
        name = HEADINGS.get(target, target) if axis is None else f"{letters[axis]}'"
        lines.append(
            EqualityChain(f.name(name), _distinct([*stages, given((numbers or general).written(value)).formula]))
        )
    shared = [HEADINGS[row.key] for row in QUANTITIES if row.is_stored and layer.step.twin]
    lines += [
        EqualityChain(f.name(heading), (f.Formula("text", value=Message("those of {}", layer.step.twin)),))
        for heading in shared
    ]
    return list(dict.fromkeys(lines))


def _links(layer: LayerResult, groups: Sequence[MapGroup]) -> list[EqualityChain]:
    """What the letter for the links of a table stands for, counted group by group."""
    letters = [p.symbol for p in layer.step.layer.parameters if "links" in p.words and p.symbol not in layer.step.given]
    total = f.number(sum(group.maps * group.links for group in groups))
    return [EqualityChain(f.name(word), (links_counted(groups), total)) for word in letters[: len(groups)]]


def _targets(layer: LayerResult) -> list[tuple[str, int | None]]:
    """What is shown of a layer: each axis, the depth, and every quantity it states."""
    axes = [("X'", place) for place in range(len(layer.output.sizes))]
    stated = (key for key in layer.quantities if not (layer.step.twin and BY_KEY[key].is_stored))
    return [*axes, ("D'", None), *((key, None) for key in stated)]


def _stage(definition: LayerDefinition, target: str, axis: int | None, scope: Rules) -> Formula:
    formula = rule_of(definition, target)
    assert formula is not None, target
    value = evaluate(formula, scope, scope.domain)
    # A target says by its name whether it has an entry for each axis.
    return scope.domain.written(cast("Scalar", value) if axis is None else cast("tuple[Scalar, ...]", value)[axis])


def _rule_scope(derivation: Derivation, layer: LayerResult, letters: tuple[str, ...]) -> Rules:
    """The rule as stated: a letter for everything the author gave; a default vanishes where it does nothing."""
    domain = Unevaluated(derivation.domain)
    received = letter_volume(letters, entering(derivation, layer), layer.received)

    def put(symbol: str, value: Numbers) -> ShownValue:
        return letter(symbol, value, letters)

    rules = Rules(layer.step.layer, _arguments(layer, put, received, domain, letters), received, domain)
    output = letter_volume(letters, "'", layer.output)
    put_results(rules, output, {key: given(f.name(HEADINGS[key]), value) for key, value in layer.own.items()})
    return rules


def _value_scope(derivation: Derivation, layer: LayerResult) -> Rules:
    """Every name with its value put in, unevaluated."""
    domain = Unevaluated(derivation.domain)

    def put(_symbol: str, value: Numbers) -> ShownValue:
        return per_axis(lambda entry: given(derivation.written(entry), entry), value)

    def put_volume(volume: Volume) -> Volume:
        sizes, depth = put("X", volume.sizes), put("D", volume.depth)
        return Volume(sizes, depth)  # type: ignore[arg-type]  # values of the domain that computes nothing

    received = put_volume(layer.received)
    rules = Rules(layer.step.layer, _arguments(layer, put, received, domain, derivation.letters), received, domain)
    put_results(rules, put_volume(layer.output), {key: put(key, value) for key, value in layer.own.items()})
    return rules


def _arguments(
    layer: LayerResult,
    put: Callable[[str, Numbers], ShownValue],
    received: Volume,
    domain: Unevaluated,
    letters: tuple[str, ...],
) -> dict[str, Value]:
    """The arguments as the work shows them: given ones put in, defaults evaluated again, so that they may vanish."""
    arguments = scope_of(received)
    if SIZES in layer.step.values:
        branches = cast("tuple[tuple[Scalar, ...], ...]", layer.step.values[SIZES])
        rows = [zip([f"{axis}_{n}" for axis in letters], sizes, strict=False) for n, sizes in enumerate(branches, 1)]
        arguments[SIZES] = Table(tuple(put(*pair) for pair in row) for row in rows)
    for parameter in layer.step.layer.parameters:
        value = layer.step.values[parameter.symbol]
        if isinstance(value, Table) and all(is_number(entry) for entry in value) and value:
            word = "D" if SIZES in layer.step.values else parameter.symbol
            arguments[parameter.symbol] = Table(
                put(f"{word}_{n}", cast("Numbers", entry)) for n, entry in enumerate(value, 1)
            )
        elif not is_number(value):
            arguments[parameter.symbol] = value
        elif parameter.symbol in layer.step.given or parameter.default is None or not is_plain(parameter):
            arguments[parameter.symbol] = put(parameter.symbol, value)
        else:
            arguments[parameter.symbol] = evaluate(parameter.default, arguments, domain)
    return arguments


def letter(symbol: str, value: Numbers, letters: tuple[str, ...]) -> ShownValue:
    """An argument as its letter; with one entry per axis, each has the axis as its index."""
    if isinstance(value, tuple):
        return tuple(given(f.name(f"{symbol}_{axis}"), entry) for axis, entry in zip(letters, value, strict=False))
    return given(f.name(symbol), value)


_LONGEST = 16
"""Characters of a label that stands below a letter."""


def entering(derivation: Derivation, layer: LayerResult) -> str:
    """The index behind the letters of a layer's input: empty for the network's input, else the layer that it leaves.

    >>> import symcnn
    >>> net = symcnn.parse("input(W, D); C1: conv(3, 8); S2: maxpool(2); add { { conv(3, 8, padding=1) } {} }")
    >>> [entering(net.derivation, layer) for layer in net.derivation.layers]
    ['', '_C1', '_S2', '']
    """
    if len(layer.inputs) != 1 or layer.inputs[0] < 0:
        return ""
    label = derivation.layers[layer.inputs[0]].name.rpartition("/")[2]
    return f"_{label if len(label) <= _LONGEST else '0'}"


def letter_volume(letters: tuple[str, ...], prime: str, volume: Volume | None = None) -> Volume:
    """A volume whose sizes are their letters."""
    sizes = volume.sizes if volume else (None,) * len(letters)
    shown = tuple(given(f.name(axis + prime), size) for axis, size in zip(letters, sizes, strict=False))
    depth = given(f.name("D" + prime), volume.depth if volume else None)
    return Volume(shown, depth)  # type: ignore[arg-type]  # values of the domain that computes nothing


def put_results(rules: Rules, output: Volume, quantities: Mapping[str, Value]) -> None:
    """Let a rule that refers to another show the other's result, not its rule."""
    for target, value in {"X'": output.sizes, "D'": output.depth, **quantities}.items():
        rules[target] = value


def _distinct(stages: list[Formula]) -> tuple[Formula, ...]:
    """The stages without those that only say the last one again, in whatever order."""
    kept: list[Formula] = []
    for stage in stages:
        if not kept or _unordered(stage) != _unordered(kept[-1]):
            kept.append(stage)
    return tuple(kept)


_OPERANDS = 3
"""What says what a formula is, before its operands."""


def _unordered(formula: Formula) -> tuple[object, ...]:
    """What a formula says, without the marks of what was put in and without the order of terms and factors."""
    if formula.op == "given":
        return _unordered(formula.args[0])
    parts = [_unordered(arg) for arg in formula.args]
    if formula.op in ("sum", "product"):
        nested = [part[_OPERANDS:] if part[0] == formula.op else (part,) for part in parts]
        parts = sorted((cast("tuple[object, ...]", part) for row in nested for part in row), key=repr)
    return (formula.op, isinstance(formula.value, Heading), formula.value, *parts)
