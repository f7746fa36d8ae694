"""The symbols of a network, and the values bound to them."""

from __future__ import annotations

from functools import cached_property
from threading import RLock
from typing import TYPE_CHECKING, Any, Self, cast

from symcnn.algebra.exact.arithmetic import Exact
from symcnn.algebra.exact.evaluate import evaluate
from symcnn.algebra.exact.values import ListFrom1, ListOfSymbols
from symcnn.analysis.printable import formulas_as_text
from symcnn.derive.frameworks import limits_of
from symcnn.errors import ArgumentMistake, SyntaxMistake
from symcnn.formula import ONE, Formula
from symcnn.model.free_names import free_names
from symcnn.model.given_values import (
    declare_brought,
    domain_of,
    in_order,
    make_list,
    make_symbol,
    make_whole_number,
    no_default,
    read_value,
    refuse_lists,
    refuse_unknown,
    replaced,
    symbolic_domain,
    symbols_in,
    to_public,
)
from symcnn.model.list_parameters import in_lists, lengths, no_such_entry, with_lengths
from symcnn.model.parameters import NO_NUMBERS, by_default, check, entries, needed_words, takes_default
from symcnn.network.settled import settled
from symcnn.support.names import by_name, list_of
from symcnn.syntax import tree
from symcnn.syntax.parser import parse_expression

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from sympy import Symbol

    from symcnn.limits import Limits
    from symcnn.model.library import Library
    from symcnn.support.scalar import Scalar


