"""The walk: one layer after another, each from the volume that the one before it puts out.

Every size that would make formulas grow with depth gets a name, so that the whole walk is linear in the number of
layers; layers that meet the same volume with the same arguments are derived once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from symcnn.derive.checks import Place, check_arguments, check_quantity, check_requirements, check_volume
from symcnn.derive.derivation import Condition, Definition, Derivation, LayerResult
from symcnn.derive.quantities import QUANTITIES
from symcnn.derive.rules import Rules, rule_of
from symcnn.errors import LimitExceeded, NameMistake, ShapeMistake, TextError
from symcnn.garbage import collector_paused
from symcnn.model.parameters import entries
from symcnn.model.unroll import AssumeStep, InputStep, LayerStep, Unroller
from symcnn.model.volume import Volume

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from symcnn.algebra.exact import Exact, Scalar
    from symcnn.algebra.values import Value
    from symcnn.formula import Formula
    from symcnn.limits import Limits
    from symcnn.model.library import Library
    from symcnn.syntax import tree

NAME_ABOVE = 20
"""Where the formula of a size would have more nodes than this, the sizes it is made of get names."""


def derive(
    library: Library, body: tree.Body | None, scope: dict[str, Value], domain: Exact, limits: Limits
) -> Derivation:
    """Derive a network (or, without a body, the snippet that the text is) whose parameters have the values in scope."""
    with collector_paused():
        return _Walk(library, body, domain, limits).run(scope)


class _Walk:
    """The state of one walk."""

    def __init__(self, library: Library, body: tree.Body | None, domain: Exact, limits: Limits) -> None:
        self.domain = domain
        self.limits = limits
        self.library = library
        self.body = body
        self.letters: tuple[str, ...] = ()
        self.entered: Volume | None = None
        self.layers: list[LayerResult] = []
        self.definitions: list[Definition] = []
        self.assumptions: list[Formula] = []
        self.conditions: dict[Any, Condition] = {}
        self.roles: dict[str, str] = {}
        self._names: dict[Scalar, Scalar] = {}
        self._taken: set[str] = set()
        self._done: dict[Any, tuple[Volume, Mapping[str, Value], list[Condition]]] = {}

    def run(self, scope: dict[str, Value]) -> Derivation:
        """Carry the walk out."""
        program = self.library.program
        statements = self.body.statements if self.body else program.statements
        self._taken = {*scope, *(name for value in scope.values() for name in self._symbols(value))}
        unroller = Unroller(self.library, self.domain, self.limits)
        for step in unroller.run(statements, scope):
            unroller.volume = _STEPS[type(step)](self, step, unroller.volume)
        if self.entered is None:
            place = self.body.span if self.body else program.span
            raise ShapeMistake(
                "there is no network here: it needs an input and layers", place, "such as input(W, H, D); conv(F, K)"
            )
        name, doc = (self.body.name, self.body.doc) if self.body else ("", "")
        conditions = tuple(self.domain.weakest(self.conditions.values()))
        return Derivation(
            name,
            doc,
            self.letters,
            self.entered,
            tuple(self.layers),
            tuple(self.definitions),
            conditions,
            tuple(self.assumptions),
            self.domain,
            self.roles,
        )

    def _input(self, step: InputStep, _volume: Volume | None) -> Volume:
        self.entered, self.letters = step.volume, step.letters
        for size in step.volume.sizes:
            self._play(size, "X")
        self._play(step.volume.depth, "D")
        self._note(check_volume(Place("input", step.span, self.domain), step.volume, self.letters))
        return step.volume

    def _assume(self, step: AssumeStep, volume: Volume | None) -> Volume | None:
        if step.answer is False:
            raise ShapeMistake("what the network assumes does not hold", step.condition.span)
        if step.answer is None:
            self.assumptions.append(step.condition)
        return volume

    def _layer(self, step: LayerStep, volume: Volume | None) -> Volume:
        assert volume is not None
        if len(self.layers) >= self.limits.layers:
            raise LimitExceeded(f"more than {self.limits.layers:,} layers", step.call.span)
        for symbol, value in step.values.items():
            self._play(value, symbol)
        output, quantities, conditions = self._derived(step, volume)
        self._note(conditions)
        self.layers.append(LayerResult(step, volume, output, quantities))
        return output

    def _derived(self, step: LayerStep, volume: Volume) -> tuple[Volume, Mapping[str, Value], list[Condition]]:
        key = (step.layer.span, volume, tuple(step.values.values()))
        if key not in self._done:
            try:
                self._done[key] = self._apply(step, volume)
            except TextError as mistake:
                raise _at_call(mistake, step) from None
        return self._done[key]

    def _apply(self, step: LayerStep, volume: Volume) -> tuple[Volume, Mapping[str, Value], list[Condition]]:
        volume = self._shortened(step, volume)
        rules = Rules(step.layer, step.values, volume, self.domain)
        conditions = [*check_arguments(step, self.domain), *check_requirements(step, rules, self.letters)]
        output = Volume(rules["X'"], rules["D'"])
        place = Place(step.name, step.call.span, self.domain)
        conditions += check_volume(place, output, self.letters)
        quantities = {q.key: rules[q.key] for q in QUANTITIES if rule_of(step.layer, q.key) is not None}
        for key, value in quantities.items():
            conditions += check_quantity(place, step.layer, key, value, (volume, output))
        return output, quantities, conditions

    def _shortened(self, step: LayerStep, volume: Volume) -> Volume:
        """The volume, its sizes named if the layer would put out formulas that are too long with them."""
        if not self.layers or self._weight(volume) <= 1:
            return volume
        symbols = sum(self.domain.weight(value) == 1 for value in step.values.values())
        if self._weight(volume) + 3 * symbols <= NAME_ABOVE:
            rules = Rules(step.layer, step.values, volume, self.domain)
            if self._weight(Volume(rules["X'"], rules["D'"])) <= NAME_ABOVE:
                return volume
        return self._named(volume, self.layers[-1].name)

    def _weight(self, volume: Volume) -> int:
        return max(self.domain.weight(size) for size in (*volume.sizes, volume.depth))

    def _named(self, volume: Volume, layer: str) -> Volume:
        """Sizes that are formulas get a name each, that of the layer they leave."""
        sizes = tuple(self._name(size, letter, layer) for size, letter in zip(volume.sizes, self.letters, strict=False))
        return Volume(sizes, self._name(volume.depth, "D", layer))

    def _name(self, value: Scalar, letter: str, layer: str) -> Scalar:
        if self.domain.weight(value) <= 1:
            return value
        if value not in self._names:
            name = f"{letter}_{layer.replace('/', '_')}"
            while name in self.roles or name in self._taken:
                name += "_"
            self.roles[name] = "D" if letter == "D" else "X"
            self._names[value] = self.domain.symbol(name)
            self.definitions.append(Definition(name, self._names[value], value))
        return self._names[value]

    def _note(self, conditions: list[Condition]) -> None:
        for condition in conditions:
            self.conditions.setdefault(condition.formula, condition)

    def _play(self, value: Value, letter: str) -> None:
        """Note the part that a symbol plays where it is first used."""
        for name in self._symbols(value):
            self.roles.setdefault(name, letter)

    def _symbols(self, value: Value) -> list[str]:
        return [name for entry in entries(value) for name in self.domain.symbols_in(entry)]


_STEPS: Mapping[type, Callable[[_Walk, Any, Volume | None], Volume | None]] = {
    InputStep: _Walk._input,
    AssumeStep: _Walk._assume,
    LayerStep: _Walk._layer,
}


def _at_call(mistake: TextError, step: LayerStep) -> TextError:
    """A mistake found in a rule, seen from the author's call; a name that a rule lacks is the rule's own mistake."""
    if isinstance(mistake, NameMistake):
        return mistake
    return mistake.at(step.call.span, f"{step.name}: ")
