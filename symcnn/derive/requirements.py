"""Checks what must hold at every layer: its own requirements, whole sizes of at least 1, whole quantities.

Each check has three answers: it holds, it fails (an error that names the layer, the axis and what would be needed), or
it depends on the symbols; then it becomes a condition of the result.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple, TypeAlias, cast

from symcnn.algebra.exact.evaluate import evaluate, truth
from symcnn.algebra.exact.values import Nothing, Table, Value, along_axes, describe, is_number, is_scalar, is_vector
from symcnn.derive.derivation import StatedCondition
from symcnn.derive.quantities import UNITS
from symcnn.errors import IllegalSize, NameMistake, ShapeMistake
from symcnn.formula import Comparator, Formula
from symcnn.model.parameters import bounds_of, by_default, entries, is_computed, needed_words, spelled
from symcnn.model.rule_names import COUNTED
from symcnn.model.volume import Volume
from symcnn.support.message import Message

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Mapping

    from symcnn.algebra.exact.arithmetic import Exact
    from symcnn.derive.rule_scope import Rules
    from symcnn.errors import FormulaText, Span, TextError, Words
    from symcnn.model.steps import BlockStep, LayerStep
    from symcnn.support.scalar import Numbers, Scalar
    from symcnn.syntax.tree import LayerDefinition, Parameter, Require


RequiresByLayer: TypeAlias = "Mapping[str, tuple[Require, ...]]"
"""Requirements, by the layer that they are asked of."""

NOTHING_MORE: RequiresByLayer = {}
"""Nothing besides what layers require themselves."""


class Origin(NamedTuple):
    """The layer of a requirement: its name, its place in the text, and the domain that decides."""

    name: str
    span: Span
    domain: Exact


def check_arguments(step: LayerStep | BlockStep, domain: Exact) -> list[StatedCondition]:
    """What the kinds of its arguments ask of the call of a layer or a block, where symbols leave it open."""
    conditions = []
    for parameter in step.parameters:
        value = step.values.get(parameter.symbol)
        is_given = parameter.symbol in step.given
        is_list = bool(parameter.length) and isinstance(value, Table)
        if not (is_list or is_number(value)) or not (is_given or is_computed(parameter)):
            continue
        held = parameter if is_given else by_default(parameter)
        numbers = cast("Numbers", value)
        asked = [condition for entry in entries(numbers) for condition in _asked_of(entry, held, domain)]
        words = Message("{} must be {}", spelled(parameter), needed_words(held)) if asked else ""
        conditions += [StatedCondition(condition, step.name, words) for condition in asked]
    return conditions


def _asked_of(entry: Scalar, parameter: Parameter, domain: Exact) -> Iterator[Formula]:
    """The conditions that the kind of a parameter sets for a value, as far as they are open."""
    if parameter.kind != "real" and domain.whole(entry) is None:
        yield domain.whole_condition(entry)
    for relation, bound in bounds_of(parameter):
        if domain.decide(relation, entry, bound) is None:
            yield domain.condition(relation, entry, bound)


def asked_besides(step: LayerStep, more: RequiresByLayer) -> tuple[Require, ...]:
    """The requirements of a framework for a layer that comes with symcnn, besides the layer's own."""
    asked = more.get(step.layer.name, ())
    return asked if asked and step.layer.span.source.is_prelude else ()


def check_requirements(
    step: LayerStep, requires: tuple[Require, ...], rules: Rules, letters: tuple[str, ...]
) -> list[StatedCondition]:
    """Hold the volume and the arguments against what is required of the layer."""
    conditions: list[StatedCondition] = []
    for require in requires:
        answer = truth(require.condition, rules, rules.domain)
        if answer is False:
            raise _refused(step, require, rules, letters)
        if answer is None:
            asked = partial(_open_conditions, step, require, rules)
            found = rules.once(require.condition.span, require.condition, asked)
            conditions += [condition._replace(layer=step.name) for condition in found]
    return conditions


def check_entry(place: Origin, declared: Volume, received: Volume) -> tuple[Volume, list[StatedCondition]]:
    """A called network gets the input that it declares; of sizes that agree under a condition, the simplest goes on."""
    decide, text, words = (
        place.domain.decide,
        place.domain.formula_text,
        Message("the called network gets the input that it declares"),
    )
    pairs = list(zip((*declared.sizes, declared.depth), (*received.sizes, received.depth), strict=False))
    answers = [decide("==", *pair) for pair in pairs]
    if len(declared.sizes) != len(received.sizes) or False in answers:
        gets = [part for size in (*received.sizes, received.depth) for part in (" × ", text(size))][1:]
        raise ShapeMistake(("this network declares another input than the ", *gets, " that it gets"), place.span)
    asked = [pair for pair, answer in zip(pairs, answers, strict=True) if answer is None]
    *sizes, depth = (min(pair, key=place.domain.weight) for pair in pairs)
    conditions = [StatedCondition(place.domain.condition("==", *pair), place.name, words) for pair in asked]
    return Volume(tuple(sizes), depth), conditions


