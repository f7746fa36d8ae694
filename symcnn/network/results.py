"""What is derived of a network, as SymPy expressions: its sizes, totals, conditions and receptive field."""

from __future__ import annotations

import importlib
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from symcnn.analysis.answer import short_repr
from symcnn.analysis.printable import formulas_as_text
from symcnn.analysis.subject import Subject
from symcnn.derive.batch import with_batch
from symcnn.derive.deriving import derive
from symcnn.derive.frameworks import framework, limits_of
from symcnn.derive.quantities import DEPTH
from symcnn.derive.receptive_field import alignment, field_behind, fields
from symcnn.errors import IllegalSize, Unavailable
from symcnn.formula import ONE
from symcnn.model.given_values import to_public
from symcnn.model.parameters import takes_default
from symcnn.model.steps import BlockStep
from symcnn.network.counted import Counted, handed_out
from symcnn.network.nearby import Nearby
from symcnn.network.settled import settled
from symcnn.render.formula.text import to_source
from symcnn.support.work import counted, within_limits

if TYPE_CHECKING:
    from collections.abc import Sequence

    from symcnn.derive.derivation import Derivation
    from symcnn.derive.derivation import StatedCondition as Derived
    from symcnn.derive.field_values import Field, Seen
    from symcnn.formula import Formula
    from symcnn.render.formula.order import Arranger


_OPEN_BRANCHES = (
    "its branches differ in step, a window lies across two of them, or symbols leave open which of them sees more"
)


def _joined(conditions: tuple[Derived, ...]) -> tuple[Derived, ...]:
    """The conditions; if some have a rounded quotient they are solved together, and say more so."""
    if not any(call.value in ("floor", "ceil") for c in conditions for call in c.formula.calls()):
        return conditions
    return tuple(importlib.import_module("symcnn.algebra.solving.joint").joint(conditions))


