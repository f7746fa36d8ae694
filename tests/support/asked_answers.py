"""What is answered to a question of ``asked.cases``, and whether it agrees with what is right."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from time import thread_time
from typing import TYPE_CHECKING, Any, NamedTuple

from asked_questions import Point, Question, read_questions
from plain_arithmetic import Refused
from random_questions import holds

import symcnn
from symcnn.algebra.exact.arithmetic import Exact
from symcnn.algebra.exact.evaluate import evaluate
from symcnn.algebra.exact.polynomial import plain
from symcnn.algebra.forms.forms import to_form
from symcnn.analysis.solution import Solution
from symcnn.errors import SymcnnError
from symcnn.render.formula.text import to_text

if TYPE_CHECKING:
    from symcnn.analysis.compare import Comparison
    from symcnn.analysis.solutions import Solutions
    from symcnn.network.network import Network


class Answered(NamedTuple):
    """How a question came out: ``decided``, ``undecided``, ``refused`` or ``wrong``; what was said, and how fast."""

    outcome: str
    text: str
    seconds: float
    at: Point | None = None
    """A point at which it is wrong."""


@cache
def answered(title: str) -> Answered:
    """The answer to the question of that title; asked once in a process."""
    question = next(one for one in read_questions() if one.title == title)
    start = thread_time()
    try:
        answer = ANSWERS[question.verb](question)
    except SymcnnError as mistake:
        return Answered("refused", str(mistake), thread_time() - start)
    seconds = thread_time() - start
    if answer.open():
        return Answered("undecided", answer.text, seconds)
    try:
        wrong = next((point for point in question.points() if answer.differs(question, point)), None)
    except SymcnnError:  # what is printed has no value
        return Answered("undecided", answer.text, seconds)
    return Answered("decided" if wrong is None else "wrong", answer.text, seconds, wrong)


class Solved:
    """The answer of ``solve``, ``sizes`` or ``compare``: the values of one unknown, or of several."""

    def __init__(self, found: Solution | Solutions) -> None:
        self.rows = [found] if isinstance(found, Solution) else found.rows
        self.text = str(found)

    def open(self) -> bool:
        return any(row.kind == "undecided" or row.unread for row in self.rows)

    def differs(self, question: Question, point: Point) -> bool:
        row = next(row for row in self.rows if all(point[name] == value for name, value in row.given.items()))
        return _said(row, _plain(point)) != question.right(point)


class Compared(Solved):
    """The answer of ``compare``: where the first costs less. Where one of them cannot be, it says nothing."""

    def differs(self, question: Question, point: Point) -> bool:
        try:
            question.evaluated(point)
        except Refused:
            return False
        return super().differs(question, point)


class Numbers:
    """The answer of ``compare`` where both cost a number."""

    def __init__(self, found: Comparison) -> None:
        self.less = bool(found.difference < 0)
        self.text = found.brief()

    def open(self) -> bool:
        return False

    def differs(self, question: Question, point: Point) -> bool:
        return self.less != question.right(point)


class Derived:
    """The answer of ``derive``: a formula."""

    def __init__(self, value: Any) -> None:
        self.formula = to_form(value)
        self.text = to_text(self.formula)

    def open(self) -> bool:
        return False

    def differs(self, question: Question, point: Point) -> bool:
        return bool(evaluate(self.formula, _plain(point), Exact()) != question.right(point))


def _said(row: Solution, point: dict[str, Any]) -> bool:
    unknown = row.answer.unknown
    if row.kind == "none" or (unknown.is_positive and unknown.is_integer and point[unknown.name] < 1):
        return False
    return holds(row.data()["pieces"], point)


def _plain(point: Point) -> dict[str, Any]:
    return {name: plain(Fraction(value)) for name, value in point.items()}


def _network(question: Question, line: str = "network") -> Network:
    text = question.lines[line]
    net = symcnn.parse(text) if "(" in text else symcnn.load(text)
    given = dict(words.split("=") for words in question.option("set"))
    return net.at(**{name: int(number) for name, number in given.items()}) if given else net


def solved(question: Question) -> Solved:
    ends = dict(words.split("=") for words in question.option("bound"))
    bounds = {name: tuple(map(int, words.split(".."))) for name, words in ends.items()}
    found = symcnn.solve(
        _network(question),
        question.words[1],
        ",".join(question.unknowns),
        bounds=bounds,  # type: ignore[arg-type]  # pairs
    )
    return Solved(found)


def sized(question: Question) -> Solved:
    (found,) = symcnn.sizes(_network(question), *question.unknowns)
    return Solved(found.solution)


def compared(question: Question) -> Compared | Numbers:
    (of,) = question.option("of")
    pair = _network(question), _network(question, "against")
    if not question.unknowns:
        return Numbers(symcnn.compare(*pair, of=of))
    (unknown,) = question.unknowns
    found = symcnn.compare(*pair, of=of, unknown=unknown)
    symbol = next(one for one in found.symbols if one.name == unknown)
    return Compared(found.cheaper(symbol))


def derived(question: Question) -> Derived:
    net, wanted = _network(question), question.words[1]
    if wanted == "output.W":
        return Derived(net.output[0])
    return Derived(net.receptive_field[0] if wanted == "field" else net.quantity(wanted))


ANSWERS: dict[str, Any] = {"solve": solved, "sizes": sized, "compare": compared, "derive": derived}
