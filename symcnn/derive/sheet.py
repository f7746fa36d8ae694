"""The cheat sheet: a layer's rules with letters for its arguments, and its operation with every axis spelled out."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from symcnn import formula as f
from symcnn.algebra.evaluate import evaluate
from symcnn.algebra.unevaluated import INDEX_LETTERS, Shown, Unevaluated, given
from symcnn.derive.quantities import HEADINGS, QUANTITIES
from symcnn.derive.rules import Rules, rule_of
from symcnn.derive.work import letter_volume, put_results
from symcnn.formula import Formula
from symcnn.model.parameters import signature
from symcnn.model.volume import AXES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from symcnn.algebra.exact import Exact
    from symcnn.algebra.values import Value
    from symcnn.syntax.tree import Layer, Parameter, Rule


class Sheet(NamedTuple):
    """One layer of the cheat sheet."""

    name: str
    doc: str
    signature: str
    symbols: tuple[tuple[str, str], ...]
    """Letter and word of every argument."""
    rules: tuple[tuple[Formula, Formula], ...]
    variants: tuple[tuple[str, tuple[tuple[Formula, Formula], ...]], ...]
    """What changes when an optional argument is given."""
    operation: tuple[Formula, Formula] | None
    requires: tuple[str, ...]


def make_sheet(layer: Layer, axes: int = 2) -> Sheet:
    """The sheet of a layer for inputs with 1, 2 or 3 spatial axes."""
    letters = tuple(AXES[:axes])
    plain = _rules(layer, letters, "")
    operation = _operation(layer, letters, "")
    seen = [*plain, operation]
    variants = []
    for switch in filter(_is_switch, reversed(layer.parameters)):
        rows = [*_rules(layer, letters, switch.symbol), _operation(layer, letters, switch.symbol)]
        changed = tuple(row for row in rows if row is not None and row not in seen)
        seen += changed
        if changed:
            variants.append((switch.words[0] if switch.words else switch.symbol, changed))
    return Sheet(
        layer.name,
        layer.doc,
        signature(layer.name, layer.parameters),
        tuple((p.symbol, p.words[0] if p.words else p.symbol) for p in layer.parameters),
        plain,
        tuple(variants),
        operation,
        tuple(require.words for require in layer.requires if require.words),
    )


def _is_switch(parameter: Parameter) -> bool:
    """Whether an argument chooses between formulas: by default it is not there, or false."""
    default = parameter.default
    return default is not None and (default.op == "if" or default.value in ("none", "false"))


def _scope(layer: Layer, letters: tuple[str, ...], switched: str) -> Rules:
    """Every argument as its letter, switches as their defaults but for the one that is switched on."""
    rule = _operation_rule(layer)
    taken = {*rule.indices, *(str(node.value) for node in rule.formula.names())} if rule else set()
    domain = Unevaluated(taken=frozenset(taken - INDEX_LETTERS.keys()))
    received = letter_volume(letters, "")
    arguments: dict[str, Value] = {"X": received.sizes, "D": received.depth}
    for parameter in layer.parameters:
        symbol, default = parameter.symbol, parameter.default
        if symbol == switched and parameter.kind == "table":
            arguments[symbol] = _array(symbol)
        elif default is not None and symbol != switched and _is_switch(parameter):
            depends = any(node.value == switched for node in default.names())
            arguments[symbol] = given(f.name(symbol)) if depends else evaluate(default, arguments, domain)
        else:
            arguments[symbol] = given(f.name(symbol), 1 if symbol == switched else None)
    return Rules(layer, arguments, received, domain)


def _rules(layer: Layer, letters: tuple[str, ...], switched: str) -> tuple[tuple[Formula, Formula], ...]:
    scope = _scope(layer, letters, switched)
    sizes = evaluate(_stated(layer, "X'"), scope, scope.domain)
    rows = [(f.name(f"{axis}'"), size.formula) for axis, size in zip(letters, sizes, strict=False)]
    put_results(scope, letter_volume(letters[: len(sizes)], "'"), _names_of(layer))
    for target in ("D'", *(quantity.key for quantity in QUANTITIES)):
        formula = rule_of(layer, target)
        if formula is not None:
            rows.append((f.name(HEADINGS.get(target, target)), evaluate(formula, scope, scope.domain).formula))
    return tuple(rows)


def _stated(layer: Layer, target: str) -> Formula:
    formula = rule_of(layer, target)
    assert formula is not None, target
    return formula


def _names_of(layer: Layer) -> Mapping[str, Shown]:
    return {q.key: given(f.name(q.heading)) for q in QUANTITIES if rule_of(layer, q.key) is not None}


def _operation_rule(layer: Layer) -> Rule | None:
    return next((rule for rule in layer.rules if rule.indices), None)


def _operation(layer: Layer, letters: tuple[str, ...], switched: str) -> tuple[Formula, Formula] | None:
    """The operation with one index per axis."""
    rule = _operation_rule(layer)
    if rule is None:
        return None
    scope = _scope(layer, letters, switched)
    names: dict[str, Value] = {index: _index(index, len(letters), scope.domain) for index in rule.indices}
    arrays = {name: _array(name) for name in _arrays(rule.formula) - set(scope.known)}
    value = evaluate(rule.formula, {**scope.known, **names, **arrays}, scope.domain)
    return _array(rule.target)(*_flat(names.values())).formula, value.formula


def _index(letter: str, axes: int, domain: Exact) -> Value:
    """An index of the output: the position has one entry per axis."""
    if letter in INDEX_LETTERS and isinstance(domain, Unevaluated):
        return tuple(map(given, domain.index_names(letter, axes)))
    return given(f.name(letter))


def _arrays(formula: Formula) -> set[str]:
    found = {str(formula.value)} if formula.op == "index" else set()
    return found.union(*(_arrays(arg) for arg in formula.args))


def _array(name: str) -> Value:
    return lambda *indices: Shown(Formula("index", tuple(index.formula for index in indices), name), None)


def _flat(values: object) -> list[Shown]:
    return [entry for value in values for entry in (value if isinstance(value, tuple) else (value,))]  # type: ignore[attr-defined]