class Condition(NamedTuple):
    """A condition on the symbols, the layer that requires it, and the reason; ``str`` gives it as text.

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


_LONGEST = 40
"""Characters of a default that is shown."""


def _shown(default: Formula) -> str:
    words = " ".join(default.span.text.split()) or to_source(default)
    return words if len(words) <= _LONGEST else f"{words[:_LONGEST]}…"


class Results(Nearby, Counted, Subject):
    """The results of a network; closed forms are SymPy expressions, or numbers where no symbol is left."""

    @settled
    def derivation(self) -> Derivation:
        """Everything derived, with long sizes as named definitions."""
        try:
            return self._derive()
        except IllegalSize as mistake:
            mistake.look_further = self.sizes_that_would_do
            raise

    def _derive(self) -> Derivation:
        """Everything derived, anew.

        Where sizes were rounded before a layer asks that nothing be left over of them, as the merges of a U-Net do, it
        is derived once more with that known from the start: ``⌊W/4⌋`` is W/4 where W ≡ 0 (mod 4).
        """
        with formulas_as_text(), counted(self.limits):
            found = self._knowing(())
            sizes = {size for layer in found.layers for size in layer.output.sizes}
            late = [row for row in found.conditions if found.domain.undoes_rounding(row.formula, sizes)]
            if late:
                again = self._knowing(late)
                # They say the same, but the first may speak of sizes that are too short now to have a name.
                is_same = again.definitions == found.definitions
                found = again.replaced(conditions=found.conditions) if is_same else again
            found = found if self._batch == ONE else with_batch(found, self._examples(found.domain))
        return found.replaced(put_in=self.put_in, scope=self._scope)

    def _knowing(self, known: Sequence[Derived]) -> Derivation:
        """The derivation where some conditions are known from the start."""
        scope = dict(self._scope)  # its symbols are known to the domain from here on
        domain = self._derivation_domain.with_nonnegative(())  # one that is given up where the derivation is
        for condition in known:
            domain.learn(condition.formula)
        more = limits_of(self._framework)
        found = derive(self._library, self._body, scope, self._given, domain, is_exact=self._is_exact, more=more)
        asked = (*found.conditions, *(row for row in known if row not in found.conditions))
        return found.replaced(conditions=domain.once(("joint", asked), lambda: _joined(asked)) if asked else asked)

    @property
    def _given(self) -> BlockStep:
        """The values that somebody put in, each with the kind that its parameter has."""
        accepted = tuple(map(self._accepted, self.parameters))
        return BlockStep(accepted, self._scope, frozenset(self._values), self._body.name if self._body else "network")

    @property
    def put_in(self) -> tuple[tuple[str, str], ...]:
        """The parameters for which their default stands, since no symbol could, each with that default as written.

        >>> import symcnn
        >>> symcnn.load("vgg").put_in
        (('B', 'false'),)
        """
        return tuple(
            (parameter.symbol, _shown(parameter.default))
            for parameter in self.parameters
            if parameter.symbol not in self._values and parameter.default is not None and takes_default(parameter)
        )

    @property
    def name(self) -> str:
        """The name in the header; empty for a snippet."""
        return "" if self._body is None else self._body.name

    @within_limits
    def _seen(self, place: int) -> tuple[Field, ...]:
        """The receptive field of a unit of the input of the layer at a place; after the last layer, of the output."""
        seen = self._fields[place]
        if seen is None:
            layer = self.derivation.layers[min(place, len(self.derivation.layers) - 1)]
            words = f'what layer "{layer.name}" sees of the input is not known'
            raise Unavailable(words, f"some layer before it states no window, {_OPEN_BRANCHES}")
        return seen

    @cached_property
    def _fields(self) -> list[Seen]:
        return fields(self.derivation)

    @within_limits
    def _seen_behind(self, name: str) -> tuple[Field, ...]:
        """The receptive field of a unit of what leaves a statement with layers inside."""
        seen = field_behind(self.derivation, name)
        if seen is None:
            words = f'what "{name}" sees of the input is not known'
            raise Unavailable(words, f"some layer inside or before it states no window, {_OPEN_BRANCHES}")
        return seen

    def _in_numbers(self) -> Derivation | None:
        """The derivation with defaults put in, if that leaves no symbol."""
        return None if self._without_number else self.numbers().derivation

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
        return tuple(handed_out(self, self.closed(size)) for size in (*volume.sizes, volume.depth))

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
        return handed_out(self, self.closed(derivation.domain.sum(derivation.terms(key))))

    @property
    def depth(self) -> Any:
        """The number of layers with weights on the longest path from the input to the output."""
        return self.quantity(DEPTH.key)

    def _depth(self) -> Any:
        derivation = self.derivation
        if derivation.weighted_depth is None:
            silent = next(layer for layer in derivation.layers if layer.weighted_depth is None)
            raise Unavailable(f'layer "{silent.name}" ({silent.step.layer.name}) states no rule for {DEPTH.key}')
        return self.closed(derivation.weighted_depth)

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
        return tuple(self.closed(field.size) for field in self._seen(len(self.derivation.layers)))

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
        domain, arrange = self.derivation.domain, self._arranger().arrange
        return tuple(
            Condition(
                arrange(domain.condition("==" if apart.answer is None else "!=", apart.first, apart.other)),
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
        arrange = self._arranger().arrange
        return tuple(Condition(arrange(c.formula), c.layer, c.words) for c in self.derivation.conditions)

    @property
    def asked_by_framework(self) -> tuple[str, ...]:
        """The conditions of the framework alone, as text, where symbols leave them open.

        >>> import symcnn
        >>> symcnn.parse("input(W, 3); avgpool(3, padding=P)").for_framework("torch").asked_by_framework
        ('PyTorch: 2P ≤ 3 (avgpool1: the padding must be at most half the window)',)
        """
        from symcnn.render.formula.text import to_text

        head = f"{framework(self._framework).title}: " if self._framework else ""
        asked = [condition for condition in self.conditions if head and condition.words.startswith(head)]
        return tuple(
            f"{head}{to_text(condition.formula)} ({condition.layer}: {condition.words.removeprefix(head)})"
            for condition in asked
        )

    def _arranger(self) -> Arranger:
        """The arranger that sets its formulas as its pages do; it reads the whole network, so many share one."""
        from symcnn.render.formula.symbols import arranger_of

        return arranger_of(self.derivation)

    @property
    def assumptions(self) -> tuple[str, ...]:
        """What the author stated with ``assume``, as written where names are those of the network."""
        from symcnn.render.formula.text import to_source

        assumptions, arrange = self.derivation.assumptions, self._arranger().arrange
        return tuple(assumption.span.text or to_source(arrange(assumption)) for assumption in assumptions)

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
