"""The cheat sheet: a layer's rules with letters for its arguments, and its operation with every axis spelled out."""

from __future__ import annotations

from collections import ChainMap
from textwrap import dedent
from typing import TYPE_CHECKING, NamedTuple, cast

from symcnn import formula as f
from symcnn.algebra.exact.as_written import INDEX_LETTERS, Unevaluated, shown
from symcnn.algebra.exact.evaluate import evaluate
from symcnn.algebra.exact.shown_formula import NamedArray, Shown, given
from symcnn.algebra.exact.values import FILLING
from symcnn.derive.quantities import HEADINGS, ON_REQUEST, QUANTITIES
from symcnn.derive.rule_scope import Rules, rule_of
from symcnn.derive.work_shown import letter_volume, put_results
from symcnn.formula import Formula
from symcnn.model.parameters import AXIS, MERGES, PADDING, signature
from symcnn.model.rule_names import SIZES
from symcnn.model.volume import AXES, scope_of
from symcnn.syntax import tree

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from symcnn.algebra.exact.arithmetic import Exact
    from symcnn.algebra.exact.shown_formula import ShownValue
    from symcnn.algebra.exact.values import Value
    from symcnn.syntax.tree import Body, LayerDefinition, Parameter, Rule


class CheatSheet(NamedTuple):
    """One layer of the cheat sheet."""

    name: str
    doc: str
    signature: str
    symbols: tuple[tuple[str, str], ...]
    """Letter and word of every argument."""
    rules: tuple[tuple[Formula, Formula], ...]
    variants: tuple[tuple[str, tuple[tuple[Formula, Formula], ...]], ...]
    """What changes when an optional argument is given."""
    operation: tuple[tuple[Formula, Formula], ...]
    """What leaves the layer is the last line; those before it name what it is made of."""
    requires: tuple[str, ...]
    body: tuple[str, ...] = ()
    """What a block is made of, line by line in the author's own words."""


def make_sheet(definition: LayerDefinition | Body, axes: int = 2) -> CheatSheet:
    """The sheet of a layer for inputs with 1, 2 or 3 spatial axes, or of a block, which states no rules of its own."""
    if isinstance(definition, tree.Body):
        return CheatSheet(*_heading(definition), (), (), (), (), _body(definition))
    return _layer_sheet(definition, axes)


def _heading(definition: LayerDefinition | Body) -> tuple[str, str, str, tuple[tuple[str, str], ...]]:
    symbols = tuple((p.symbol, p.words[0] if p.words else p.symbol) for p in definition.parameters)
    return definition.name, definition.doc, signature(definition.name, definition.parameters), symbols


def _body(block: Body) -> tuple[str, ...]:
    """The lines between the braces, without the margin that all of them have."""
    if not block.statements:
        return ()
    start, end = block.statements[0].span.start, block.statements[-1].span.end
    text = block.span.source.text
    margin = start - (text.rfind("\n", 0, start) + 1)
    return tuple(dedent(" " * margin + text[start:end]).splitlines())


def _layer_sheet(layer: LayerDefinition, axes: int) -> CheatSheet:
    letters = tuple(AXES[:axes])
    plain = _rules(layer, letters, PLAIN)
    operation = _operation(layer, letters, PLAIN)
    seen = [*plain, *operation]
    variants = []
    for switch in _switches(layer):
        rows = [*_rules(layer, letters, switch), *_operation(layer, letters, switch)]
        changed = tuple(row for row in rows if row not in seen)
        seen += changed
        if changed:
            variants.append((switch.shown, changed))
    return CheatSheet(
        *_heading(layer),
        plain,
        tuple(variants),
        operation,
        tuple(dict.fromkeys(require.words for require in layer.requires if require.words)),
    )


class Switch(NamedTuple):
    """An argument that can change what the rules are, the word that it is then, or its value then."""

    symbol: str = ""
    word: str = ""
    shown: str = ""
    value: Formula | None = None


PLAIN = Switch()
"""Nothing but what stands there by default."""


EXTENSIONS = {"dilation": f.ONE, "groups": f.ONE, "bias": f.name("true")}
"""Arguments without which teachers write a rule first: they have this default there, and come as extensions of it."""


