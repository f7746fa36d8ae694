"""Two networks set against each other: difference, ratio, growth, and when one is cheaper."""

from __future__ import annotations

from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sympy import Mul

from symcnn.algebra.forms.forms import as_expr, to_form
from symcnn.algebra.growth.ratio import difference, ratio
from symcnn.algebra.growth.under_conditions import growth_under, leading_under
from symcnn.algebra.proofs.signs import sign_of
from symcnn.algebra.solving.problem import Answer, Range, Relation
from symcnn.algebra.solving.solve import solve as solve_relations
from symcnn.analysis.answer import Reportable
from symcnn.analysis.constraints import budget_of, known_signs, network_constraints
from symcnn.analysis.measures import amount_of
from symcnn.analysis.solution import Solution
from symcnn.analysis.subject import checked
from symcnn.derive.quantities import HEADINGS
from symcnn.derive.receptive_field import SEEN
from symcnn.errors import ArithmeticMistake, NameMistake, nearest
from symcnn.formula import joined
from symcnn.model.given_values import to_public
from symcnn.render.content.report import Report, ReportLine, line
from symcnn.render.formula.apart import SymbolWord
from symcnn.render.formula.order import Arranger
from symcnn.render.formula.text import to_text
from symcnn.render.languages.phrases import conjoined, phrase, spelled
from symcnn.support.kinds_of_arguments import checks_arguments
from symcnn.support.message import Message
from symcnn.support.rounding import rounded
from symcnn.support.work import OutOfBudget, counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sympy import Expr, Rational, Symbol

    from symcnn.analysis.subject import Subject
    from symcnn.formula import Comparator, Formula
    from symcnn.render.content.report import Records
    from symcnn.render.languages.phrases import Content, Phrase

TIMES = 2
"""From this ratio on, how many times as much is shown."""

MOST_SYMBOLS = 6
"""The most symbols for which the comparison finds out when the first network is cheaper."""

SHARES = 10
"""Where several symbols are asked about, each has this part of the steps of a question; answers take less by far."""


