"""The work shown, ready to be set: its stages in order, in the words and symbols of a reader."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from symcnn.derive.letters import shown_letters
from symcnn.derive.quantities import HEADINGS
from symcnn.derive.work_shown import EqualityChain, show_put_in, show_together, show_totals, show_work
from symcnn.formula import Formula, name
from symcnn.render.content.blocks import ChainsBlock, DefinitionsBlock, HeadingBlock, RemarksBlock
from symcnn.render.content.likewise import stated_once, two_axes
from symcnn.render.content.voice import PLAIN, Presentation
from symcnn.render.formula.order import Arranger, renamed
from symcnn.render.formula.symbols import arranger_of, letter_names, words_of
from symcnn.render.languages.translate import ENGLISH, Phrasebook
from symcnn.support.message import Message
from symcnn.support.rounding import UNITS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from symcnn.derive.derivation import Derivation
    from symcnn.derive.work_shown import LayerWork
    from symcnn.render.content.blocks import RecordRow, Section
    from symcnn.render.content.report import Data
    from symcnn.render.formula.shared_parts import NamedParts


class Working:
    """Arranges the work of one derivation.

    The first stage of a chain is the rule, in letters; what follows is written in the network's own symbols. The two
    are renamed apart, since a letter of the rules may be the name of another symbol.
    """

    def __init__(
        self, derivation: Derivation, presentation: Presentation = PLAIN, arranger: Arranger | None = None
    ) -> None:
        self._derivation = derivation
        self._axes = shown_letters(derivation)[: len(derivation.input.sizes)]
        self._arranger = (arranger or arranger_of(derivation, presentation.notation)).with_headings(HEADINGS.values())
        self._presentation = presentation
        self._arranged: dict[int, tuple[EqualityChain, ...]] = {}

    def work(self, work: Iterable[LayerWork]) -> list[LayerWork]:
        """The work of some layers; those that share their chains share them once more."""
        self._arranged.clear()
        given = [*work]  # alive, so that a tuple of chains is known by where it is
        return [self._layer(layer) for layer in given]

    def totals(self, totals: Iterable[EqualityChain]) -> tuple[EqualityChain, ...]:
        """Chains without a rule."""
        return tuple(self._line(line, self._arranger) for line in totals)

    def together(self, work: LayerWork) -> LayerWork:
        """The sums over the layers inside a statement."""
        call = self._presentation.words.sentence(work.call) if isinstance(work.call, Message) else work.call
        return work._replace(call=call, lines=self.totals(work.lines))

    def definitions(self, *parts: Iterable[EqualityChain]) -> tuple[EqualityChain, ...]:
        """The definitions of the named sizes that occur in some chains, and in one another."""
        names = self._arranger.names
        defined = {names.get(one.name, one.name): one.value for one in reversed(self._derivation.definitions)}
        used = {word for lines in parts for line in lines for stage in line.stages for word in words_of([stage])}
        found: list[EqualityChain] = []
        for word, value in defined.items():  # a size is made of earlier ones
            if word in used:
                formula = self._in_words(self._arranger.arrange(self._derivation.written(value)))
                found.append(EqualityChain(name(word), (formula,)))
                used.update(words_of([formula]))
        return tuple(reversed(found))

    def _layer(self, layer: LayerWork) -> LayerWork:
        place = id(layer.lines)
        if place not in self._arranged:
            self._arranged[place] = self._lines(layer.lines)
        words = self._presentation.words
        return layer._replace(
            call=words.sentence(layer.call) if isinstance(layer.call, Message) else layer.call,
            doc=words.doc(layer.doc),
            lines=self._arranged[place],
        )

    def _lines(self, lines: tuple[EqualityChain, ...]) -> tuple[EqualityChain, ...]:
        stated = [formula for line in lines for formula in (line.target, *line.stages[:1])]
        names = letter_names(words_of(stated), self._axes, self._presentation.notation)
        rule = Arranger({}, self._presentation.notation, names, words_of(stated)).with_headings(HEADINGS.values())
        return tuple(self._line(line, rule)._replace(has_rule=True) for line in lines)

    def _line(self, line: EqualityChain, rule: Arranger) -> EqualityChain:
        first, *others = line.stages
        stages = [rule.arrange_given(first), *map(self._arranger.arrange_given, others)]
        stages = [*stages[:1], *map(self._arranger.bound_apart, stages[1:])]
        return line._replace(
            target=self._in_words(renamed(line.target, rule.names)), stages=tuple(map(self._in_words, stages))
        )

    def _in_words(self, formula: Formula) -> Formula:
        return self._presentation.words.formula(formula)


class WorkPage(NamedTuple):
    """The work shown: a chain of equalities for each rule of each layer, and those of the totals."""

    work: tuple[LayerWork, ...]
    totals: tuple[EqualityChain, ...] = ()
    words: Phrasebook = ENGLISH
    name: str = ""
    definitions: tuple[EqualityChain, ...] = ()
    """What named sizes stand for."""
    axes: tuple[Formula, ...] = ()
    """Two sizes of the input along which names may go alike."""

    def with_parts(self, name: Callable[[Sequence[Formula], Iterable[str]], NamedParts]) -> WorkPage:
        """The page with names for parts of its formulas, of all but the rules; what they stand for comes last."""
        stages = self.put_in
        named = name(stages, words_of(self.rules))
        if not named.definitions:
            return self
        known = dict(zip(stages, named.formulas, strict=True))

        def put(lines: Iterable[EqualityChain]) -> tuple[EqualityChain, ...]:
            return tuple(line.with_put_in(map(known.__getitem__, line.put_in)) for line in lines)

        return self._replace(
            work=tuple(layer._replace(lines=put(layer.lines)) for layer in self.work),
            totals=put(self.totals),
            definitions=(*put(self.definitions), *(EqualityChain(word, (value,)) for word, value in named.definitions)),
        )

    @property
    def _lines(self) -> tuple[EqualityChain, ...]:
        return (*(line for layer in self.work for line in layer.lines), *self.totals, *self.definitions)

    @property
    def put_in(self) -> tuple[Formula, ...]:
        """All formulas behind the rules."""
        return tuple(stage for line in self._lines for stage in line.put_in)

    @property
    def rules(self) -> tuple[Formula, ...]:
        """The rules, whose letters mean something else than they do behind them, and what they are of."""
        return tuple(one for line in self._lines for one in (line.target, *line.stages[: line.has_rule]))

    def in_unit(self, unit: str) -> WorkPage:
        """The page with values of a unit at least rounded behind the exact ones."""
        if not unit:
            return self

        def shown(lines: Iterable[EqualityChain]) -> tuple[EqualityChain, ...]:
            return tuple(
                line._replace(stages=(*line.stages[:-1], _in_unit_beside(line.stages[-1], unit))) for line in lines
            )

        work = tuple(layer._replace(lines=shown(layer.lines)) for layer in self.work)
        return self._replace(work=work, totals=shown(self.totals))

    @property
    def sections(self) -> tuple[Section, ...]:
        """Each layer by itself, the totals, and what names stand for."""
        parts: list[Section] = [(heading, ChainsBlock(lines)) for heading, lines in self._parts() if lines]
        rows, likewise = stated_once([(line.target, line.stages[0]) for line in self.definitions], self.axes)
        remarks = RemarksBlock(tuple(self.words.parts([remark]) for remark in likewise))
        notes = (DefinitionsBlock(self.words("where"), rows), remarks)
        return (*parts, *((block,) for block in notes if block.rows))

    def _parts(self) -> Iterator[tuple[HeadingBlock, tuple[EqualityChain, ...]]]:
        for layer in self.work:
            yield HeadingBlock(layer.layer, layer.call, layer.doc), layer.lines
        yield HeadingBlock(self.words("total"), "", self.words("over all layers:")), self.totals

    def records(self) -> list[RecordRow]:
        """A record for each stage of each chain."""
        words = self.words
        head = (words("layer"), words("quantity"), words("stage"), words("formula"))
        parts = [*((heading.name, lines) for heading, lines in self._parts()), (words("where"), self.definitions)]
        chains = ((part, line) for part, lines in parts for line in lines)
        stages = ((name, line, place, stage) for name, line in chains for place, stage in enumerate(line.stages, 1))
        return [head, *((name, line.target, place, stage) for name, line, place, stage in stages)]

    def data(self) -> Data:
        """An entry for each rule; those of the totals have no layer."""
        lines = [(layer.layer, line) for layer in self.work for line in layer.lines]
        return [
            {"layer": layer, "target": line.target, "stages": line.stages}
            for layer, line in [*lines, *((None, line) for line in (*self.totals, *self.definitions))]
        ]


def _in_unit_beside(value: Formula, unit: str) -> Formula:
    """A number with what it is in a unit in brackets, where it is as large."""
    number = value.args[0] if value.op == "given" else value
    if number.op != "number" or not isinstance(number.value, int) or number.value < UNITS[unit].factor:
        return value
    return Formula("text", (number,), f"{number.value:,} ({UNITS[unit].shown(number.value)})")


def explained(
    derivation: Derivation, numbers: Derivation | None, layer: str = "", presentation: Presentation = PLAIN
) -> WorkPage:
    """The work of one layer, or of what holds several, whose sums come first; where none is named, of all.

    Raises:
        NotFound: There is no such layer.
    """
    work = show_work(derivation, numbers)
    if layer:
        work = [row for row in work if row.layer == layer or row.layer.startswith(f"{layer}/")]
        if not work and layer not in derivation.compounds:
            raise derivation.no_layer(layer)
    working = Working(derivation, presentation)
    put_in = working.totals(show_put_in(derivation))
    totals = working.totals(show_totals(numbers or derivation))
    shown = working.work(work)
    if layer in derivation.compounds:
        shown = [working.together(show_together(numbers or derivation, layer)), *shown]
    if layer:
        shown, totals, put_in = [row._replace(lines=(*put_in, *row.lines)) for row in shown], (), ()
    named = working.definitions(*(row.lines for row in shown), totals)
    axes = two_axes(derivation, arranger_of(derivation, presentation.notation))
    return WorkPage(tuple(shown), (*put_in, *totals), presentation.words, definitions=named, axes=axes)