def _switches(layer: LayerDefinition) -> Iterator[Switch]:
    """The ways in which arguments can change what the rules are: extensions, then the others, the last one first."""
    for parameter in filter(_is_extension, layer.parameters):
        has_word = parameter.default == f.name("true")
        word = parameter.words[0]
        yield Switch(parameter.symbol, "", f"{word}=false" if has_word else word, f.name("false") if has_word else None)
    refused = {str(require.condition.args[1].value) for require in layer.requires if require.condition.value == "!="}
    for parameter in reversed(layer.parameters):
        shown = parameter.words[0] if parameter.words else parameter.symbol
        if parameter.kind == PADDING:
            words = [word for word in FILLING if word not in refused]
            yield from (Switch(parameter.symbol, word, f"{shown}={word}") for word in words)
        elif parameter.kind == AXIS:
            yield Switch(parameter.symbol, "", f'{shown}="{AXES[0]}"', f.ZERO)
        elif _is_switch(parameter):
            yield Switch(parameter.symbol, "", shown)


def _is_switch(parameter: Parameter) -> bool:
    """Whether an argument chooses between formulas: by default it is not there, or false."""
    default = parameter.default
    return default is not None and (default.op == "if" or default.value in ("none", "false"))


def _is_extension(parameter: Parameter) -> bool:
    """Whether an argument has a default in the plain rule."""
    return any(EXTENSIONS.get(word) == parameter.default is not None for word in parameter.words)


def _scope(layer: LayerDefinition, letters: tuple[str, ...], switched: Switch) -> Rules:
    """Every argument as its letter, switches and extensions as their defaults but for one."""
    taken = {name for rule in _lines(layer) for name in (*rule.indices, *(str(n.value) for n in rule.formula.names()))}
    fractions = frozenset(parameter.symbol for parameter in layer.parameters if parameter.kind == "real")
    domain = Unevaluated(taken=frozenset(taken - INDEX_LETTERS.keys()), fractions=fractions)
    received = letter_volume(letters, "")
    arguments = scope_of(received)
    for parameter in layer.parameters:
        symbol, default = parameter.symbol, parameter.default
        is_switched = symbol == switched.symbol
        if parameter.kind in MERGES and not MERGES[parameter.kind].sizes_agree:
            arguments[symbol], arguments[SIZES] = NamedArray("D"), _sizes(letters)
        elif parameter.kind == "table" and (is_switched or default is None):
            arguments[symbol] = NamedArray(symbol)
        elif is_switched and switched.word:
            arguments[symbol] = switched.word
        elif is_switched and switched.value is not None:
            arguments[symbol] = evaluate(switched.value, arguments, domain)
        elif default is not None and not is_switched and _is_extension(parameter):
            arguments[symbol] = evaluate(default, arguments, domain)
        elif default is not None and not is_switched and _is_switch(parameter):
            depends = not switched.word and any(node.value == switched.symbol for node in default.names())
            arguments[symbol] = given(f.name(symbol)) if depends else evaluate(default, arguments, domain)
        else:
            arguments[symbol] = given(f.name(symbol), 1 if is_switched else None)
    return Rules(layer, arguments, received, domain)


def _rules(layer: LayerDefinition, letters: tuple[str, ...], switched: Switch) -> tuple[tuple[Formula, Formula], ...]:
    scope = _scope(layer, letters, switched)
    sizes = cast("tuple[Shown, ...]", shown(_stated(layer, "X'"), scope, scope.domain))
    rows = [(f.name(f"{axis}'"), size.formula) for axis, size in zip(letters, sizes, strict=False)]
    put_results(scope, letter_volume(letters[: len(sizes)], "'"), _names_of(layer))
    for target in ("D'", *(quantity.key for quantity in (*QUANTITIES, *ON_REQUEST) if not quantity.rule)):
        formula = rule_of(layer, target)
        if formula is not None and (target not in _LEFT_OUT_IF_ZERO or formula != f.ZERO):
            value = cast("Shown", shown(formula, scope, scope.domain))
            rows.append((f.name(HEADINGS.get(target, target)), value.formula))
    return tuple(rows)


_LEFT_OUT_IF_ZERO = frozenset(quantity.key for quantity in ON_REQUEST)
"""Most layers have nothing of most of them."""


def _stated(layer: LayerDefinition, target: str) -> Formula:
    formula = rule_of(layer, target)
    assert formula is not None, target
    return formula


def _names_of(layer: LayerDefinition) -> Mapping[str, Shown]:
    return {q.key: given(f.name(HEADINGS[q.key])) for q in QUANTITIES if rule_of(layer, q.key) is not None}


