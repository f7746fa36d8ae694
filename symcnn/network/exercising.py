"""Exercise sheets: the table of a network with blanks, or with its solutions and the work shown; numbers by a seed."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, NamedTuple, TypeGuard

from symcnn.derive.work_shown import show_totals, show_work
from symcnn.errors import SymcnnError
from symcnn.formula import Formula, name, number
from symcnn.render.content.blocks import RemarksBlock
from symcnn.render.content.derivation_steps import Working, WorkPage
from symcnn.render.content.network_table import make_page
from symcnn.render.content.table_columns import table_options
from symcnn.render.languages.phrases import conjoined, phrase

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from symcnn.network.printing import Printed
    from symcnn.render.content.blocks import RecordRow, Section
    from symcnn.render.content.network_page import NetworkPage
    from symcnn.render.content.report import Data
    from symcnn.render.content.rows import TableRow
    from symcnn.render.content.voice import Presentation
    from symcnn.render.languages.translate import Phrasebook

BLANK = Formula("text", value="………")
TASK = "Fill in the sizes and quantities of each layer, and the totals."
SOLVED = "Solutions, and below them the work."
_TRIES = 200
"""Numbers that are drawn before the defaults stand for them."""


class ExercisePage(NamedTuple):
    """A table to fill in, or filled in with the work behind it."""

    table: NetworkPage
    task: str
    given: Mapping[str, int]
    work: WorkPage

    @property
    def name(self) -> str:
        """That of the network."""
        return self.table.name

    @property
    def words(self) -> Phrasebook:
        """Those of the table."""
        return self.table.words

    @property
    def sections(self) -> tuple[Section, ...]:
        """What to do with which numbers, the table, and in solutions the work."""
        given = [phrase("{} = {}", name(word), number(value)) for word, value in self.given.items()]
        numbers = [phrase("with {}", conjoined("{}, {}", given))] if given else []
        task = RemarksBlock(tuple(self.words.parts([row]) for row in (phrase(self.task), *numbers)))
        (*title, table), *others = self.table.sections
        return ((*title, task), (table,), *others, *self.work.sections)

    def records(self) -> list[RecordRow]:
        """Those of the table."""
        return self.table.records()

    def data(self) -> Data:
        """That of the table."""
        return self.table.data()


class ChosenNumbers(NamedTuple):
    """A network in numbers, and the values that stand for its symbols."""

    net: Printed
    given: Mapping[str, int]


def exercise(drawn: ChosenNumbers, said: Presentation, columns: str, *, solved: bool) -> ExercisePage:
    """A sheet of a network in numbers, with blanks or with solutions."""
    net, given = drawn
    derivation = net.derivation
    page = make_page(derivation, choice=table_options(columns), presentation=said)
    working = Working(derivation, said)
    if solved:
        work = working.work(show_work(derivation, derivation))
        shown = WorkPage(tuple(work), working.totals(show_totals(derivation)), said.words)
        return ExercisePage(page, SOLVED, given, shown)
    blank = page._replace(rows=tuple(map(_blank, page.rows)), totals=(BLANK,) * len(page.totals), depth=None, heads=())
    return ExercisePage(blank, TASK, given, WorkPage((), (), said.words))


def _blank(row: TableRow) -> TableRow:
    return row._replace(output=(BLANK,), cells=(BLANK,) * len(row.cells))


def varied(net: Printed, seed: int) -> ChosenNumbers:
    """The network in numbers: its defaults for seed 0, else others that every layer accepts.

    >>> import symcnn
    >>> net = symcnn.load("lenet5")
    >>> varied(net, 7).given == varied(net, 7).given, varied(net, 0).given
    (True, {'W': 32, 'H': 32, 'D': 1, 'M': 10})
    """
    whole = {word: value for word, value in net.defaults.items() if is_integer(value)}
    choice = random.Random(seed)  # noqa: S311 - no secret
    return next(_drawn(net, whole, choice)) if seed else ChosenNumbers(net.numbers(), whole)


def _drawn(net: Printed, whole: Mapping[str, int], choice: random.Random) -> Iterator[ChosenNumbers]:
    for _ in range(_TRIES):
        given = {word: value + choice.randrange(max(2, value // 2)) for word, value in whole.items()}
        try:
            found = net.numbers(**given)
            if found.derivation.layers:
                yield ChosenNumbers(found, given)
        except SymcnnError:
            continue
    yield ChosenNumbers(net.numbers(), whole)


def is_integer(value: object) -> TypeGuard[int]:
    """Whether a default is a whole number, and no choice between true and false."""
    return isinstance(value, int) and not isinstance(value, bool)