def check_volume(
    place: Origin,
    volume: Volume,
    letters: tuple[str, ...],
    received: Volume | None = None,
    branches: tuple[Scalar, ...] = (),
) -> list[StatedCondition]:
    """Sizes and depth are whole and at least 1, as sums of products of those that are received always are."""
    known = {*received.sizes, received.depth, *branches} if received else set()
    sizes: Value = volume.sizes
    if not is_vector(sizes) or len(sizes) > len(letters):
        raise ShapeMistake(f"X' must be a tuple with one size per axis, not {describe(sizes)}", place.span)
    mark = "′" if received else ""
    named = [(f"{letter}{mark}", size) for letter, size in zip(letters, volume.sizes, strict=False)]
    named.append((f"D{mark}", volume.depth))
    made = [(letter, size) for letter, size in named if not _is_made_of_known(known, size, place.domain)]
    return [condition for letter, size in made for condition in _countable(place, letter, size, 1)]


def counted_besides(layer: LayerDefinition, rules: Rules, known: Container[str]) -> dict[str, Scalar]:
    """Other quantities that an author's layer states, evaluated at once to be sure that they are numbers."""
    if layer.span.source.is_prelude:
        return {}
    return {key: rules.scalar(key) for key in layer.formulas if key in COUNTED and key not in known}


def check_quantity(
    place: Origin, layer: LayerDefinition, key: str, value: Scalar, volumes: tuple[Volume, ...]
) -> list[StatedCondition]:
    """Quantities count things: the prelude's by our tests, an author's own under conditions where that is in doubt."""
    if is_scalar(value) and place.domain.weight(value) and (layer.span.source.is_prelude or key == UNITS.key):
        return []
    sizes = {size for volume in volumes for size in (*volume.sizes, volume.depth)}
    conditions = _countable(place, key, value, 0)
    return [] if _is_made_of(sizes, value, place.domain) and place.domain.whole(value) else conditions


def _is_made_of(sizes: set[Scalar], value: Scalar, domain: Exact) -> bool:
    """Whether a value is a sum of products of sizes and what is at least 0 anyway."""
    terms = [value] if value in sizes else domain.collect([value])
    factors = (factor for term in terms for factor in domain.factors(term))
    return all(factor in sizes or domain.decide(">=", factor, 0) for factor in factors)


def _is_made_of_known(sizes: set[Scalar], value: Scalar, domain: Exact) -> bool:
    """Whether a value is a sum of sizes and of products of sizes and of what is at least 1 anyway."""
    if domain.weight(value) <= 1 or not domain.whole(value):
        return False
    return all(
        term in sizes or all(factor in sizes or domain.decide(">=", factor, 1) for factor in domain.factors(term))
        for term in domain.collect([value])
    )


def _countable(place: Origin, what: str, value: Value, least: int) -> list[StatedCondition]:
    """A whole number that is not too small, or the conditions under which it is."""
    if not is_scalar(value):
        raise ShapeMistake(f"{what} must be one number, not {describe(value)}", place.span)
    conditions = []
    whole, enough = place.domain.whole(value), place.domain.decide(">=", value, least)
    if whole is False:
        text = place.domain.formula_text(value)
        raise ShapeMistake((f"{what} would become ", text, ", which is not a whole number"), place.span)
    if enough is False:
        text = place.domain.formula_text(value)
        raise ShapeMistake((f"{what} would become ", text, f"; it is at least {least}"), place.span)
    if whole is None:
        conditions.append(
            StatedCondition(place.domain.whole_condition(value), place.name, Message("{} is a whole number", what))
        )
    if enough is None:
        words = Message("{} is at least {}", what, least)
        conditions.append(StatedCondition(place.domain.condition(">=", value, least), place.name, words))
    return conditions


def _condition(
    relation: Comparator, left: Scalar, right: Scalar, step: LayerStep, words: str, domain: Exact
) -> StatedCondition:
    return StatedCondition(domain.condition(relation, left, right), step.name, words)


def _open_conditions(step: LayerStep, require: Require, rules: Rules) -> list[StatedCondition]:
    """The parts of a requirement that depend on symbols, axis by axis."""
    conditions = []
    for part in _open_parts(require.condition, rules):
        compared = [pair for pair in _comparisons(part, rules) if rules.domain.decide(*pair) is None]
        conditions += [_condition(*pair, step, _message(require.words), rules.domain) for pair in compared]
        axes = range(len(rules.vector("X")) or 1)
        spelled_out = [] if compared else dict.fromkeys(_put(part, rules, axis) for axis in axes)
        conditions += [StatedCondition(formula, step.name, _message(require.words)) for formula in spelled_out]
    return conditions


