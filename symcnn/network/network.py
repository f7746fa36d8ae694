"""The class Network: what was derived, as SymPy expressions."""

from __future__ import annotations

import importlib
from dataclasses import replace
from functools import cached_property
from itertools import chain, count
from typing import TYPE_CHECKING, Any, NamedTuple

from symcnn.analysis.answer import short_repr
from symcnn.analysis.printable import formulas_as_text
from symcnn.derive.quantities import DEPTH
from symcnn.derive.receptive_field import alignment, fields
from symcnn.derive.walk import derive
from symcnn.errors import ArgumentMistake, NotFound, Unavailable, nearest
from symcnn.model.values import read_value, to_public
from symcnn.network.binding import Parametrized, settled
from symcnn.network.layer import Counted, Layer
from symcnn.network.printing import Paged
from symcnn.support.names import look
from symcnn.support.work import counted, within_limits

if TYPE_CHECKING:
    from collections.abc import Iterator

    from matplotlib.figure import Figure

    from symcnn.analysis.memory import Memory
    from symcnn.derive.derivation import Derivation
    from symcnn.derive.derivation import StatedCondition as Derived
    from symcnn.derive.receptive_field import Field, Seen
    from symcnn.formula import Formula
    from symcnn.syntax import tree


def _joined(conditions: tuple[Derived, ...]) -> tuple[Derived, ...]:
    """Conditions with a rounded quotient say more together than one by one."""
    if not any(call.value in ("floor", "ceil") for c in conditions for call in c.formula.calls()):
        return conditions
    return tuple(importlib.import_module("symcnn.algebra.solving.joint").joint(conditions))


class Condition(NamedTuple):
    """What must hold, the layer that asks for it, and its reason; ``str`` of it is text.

    >>> import symcnn
    >>> symcnn.parse("input(W, 3); C1: conv(5, 6)").conditions
    (<Condition W ≥ 5 (C1: the kernel must fit into the padded input)>,)
    """

    formula: Formula
    layer: str
    words: str

    def __repr__(self) -> str:
        return short_repr("Condition", str(self))

    def __str__(self) -> str:
        from symcnn.render.formula.text import to_text

        return f"{to_text(self.formula)} ({self.layer}: {self.words})"


