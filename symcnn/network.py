"""A network and its layers as Python values, whose formulas are SymPy expressions."""

from __future__ import annotations

import importlib
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from symcnn.algebra.evaluate import evaluate
from symcnn.algebra.exact import Exact
from symcnn.derive.field import fields
from symcnn.derive.quantities import DEPTH
from symcnn.derive.walk import derive
from symcnn.errors import ArgumentMistake, NameMistake, NotFound, SyntaxMistake, Unavailable, nearest
from symcnn.formula import Formula
from symcnn.layer import Counted, Layer
from symcnn.model.free_names import free_names
from symcnn.model.parameters import STRUCTURES, check, needed_words
from symcnn.pages import Paged
from symcnn.settings import (
    domain_of,
    make_symbol,
    make_whole_number,
    mentions_names,
    read_value,
    replaced,
    symbolic_domain,
    symbols_in,
    to_public,
)
from symcnn.syntax import tree

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from symcnn.derive.derivation import Derivation
    from symcnn.derive.field import Field, Seen
    from symcnn.limits import Limits
    from symcnn.model.library import Library


class Condition(NamedTuple):
    """What must hold, the layer that asks for it, and its reason; ``str`` of it is text."""

    formula: Formula
    layer: str
    words: str

    def __str__(self) -> str:
        from symcnn.render.text import to_text

        return f"{to_text(self.formula)} ({self.layer}: {self.words})"


