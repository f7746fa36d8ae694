"""What solving, asking for legal sizes and comparing came to, as Python values that print themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from symcnn.algebra.forms.forms import to_form
from symcnn.algebra.solving.answers import Divides
from symcnn.formula import Formula
from symcnn.render.apart import Symbol
from symcnn.render.notation import Arranger
from symcnn.render.report import Line, Part, Report, joined, line, spelled
from symcnn.render.text import to_text
from symcnn.reported import Reported

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from symcnn.algebra.solving.answers import Answer, Condition, Range
    from symcnn.reported import Subject

DIGITS = 6
"""Of a number that is shown rounded beside its exact form."""


class Solution(Reported):
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
        """Whether the unknown cancels from what was asked."""
        self.arranger = Arranger(roles)
        self._symbols = {**roles, **self.given, str(answer.unknown): ""}

    @property
    def kind(self) -> str:
        """``set``, ``symbolic``, ``all``, ``none`` or ``undecided``."""
        return self.answer.kind

    @property
    def least(self) -> int | None:
        """The smallest value, if it is a number."""
        return None if self.answer.numbers is None else self.answer.numbers.least

    @property
    def greatest(self) -> int | None:
        """The largest value, if there is one."""
        return None if self.answer.numbers is None else self.answer.numbers.greatest

    @property
    def value(self) -> Any:
        """The only value, or None if there are none or several."""
        if self.answer.numbers is not None:
            return self.least if self.least == self.greatest else None
        values = [piece.value for piece in self.answer.ranges]
        return values[0] if len(values) == 1 else None

    def __contains__(self, number: int) -> bool:
        if self.answer.numbers is None:
            return self.kind == "all"
        return number in self.answer.numbers

    def lines(self, level: int = 0) -> list[Line]:
        """The answer, and below it what could not be looked at."""
        cancelled = [line(Symbol(self.answer.unknown), " cancels from what is asked", level=level + 1)]
        return [*self.answer_lines(level), *(cancelled * self.cancels), *self.unread_lines(level + 1)]

    def _spelled(self, words: str) -> list[Part]:
        """Words in which symbols stand."""
        return spelled(words, self._symbols)

    def unread_lines(self, level: int) -> list[Line]:
        """What could not be looked at, a line each."""
        return [line("not looked at: ", self.arranger.arrange(formula), level=level) for formula in self.unread]

    def answer_lines(self, level: int = 0) -> list[Line]:
        """The answer, or what was tried."""
        answer, unknown = self.answer, Symbol(self.answer.unknown)
        start = [part for word, number in self.given.items() for part in (Symbol(word), f" = {number}: ")]
        if answer.kind == "none":
            return [line(*start, "no ", unknown, ": ", *self._spelled(answer.reason), level=level)]
        if answer.kind == "undecided":
            tried = [line(*self._spelled(words), level=level + 1) for words in answer.tried]
            return [line(*start, "not decided; what was tried:", level=level), *tried]
        if answer.kind == "all":
            return [line(*start, "every ", unknown, level=level)]
        if answer.kind == "symbolic":
            pieces = [self._range(place) for place in range(len(answer.ranges))]
            return [
                line(*start, *(["or "] if place else []), *piece, level=level) for place, piece in enumerate(pieces)
            ]
        assert answer.numbers is not None
        return [line(*start, *self._set(), level=level)]

    def _range(self, place: int) -> list[Part]:
        piece = self.answer.ranges[place]
        relations = [_formula(relation) for relation in piece.relations(self.answer.unknown)]
        parts = self._together(relations) or ["every ", Symbol(self.answer.unknown)]
        conditions = self._together([_formula(condition) for condition in piece.conditions])
        return [*parts, *_about(piece), *([" if ", *conditions] if conditions else [])]

    def _set(self) -> list[Part]:
        assert self.answer.numbers is not None
        numbers = self.answer.numbers
        listed = numbers.listed()
        if listed is not None and len(listed) > 1 and len(numbers.pieces) > 1:
            return self._spelled(numbers.words(self.answer.unknown))
        parts: list[Part] = []
        for piece in numbers.conditions(self.answer.unknown):
            parts += [" or "] if parts else []
            parts += self._together(list(piece)) or ["every whole number ", Symbol(self.answer.unknown)]
        return parts

    def _together(self, formulas: list[Formula]) -> list[Part]:
        """Comparisons that hold together; a value between two bounds stands between them."""
        arranged = [self.arranger.arrange(formula) for formula in formulas]
        if [formula.value for formula in arranged[:2]] == [">=", "<="] and arranged[0].args[0] == arranged[1].args[0]:
            low, high, *others = arranged
            between: list[Part] = [low.args[1], " ≤ ", high]
            return [*between, *(part for formula in others for part in (" and ", formula))]
        return [Formula("and", tuple(arranged))] if len(arranged) > 1 else list(arranged)

    def data(self) -> dict[str, Any]:
        """The answer for programs."""
        return {
            "unknown": Symbol(self.answer.unknown),
            **({"given": {Symbol(word): number for word, number in self.given.items()}} if self.given else {}),
            "kind": self.kind,
            "answer": together(self.lines()),
            "pieces": self._pieces(),
            "least": self.least,
            "greatest": self.greatest,
        }

    def _pieces(self) -> list[list[Formula]]:
        """What is known: of each list all conditions hold together."""
        unknown, numbers = self.answer.unknown, self.answer.numbers
        if numbers is not None:
            rows = [list(piece) for piece in numbers.conditions(unknown)]
        else:
            rows = [list(map(_formula, (*p.relations(unknown), *p.conditions))) for p in self.answer.ranges]
        return [list(map(self.arranger.arrange, row)) for row in rows]

    def gist(self) -> str:
        """The answer."""
        return joined(together(self.answer_lines()).parts, str, to_text)

    def report(self) -> Report:
        """The answer as it is printed."""
        return Report(tuple(self.lines()), self.data)


def _formula(condition: Condition) -> Formula:
    """A condition with both sides in their shortest form."""
    if isinstance(condition, Divides):
        return condition.formula()
    return Formula("compare", (to_form(condition.left), to_form(condition.right)), condition.op)


def together(lines: Iterable[Line]) -> Line:
    """Lines as one, parted by semicolons, or by what ends the line before."""
    parts: list[Part] = []
    for row in lines:
        parts += [" " if str(parts[-1]).endswith(":") else "; "] if parts else []
        parts += row.parts
    return line(*parts)


def _about(piece: Range) -> list[Part]:
    """What an end that is no fraction is about."""
    ends = [end for end in (piece.low, piece.high, piece.value) if end is not None and end.is_number]
    rough = [end for end in ends if not end.is_Rational]
    return [f" (about {', '.join(str(end.evalf(DIGITS)) for end in rough)})"] if rough else []


class Solutions(Reported):
    """One solution for each choice of the other unknowns.

    >>> import symcnn
    >>> net = symcnn.parse("input(W, W, D); C1: conv(F, K, padding=P)")
    >>> symcnn.solve(net, "C1.W == W", "F,P", bounds={"F": (1, 9)})
    <Solutions for 5 of 9 choices, the first F = 1: P = 0>
    """

    def __init__(self, rows: list[Solution]) -> None:
        self.rows = rows
        self.about = rows[0].about if rows else ()

    def gist(self) -> str:
        """How many choices there are, and for how many there is a value."""
        found = [row for row in self.rows if row.kind not in ("none", "undecided")]
        return f"for {len(found)} of {len(self.rows)} choices" + (f", the first {found[0].gist()}" if found else "")

    def report(self) -> Report:
        """A line for each choice that has one."""
        kept = [row for row in self.rows if row.kind != "none"] or self.rows[:1]
        return Report(tuple(part for row in kept for part in row.lines()), lambda: [row.data() for row in self.rows])