class Network(Parametrized, Counted, Paged):
    """A network whose symbols may or may not have values.

    >>> import symcnn
    >>> net = symcnn.parse("input(W, H, D); C1: conv(5, 6)")
    >>> net["C1"].output
    (W - 4, H - 4, 6)
    >>> net.at(W=32, H=32, D=1).connections
    122304
    """

    # -- results

    @settled
    def derivation(self) -> Derivation:
        """Everything derived, with long sizes as named definitions."""
        scope = dict(self.scope)
        domain = self._derivation_domain.with_nonnegative(())  # one that is given up where the derivation is
        with formulas_as_text(), counted(self.limits):
            found = derive(self._library, self._body, scope, domain, self.limits, is_exact=self.is_exact)
            asked = found.conditions
            joined = domain.once(("joint", asked), lambda: _joined(asked)) if asked else asked
        put_in = self.put_in
        return found if joined is asked and not put_in else replace(found, conditions=joined, put_in=put_in)

    @property
    def _network(self) -> Network:
        return self

    @property
    def body(self) -> tree.Body | None:
        """The definition as written; none for a snippet."""
        return self._body

    @property
    def is_in_numbers(self) -> bool:
        """Whether no symbol is left."""
        return not self.free_symbols

    @property
    def name(self) -> str:
        """The name in the header; empty for a snippet."""
        return self.derivation.name

    @property
    def layers(self) -> tuple[Layer, ...]:
        """The layers in order."""
        return tuple(map(self._layer, range(len(self.derivation.layers))))

    def __getitem__(self, name: str | int) -> Layer:
        """The layer of that label, or at that place.

        Args:
            name: The labels around the layer, joined by ``/``, or its place from 0.

        Raises:
            NotFound: There is no layer of that name.
        """
        if isinstance(name, int):
            return self.layers[name]
        for place, result in enumerate(self.derivation.layers):
            if result.name == name:
                return self._layer(place)
        raise self.no_layer(name)

    def _layer(self, place: int) -> Layer:
        return Layer(self, place)

    @within_limits
    def seen(self, place: int) -> tuple[Field, ...]:
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
        """Sizes and depth of the input.

        Returns:
            One size for each axis, in values, and the depth last.
        """
        return tuple(to_public(size) for size in (*self.derivation.input.sizes, self.derivation.input.depth))

    @property
    def output(self) -> tuple[Any, ...]:
        """Sizes and depth of what leaves the last layer, in closed form.

        Returns:
            One size for each axis, in values, and the depth last.

        Raises:
            LimitExceeded: The closed form would be longer than the limits allow; `definitions` still has it.
        """
        volume = self.derivation.output.volume
        return tuple(self.closed(size) for size in (*volume.sizes, volume.depth))

    @property
    def heads(self) -> dict[str, tuple[Any, ...]]:
        """Sizes and depth of each output beside the main one, by name.

        >>> import symcnn
        >>> symcnn.parse("input(W, W, D); conv(3, 8); aux: head { gap; dense(M) }; conv(3, 8)").heads
        {'aux': (M,)}
        """
        return {
            head.name: tuple(self.closed(size) for size in (*head.volume.sizes, head.volume.depth))
            for head in self.derivation.heads
        }

    @within_limits
    def quantity(self, key: str) -> Any:
        """A quantity summed over the layers, by its word; Unavailable if some layer states no rule for it.

        Args:
            key: ``units``, ``params``, ``connections``, ``macs``, ``buffers``, ``depth``, or an elementary operation.

        Raises:
            Unavailable: Some layer states no rule for it.
        """
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
        if derivation.weighted_depth is None:
            silent = next(layer for layer in derivation.layers if layer.weighted_depth is None)
            raise Unavailable(f'layer "{silent.name}" ({silent.step.layer.name}) states no rule for {DEPTH.key}')
        return self.closed(derivation.weighted_depth)

    def memory(self, bytes: Any = "") -> Memory:
        """What the weights, a run and training take in memory, given the bytes per number, or with a letter for them.

        >>> import symcnn
        >>> symcnn.load("lenet5").numbers().memory(bytes=4).training
        36472

        Args:
            bytes: Bytes per number: a number, or text in the language; a letter stands for it if it is left out.

        Returns:
            ``weights``, ``running`` and ``training``, in bytes for one example.
        """
        from symcnn.analysis.memory import Memory

        looks = set(map(look, self.symbols))
        free = (word for word in chain(("b", "B"), (f"b_{n}" for n in count(2))) if look(word) not in looks)
        size = read_value("bytes", next(free) if bytes == "" else bytes, lambda: self.symbols, self.limits)
        if to_public(size).is_positive is False:
            raise ArgumentMistake(f"a number takes more than {size} bytes")
        return Memory(self, to_public(size))

    def bars(
        self, of: str = "params", by: int = 0, *, width: str | float = "twocolumn", language: str = "en"
    ) -> Figure:
        """What each layer has of the whole, with every symbol at its default, as a figure of matplotlib.

        ``of`` names quantities, one panel each; ``by`` gathers the layers by that many of their labels. Layers that
        have nothing are left out.

        >>> import symcnn
        >>> [label.get_text() for label in symcnn.load("lenet5").bars("params").axes[0].get_yticklabels()]
        ['C1', 'S2', 'C3', 'S4', 'C5', 'F6']
        """
        from symcnn.render.plots.shares import bars

        words = self.presentation(language=language).words
        return bars(self.numbers().derivation, of, by, width=width, words=words).figure

    @property
    def receptive_field(self) -> tuple[Any, ...]:
        """How many values of the input a unit of the output sees, along each axis.

        >>> import symcnn
        >>> symcnn.parse("input(W, D); repeat L { conv(3, D, padding=1) }").receptive_field
        (2*L + 1,)

        Returns:
            One size for each axis, in values of the input.

        Raises:
            Unavailable: Some layer states no window, or branches differ in step.
        """
        return tuple(self.closed(field.size) for field in self.seen(len(self.derivation.layers)))

    @property
    def alignment(self) -> tuple[Condition, ...]:
        """Where branches meet that look at other places of the input: what must hold for them to be centred alike.

        >>> import symcnn
        >>> net = symcnn.parse("input(W, W, D); add { { conv(F, 8, padding=P) } { conv(1, 8) } }")
        >>> print(net.alignment[0])
        F − 2P − 1 = 0 (add1: its branches are centred alike along W)
        """
        return self._alignment()

    @within_limits
    def _alignment(self) -> tuple[Condition, ...]:
        domain = self.derivation.domain
        return tuple(
            Condition(
                self._arranged(domain.condition("==" if apart.answer is None else "!=", apart.first, apart.other)),
                apart.layer,
                f"its branches are {'never ' * (apart.answer is False)}centred alike along {apart.letter}",
            )
            for apart in alignment(self.derivation)
        )

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """What must hold for the formulas to hold.

        >>> import symcnn
        >>> print(symcnn.parse("input(W, W, 3); C1: conv(5, 6)").conditions[0])
        W ≥ 5 (C1: the kernel must fit into the padded input)
        """
        return tuple(Condition(self._arranged(c.formula), c.layer, c.words) for c in self.derivation.conditions)

    def _arranged(self, formula: Formula) -> Formula:
        from symcnn.render.formula.symbols import arranger_of

        return arranger_of(self.derivation).arrange(formula)

    @property
    def assumptions(self) -> tuple[str, ...]:
        """What the author told the derivation to take for granted, as written where names are those of the network."""
        from symcnn.render.formula.text import to_source

        assumptions = self.derivation.assumptions
        return tuple(one.span.text or to_source(self._arranged(one)) for one in assumptions)

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
        return importlib.import_module("symcnn.algebra.sums.substitute").Closing(pairs, self.limits)