class Network(Counted, Paged):
    """A network whose symbols may or may not have values.

    >>> import symcnn
    >>> net = symcnn.parse("input(W, H, D); C1: conv(5, 6)")
    >>> net["C1"].output
    (W - 4, H - 4, 6)
    >>> net.at(W=32, H=32, D=1).connections
    122304
    """

    def __init__(
        self,
        library: Library,
        body: tree.Body | None,
        values: Mapping[str, Any],
        limits: Limits,
        *,
        is_exact: bool = False,
    ) -> None:
        self._library = library
        self._body = body
        self._values = values
        self.limits = limits
        self.is_exact = is_exact
        if body is not None and any(not isinstance(s, tree.Let | tree.Assume) for s in library.program.statements):
            stray = next(s for s in library.program.statements if not isinstance(s, tree.Let | tree.Assume))
            raise SyntaxMistake("a layer stands outside the network", stray.span)

    # -- symbols and values

    @cached_property
    def parameters(self) -> tuple[tree.Parameter, ...]:
        """What can be given a value: the header's parameters, or the free names of a snippet."""
        if self._body is not None:
            return self._body.parameters
        return tuple(tree.Parameter((), name) for name in free_names(self._library.program.statements))

    @property
    def symbols(self) -> dict[str, Any]:
        """Every parameter by name: its value, or its SymPy symbol."""
        return {parameter.symbol: to_public(self.scope[parameter.symbol]) for parameter in self.parameters}

    @property
    def free_symbols(self) -> set[Any]:
        """The symbols that have no value yet, and those that values brought along."""
        return set().union(*(value.free_symbols for value in self.symbols.values() if hasattr(value, "free_symbols")))

    @property
    def defaults(self) -> dict[str, Any]:
        """The values that the author put behind ``=`` in the header."""
        values: dict[str, Any] = {}
        for parameter in self.parameters:
            if parameter.default is not None:
                values[parameter.symbol] = evaluate(parameter.default, values, Exact(self.limits))
        return values

    def at(self, **values: Any) -> Network:
        """The network with symbols replaced: by whole numbers, fractions, SymPy expressions or text in the language.

        >>> import symcnn
        >>> symcnn.parse("input(W, H, D); conv(3, K)").at(K="2*D").params
        2*D*(9*D + 1)
        """
        later = {name: value for name, value in values.items() if mentions_names(value)}
        return self._put({name: value for name, value in values.items() if name not in later})._put(later)

    def _put(self, values: Mapping[str, Any]) -> Network:
        known = {*(parameter.symbol for parameter in self.parameters), *symbols_in(self._values.values())}
        for name in values:
            if name not in known:
                hint = nearest(name, known) or f"it has {', '.join(sorted(known)) or 'no symbols'}"
                raise NameMistake(f'this network has no symbol "{name}"', hint=hint)
        return self._with({name: read_value(name, v, lambda: self.symbols, self.limits) for name, v in values.items()})

    def _with(self, read: Mapping[str, Any]) -> Network:
        """Put values in; a name that an earlier value brought along is replaced inside that value."""
        put = {name: replaced(value, read) for name, value in self._values.items()}
        for parameter in self.parameters:
            if parameter.symbol in read:
                put[parameter.symbol] = read[parameter.symbol]
            if parameter.symbol in put:
                value = put[parameter.symbol]
                check(value, self._accepted(parameter), domain_of([value], self.limits), Formula("text"))
        return Network(self._library, self._body, put, self.limits, is_exact=self.is_exact)

    def exactly(self) -> Network:
        """The network if no division leaves a remainder; what that takes is among its conditions.

        >>> import symcnn
        >>> net = symcnn.parse("input(W, W, 3); maxpool(2); maxpool(2)").exactly()
        >>> net.output
        (W/4, W/4, 3)
        >>> print(net.conditions[-1])
        W ≡ 0 (mod 4) (maxpool2: nothing may be left over)
        """
        return Network(self._library, self._body, self._values, self.limits, is_exact=True)

    def widened(self, name: str) -> Network:
        """A snippet's network with one of its symbols from 0 on; in a header the author has said where it starts."""
        return self if self._body is not None else self._with({name: make_whole_number(name)})

    def numbers(self, **values: Any) -> Network:
        """The network with every symbol at its default, except those given here.

        >>> import symcnn
        >>> symcnn.load("lenet5").numbers().connections
        340908
        """
        given = self.at(**values)
        missing = given._without_number
        if missing:
            hint = f"give each a number, such as --set {missing[0]}=32, or in Python {missing[0]}=32"
            raise Unavailable(f"no default is given for {', '.join(missing)}", hint)
        return given._with({name: value for name, value in self.defaults.items() if name not in given._values})

    def with_defaults(self, unknown: Iterable[str]) -> Network:
        """The network with every symbol at its default, but for some."""
        kept = {*unknown, *self._values}
        return self._with({name: value for name, value in self.defaults.items() if name not in kept})

    @property
    def _without_number(self) -> list[str]:
        """The parameters that have neither a value nor a default."""
        return [p.symbol for p in self.parameters if p.symbol not in self._values and p.default is None]

    def _accepted(self, parameter: tree.Parameter) -> tree.Parameter:
        """A free name of a snippet declares nothing, so it takes any whole number; the layers say what they need."""
        accepted: tree.Parameter = parameter if self._body is not None else parameter.replaced(kind="integer")
        return accepted

    @cached_property
    def scope(self) -> dict[str, Any]:
        """What every parameter stands for, as the derivation computes with it."""
        return {parameter.symbol: self._value(parameter) for parameter in self.parameters}

    def _value(self, parameter: tree.Parameter) -> Any:
        """What stands for a parameter: its value or its symbol; a list or a string is no symbol, so its default."""
        if parameter.symbol in self._values:
            return self._values[parameter.symbol]
        if parameter.kind not in STRUCTURES:
            return make_symbol(self._derivation_domain, parameter)
        if parameter.symbol not in self.defaults:
            raise ArgumentMistake(f"{parameter.symbol} is {needed_words(parameter)} and needs a value", parameter.span)
        return self.defaults[parameter.symbol]

    @cached_property
    def _derivation_domain(self) -> Exact:
        if all(p.symbol in self._values or p.kind in STRUCTURES for p in self.parameters):
            return domain_of(list(self._values.values()), self.limits)
        return symbolic_domain(self.limits)

    # -- results

    @cached_property
    def derivation(self) -> Derivation:
        """Everything derived, with long sizes as named definitions."""
        found = derive(
            self._library, self._body, dict(self.scope), self._derivation_domain, self.limits, is_exact=self.is_exact
        )
        if not any(call.value in ("floor", "ceil") for c in found.conditions for call in c.formula.calls()):
            return found
        joint = importlib.import_module("symcnn.algebra.solving.joint").joint
        return replace(found, conditions=tuple(joint(found.conditions)))

    @property
    def name(self) -> str:
        """The name in the header; empty for a snippet."""
        return self.derivation.name

    @property
    def layers(self) -> tuple[Layer, ...]:
        """The layers in order."""
        return tuple(map(self._layer, range(len(self.derivation.layers))))

    def __getitem__(self, name: str | int) -> Layer:
        """The layer of that label, or at that place."""
        if isinstance(name, int):
            return self.layers[name]
        for place, result in enumerate(self.derivation.layers):
            if result.name == name:
                return self._layer(place)
        raise self.no_layer(name)

    def _layer(self, place: int) -> Layer:
        def field() -> tuple[Field, ...]:
            return self._seen(place)

        return Layer(self.derivation.layers[place], self.closed, self.explain, field)

    def _seen(self, place: int) -> tuple[Field, ...]:
        """What a unit behind a layer sees; behind the network, for the place behind the last layer."""
        seen = self._fields[place]
        if seen is None:
            layer = self.derivation.layers[min(place, len(self) - 1)]
            words = f'what layer "{layer.name}" sees of the input is not known'
            raise Unavailable(words, "some layer before it states no window, or its branches differ in step")
        return seen

    @cached_property
    def _fields(self) -> list[Seen]:
        return fields(self.derivation)

    def in_numbers(self) -> Derivation | None:
        """The derivation with defaults put in, if that leaves no symbol."""
        return None if self._without_number else self.numbers().derivation

    def no_layer(self, name: str) -> NotFound:
        """The error for a layer that is not there."""
        names = [result.name for result in self.derivation.layers]
        return NotFound(f'there is no layer "{name}"', nearest(name, names) or f"there is {', '.join(names[:12])}")

    def __contains__(self, name: object) -> bool:
        return any(result.name == name for result in self.derivation.layers)

    def __iter__(self) -> Iterator[Layer]:
        return iter(self.layers)

    def __len__(self) -> int:
        return len(self.derivation.layers)

    @property
    def input(self) -> tuple[Any, ...]:
        """Sizes and depth of the input."""
        return tuple(to_public(size) for size in (*self.derivation.input.sizes, self.derivation.input.depth))

    @property
    def output(self) -> tuple[Any, ...]:
        """Sizes and depth of what leaves the last layer, in closed form."""
        volume = self.derivation.output
        return tuple(self.closed(size) for size in (*volume.sizes, volume.depth))

    def quantity(self, key: str) -> Any:
        """A quantity summed over the layers, by its word; Unavailable if some layer states no rule for it."""
        derivation = self.derivation
        if key == DEPTH.key:
            return self._depth()
        return self.closed(derivation.domain.sum(derivation.terms(key)))

    @property
    def depth(self) -> Any:
        """Layers with weights on the longest way from the input to the output."""
        return self.quantity(DEPTH.key)

    def _depth(self) -> Any:
        derivation = self.derivation
        if derivation.way is None:
            silent = next(layer for layer in derivation.layers if layer.way is None)
            raise Unavailable(f'layer "{silent.name}" ({silent.step.layer.name}) states no rule for {DEPTH.key}')
        return self.closed(derivation.way)

    @property
    def receptive_field(self) -> tuple[Any, ...]:
        """How many values of the input a unit of the output sees, along each axis.

        >>> import symcnn
        >>> symcnn.parse("input(W, D); repeat L { conv(3, D, padding=1) }").receptive_field
        (2*L + 1,)
        """
        return tuple(self.closed(field.size) for field in self._seen(len(self.derivation.layers)))

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """What must hold for the formulas to hold.

        >>> import symcnn
        >>> print(symcnn.parse("input(W, W, 3); C1: conv(5, 6)").conditions[0])
        W ≥ 5 (C1: the kernel must fit into the padded input)
        """
        from symcnn.render.notation import Arranger

        arranger = Arranger(self.derivation.roles)
        return tuple(Condition(arranger.arrange(c.formula), c.layer, c.words) for c in self.derivation.conditions)

    @property
    def assumptions(self) -> tuple[str, ...]:
        """What the author told the derivation to take for granted, as written."""
        return tuple(assumption.span.text for assumption in self.derivation.assumptions)

    @property
    def definitions(self) -> dict[Any, Any]:
        """Named sizes, each by a formula in earlier names; empty where every size is short."""
        return {definition.symbol: to_public(definition.value) for definition in self.derivation.definitions}

    def closed(self, value: Any) -> Any:
        """A value with every named size replaced by its formula in the network's own symbols."""
        if not self.derivation.definitions:
            return to_public(value)
        return self._closing.close(value)

    @cached_property
    def _closing(self) -> Any:
        pairs = [(definition.symbol, definition.value) for definition in self.derivation.definitions]
        return importlib.import_module("symcnn.algebra.closed").Closing(pairs, self.limits)
