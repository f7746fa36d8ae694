"""Finds the input sizes that a network takes, and which layers ask for what."""

from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING, Any

from sympy import Symbol

from symcnn.algebra.exact.arithmetic import EXACT_DIVISION
from symcnn.algebra.solving.problem import Answer
from symcnn.algebra.solving.solve import solve as solve_relations
from symcnn.analysis.answer import Reportable
from symcnn.analysis.constraints import Constraints, budget_of, more_of, network_constraints, with_hint
from symcnn.analysis.solution import Solution, table_of
from symcnn.analysis.solve import known_symbol, with_unknown
from symcnn.analysis.subject import checked
from symcnn.errors import ArgumentMistake, SymcnnError
from symcnn.formula import name
from symcnn.render.content.report import Report, ReportLine, line
from symcnn.render.formula.apart import SymbolWord
from symcnn.render.languages.phrases import conjoined, phrase
from symcnn.support.kinds_of_arguments import checks_arguments
from symcnn.support.message import ALSO, Message, joined_sentences
from symcnn.support.work import OutOfBudget

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sympy import Expr

    from symcnn.algebra.solving.problem import Budget
    from symcnn.analysis.answer_ranges import AnswerRange
    from symcnn.analysis.subject import Subject
    from symcnn.derive.derivation import StatedCondition as Stated
    from symcnn.formula import Formula
    from symcnn.render.content.report import Records
    from symcnn.render.languages.phrases import Content


