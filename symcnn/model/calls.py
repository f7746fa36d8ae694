"""What a statement calls: its definition and its arguments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symcnn.algebra.exact.values import RANK, Value
from symcnn.errors import NameMistake, Span, TextError
from symcnn.model.axes import with_axes
from symcnn.model.bookkeeping import Bookkeeping
from symcnn.model.foreign import layer_hint
from symcnn.model.parameters import MERGES, BoundArguments, bind, match
from symcnn.model.volume import scope_of
from symcnn.syntax import tree
from symcnn.syntax.slips import slip

if TYPE_CHECKING:
    from collections.abc import Mapping

    from symcnn.algebra.exact.arithmetic import Exact
    from symcnn.limits import Limits
    from symcnn.model.label_targets import StatementGroup
    from symcnn.model.library import Library
    from symcnn.model.volume import State, Volume


class Calls(Bookkeeping):
    """Finds what is called, and binds what it is given."""

    def __init__(self, library: Library, domain: Exact, limits: Limits) -> None:
        super().__init__(domain, limits, library.program)
        self._library = library

    def _arguments(
        self,
        call: tree.Invocation,
        definition: tree.LayerDefinition | tree.Body,
        volume: Volume,
        received: Mapping[str, Value],
        inner: Mapping[str, Value],
        group: StatementGroup,
    ) -> BoundArguments:
        """The bound arguments of a call, kept for all calls whose names have the same values."""

        def find() -> BoundArguments:
            written = tuple(p for p in definition.parameters if p.kind not in MERGES)
            matched = match(call, written)
            parameters = tuple(p for p in written if p.symbol in matched or p.symbol not in received)
            values = bind(call, parameters, matched, lambda formula: self.evaluate(formula, group), inner, self.domain)
            return BoundArguments(values, frozenset(matched))

        outside = self._values_of_names(call, group) if call.mentioned else ()
        inside = [inner.get(name) for name in definition.inner_names] if definition.inner_names else ()
        axes = group.scope.get(RANK, 0), len(volume.sizes)
        question = (call.written, definition.span, axes, *outside, *inside)
        bound: BoundArguments = self.domain.once(question, find)
        return bound

    def _of_layer(
        self, call: tree.Invocation, layer: tree.LayerDefinition, state: State, group: StatementGroup
    ) -> BoundArguments:
        """The bound arguments of a layer behind a state, by whose letters they may call axes."""
        if isinstance(call, tree.Call) and is_merge(layer):
            hint = f"they stand in braces: {call.name} {{ {{ conv(3, K) }} {{ }} }}"
            raise NameMistake(f'"{call.name}" brings branches together', call.span, hint)
        volume = state.volume
        values, given = self._arguments(call, layer, volume, {}, scope_of(volume), group)
        letters = group.letters or state.letters
        return BoundArguments(with_axes(layer, values, call, len(volume.sizes), letters), given)

    def _values_of_names(self, statement: tree.Invocation | tree.Input, group: StatementGroup) -> list[Value]:
        """The values of the names in the arguments; None for a constant, or for a name that an argument introduces."""
        scope = group.scope
        return [
            self._member(name, span, group) if "." in name else scope.get(name)
            for name, span in statement.mentioned.items()
        ]

    def _unknown(self, name: str, span: Span) -> TextError:
        slipped = slip(span.source, span.start)
        if slipped is not None:
            return slipped
        return NameMistake(f'there is no layer or block "{name}"', span, layer_hint(name, self._library.known()))

    def _merging(self, statement: tree.Merge) -> tree.LayerDefinition:
        """The layer that brings branches together."""
        definition = self._library.find(statement.name)
        if isinstance(definition, tree.LayerDefinition) and is_merge(definition):
            return definition
        if definition is None:
            raise self._unknown(statement.name, statement.span)
        raise NameMistake(f'"{statement.name}" takes no branches', statement.span, "add, concat and mul do")


def is_merge(layer: tree.LayerDefinition) -> bool:
    """Whether a layer brings branches together."""
    return any(parameter.kind in MERGES for parameter in layer.parameters[:1])