def _message(words: str) -> Message:
    """The words of a requirement, which may be made of several."""
    return words if isinstance(words, Message) else Message(words)


def _open_parts(condition: Formula, rules: Rules) -> list[Formula]:
    """The parts of a condition that are not decided."""
    if condition.op == "if":
        then, chosen, otherwise = condition.args
        answer = truth(chosen, rules, rules.domain)
        return [condition] if answer is None else _open_parts(then if answer else otherwise, rules)
    if condition.op not in ("and", "or"):
        return [condition]
    apart = rules.domain.with_nonnegative(())  # what a part divides by is asked for where it is asked for itself
    parts = [part for part in condition.args if truth(part, rules, apart) is None]
    if condition.op == "or" and len(parts) > 1:
        return [condition]
    return [left for part in parts for left in _open_parts(part, rules)]


def _comparisons(condition: Formula, rules: Rules) -> Iterator[tuple[Comparator, Scalar, Scalar]]:
    if condition.op == "and":
        for part in condition.args:
            yield from _comparisons(part, rules)
    elif condition.op == "compare":
        left, right = (evaluate(side, rules, rules.domain) for side in condition.args)
        if is_number(left) and is_number(right):
            yield from ((condition.comparator, *pair) for pair in along_axes(left, right))
    elif condition.op == "call":
        value = evaluate(condition, rules, rules.domain)
        if is_scalar(value):  # true where it is not 0
            yield "!=", value, 0


def _put(formula: Formula, rules: Rules, axis: int) -> Formula:
    """A condition on one axis, with the values put in for its names."""
    value: Value = rules[str(formula.value)] if formula.op == "name" and formula.value in rules else None
    if isinstance(value, tuple) and not isinstance(value, Table) and value:
        value = value[axis]
    if is_scalar(value):
        return rules.domain.written(value)
    return Formula(formula.op, tuple(_put(part, rules, axis) for part in formula.args), formula.value, formula.span)


def _refused(step: LayerStep, require: Require, rules: Rules, letters: tuple[str, ...]) -> ShapeMistake:
    """The error for a requirement that fails: its words, and the size that would do or the values it rests on."""
    words = require.words or f"{require.condition.span.text} must hold"
    core = require.condition.args[-1] if require.condition.op == "or" else require.condition
    for axis, (relation, left, right) in enumerate(_comparisons(core, rules)):
        if rules.domain.decide(relation, left, right) is False and _bounds_size(core, rules, axis):
            size, letter, text = rules.vector("X")[axis], letters[axis], rules.domain.formula_text
            needed = (f"{letter} is ", text(size), " here and would have to be at least ", text(size + right - left))
            message = (f"{words}, but ", text(left), " ≥ ", text(right), f" does not hold along {letter}")
            return IllegalSize(message, step.call.span, needed)
    return ShapeMistake(words, step.call.span, _with_values(require, rules))


def _bounds_size(condition: Formula, rules: Rules, axis: int) -> bool:
    """Whether a requirement is a lower bound on the size that comes in."""
    if condition.op != "compare" or condition.value != ">=" or axis >= len(rules.vector("X")):
        return False
    inside = [any(node.value == "X" for node in side.names()) for side in condition.args]
    return inside == [True, False]


def _with_values(require: Require, rules: Rules) -> Words:
    shown = {str(node.value): rules[str(node.value)] for node in require.condition.names() if str(node.value) in rules}
    if shown.get("X") == ():
        return ("what enters has no sizes, only a depth: ", *_value_text(rules["D"], rules.domain))
    chosen = {parameter.symbol for parameter in rules.layer.parameters if parameter.kind == "boolean"}
    parts: list[str | FormulaText] = []
    for name, value in shown.items():
        if not isinstance(value, Nothing):
            is_word = name in chosen and value in (0, 1)
            text = [str(bool(value)).lower()] if is_word else _value_text(value, rules.domain)
            parts += [", " if parts else "here ", f"{name} = ", *text]
    return tuple(parts)


def _value_text(value: Value, domain: Exact) -> list[str | FormulaText]:
    if isinstance(value, Table):
        return [f"a list of {len(value)}"]
    if isinstance(value, tuple):
        entries = [part for entry in value for part in (", ", domain.formula_text(cast("Scalar", entry)))]
        return ["(", *entries[1:], ")"]
    return [domain.formula_text(value)] if is_scalar(value) else [str(value)]


def at_call(mistake: TextError, step: LayerStep) -> TextError:
    """A mistake found in a rule, seen from the author's call; a name that a rule lacks is the rule's own mistake."""
    if isinstance(mistake, NameMistake):
        return mistake
    return mistake.at(step.call.span, f"{step.name}: ")