class Legal(Reportable):
    """The values of an input size that a network takes, and which layers ask for what.

    >>> import symcnn
    >>> net = symcnn.parse("input(W, W, 3); C1: conv(5, 6); S2: maxpool(2); C3: conv(5, 16)")
    >>> print(sizes(net)[0])
    W ≥ 14, from 14 on
      W ≥ 14 (C3: the kernel must fit into the padded input)
      nothing is left over where W ≡ 0 (mod 2) (S2)
    >>> sizes(net)
    [<Legal W ≥ 14, from 14 on>]
    """

    def __init__(
        self,
        solution: Solution,
        reasons: list[Stated],
        even: Solution | None = None,
        leftovers: Iterable[Stated] = (),
        untold: str = "",
    ) -> None:
        self.solution = solution
        self.reasons = reasons
        self.even = even
        self.leftovers = leftovers
        self.untold = untold
        """Why it was not found out where nothing is left over."""
        self.like: Legal | None = None
        """Another size whose reasons are the same but for the symbol, where it is printed before this one."""
        self.about = solution.about

    @property
    def unread(self) -> tuple[Formula, ...]:
        """Conditions that could not be looked at."""
        return self.solution.unread

    @property
    def least(self) -> int | Expr | None:
        """The smallest size, if there is one: a number, or an expression in the other symbols."""
        return self.solution.least

    @property
    def ranges(self) -> tuple[AnswerRange, ...]:
        """All sizes, as ranges with ends and conditions that are expressions of SymPy."""
        return self.solution.ranges

    def __contains__(self, number: int) -> bool:
        return number in self.solution

    def brief(self) -> str:
        """The values."""
        return f"{self.solution.brief()}{self._from}"

    @property
    def _from(self) -> str:
        return f", from {self.least} on" if isinstance(self.least, int) else ""

    def _values(self) -> list[ReportLine]:
        """The set, and its least value where that is a number."""
        first, *others = self.solution.answer_lines()
        if not isinstance(self.least, int):
            return [first, *others]
        values = conjoined("{}{}", first.content)
        return [line(phrase("{}, from {} on", values, str(self.least))), *others]

    def report(self) -> Report:
        """The set, the reasons, and where nothing is left over."""
        below = self._reasons() if self.like is None else [_likewise(self, self.like)]
        return Report((*self._values(), *below, *self.solution.unread_lines(1)), self._data, self._table)

    def _reasons(self) -> list[ReportLine]:
        """The conditions with the layers that ask for them, and the sizes at which nothing is left over."""
        found = [line(phrase("{} ({}: {})", self._shown(c.formula), c.layer, c.words), level=1) for c in self.reasons]
        if self.even is not None:
            layers = ", ".join(self._leftover_layers)
            even = self._congruence(self.even)
            found.append(line(phrase("nothing is left over where {} ({})", even, layers), level=1))
        if self.untold:
            found.append(line(phrase("where nothing is left over: {}", self.untold), level=1))
        return found

    def reasons_in(self, symbol: str) -> list[ReportLine]:
        """The reasons as they would be of a size with another symbol."""
        return [row.with_symbols({self.unknown: symbol}) for row in self._reasons()]

    @property
    def unknown(self) -> str:
        """The symbol of the size."""
        return str(self.solution.answer.unknown)

    def _table(self) -> Records:
        """The values, what each layer asks for, and where nothing is left over, a row each."""
        head, *values = table_of([self.solution])
        unknown = SymbolWord(self.unknown)
        rows: Records = [
            (Message("row"), *head, Message("layer")),
            *((Message("values"), *row, None) for row in values),
        ]
        rows += [
            (Message("required"), unknown, None, None, None, self._shown(c.formula), line(c.words), c.layer)
            for c in self.reasons
        ]
        even = [] if self.even is None else self._within(self.even).rows()
        return rows + [(Message("nothing left over"), *row, ", ".join(self._leftover_layers)) for row in even]

    def _data(self) -> dict[str, Any]:
        reasons = [{"formula": self._shown(c.formula), "layer": c.layer, "reason": c.words} for c in self.reasons]
        even = (
            {} if self.even is None else {"even": {**self._within(self.even).data(), "layers": self._leftover_layers}}
        )
        return {**self.solution.data(), "reasons": reasons, **even}

    def _within(self, even: Solution) -> Solution:
        """The sizes at which nothing is left over, as far as they are legal."""
        numbers, legal = even.answer.numbers, self.solution.answer.numbers
        if numbers is None or legal is None:
            return even
        return Solution(even.answer._replace(numbers=numbers & legal), even.roles)

    @property
    def _leftover_layers(self) -> list[str]:
        """The layers that leave something over elsewhere."""
        return list(dict.fromkeys(c.layer for c in self.leftovers))

    @staticmethod
    def _congruence(even: Solution) -> Content:
        """The conditions on remainders alone; the bounds stand in a line above."""
        numbers = even.answer.numbers
        if numbers is not None and len(numbers.pieces) == 1:
            found = numbers.conditions(even.answer.unknown)[0]
            remainders = tuple(formula for formula in found if formula.args[0].op == "remainder")
            if remainders:
                return even.if_given(conjoined(ALSO, remainders))
        return conjoined("{}{}", even.lines()[0].content)

    def _shown(self, formula: Formula) -> Formula:
        return self.solution.arranger.arrange(formula)


@checks_arguments
def sizes(network: Subject, unknown: str = "", *, seconds: float = 10) -> list[Legal]:
    """The legal values of each input size that is a symbol, or of one symbol.

    >>> import symcnn
    >>> symcnn.sizes(symcnn.load("lenet5"), "W")[0].least
    32

    Args:
        network: The network; of its other symbols the answer says what must hold.
        unknown: One symbol of the input, or all of them if it is empty.
        seconds: Seconds of processor time of this thread, after which trying stops.

    Returns:
        For each size the numbers of values along that axis that every layer accepts.

    Raises:
        TextError: The network has no input size of that name.
    """
    network, unknown = checked(network), str(unknown)
    names = [unknown] if unknown else _input_names(network)
    budget = budget_of(seconds, network.limits)
    return [_legal(network, name, budget.shared(len(names) - place)) for place, name in enumerate(names)]


