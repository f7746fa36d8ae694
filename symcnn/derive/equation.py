"""Equations about a network: ``C1.W == W``, ``params <= 10^6``, read over its symbols, layers and totals.

What the author named comes first: beside a symbol called ``params`` the total is ``network.params``, and beside a layer
labelled ``output`` what leaves the network is ``network.output``.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, cast

from symcnn.algebra.exact.evaluate import evaluate
from symcnn.derive.memory_amounts import MEMORY
from symcnn.derive.quantities import BY_KEY, DEPTH
from symcnn.derive.receptive_field import SEEN, field_behind, fields, of_field
from symcnn.errors import ArgumentMistake, NameMistake, Unavailable, nearest
from symcnn.model.foreign import quantity_hint
from symcnn.model.label_targets import ENDS
from symcnn.model.parameters import entries
from symcnn.model.volume import Volume, members

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from symcnn.algebra.exact.values import Value
    from symcnn.derive.derivation import Compound, Derivation, End
    from symcnn.derive.field_values import Seen
    from symcnn.errors import Span
    from symcnn.formula import Comparator, Formula
    from symcnn.support.scalar import Numbers, Scalar

Compared = tuple["Comparator", "Scalar", "Scalar"]
"""A relation and its two sides."""


def read_equation(
    formula: Formula, derivation: Derivation, symbols: Mapping[str, Value], close: Callable[[Scalar], Scalar]
) -> list[Compared]:
    """The comparisons that an equation is made of, their sides in closed form."""
    scope = read_names(formula, derivation, symbols)
    return [
        (relation, close(left), close(right))
        for part in _comparisons(formula)
        for relation, left, right in _sides(part, scope, derivation)
    ]


def read_names(formula: Formula, derivation: Derivation, symbols: Mapping[str, Value]) -> dict[str, Value]:
    """What each name in a formula about a network stands for."""
    return {str(node.value): _named(str(node.value), node.span, derivation, symbols) for node in formula.named()}


def read_amount(formula: Formula, derivation: Derivation, symbols: Mapping[str, Value]) -> Scalar:
    """The number that a formula about a network comes to, such as ``macs/params`` or ``C1.W``; named sizes stay."""
    scope = read_names(formula, derivation, symbols)
    value = evaluate(formula, scope, derivation.domain)
    is_number = isinstance(value, int | Fraction) and not isinstance(value, bool)
    if not is_number and not hasattr(type(value), "free_symbols"):
        words = f"has {len(value)} values" if isinstance(value, tuple) else "is no number"
        raise ArgumentMistake(
            f"this {words}", formula.span, "a quantity such as macs, macs/params, or C1.W is one number"
        )
    return cast("Scalar", value)


def _comparisons(formula: Formula) -> Iterator[Formula]:
    if formula.op == "and":
        for part in formula.args:
            yield from _comparisons(part)
    elif formula.op == "compare":
        yield formula
    else:
        hint = 'such as "C1.W == W" or "params <= 10^6"; several are joined by "and"'
        raise ArgumentMistake("an equation compares two formulas", formula.span, hint)


def _sides(part: Formula, scope: Mapping[str, Value], derivation: Derivation) -> list[Compared]:
    sides = (cast("Numbers", evaluate(side, scope, derivation.domain)) for side in part.args)
    columns = [entries(value) for value in sides]
    length = max(map(len, columns))
    left, right = (column * length if len(column) == 1 else column for column in columns)
    if len(left) != len(right):
        raise ArgumentMistake(f"{len(left)} sizes are compared with {len(right)}", part.span)
    if part.value == "==" and min(map(len, columns)) == 1 < length and _part_ways(left, right):
        words = "this is not the same along all axes"
        raise ArgumentMistake(words, part.span, "a letter says which axis is meant, such as C1.field.W")
    return [(part.comparator, a, b) for a, b in zip(left, right, strict=True)]


def _part_ways(left: tuple[Scalar, ...], right: tuple[Scalar, ...]) -> bool:
    """Whether several sizes cannot all be one value, since they are not alike and one of them is another number."""
    sides = [{*left}, {*right}]
    numbers = {one for side in sides for one in side if isinstance(one, int | Fraction)}
    return len(sides[0]) != len(sides[1]) and len(numbers) > 1


def _named(name: str, span: Span, derivation: Derivation, symbols: Mapping[str, Value]) -> Value:
    """A symbol, a total of the network, or with a dot what belongs to a layer."""
    if name in symbols:
        return symbols[name]
    label, _, part = name.rpartition(".")
    if label == WHOLE:
        return _of_network(part, span, derivation)
    if label:
        return _of_layer(label, part, span, derivation)
    if name in BY_KEY or name == DEPTH.key or name in SEEN_KEYS:
        return _of_network(name, span, derivation)
    known = [*symbols, *BY_KEY, DEPTH.key]
    kept = f'did you mean "{KEPT}.{name}"?' if name in MEMORY else ""
    hint = kept or quantity_hint(name, known) or f"there is {', '.join(known)}, and sizes of layers such as C1.W"
    raise NameMistake(f'nothing in this network is called "{name}"', span, hint)


def _of_network(key: str, span: Span, derivation: Derivation) -> Value:
    """A total, or the depth."""
    if key in BY_KEY:
        return derivation.once(_total, key)
    if key == DEPTH.key:
        if derivation.weighted_depth is None:
            silent = next(layer for layer in derivation.layers if layer.weighted_depth is None)
            raise Unavailable(f'layer "{silent.name}" ({silent.step.layer.name}) states no rule for {DEPTH.key}')
        return derivation.weighted_depth
    if key in SEEN_KEYS:
        return _seen(fields(derivation)[-1], key, derivation)
    known = [*BY_KEY, DEPTH.key]
    raise NameMistake(f'a network has no "{key}"', span, nearest(key, known) or f"it has {', '.join(known)}")


def _total(derivation: Derivation, key: str) -> Scalar:
    return derivation.domain.sum(derivation.terms(key))


def _kept(derivation: Derivation, word: str) -> Scalar:
    return MEMORY[word](derivation)


def hidden(formula: Formula, derivation: Derivation, symbols: Mapping[str, Value]) -> list[tuple[str, str]]:
    """What a formula names that could be something else too: the name, and what the author gave it to.

    >>> from symcnn.api import parse
    >>> from symcnn.syntax.parser import parse_expression
    >>> net = parse("input(W, 3); output: conv(3, params); relu")
    >>> hidden(parse_expression("params + output.W"), net.derivation, net.symbols)
    [('params', 'symbol'), ('output', 'layer')]
    """
    found: dict[str, str] = {}
    ends = _ends(derivation)
    for word in (str(node.value) for node in formula.names()):
        label = word.rpartition(".")[0]
        if word in symbols and (word in BY_KEY or word == DEPTH.key):
            found[word] = "symbol"
        if label in ends and _place(label, derivation) not in (None, ends[label].source):
            found[label] = "layer"
    return list(found.items())


def _of_layer(label: str, part: str, span: Span, derivation: Derivation) -> Value:
    if part in SEEN_KEYS and (behind := _seen_behind(label, derivation)):
        return _seen(behind[0], part, derivation)
    found = _parts(label, derivation)
    before, _, key = label.rpartition(".")
    if found is None and key in SEEN_KEYS and (behind := _seen_behind(before, derivation)):
        found = _along_axes(*behind, key, derivation)
    if found is None and label == KEPT:
        if part in MEMORY:
            return derivation.once(_kept, part)
        raise NameMistake(f'"{label}" has no "{part}"', span, nearest(part, MEMORY) or f"it has {', '.join(MEMORY)}")
    if found is None:
        labels = [_dotted(name) for name in (*(layer.name for layer in derivation.layers), *derivation.compounds)]
        whole = [f"{WHOLE}.{name}" for name in _ends(derivation)]
        inside = next((name for name in labels if _leaves_out(label.split("."), name.split("."))), "")
        hint = f'did you mean "{inside}"?' if inside else nearest(label, [*labels, *whole])
        hint = hint or f"there is {', '.join(labels[:12])}"
        raise NameMistake(f'there is no layer "{label}"', span, hint)
    if part not in found:
        raise NameMistake(f'"{label}" has no "{part}"', span, nearest(part, found) or f"it has {', '.join(found)}")
    return found[part]


def _leaves_out(short: list[str], full: list[str]) -> bool:
    """Whether a label is one inside of branches, some of what stands before its name left out."""
    rest = iter(full)
    return short[-1] == full[-1] and all(part in rest for part in short)


def _seen_behind(label: str, derivation: Derivation) -> tuple[Seen, int] | None:
    """What is seen behind a layer, a statement with layers inside or, without a label, the network; and the layer."""
    place, inside = _place(label, derivation), _compound(label, derivation)
    if inside is not None:
        return field_behind(derivation, inside.name), inside.source
    if place is not None:
        return fields(derivation)[place], place
    is_end = label in ("", WHOLE) or _left(label, derivation) is derivation.output
    return (fields(derivation)[-1], derivation.output.source) if is_end else None


def _along_axes(found: Seen, source: int, key: str, derivation: Derivation) -> dict[str, Value]:
    """What is seen along each axis, by its letter."""
    axes = tuple(of_field(field, key, derivation.domain) for field in found or ())
    named = members(Volume(axes, 0), derivation.letters_at(source))
    return {letter: value for letter, value in named.items() if letter not in ("X", "D")}


def _seen(found: Seen, key: str, derivation: Derivation) -> Value:
    """What a unit sees, behind a layer or the network: one number where it is the same along all axes."""
    if not found:
        raise Unavailable("what is seen of the input there is not known", "some layer before states no window")
    axes = tuple(dict.fromkeys(of_field(field, key, derivation.domain) for field in found))
    return axes[0] if len(axes) == 1 else axes


def _parts(label: str, derivation: Derivation) -> dict[str, Value] | None:
    """What belongs to a layer, to what stands inside a statement, to an end of either, or of the network."""
    inside, place = _compound(label, derivation), _place(label, derivation)
    if inside is not None:
        letters, keys = derivation.letters_at(inside.source), (*BY_KEY,)
        amounts = {key: derivation.of_compound(inside.name, key) for key in keys}
        known = {key: amount for key, amount in amounts.items() if amount is not None}
        return {**members(inside.output, letters), **known}
    if place is not None:
        layer = derivation.layers[place]
        return {**members(layer.output, derivation.letters_at(place)), **layer.totals}
    before, _, side = label.rpartition(".")
    if side in ENDS and before and before != WHOLE:
        return _end(before, side, derivation)
    end = _left(label, derivation)
    if end is None:
        return None
    found = members(end.volume, derivation.letters_at(end.source))
    if end is derivation.output:
        sizes = (derivation.batch, *end.volume.sizes, end.volume.depth)
        found["units"] = derivation.domain.product(sizes)
    return found


def _left(label: str, derivation: Derivation) -> End | None:
    """Where what has that name enters or leaves the network."""
    return _ends(derivation).get(label.removeprefix(f"{WHOLE}."))


def _end(label: str, side: str, derivation: Derivation) -> dict[str, Value] | None:
    """What a layer or a statement receives, or what leaves it."""
    inside, place = _compound(label, derivation), _place(label, derivation)
    if inside is not None:
        ends = {"input": (inside.received, inside.entry), "output": (inside.output, inside.source)}
    elif place is not None:
        layer = derivation.layers[place]
        ends = {"input": (layer.received, layer.inputs[0]), "output": (layer.output, place)}
    else:
        return None
    volume, source = ends[side]
    return members(volume, derivation.letters_at(source))


def _place(label: str, derivation: Derivation) -> int | None:
    """Where the layer of a label stands."""
    return next((place for place, layer in enumerate(derivation.layers) if _dotted(layer.name) == label), None)


def _compound(label: str, derivation: Derivation) -> Compound | None:
    """The statement with layers inside that a label belongs to."""
    return next((one for name, one in derivation.compounds.items() if _dotted(name) == label), None)


def _dotted(name: str) -> str:
    return name.replace("/", ".")


def _ends(derivation: Derivation) -> dict[str, End]:
    """Where something enters or leaves the network, by name."""
    ends = (derivation.output, *derivation.heads, *derivation.inputs)
    return {**{end.name: end for end in reversed(ends)}, "input": derivation.inputs[0]}


SEEN_KEYS = tuple(quantity.key for quantity in SEEN)
"""What a unit sees of the input: receptive field, jump, start."""

WHOLE = "network"
"""Before what belongs to the network, where a symbol or a layer has its name; no label can be so called."""

KEPT = "memory"
"""Before what is kept in memory, as a count of numbers, where no layer has its name."""