def _lines(layer: LayerDefinition) -> list[Rule]:
    return [rule for rule in layer.rules if rule.indices]


def _operation(
    layer: LayerDefinition, letters: tuple[str, ...], switched: Switch
) -> tuple[tuple[Formula, Formula], ...]:
    """The operation with one index per axis."""
    scope = _scope(layer, letters, switched)
    read = {name for rule in _lines(layer) for name in _arrays(rule.formula)}
    arrays: ChainMap[str, Value] = ChainMap({name: NamedArray(name) for name in read - scope.known}, scope)
    lines = _lines(layer)
    rows = _abbreviated(layer, letters, scope)
    for rule in lines:
        positions = len(scope.vector("X'") if rule is lines[-1] else letters)
        names: dict[str, ShownValue] = {index: _index(index, positions, scope.domain) for index in rule.indices}
        value = shown(rule.formula, arrays.new_child({**names}), scope.domain)
        axes = letters if isinstance(value, tuple) else ()
        if axes:
            arrays[rule.target] = NamedArray(rule.target, axes)
        lefts, rights = (_flat([entry]) for entry in (NamedArray(rule.target, axes)(*_flat(names.values())), value))
        rows += [(left.formula, right.formula) for left, right in zip(lefts, rights, strict=True)]
    return _needed([(left, _in_one_group(left, right, scope)) for left, right in rows])


def _in_one_group(left: Formula, right: Formula, scope: Rules) -> Formula:
    """A line in which the number of an output map is below their number, so that all of them are in the first group."""
    depth = cast("Shown", scope["D'"]).formula
    if left.op != "index" or depth.op != "name":
        return right
    return _without(f.call("floor", f.product([left.args[-1], Formula("reciprocal", (depth,))])), right)


def _without(nothing: Formula, formula: Formula) -> Formula:
    """A formula in which a part of it is 0."""
    if nothing == formula or (formula.op == "product" and nothing in formula.args):
        return f.ZERO
    args = tuple(_without(nothing, arg) for arg in formula.args)
    if args == formula.args:
        return formula
    if formula.op == "sum":
        return f.total(arg for arg in args if arg != f.ZERO)
    return Formula(formula.op, args, formula.value, formula.span)


def _needed(rows: list[tuple[Formula, Formula]]) -> tuple[tuple[Formula, Formula], ...]:
    """The last line, and what it is made of with these arguments."""
    kept: list[tuple[Formula, Formula]] = []
    read: set[str] = set()
    for left, right in reversed(rows):
        if not kept or str(left.value) in read:
            kept.insert(0, (left, right))
            read |= _arrays(right) | {str(node.value) for node in right.names()}
    return tuple(kept)


def _index(letter: str, axes: int, domain: Exact) -> ShownValue:
    """An index of the output: the position has one entry per axis."""
    if letter in INDEX_LETTERS and isinstance(domain, Unevaluated):
        return tuple(map(given, domain.index_names(letter, axes)))
    return given(f.name(letter))


def _arrays(formula: Formula) -> set[str]:
    found = {str(formula.value)} if formula.op == "index" else set()
    return found.union(*(_arrays(arg) for arg in formula.args))


def _abbreviated(layer: LayerDefinition, letters: tuple[str, ...], scope: Rules) -> list[tuple[Formula, Formula]]:
    """What the operation calls by a name of the rules' own; a name for a name is left out."""
    used = {str(node.value) for line in _lines(layer) for node in line.formula.names()}
    rows = []
    for target in [rule.target for rule in layer.rules if not rule.indices and rule.target in used - {"X'", "D'"}]:
        value, names = cast("ShownValue", scope[target]), [f.name(f"{target}_{axis}") for axis in letters]
        if isinstance(value, tuple) and any(entry.formula.op not in ("name", "number", "given") for entry in value):
            scope[target] = tuple(map(given, names))
            rows += [(name, entry.formula) for name, entry in zip(names, value, strict=True)]
    return rows


def _sizes(letters: tuple[str, ...]) -> Callable[..., ShownValue]:
    """The sizes of a branch, as a function of its number."""
    columns = [NamedArray(letter) for letter in letters]
    return lambda branch: tuple(_flat([column(branch) for column in columns]))


def _flat(values: Iterable[ShownValue]) -> list[Shown]:
    return [entry for value in values for entry in (value if isinstance(value, tuple) else (value,))]