def printed_once(found: Iterable[Legal]) -> list[Legal]:
    """Sizes to be printed below one another: of those that go like an earlier one, only the values and that they do.

    >>> import symcnn
    >>> net = symcnn.parse("input(W, H, 3); A: conv(3, 5); maxpool(2); B: maxpool(4)")
    >>> print(printed_once(sizes(net))[1])
    H ≥ 10, from 10 on
      likewise with H in place of W
    """
    rows: list[Legal] = []
    for legal in found:
        reasons = legal.reasons_in(legal.unknown)
        alike = (one for one in rows if one.like is None and one.reasons_in(legal.unknown) == reasons)
        shown = copy(legal)
        shown.like = next(alike, None) if len(reasons) > 1 else None
        rows.append(shown)
    return rows


def _likewise(legal: Legal, like: Legal) -> ReportLine:
    return line(phrase("likewise with {} in place of {}", name(legal.unknown), name(like.unknown)), level=1)


def _input_names(network: Subject) -> list[str]:
    found = _names_of_sizes(network)
    if not found:
        sized = network.input[:-1]
        words = "every input size of this network is a number" if sized else "the input of this network has no sizes"
        raise ArgumentMistake(words, hint="so there is nothing to choose")
    return found


def _names_of_sizes(network: Subject) -> list[str]:
    """The symbols that have a row each."""
    written = zip(network.input[:-1], network.derivation.inputs[0].names, strict=True)
    return list(dict.fromkeys(name for size, word in written for name in _names_in(size, word, network)))


def _names_in(size: Any, word: str, network: Subject) -> list[str]:
    """The symbols of an input size: the one that the author wrote, even where it is known to be others."""
    if isinstance(network.symbols.get(word), Symbol):
        return [word]
    return [symbol.name for symbol in sorted(size.free_symbols, key=str)]


def _legal(network: Subject, name: str, budget: Budget) -> Legal:
    """The values of one size; conditions on another stand with that one."""
    network = with_unknown(network, name)
    symbol = known_symbol(network, name)
    try:
        with budget.watched():
            own = network_constraints(network)
    except OutOfBudget as reason:
        answer = Answer("undecided", symbol, tried=(str(reason), more_of(budget)))
        return Legal(Solution(answer, network.derivation.roles, about=(network,)), [])
    answer = with_hint(solve_relations(own.relations, symbol, budget=budget), budget)
    others = {known_symbol(network, other) for other in _names_of_sizes(network)}
    beside = sorted({str(one) for relation in own.relations for one in relation.symbols} - {name})
    if answer.kind == "undecided" and beside:
        answer = answer._replace(
            tried=(*answer.tried, Message("more is decided with numbers for {}", ", ".join(beside)))
        )
    answer = answer._replace(given=tuple(one for one in answer.given if others.isdisjoint(one.symbols)))
    reasons = [row.stated for row in own.wanted if row.stated is not None and symbol in row.relation.symbols]
    solution = Solution(answer, network.derivation.roles, {}, own.unread, (network,))
    try:
        with budget.watched():
            return Legal(solution, reasons, *_even(network, symbol, others - {symbol}, own, budget))
    except OutOfBudget as reason:
        return Legal(solution, reasons, untold=joined_sentences([str(reason), more_of(budget)]))


def _even(
    network: Subject, symbol: Any, others: set[Any], own: Constraints, budget: Budget
) -> tuple[Solution | None, list[Stated]]:
    """The sizes at which no division leaves a remainder; none if that is asked already, or decided everywhere.

    What it asks of another input size stands with that one.
    """
    try:
        exact = network_constraints(network.exactly())
    except SymcnnError:
        return None, []
    granted = [
        row
        for row in exact.wanted
        if row.stated is not None and EXACT_DIVISION in row.stated.words and others.isdisjoint(row.relation.symbols)
    ]
    new = [row.stated for row in granted if row.stated is not None and row.relation not in own.relations]
    answer = solve_relations([row.relation for row in granted], symbol, budget=budget)
    return (Solution(answer, network.derivation.roles), new) if new and answer.kind != "undecided" else (None, [])