class Parametrized:
    """A network's symbols and the values put in for some of them."""

    def __init__(
        self,
        library: Library,
        body: tree.Body | None,
        values: Mapping[str, Any],
        limits: Limits,
        *,
        is_exact: bool = False,
        framework: str = "",
        batch: Formula = ONE,
    ) -> None:
        self._library = library
        self._body = body
        self._values = values
        self.limits = limits
        self._is_exact = is_exact
        self._framework = framework
        self._batch = batch
        self._alone = RLock()
        """What a thread holds while it finds a value of this network."""
        if body is not None and any(not isinstance(s, tree.Let | tree.Assume) for s in library.program.statements):
            stray = next(s for s in library.program.statements if not isinstance(s, tree.Let | tree.Assume))
            raise SyntaxMistake("a layer stands outside the network", stray.span)

    def __reduce__(self) -> tuple[Callable[..., Self], tuple[Any, ...]]:
        """Copied and pickled by what it was made from: what is derived can be derived again."""
        return _rebuild, (
            type(self),
            self._library,
            self._body,
            self._values,
            self.limits,
            self._is_exact,
            self._framework,
            self._batch,
        )

    def _made(self, **changed: Any) -> Self:
        """The same network, made anew with something changed."""
        kept = {"values": self._values, "is_exact": self._is_exact, "framework": self._framework, "batch": self._batch}
        return type(self)(self._library, self._body, limits=self.limits, **{**kept, **changed})

    @property
    def notations(self) -> tuple[tree.NotationDefinition, ...]:
        """The notations that the text holds, and those of the files that it uses."""
        return tuple(self._library.notations.values())

    @property
    def source(self) -> str:
        """The text that the network was read from.

        >>> import symcnn
        >>> symcnn.parse("input(W, H, D); conv(3, 8)").source
        'input(W, H, D); conv(3, 8)'
        """
        return self._library.program.span.source.text

    @cached_property
    def parameters(self) -> tuple[tree.Parameter, ...]:
        """The parameters that can get a value: those of the header, or the free names of a snippet."""
        own = self._own_parameters
        more = dict.fromkeys(str(node.value) for node in self._batch.names())
        known = {parameter.symbol for parameter in own}
        return (*own, *(tree.Parameter((), name) for name in more if name not in known))

    @cached_property
    def _own_parameters(self) -> tuple[tree.Parameter, ...]:
        """The parameters without the symbols that only the number of examples uses."""
        if self._body is not None:
            return with_lengths(self._body.parameters)
        free = free_names(self._library.program.statements, self._library.find)
        return tuple(map(self._declared, (tree.Parameter((), name) for name in free)))

    def _declared(self, parameter: tree.Parameter) -> tree.Parameter:
        """A free name of a snippet, from 1 on unless it was widened."""
        value = self._values.get(parameter.symbol)
        is_widened = getattr(value, "name", "") == parameter.symbol and not getattr(value, "is_positive", True)
        return by_default(parameter) if is_widened else parameter

    @property
    def symbols(self) -> dict[str, Any]:
        """Every parameter by name: its value, or its SymPy symbol."""
        values = {parameter.symbol: self._scope[parameter.symbol] for parameter in self.parameters}
        kept = tuple, str, ListOfSymbols
        return {word: value if isinstance(value, kept) else to_public(value) for word, value in values.items()}

    @property
    def free_symbols(self) -> set[Any]:
        """The symbols that have no value yet, and those that values brought along."""
        parts = (entry for value in self.symbols.values() for entry in entries(value))
        return set().union(*(part.free_symbols for part in parts if hasattr(type(part), "free_symbols")))

    @property
    def open_symbols(self) -> dict[str, Symbol]:
        """Each symbol that has no value by its name: parameters, entries of lists, and what values brought along."""
        return {symbol.name: symbol for symbol in sorted(self.free_symbols, key=lambda free: by_name(free.name))}

    @property
    def defaults(self) -> dict[str, Any]:
        """The values that the author put behind ``=`` in the header."""
        values: dict[str, Any] = {}
        domain = Exact(self.limits)
        for parameter in self.parameters:
            if parameter.default is not None:
                values[parameter.symbol] = evaluate(parameter.default, values, domain)
        return {**values, **lengths(self.parameters, values)}

    def at(self, **values: Any) -> Self:
        """The network with symbols replaced: by whole numbers, fractions, SymPy expressions or text in the language.

        >>> import symcnn
        >>> symcnn.parse("input(W, H, D); conv(3, K)").at(K="2*D").params
        2*D*(9*D + 1)

        Args:
            **values: A value for each symbol by name.

        Raises:
            TextError: There is no such symbol, or its kind does not allow the value.
        """
        network = self
        with formulas_as_text():
            for some in in_order(in_lists(self.parameters, values), self.limits):
                network = network._bind(some)
        return network

    def _bind(self, values: Mapping[str, Any]) -> Self:
        own = {parameter.symbol for parameter in self.parameters}
        inside = symbols_in(self._values.values()) | (self.open_symbols.keys() if any(map(list_of, values)) else set())
        known = sorted(own | inside)
        refuse_unknown(values, known, lambda name: no_such_entry(name, self.parameters, lambda: self.symbols))
        read = {name: read_value(name, v, lambda: self.symbols, self.limits) for name, v in values.items()}
        refuse_lists({name: value for name, value in read.items() if name not in own})
        return self._with(read)

    def _with(self, read: Mapping[str, Any], defaulted: Iterable[str] = ()) -> Self:
        """Put values in; a name that an earlier value brought along is the symbol inside that value."""
        brought = symbols_in(self._values.values())
        lists = {listed for name in read if (listed := list_of(name))} - self._values.keys()
        values = {**self._values, **{name: self._scope[name] for name in lists}}
        put = {name: replaced(value, read) for name, value in values.items()}
        domain = domain_of([*put.values(), *read.values()], self.limits)
        declare_brought(domain, self.parameters, {**read, **put})
        for parameter in self.parameters:
            name, accepted = parameter.symbol, self._accepted(parameter)
            written = (name in defaulted and parameter.default) or Formula("text")
            if name in read and not (name in put and name in brought):
                put[name] = read[name]
            for given in (put, read):  # what is put in for the symbol inside of other values is as it was declared
                if name in given:
                    check(given[name], accepted, domain, written)
        return self._made(values={**put, **lengths(self.parameters, put)})

    def exactly(self) -> Self:
        """The network if no division of an output size leaves a remainder; what that takes is among its conditions.

        >>> import symcnn
        >>> net = symcnn.parse("input(W, W, 3); maxpool(2); maxpool(2)").exactly()
        >>> net.output
        (W/4, W/4, 3)
        >>> print(net.conditions[-1])
        W ≡ 0 (mod 4) (maxpool2: nothing may be left over)
        """
        return self._made(is_exact=True)

    def for_framework(self, name: str) -> Self:
        """The network as a framework takes it: what the framework refuses is asked of every layer besides.

        >>> import symcnn
        >>> net = symcnn.parse("network N(W = 9, P: integer >= 0 = 2) { input(W, 3); maxpool(3, stride=1, padding=P) }")
        >>> print(net.for_framework("torch").conditions[-1])
        2P ≤ 3 (maxpool1: PyTorch: the padding must be at most half the window)

        Args:
            name: ``torch``, ``keras`` or ``onnx``; empty for none.

        Raises:
            NotFound: There is no such framework.
        """
        limits_of(name)
        return self._made(framework=name)

    def for_batch(self, size: Scalar | str) -> Self:
        """The network for several examples at once: what each of them takes is counted as often, weights once.

        >>> import symcnn
        >>> net = symcnn.parse("input(W, 3); conv(3, 8, padding=1)").for_batch("N")
        >>> net.macs, net.params, net.at(N=16, W=8).units
        (72*N*W, 80, 1024)

        Args:
            size: How many: a number, or text in the language, where a new name is a symbol of its own.

        Raises:
            ArgumentMistake: It is no whole number from 1 on.
        """
        return self._made(batch=parse_expression(str(size), "batch", self.limits))

    def widened(self, name: str) -> Self:
        """A snippet's network with one of its symbols from 0 on; in a header the author states where it starts.

        >>> import symcnn
        >>> net = symcnn.parse("input(W, 3); conv(5, 8, padding=P)")
        >>> net.widened("P").symbols["P"].is_positive, net.symbols["P"].is_positive
        (None, True)

        Args:
            name: The symbol, such as a padding, that the snippet takes to be 1 at least.
        """
        return self if self._body is not None else self._with({name: make_whole_number(name)})

    def numbers(self, **values: Any) -> Self:
        """The network with every symbol at its default, except those given here.

        >>> import symcnn
        >>> symcnn.load("lenet5").numbers().connections
        340908

        A symbol that a value brings along stays, unless it is one of the network's with a default.

        >>> net = symcnn.load("lenet5")
        >>> net.numbers(W="k").units, net.numbers(W="H").units == net.numbers().units
        (168*k + 244*floor(k/2) + 200*floor(k/4) - 2786, True)

        Args:
            **values: Values that take the place of defaults.

        Raises:
            Unavailable: A symbol has neither a value nor a default.
        """
        given = self.at(**values)
        missing = given._without_number
        if missing:
            raise no_default(missing, is_list=isinstance(given._scope[missing[0]], ListFrom1 | ListOfSymbols))
        rest = {name: value for name, value in self.defaults.items() if name not in given._values}
        return given._with(rest, rest)

    def with_defaults(self, unknown: Iterable[str]) -> Self:
        """The network with every symbol at its default, but for some.

        >>> import symcnn
        >>> symcnn.load("lenet5").with_defaults(["W"]).output
        (10,)

        Args:
            unknown: The names of the symbols that stay.
        """
        kept = {*unknown, *self._values}
        kept |= {parameter.symbol for parameter in self.parameters if parameter.length and parameter.length in kept}
        return self._with({name: value for name, value in self.defaults.items() if name not in kept})

    @property
    def _without_number(self) -> list[str]:
        """The parameters that have neither a value nor a default; the number of examples may stay a symbol."""
        known = self._values.keys() | self.defaults.keys()
        return [parameter.symbol for parameter in self._own_parameters if parameter.symbol not in known]

    def _accepted(self, parameter: tree.Parameter) -> tree.Parameter:
        """A free name of a snippet declares nothing, so it takes any whole number; the layers say what they need."""
        accepted: tree.Parameter = parameter if self._body is not None else parameter.replaced(kind="integer")
        return accepted

    @settled
    def _scope(self) -> dict[str, Any]:
        """The value or the symbol of every parameter, with which the derivation computes."""
        return {parameter.symbol: self._value(parameter) for parameter in self.parameters}

    def _value(self, parameter: tree.Parameter) -> Any:
        """The value of a parameter, or its symbol; where no symbol can stand, its default."""
        if parameter.symbol in self._values:
            return self._values[parameter.symbol]
        if parameter.length:
            length = next(declared for declared in self.parameters if declared.symbol == parameter.length)
            return make_list(self._derivation_domain, parameter, self._value(length))
        if not takes_default(parameter):
            return make_symbol(self._derivation_domain, parameter)
        if parameter.symbol not in self.defaults:
            raise ArgumentMistake(f"{parameter.symbol} is {needed_words(parameter)} and needs a value", parameter.span)
        return self.defaults[parameter.symbol]

    def _examples(self, domain: Exact) -> Scalar:
        """The number of examples at once."""
        size = evaluate(self._batch, self._scope, domain)
        refuse_lists({"batch": size})
        check(size, tree.Parameter((), "batch"), domain, self._batch)
        return cast("Scalar", size)

    @settled
    def _derivation_domain(self) -> Exact:
        is_given = all(p.symbol in self._values or p.kind in NO_NUMBERS for p in self.parameters)
        domain = domain_of([*self._values.values()], self.limits) if is_given else symbolic_domain(self.limits)
        declare_brought(domain, self.parameters, self._values)
        return domain


def _rebuild(kind: Callable[..., Any], *made_from: Any) -> Any:
    *rest, is_exact, framework, batch = made_from
    return kind(*rest, is_exact=is_exact, framework=framework, batch=batch)
