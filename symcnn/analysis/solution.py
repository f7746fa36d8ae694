"""Answers of solving as Python values that print themselves."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

from symcnn import formula as f
from symcnn.algebra.forms.forms import to_form
from symcnn.algebra.solving.problem import Divides, Either
from symcnn.analysis.answer import Reportable
from symcnn.analysis.answer_ranges import conditions_of, end_of, ranges_of
from symcnn.formula import Formula
from symcnn.render.content.report import Report, ReportLine, joined, line
from symcnn.render.formula.apart import SymbolWord
from symcnn.render.formula.order import Arranger
from symcnn.render.formula.text import to_text
from symcnn.render.languages.phrases import conjoined, parts_of, phrase, spelled
from symcnn.support.message import ALSO, INSTEAD, Message

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from fractions import Fraction

    from sympy import Expr

    from symcnn.algebra.solving.problem import Answer, Proposition, Range
    from symcnn.analysis.answer_ranges import AnswerRange
    from symcnn.analysis.subject import Subject
    from symcnn.render.content.report import Records, RecordValue
    from symcnn.render.languages.phrases import Content

Ends = tuple["int | Fraction", "int | Fraction"]
"""A least and a greatest value."""

DIGITS = 6
"""Of a number that is shown rounded beside its exact form."""


_TAKEN: Mapping[str, str] = {
    "symbol": "{} is the symbol; the total is {}",
    "layer": "{} is the layer; that of the network is {}",
}
"""The note on a name that could mean something else too."""
_NEW = "{} is a symbol of the equation, a whole number from 1 on"


class Solution(Reportable):
    """The values of one unknown for which something holds.

    >>> import symcnn
    >>> net = symcnn.parse("input(W, W, D); C1: conv(F, K, padding=P)")
    >>> print(symcnn.solve(net, "C1.W == W", "P"))
    P = (F − 1)/2 if F ≡ 1 (mod 2)
    >>> symcnn.solve(net.at(F=5), "C1.W == W", "P")
    <Solution P = 2>
    """

    def __init__(
        self,
        answer: Answer,
        roles: Mapping[str, str],
        given: Mapping[str, int] | None = None,
        unread: tuple[Formula, ...] = (),
        about: tuple[Subject, ...] = (),
    ) -> None:
        self.about = about
        self.roles = roles
        self.answer = answer
        self.given = dict(given or {})
        self.unread = unread
        """Conditions of the network that could not be looked at; the answer holds as far as they do."""
        self.cancels = False
        """Whether the unknown cancels from the equation."""
        self.hidden: list[tuple[str, str]] = []
        """Names in the equation that could mean something else too, each with what it was taken for."""
        self.tried_all = 0
        """How many values were tried, where the answer was found by trying all between its bounds."""
        self.new: tuple[str, ...] = ()
        """Symbols of the equation that the network does not have."""
        self.arranger = Arranger(roles)
        self._symbols = {**roles, **self.given, str(answer.unknown): ""}

    @property
    def kind(self) -> str:
        """``set``, ``symbolic``, ``all``, ``none`` or ``undecided``."""
        return self.answer.kind

    @property
    def least(self) -> int | Expr | None:
        """The smallest value, if there is one: a number, or an expression in the other symbols."""
        return end_of(self.answer, "least")

    @property
    def greatest(self) -> int | Expr | None:
        """The largest value, if there is one: a number, or an expression in the other symbols."""
        return end_of(self.answer, "greatest")

    @property
    def ranges(self) -> tuple[AnswerRange, ...]:
        """All values, as ranges with ends and conditions that are expressions of SymPy."""
        return ranges_of(self.answer)

    @property
    def value(self) -> Any:
        """The only value, or None if there are none or several."""
        if self.answer.numbers is not None:
            least = self.answer.numbers.least
            return least if least == self.answer.numbers.greatest else None
        values = [piece.value for piece in self.answer.ranges]
        return values[0] if len(values) == 1 else None

    def __contains__(self, number: int) -> bool:
        if self.answer.numbers is None:
            return self.kind == "all" and (number > 0 or not self.answer.unknown.is_positive)
        return number in self.answer.numbers

    def lines(self, level: int = 0) -> list[ReportLine]:
        """The answer, and below it what could not be looked at."""
        cancels = phrase("{} cancels from what is asked", SymbolWord(self.answer.unknown))
        cancelled = [line(cancels, level=level + 1)]
        taken = [
            line(phrase(_TAKEN[kind], SymbolWord(word), SymbolWord(f"network.{word}")), level=level + 1)
            for word, kind in self.hidden
        ]
        new = [line(phrase(_NEW, SymbolWord(word)), level=level + 1) for word in self.new]
        said = [*(cancelled * self.cancels), *taken, *new, *self._tried_lines(level + 1), *self.unread_lines(level + 1)]
        return [*self.answer_lines(level), *said]

    def _tried_lines(self, level: int) -> list[ReportLine]:
        """That no algebra found it."""
        if not self.tried_all:
            return []
        unknown = SymbolWord(self.answer.unknown)
        return [
            line(phrase("all {} values of {} within its bounds were tried", str(self.tried_all), unknown), level=level)
        ]

    def _spelled(self, words: str) -> Content:
        """Words in which symbols stand."""
        return spelled(words, self._symbols)

    def unread_lines(self, level: int) -> list[ReportLine]:
        """What could not be looked at, a line each."""
        return [
            line(phrase("not looked at: {}", self.arranger.arrange(formula)), level=level) for formula in self.unread
        ]

    def answer_lines(self, level: int = 0) -> list[ReportLine]:
        """The answer, or what was tried."""
        answer, unknown = self.answer, SymbolWord(self.answer.unknown)
        start = [phrase("{} = {}: ", SymbolWord(word), str(number)) for word, number in self.given.items()]
        if answer.kind == "none":
            return [line(*start, phrase("no {}: {}", unknown, self._spelled(answer.reason)), level=level)]
        if answer.kind == "undecided":
            tried = [line(self._spelled(words), level=level + 1) for words in answer.tried]
            return [line(*start, phrase("not decided; what was tried:"), level=level), *tried]
        if answer.kind == "all":
            return [line(*start, self.if_given(phrase("every {}", unknown)), level=level)]
        if answer.kind == "symbolic":
            shared = answer.given if len(answer.ranges) == 1 else ()
            pieces = [self._range(piece, (*piece.conditions, *shared)) for piece in answer.ranges]
            rows = [
                line(*start, phrase("or {}", piece) if place else piece, level=level)
                for place, piece in enumerate(pieces)
            ]
            return rows if shared else [*rows, *self._given_lines(level + 1)]
        assert answer.numbers is not None
        if len(answer.numbers.pieces) > 1:
            return [line(*start, self._set(), level=level), *self._given_lines(level + 1)]
        return [line(*start, self.if_given(self._set()), level=level)]

    def if_given(self, said: Content) -> Content:
        """Something that holds under the conditions of the whole answer, followed by these."""
        return self._if(said, self.answer.given)

    def _if(self, said: Content, conditions: tuple[Proposition, ...]) -> Content:
        """Something followed by the conditions under which it holds."""
        asked = [_formula(condition) for condition in conditions]
        return phrase("{} if {}", said, self._all(asked)) if asked else said

    def _given_lines(self, level: int) -> list[ReportLine]:
        """The conditions shared by all parts of an answer."""
        asked = [_formula(condition) for condition in self.answer.given]
        return [line(phrase("all of it if {}", self._all(asked)), level=level)] if asked else []

    def _range(self, piece: Range, conditions: tuple[Proposition, ...]) -> Content:
        unknown = self.answer.unknown
        own = [one for one in conditions if unknown in one.symbols]
        conditions = tuple(one for one in conditions if one not in own)
        relations = [_formula(relation) for relation in (*piece.relations(unknown), *own)]
        said = self._together(relations) if relations else phrase("every {}", SymbolWord(unknown))
        about = _about(piece)
        return self._if(phrase("{} (about {})", said, about) if about else said, conditions)

    def _set(self) -> Content:
        assert self.answer.numbers is not None
        numbers = self.answer.numbers
        listed = numbers.listed()
        if listed is not None and len(listed) > 1 and len(numbers.pieces) > 1:
            return self._spelled(numbers.words(self.answer.unknown))
        every = phrase("every whole number {}", SymbolWord(self.answer.unknown))
        pieces = numbers.conditions(self.answer.unknown)
        return conjoined(INSTEAD, [self._together(list(piece)) if piece else every for piece in pieces])

    def _together(self, formulas: list[Formula]) -> Content:
        """Comparisons that hold together; a value between two bounds stands between them."""
        arranged = [self.arranger.arrange(formula) for formula in formulas]
        if not any(_is_between(pair) for pair in pairwise(arranged)):
            return f.joined("and", arranged)
        parts: list[Content] = []
        while arranged:
            first, *arranged = arranged
            if arranged and _is_between((first, arranged[0])):
                low, sign = first.args[1], _TURNED[str(first.value)]
                first, *arranged = arranged
                parts.append(phrase(sign, low, first))
            else:
                parts.append(first)
        return conjoined(ALSO, parts)

    def _all(self, formulas: list[Formula]) -> Formula:
        """Conditions that hold together."""
        return f.joined("and", [self.arranger.arrange(formula) for formula in formulas])

    def data(self) -> dict[str, Any]:
        """The answer for programs."""
        return {
            "unknown": SymbolWord(self.answer.unknown),
            **({"given": {SymbolWord(word): number for word, number in self.given.items()}} if self.given else {}),
            "kind": self.kind,
            "answer": together(self.lines()),
            "pieces": self._pieces(),
            "least": self._shown(self.least),
            "greatest": self._shown(self.greatest),
            "ranges": [self._range_data(*pair) for pair in zip(self.ranges, conditions_of(self.answer), strict=True)],
        }

    def _shown(self, end: int | Expr | None) -> int | Formula | None:
        return end if end is None or isinstance(end, int) else self.arranger.arrange(to_form(end))

    def _range_data(self, one: AnswerRange, asked: tuple[Proposition, ...]) -> dict[str, Any]:
        parts = {"least": one.least, "greatest": one.greatest, "modulus": one.modulus, "residue": one.residue}
        conditions = [self.arranger.arrange(_formula(condition)) for condition in asked]
        return {**{key: self._shown(value) for key, value in parts.items()}, "conditions": conditions}

    def _pieces(self) -> list[list[Formula]]:
        """The pieces of the solution, each a list of conditions that hold together."""
        unknown, numbers = self.answer.unknown, self.answer.numbers
        if numbers is not None:
            rows = [list(piece) for piece in numbers.conditions(unknown)]
        else:
            rows = [list(map(_formula, (*p.relations(unknown), *p.conditions))) for p in self.answer.ranges]
        if self.kind == "all":
            rows = [[]]
        given = list(map(_formula, self.answer.given))
        return [list(map(self.arranger.arrange, (*row, *given))) for row in rows]

    def brief(self) -> str:
        """The answer."""
        return joined(together(self.answer_lines()).parts, str, to_text)

    def report(self) -> Report:
        """The answer as it is printed."""
        return Report(tuple(self.lines()), self.data, lambda: table_of([self]))

    def rows(self) -> Records:
        """A row for each alternative, or one that says why there is none."""
        start: list[RecordValue] = [*self.given.values(), SymbolWord(self.answer.unknown), Message(self.kind)]
        if self.kind in ("none", "undecided"):
            return [(*start, None, None, None, together(self.lines()))]
        notes = self.lines()[len(self.answer_lines()) :]
        ends, remark = map(self._shown, (self.least, self.greatest)), together(notes) if notes else None
        start += ends
        return [(*start, f.joined("and", piece) if piece else None, remark) for piece in self._pieces()]


def table_of(solutions: Iterable[Solution]) -> Records:
    """Solutions as rows of a spreadsheet: what is given, the symbol, its ends, and a condition."""
    kept = list(solutions)
    names = [SymbolWord(word) for word in (kept[0].given if kept else ())]
    heads = map(Message, ("symbol", "answer", "least", "greatest", "condition", "remark"))
    return [(*names, *heads), *(row for solution in kept for row in solution.rows())]


def _formula(condition: Proposition) -> Formula:
    """A condition with both sides in their shortest form."""
    if isinstance(condition, Divides | Either):
        return condition.formula()
    return Formula("compare", (to_form(condition.left), to_form(condition.right)), condition.op)


def _is_between(pair: tuple[Formula, Formula]) -> bool:
    """Whether two comparisons give the lower and the upper end of one thing."""
    low, high = pair
    return low.value in _TURNED and high.value in ("<", "<=") and low.args[:1] == high.args[:1]


_TURNED = {">": "{} < {}", ">=": "{} ≤ {}"}
"""A lower end, and what stands before the value where that comes first."""


def together(lines: Iterable[ReportLine]) -> ReportLine:
    """Lines as one, parted by semicolons, or by what ends the line before."""
    parts: list[Content] = []
    for row in lines:
        parts += [" " if str(parts_of(parts, str, str)[-1]).endswith(":") else "; "] if parts else []
        parts += row.content
    return line(*parts)


def _about(piece: Range) -> str:
    """The decimal values of ends that are no fractions, such as square roots."""
    ends = [end for end in (piece.low, piece.high, piece.value) if end is not None and end.is_number]
    rough = [end for end in ends if not end.is_Rational]
    return ", ".join(str(end.evalf(DIGITS)) for end in rough)