class Comparison(Reportable):
    """A quantity of two networks.

    >>> import symcnn
    >>> once = symcnn.parse("input(W, H, C); conv(7, C, padding=3, bias=false)")
    >>> thrice = symcnn.parse("input(W, H, C); repeat 3 { conv(3, C, padding=1, bias=false) }")
    >>> print(symcnn.compare(once, thrice, of="params"))
    parameters
      first: 49C²
      second: 27C²
      difference: 22C²
      ratio: 49/27, 81 % more
      first is never cheaper
      growth in C: first grows as C², second grows as C²
    >>> symcnn.compare(once, thrice, of="params")
    <Comparison params: first 49C², second 27C²>
    """

    def __init__(self, first: Subject, second: Subject, key: str, symbol: str = "", seconds: float = 10) -> None:
        self.key = key
        self.about = self._networks = (first, second)
        self._symbol_of = _shared(first, second)
        self.first, self.second = (self._alike(amount_of(key, net)) for net in (first, second))
        self.names = (first.name or Message("first"), second.name or Message("second"))
        if self.names[0] == self.names[1]:
            self.names = (Message("first"), Message("second"))
        self._roles = {**second.derivation.roles, **first.derivation.roles}
        self._wanted = symbol
        self._seconds = seconds
        self._found: dict[Symbol, Solution] = {}

    @cached_property
    def _known(self) -> list[tuple[Comparator, Expr]]:
        """How values compare with 0 where both networks can be."""
        return known_signs(self._demands)

    def _alike(self, value: Any) -> Any:
        return _renamed(value, self._shared_with(value.free_symbols))

    def _shared_with(self, symbols: Iterable[Symbol]) -> dict[Expr, Expr]:
        """The symbols that both networks share in place of those of one network, where they differ."""
        shared = {symbol: self._symbol_of.get(symbol.name, symbol) for symbol in symbols}
        return {symbol: other for symbol, other in shared.items() if symbol != other}

    @property
    def symbols(self) -> list[Any]:
        """The symbols that the two have, or the one that the user chose."""
        found = sorted(self.first.free_symbols | self.second.free_symbols, key=lambda symbol: symbol.name)
        chosen = [symbol for symbol in found if self._wanted in ("", symbol.name)]
        if not chosen and self._wanted:
            names = [symbol.name for symbol in found]
            hint = nearest(self._wanted, names) or f"there is {', '.join(names)}"
            raise NameMistake(f'no symbol "{self._wanted}" is left', hint=hint)
        return chosen

    @cached_property
    def difference(self) -> Any:
        """The first minus the second."""
        with counted(self.limits):
            return difference(self.first, self.second)

    @cached_property
    def ratio(self) -> Any:
        """The first over the second; None where the second is 0."""
        try:
            with counted(self.limits):
                return ratio(self.first, self.second)
        except ArithmeticMistake:
            return None

    @cached_property
    def _sides(self) -> tuple[Any, Any]:
        """Both costs without their common factor where that is positive: where it is 0, they cost the same."""
        if self.ratio in (None, 0):
            return self.first, self.second
        above, below = as_expr(self.ratio, "factored").as_numer_denom()
        common = as_expr(ratio(self.second, below), "factored")
        parts = (factor.as_base_exp()[0] for factor in Mul.make_args(common))
        return (above, below) if all(map(self._is_positive, parts)) else (self.first, self.second)

    def _is_positive(self, value: Any) -> bool:
        """Whether something is above 0 wherever one of the networks can be."""
        if sign_of(value) == 1:
            return True
        for net in self._networks:
            own = {shared: symbol for symbol, shared in self._shared_with(net.free_symbols).items()}
            if net.free_symbols and net.derivation.domain.decide(">", _renamed(value, own), 0):
                return True
        return False

    def cheaper(self, symbol: Symbol) -> Solution:
        """The values of a symbol for which the first costs less than the second."""
        return self._cheaper(symbol, 1)

    def _in_turn(self, symbol: Symbol) -> Solution:
        """The same for one of several symbols, found once."""
        if symbol not in self._found:
            self._found[symbol] = self._cheaper(symbol, SHARES if len(self.symbols) > 1 else 1)
        return self._found[symbol]

    def _cheaper(self, symbol: Symbol, shares: int) -> Solution:
        budget = budget_of(self._seconds, self.limits, shares)
        try:
            with budget.watched():
                wanted, own = [Relation("<", *map(to_public, self._sides))], self._demands
        except OutOfBudget as reason:
            return Solution(Answer("undecided", symbol, tried=(str(reason),)), self._roles, about=self.about)
        answer = solve_relations(wanted, symbol, budget=budget, granted=own)
        if answer.kind == "all" and answer.given:
            answer = Answer("symbolic", symbol, ranges=(Range(conditions=answer.given),))
        return Solution(answer, self._roles, about=self.about)

    @cached_property
    def _demands(self) -> list[Any]:
        """What both networks ask of their symbols: only where both can be is one cheaper than the other."""
        found = []
        for net in self._networks:
            shared = self._shared_with(net.free_symbols)
            found += [row.relation.replaced(shared) for row in network_constraints(net).wanted]
        return list(dict.fromkeys(found))

    def brief(self) -> str:
        """Both costs."""
        (one, first), (other, second) = zip(self.names, map(self._shown, (self.first, self.second)), strict=True)
        return f"{self.key}: {one} {to_text(first)}, {other} {to_text(second)}"

    def report(self) -> Report:
        """The report of all findings."""
        heading = SHOWN.get(self.key, self.key)
        rows = [
            line(Message(heading)),
            *(
                line(phrase("{}: {}", name, self._shown(value)), level=1)
                for name, value in zip(self.names, (self.first, self.second), strict=True)
            ),
            line(phrase("difference: {}", self._shown(self.difference)), level=1),
        ]
        rows += self._ratios()
        rows += self._when_cheaper([symbol for symbol in self.symbols if symbol in self._unlike])
        rows += [self._growth(symbol) for symbol in self.symbols[:MOST_SYMBOLS]]
        return Report(tuple(rows), self._data, self._table)

    def _table(self) -> Records:
        """What the data says, a row each."""
        data, heading = self._data(), Message(SHOWN.get(self.key, self.key))
        rows: Records = [tuple(map(Message, ("quantity", "row", "symbol", "value")))]
        sides = ("first", "second", "difference", "ratio")
        rows += [
            (heading, name, None, data[side])
            for name, side in zip((*self.names, *map(Message, sides[2:])), sides, strict=True)
        ]
        for symbol, found in data["cheaper"].items():
            pieces: list[Formula | Message] = [joined("and", piece) for piece in found["pieces"] if piece]
            rows += [(heading, Message("cheaper"), symbol, piece) for piece in pieces or [Message(found["kind"])]]
        for symbol, terms in data["leading"].items():
            said = [Message("leading term of {}", name) for name in self.names]
            rows += [(heading, words, symbol, term) for words, term in zip(said, terms, strict=True)]
        return rows

    @property
    def _unlike(self) -> set[Symbol]:
        """The symbols that decide which is cheaper."""
        return set().union(*(to_public(side).free_symbols for side in self._sides))

    def _ratios(self) -> list[ReportLine]:
        if self.ratio is None:
            return []
        first, second = self.names
        if self.ratio.is_Rational:
            return [line(self._percent(), level=1)]
        rows = [line(phrase("{}/{}: {}", first, second, self._shown(self.ratio)), level=1)]
        inverse = (
            [line(phrase("{}/{}: {}", second, first, self._shown(ratio(self.second, self.first))), level=1)]
            if self.first != 0
            else []
        )
        return rows + inverse

    def _shown(self, value: Any) -> Formula:
        return Arranger(self._roles).arrange(to_form(value))

    def _percent(self) -> Phrase:
        """A ratio that is a number, also rounded: in per cent, or as a factor from `TIMES` on."""
        shown = self._shown(self.ratio)
        if self.ratio <= 0 or self.ratio == 1:
            return phrase("ratio: {}", shown)
        if self.ratio >= TIMES or self.ratio * TIMES <= 1:
            key = "ratio: {}, {} times" if self.ratio > 1 else "ratio: {}, about 1/{}"
            return phrase(key, shown, rounded(max(_fraction(self.ratio), 1 / _fraction(self.ratio))))
        apart = abs(self.ratio - 1) * 100
        whole = (2 * apart + 1).__floor__() // 2
        return phrase("ratio: {}, {} % more" if self.ratio > 1 else "ratio: {}, {} % less", shown, str(whole))

    def _when_cheaper(self, symbols: list[Any]) -> list[ReportLine]:
        """The lines on which network is cheaper: one if it is always the same, else one for each symbol."""
        sign = sign_of(difference(*self._sides))
        if sign is not None:
            return [line(_about(self.names[0], "{} is always cheaper" if sign < 0 else "{} is never cheaper"), level=1)]
        found = {symbol: self._in_turn(symbol) for symbol in symbols[:MOST_SYMBOLS]}
        for solution in found.values():
            if solution.kind in ("none", "all"):
                key = "{} is always cheaper" if solution.kind == "all" else "{} is never cheaper"
                return [line(_about(self.names[0], key), level=1)]
        rows: list[ReportLine] = []
        unclear = [SymbolWord(symbol) for symbol, solution in found.items() if solution.kind == "undecided"]
        for solution in found.values():
            if solution.kind != "undecided":
                start, *others = solution.lines(1)
                where = conjoined("{}{}", start.content)
                rows += [line(_about(self.names[0], "{} is cheaper where {}", where), level=1), *others]
        if unclear:
            rows.append(line(phrase("where by {}: not decided", conjoined("{0}, {1}", unclear)), level=1))
        return rows

    def _growth(self, symbol: Any) -> ReportLine:
        both = [
            _about(name, "{} {}", spelled(growth_under(value, symbol, self._known), [symbol.name]))
            for name, value in zip(self.names, (self.first, self.second), strict=True)
        ]
        return line(phrase("growth in {}: {}, {}", SymbolWord(symbol), *both), level=1)

    def _data(self) -> dict[str, Any]:
        return {
            "quantity": self.key,
            "first": self._shown(self.first),
            "second": self._shown(self.second),
            "difference": self._shown(self.difference),
            "ratio": None if self.ratio is None else self._shown(self.ratio),
            "cheaper": {SymbolWord(symbol): self._in_turn(symbol).data() for symbol in self.symbols[:MOST_SYMBOLS]},
            "leading": {
                SymbolWord(symbol): [
                    self._shown(found.expr)
                    if (found := leading_under(value, symbol, self._known)) is not None
                    else None
                    for value in (self.first, self.second)
                ]
                for symbol in self.symbols
            },
        }


