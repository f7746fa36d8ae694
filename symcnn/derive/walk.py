"""Derives a network: walks from layer to layer, each from the volume that the one before it puts out.

Every size that would make formulas grow with depth gets a name, so that the whole walk is linear in the number of
layers; layers that meet the same volume with the same arguments are derived once.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from symcnn.derive.branches import check_branches, depths_and_sizes
from symcnn.derive.compounds import Compounds
from symcnn.derive.dataflow import Flow
from symcnn.derive.derivation import Definition, Derivation, DerivedLayer, End, LayerResult, StatedCondition
from symcnn.derive.fresh_names import KnownNames, parts_of
from symcnn.derive.gradients import FOLDS
from symcnn.derive.long_sizes import grows
from symcnn.derive.pools import pools_behind
from symcnn.derive.quantities import BY_KEY, DEPTH, QUANTITIES
from symcnn.derive.repeat import repeat
from symcnn.derive.requirements import (
    Origin,
    asked_besides,
    at_call,
    check_arguments,
    check_entry,
    check_quantity,
    check_requirements,
    check_volume,
    counted_besides,
)
from symcnn.derive.rule_scope import Rules, rule_of
from symcnn.derive.shared_weights import Placed, check_twin
from symcnn.derive.used_outputs import conditions_of_use
from symcnn.errors import LimitExceeded, ShapeMistake, TextError
from symcnn.model.axes import chosen_axis
from symcnn.model.steps import (
    AssumeStep,
    BlockStep,
    CompoundStep,
    EntryStep,
    HeadStep,
    InputStep,
    LayerStep,
    MergeStep,
    RepeatStep,
)
from symcnn.model.unroll import Unroller
from symcnn.model.volume import State, Volume

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator, Mapping

    from symcnn.algebra.exact.arithmetic import Exact
    from symcnn.algebra.exact.values import Value
    from symcnn.derive.repeat_trial import Iteration
    from symcnn.derive.requirements import RequiresByLayer
    from symcnn.derive.symbolic_loops import Loop
    from symcnn.formula import Formula
    from symcnn.limits import Limits
    from symcnn.model.library import Library
    from symcnn.model.steps import Step
    from symcnn.support.scalar import Scalar
    from symcnn.syntax import tree


class Walk:
    """The state of one walk; a repeat in symbols walks its turn a second time."""

    def __init__(
        self, library: Library, body: tree.Body | None, domain: Exact, limits: Limits, more: RequiresByLayer
    ) -> None:
        self.domain, self.limits = domain, limits
        self.library, self.body = library, body
        self.more = more
        self.unroller = Unroller(library, domain, limits)
        self.unroller.costs = self
        self.compounds = Compounds({}, {})
        self.letters: tuple[str, ...] = ()
        self.inputs: list[End] = []
        self.flow = Flow()
        self.heads: list[End] = []
        self.layers: list[LayerResult] = []
        self.loops: list[Loop] = []
        self.definitions: list[Definition] = []
        self.assumptions: list[Formula] = []
        self.conditions: dict[Any, StatedCondition] = {}
        self.counted: dict[Any, StatedCondition] = {}
        """What the numbers of turns must be: known from there on, and so never to be left out as known."""
        self.roles: dict[str, str] = {}
        self.names_sizes, self.learns = True, True
        """And whether conditions are known from there on: not while a turn is tried, which may be the last one."""
        self.placed: dict[str, Placed] = {}  # by name, for layers that use its weights and are compared with it
        self.tried: dict[Hashable, Iteration] = {}  # turns on symbols, which repeats around them try again and again
        self._names: dict[Scalar, Scalar] = {}
        self.names = KnownNames()

    def run(self, scope: dict[str, Value], given: BlockStep) -> Derivation:
        """Carry the walk out; what the network is given is held to what its header declares."""
        program = self.library.program
        statements = self.body.statements if self.body else program.statements
        self.names.keep((*scope, *(name for name, _ in parts_of(scope, self.domain))))
        self.follow(self.unroller.run(statements, scope, given))
        state = self.unroller.state
        if state is None:
            words, hint = "there is no network here: it needs an input and layers", "such as input(W, H, D); conv(F, K)"
            raise ShapeMistake(words, (self.body or program).span, hint)
        self.flow.put_out(state)
        self.ask_for_what_was_taken(self.layers[-1].name if self.layers else self.inputs[-1].name)
        derivation = Derivation(
            *((self.body.name, self.body.doc) if self.body else ("", "")),
            tuple(self.inputs),
            End("output", state.volume, state.source),
            tuple(self.heads),
            state.weighted_depth,
            tuple(self.layers),
            tuple(self.loops),
            tuple(self.definitions),
            (),
            tuple(self.assumptions),
            self.domain,
            self.roles,
            compounds=self.compounds.found,
            folds=FOLDS,
        )
        for condition in conditions_of_use(derivation, self.flow):
            self.count(condition)
        asked = self.domain.irredundant(self.conditions.values(), self._names.values())
        return derivation.replaced(conditions=(*self.counted.values(), *asked))

    def follow(self, steps: Iterator[Step]) -> State | None:
        """Take steps one after another, each from where the one before it leads; the state that they end in."""
        for step in steps:
            self.unroller.state = _STEPS[type(step)](self, step, self.unroller.state)
        return self.unroller.state

    def ask_for_what_was_taken(self, name: str) -> None:
        """Make conditions of what was assumed."""
        self.note([StatedCondition(asked, name, words) for asked, words in self.domain.pending_conditions()])

    def _input(self, step: InputStep, _state: State | None) -> State:
        self.letters = step.letters
        source = -1 - len(self.inputs)
        self.inputs.append(End(step.name, step.volume, source, step.letters, step.names))
        self._play(parts_of({"X": step.volume.sizes, "D": step.volume.depth}, self.domain))
        place = Origin(step.name, step.span, self.domain)
        self.ask_for_what_was_taken(step.name)
        question = step.name, step.volume, self.letters
        self.note(self.domain.once(question, lambda: check_volume(place, step.volume, self.letters)))
        return State(step.volume, 0, source, step.letters, value=self.flow.enter(source, step.span))

    def _entry(self, step: EntryStep, state: State | None) -> State:
        assert state is not None
        volume, conditions = check_entry(Origin(step.name, step.span, self.domain), step.volume, state.volume)
        self.note(conditions)
        return state._replace(volume=volume)

    def _block(self, step: BlockStep, state: State | None) -> State | None:
        self.ask_for_what_was_taken(step.name)
        self.note(check_arguments(step, self.domain))
        return state

    def _head(self, step: HeadStep, state: State | None) -> State | None:
        self.heads.append(End(step.name, step.end.volume, step.end.source))
        self.flow.put_out(step.end)
        return state

    def _assume(self, step: AssumeStep, state: State | None) -> State | None:
        if step.answer is False:
            raise ShapeMistake("what the network assumes does not hold", step.condition.span)
        if step.answer is None:
            self.assumptions += [formula for formula in step.said if formula not in self.assumptions]
        return state

    def _layer(self, step: LayerStep, state: State | None) -> State:
        assert state is not None
        return self._put(step, state, (state,))

    def _merge(self, step: MergeStep, _state: State | None) -> State:
        """Branches agree in what they do not add up, and the longest of them counts."""
        volumes = tuple(end.volume for end in step.ends)
        place = Origin(step.name, step.call.span, self.domain)
        self.letters = step.ends[0].letters
        along = chosen_axis(step.layer, step.bound.values)
        volume, conditions = check_branches(place, step.layer.parameters[0].kind, volumes, self.letters, along)
        self.note(conditions)
        ahead = [end.weighted_depth for end in step.ends]
        known = [depth for depth in ahead if depth is not None]
        weighted_depth = self.domain.extremum("max", known) if len(known) == len(ahead) else None
        values = {**depths_and_sizes(step.layer, volumes, along), **step.bound.values}
        given = step.bound.given | {step.layer.parameters[0].symbol}
        gathering = LayerStep(step.layer, values, given, step.name, step.path, step.call)
        pools = step.ends[0].pools if len({end.pools for end in step.ends}) == 1 else None
        gathered = State(volume, weighted_depth, -1, self.letters, pools)
        return self._put(gathering, gathered, step.ends)

    def _put(self, step: LayerStep, state: State, ends: tuple[State, ...]) -> State:
        if len(self.layers) >= self.limits.layers:
            raise LimitExceeded(f"more than {self.limits.layers:,} layers", step.call.span)
        self.letters = state.letters
        derived = self._derived(step, state.volume)
        self._play(derived.roles)
        self.ask_for_what_was_taken(step.name)
        self.note(derived.conditions, step.name)
        quantities = derived.quantities
        if step.twin:
            twin = self.placed.get(step.twin)
            if twin or self.learns:  # a turn that is tried is not called as the turn that stands for all is
                self.note(check_twin(step, state.volume, derived.quantities, twin, self.domain))
            quantities = {key: 0 if BY_KEY[key].is_stored else value for key, value in quantities.items()}
        self.placed[step.name] = state.volume, derived.quantities
        before, own = state.weighted_depth, derived.depth
        depth = None if before is None or own is None else self.domain.sum([before, own])
        inputs = tuple(end.source for end in ends)
        result = LayerResult(step, state.volume, derived.output, quantities, inputs, depth, derived.quantities)
        chosen, result = tuple(end.turn for end in ends), result._replace(starts=tuple(end.starts for end in ends))
        self.layers.append(result._replace(chosen=chosen) if any(chosen) else result)
        self.compounds.rows[step.name] = (self.layers[-1],)
        pools, asked = pools_behind(step, place := len(self.layers) - 1, state, derived.output, self.domain)
        self.note(asked)
        return State(derived.output, depth, place, state.letters, pools, value=self.flow.make(place, ends))

    def _compound(self, step: CompoundStep, state: State | None) -> State | None:
        assert state is not None
        self.compounds.close(step, state, self.layers)
        return state

    def placed_layers(self) -> int:
        """How many layers there are so far."""
        return len(self.layers)

    def amount(self, name: str, key: str) -> Scalar | None:
        """A quantity of a layer or of a statement with layers inside."""
        return self.compounds.amount(name, key, self.domain)

    def _repeat(self, step: RepeatStep, state: State | None) -> State:
        assert state is not None
        return repeat(self, step, state)

    def scratch(self) -> Walk:
        """A walk of its own over the same steps, to try something out."""
        walk = Walk(self.library, self.body, self.domain, self.limits, self.more)
        walk.names, walk.counted, walk.tried = self.names, {**self.counted}, self.tried
        walk.inputs, walk.placed = [*self.inputs], {**self.placed}
        walk.unroller, walk.names_sizes, walk.learns = self.unroller, False, False
        walk.compounds = self.compounds.copy()
        return walk

    def count(self, condition: StatedCondition) -> None:
        """Keep a condition on a number of turns."""
        for formula in self.domain.throughout(condition.formula):
            self.counted.setdefault(formula, condition._replace(formula=formula))

    @contextmanager
    def without_names(self) -> Iterator[None]:
        """Give sizes no names for a while: a name could not depend on the turn."""
        before = self.names_sizes
        self.names_sizes = False
        try:
            yield
        finally:
            self.names_sizes = before

    def _derived(self, step: LayerStep, volume: Volume) -> DerivedLayer:
        """What a layer makes of a volume, whose sizes get names if formulas with them would be too long."""
        may_grow = not (self.layers and self.names_sizes)
        derived = self.domain.tried(lambda: self._once(step, volume, may_grow=may_grow))
        if derived is None:
            self._play(parts_of(step.values, self.domain))
            loop = next((loop.name for loop in self.loops if self.layers[-1].name.startswith(f"{loop.name}/")), "")
            named = self._named(volume, loop or self.layers[-1].name)
            derived = self._once(step, named, may_grow=True)
        assert derived is not None
        return derived

    def _once(self, step: LayerStep, volume: Volume, *, may_grow: bool) -> DerivedLayer | None:
        more = asked_besides(step, self.more)
        question = (step.layer.span, self.letters, volume, tuple(step.values.values()), step.given, may_grow, more)
        try:
            return self.domain.once(question, lambda: self._apply(step, volume, may_grow=may_grow))
        except TextError as mistake:
            raise at_call(mistake, step) from None

    def _apply(self, step: LayerStep, volume: Volume, *, may_grow: bool) -> DerivedLayer | None:
        rules = Rules(step.layer, step.values, volume, self.domain, shares=True)
        if not may_grow and grows(step, rules, volume):
            return None
        requires = (*step.layer.requires, *asked_besides(step, self.more))
        conditions = [*check_arguments(step, self.domain), *check_requirements(step, requires, rules, self.letters)]
        output = rules.output
        place = Origin(step.name, step.call.span, self.domain)
        conditions += check_volume(place, output, self.letters, volume, step.branches)
        quantities = {q.key: rules.scalar(q.key) for q in QUANTITIES if rule_of(step.layer, q.key) is not None}
        for key, value in (quantities | counted_besides(step.layer, rules, quantities)).items():
            conditions += check_quantity(place, step.layer, key, value, (volume, output))
        depth = rules.scalar(DEPTH.key) if rule_of(step.layer, DEPTH.key) is not None else None
        return DerivedLayer(output, quantities, depth, conditions, parts_of(step.values, self.domain))

    def _named(self, volume: Volume, layer: str) -> Volume:
        """Sizes that are formulas get a name each, that of the layer they leave."""
        sizes = tuple(self._name(size, letter, layer) for size, letter in zip(volume.sizes, self.letters, strict=False))
        return Volume(sizes, self._name(volume.depth, "D", layer))

    def _name(self, value: Scalar, letter: str, layer: str) -> Scalar:
        if self.domain.weight(value) <= 1:
            return value
        if value not in self._names:
            name = self.names.behind(letter, layer)
            self._play(((name, "D" if letter == "D" else "X"),))
            self._names[value] = self.domain.symbol(name)
            self.definitions.append(Definition(name, self._names[value], value, letter))
        return self._names[value]

    def note(self, conditions: list[StatedCondition], layer: str = "") -> None:
        """Keep conditions, each where it is first asked for; of a layer, if these are what another one asks for."""
        for condition in conditions:
            for formula in self.domain.throughout(condition.formula):
                if formula not in self.conditions:
                    self.conditions[formula] = StatedCondition(formula, layer or condition.layer, condition.words)
            if self.learns:
                self.domain.learn(condition.formula)

    @contextmanager
    def learning(self) -> Iterator[None]:
        """Reason behind a repeat from what its turns ask for."""
        before = len(self.conditions)
        yield
        for condition in list(self.conditions.values())[before:] if self.learns else ():
            self.domain.learn(condition.formula)

    def _play(self, parts: tuple[tuple[str, str], ...]) -> None:
        """Note the part that each symbol plays where it is first used."""
        for name, letter in parts:
            if name not in self.roles:
                self.roles[name] = letter
                self.names.keep([name])


_STEPS: Mapping[type, Callable[[Walk, Any, State | None], State | None]] = {
    InputStep: Walk._input,
    EntryStep: Walk._entry,
    BlockStep: Walk._block,
    AssumeStep: Walk._assume,
    LayerStep: Walk._layer,
    MergeStep: Walk._merge,
    RepeatStep: Walk._repeat,
    HeadStep: Walk._head,
    CompoundStep: Walk._compound,
}