def _about(name: str | Message, key: str, *rest: Content) -> Phrase:
    """A sentence about a network, with other words where it has no name."""
    return phrase(key.replace("{}", str(name), 1), *rest) if isinstance(name, Message) else phrase(key, name, *rest)


def _fraction(value: Rational) -> Fraction:
    return Fraction(int(value.p), int(value.q))


SHOWN = {**HEADINGS, **{quantity.key: quantity.heading for quantity in SEEN}}
"""What stands above a comparison."""


def _renamed(value: Expr, symbols: Mapping[Expr, Expr]) -> Expr:
    """An expression with its symbols replaced; without any to replace it is not built anew."""
    return value.xreplace(symbols) if symbols else value


def _shared(*networks: Subject) -> dict[str, Symbol]:
    """One symbol for each name: of two that are declared differently the one of which more is known."""
    found: dict[str, Symbol] = {}
    for symbol in (symbol for net in networks for symbol in net.free_symbols):
        found[symbol.name] = max(found.get(symbol.name, symbol), symbol, key=_known)
    return found


def _known(symbol: Symbol) -> tuple[bool, bool, bool]:
    return bool(symbol.is_integer), bool(symbol.is_positive), bool(symbol.is_nonnegative)


@checks_arguments
def compare(
    first: Subject, second: Subject, of: str = "params", unknown: str = "", *, seconds: float = 10
) -> Comparison:
    """A quantity of two networks: difference, ratio, when the first is cheaper, growth.

    >>> import symcnn
    >>> symcnn.compare(symcnn.parse("input(N); dense(10)"), symcnn.parse("input(N); dense(20)")).ratio
    1/2

    Args:
        first: A network.
        second: Another; symbols of the same name are the same symbol.
        of: The quantity: ``params``, ``macs``, ``connections``, ``units`` or another word of `Network.quantity`, or
            one of a layer that both have, such as ``C1.params``, or a formula of these.
        unknown: The symbol for which to say when the first is cheaper, or all that decide it if it is empty.
        seconds: Seconds of processor time of this thread, after which trying stops.

    Raises:
        Unavailable: Some layer states no rule for the quantity.
        TextError: Neither network has the symbol.
    """
    return Comparison(checked(first), checked(second), of, str(unknown), seconds)
