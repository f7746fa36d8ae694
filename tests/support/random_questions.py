"""Questions about networks at random, and what is right of their answers: every value of a small box is tried.

A network is written with few symbols, equal names and numbers among them; what `solve`, `sizes` and `compare` print is
read back at every point of the box, and set against the network derived in numbers at that point.
"""

from __future__ import annotations

import random
import re
from itertools import product
from typing import TYPE_CHECKING, Any, NamedTuple

import symcnn
from symcnn.algebra.exact.arithmetic import RELATIONS, Exact
from symcnn.algebra.exact.evaluate import evaluate
from symcnn.analysis.solution import Solution
from symcnn.errors import ArgumentMistake, SymcnnError

if TYPE_CHECKING:
    from collections.abc import Callable

MOST_POINTS = 600
"""Points of a box."""
FARTHEST = 13
"""How far a box reaches along a size of the input; other symbols go less far."""


class Question(NamedTuple):
    """A network, what is asked, and for which symbol."""

    text: str
    equation: str
    unknown: str

    def __str__(self) -> str:
        return f"{self.text!r} {self.equation!r} --for {self.unknown}"


class Wrong(NamedTuple):
    """An answer that says something else than the network in numbers."""

    question: Question
    answer: str
    point: dict[str, int]
    said: bool
    right: bool

    def __str__(self) -> str:
        return f"{self.question}\n  {self.answer}\n  at {self.point}: said {self.said}, right {self.right}"


class Asker:
    """Writes one question.

    >>> Asker(3).question().text.count("input")
    1
    """

    def __init__(self, seed: int) -> None:
        self.draw = random.Random(seed)
        self.used: dict[str, None] = {}

    def pick(self, *values: str) -> str:
        """One of them; letters are noted as symbols."""
        value = self.draw.choice(values)
        self.used.update((letter, None) for letter in value if letter in "WHTDKFSPGn")
        return value

    def small(self, letter: str, *numbers: str) -> str:
        """A number or, less often once there are many, a symbol."""
        if len(self.used) < MOST_SYMBOLS and self.draw.random() < SHARE:
            return self.pick(letter)
        known = [used for used in self.used if used in "FSPG" and used != "P"]
        if known and self.draw.random() < SHARE / 3:
            return self.draw.choice(known)
        return self.draw.choice(numbers)

    def entry(self) -> str:
        """An input."""
        return self.pick("W, D", "W, 1", "W, H, 1", "W, W, D", "W, H, D", "W, 7, 1", "2*W, 1")

    def layer(self, deep: int = 0) -> str:
        """A statement."""
        kinds: list[Callable[[int], str]] = [
            self.conv, self.conv, self.pool, self.pool, self.up, self.pad, self.transposed, self.groups,
        ]  # fmt: skip
        if deep < 1:
            kinds += [self.merge, self.merge, self.turns]
        return self.draw.choice(kinds)(deep)

    def conv(self, _deep: int) -> str:
        window, depth = self.small("F", "1", "2", "3"), self.small("K", "1", "2", "3")
        more = self.draw.choice(["", "", f", stride={self.small('S', '2', '3')}"])
        more += self.draw.choice(["", "", f", padding={self.small('P', '1', '2')}", ", padding=same"])
        return f"conv({window}, {depth}{more})"

    def groups(self, _deep: int) -> str:
        return f"conv(1, {self.draw.choice(['4', '6', '2', self.small('K', '3')])}, groups={self.small('G', '2', 'D')})"

    def pool(self, _deep: int) -> str:
        kind = self.draw.choice(["maxpool", "maxpool", "avgpool"])
        more = self.draw.choice(["", "", f", stride={self.small('S', '1', '2')}", ", ceil_mode=true"])
        return f"{kind}({self.small('F', '2', '3')}{more})"

    def up(self, _deep: int) -> str:
        return f"upsample({self.small('S', '2', '3')})"

    def pad(self, _deep: int) -> str:
        return f"pad({self.small('P', '1', '2')})"

    def transposed(self, _deep: int) -> str:
        more = self.draw.choice(["", f", stride={self.small('S', '2')}", f", padding={self.small('P', '1')}"])
        return f"conv_transpose({self.small('F', '2', '3')}, {self.small('K', '1', '2')}{more})"

    def merge(self, deep: int) -> str:
        kind = self.draw.choice(["add", "concat", "maximum"])
        branch = self.layer(deep + 1)
        other = self.draw.choice(["", "", self.layer(deep + 1), "conv(1, 2)"])
        flat = "; flatten" if kind == "concat" and self.draw.random() < SHARE else ""
        return f"{kind} {{ {{ {branch}{flat} }} {{ {other}{flat} }} }}".replace("{  }", "{}").replace("{ ; ", "{ ")

    def turns(self, deep: int) -> str:
        inside = self.draw.choice([self.pool, self.conv, self.up])(deep + 1)
        return f"repeat {self.small('n', '2', '3')} {{ {inside} }}"

    def assumption(self) -> str:
        """A fact about symbols that the text has, or nothing."""
        letters = [letter for letter in self.used if letter != "n"]
        one = self.draw.choice(letters)
        other = self.draw.choice([*letters, "3", "2"])
        return self.draw.choice(
            [
                f"{one} >= 3",
                f"{one} <= 4",
                f"{one} % 2 == {self.draw.choice('01')}",
                f"{one} >= {other}",
                f"{one} + 1 >= {other}",
                f"{one} == {other}",
                f"{one} % {other} == 0",
                f"{one}*{other} <= 12",
                f"{one} % 3 <= 1",
                "exact",
            ]
        )

    def network(self) -> str:
        """A text."""
        start = f"input({self.entry()})"
        layers = [self.layer() for _ in range(self.draw.choice([1, 1, 2, 2, 3]))]
        layers[-1] = f"A: {layers[-1]}"
        layers += self.draw.choice([[], [], [], ["flatten"], ["gap"], ["dense(2)"]])
        self.used = dict.fromkeys(SYMBOL.findall("; ".join([start, *layers])))
        facts = [f"assume {self.assumption()}"] if self.draw.random() < SHARE else []
        return "; ".join([*facts, start, *layers])

    def question(self) -> Question:
        """A network, an equation, and a symbol."""
        text = self.network()
        known = sorted(set(SYMBOL.findall(text)))
        unknown = self.draw.choice(known)
        others = [letter for letter in known if letter != unknown] or ["4"]
        right = self.draw.choice(["1", "2", "3", "4", "6", unknown, unknown, self.draw.choice(others)])
        total = self.draw.choice(["20", "30", "64", "10*" + unknown, "10*" + self.draw.choice(others)])
        part = self.draw.choice(["A.W", "A.W", "A.W", "A.D", "units", "params", "params", "macs"])
        sign = self.draw.choice(["==", "==", "<=", ">=", "!=", "<"])
        equation = f"{part} {sign} {right if '.' in part else total}"
        if self.draw.random() < SHARE / 4:
            equation += f" and params <= {total}"
        return Question(text, equation, unknown)


SYMBOL = re.compile(r"\b[WHDKFSPGn]\b")
"""How symbols look here."""
MOST_SYMBOLS = 4
SHARE = 0.4


class Box:
    """The points at which a text is tried, and what it is in numbers at each."""

    def __init__(self, text: str, symbols: dict[str, Any], unknown: str = "") -> None:
        self.net = symcnn.parse(text)
        spans = {name: self._span(name, least=int(name != unknown)) for name in symbols}
        while len(list(product(*spans.values()))) > MOST_POINTS:
            longest = max(spans, key=lambda name: len(spans[name]))
            spans[longest] = spans[longest][:-1]
        self.points = [dict(zip(spans, values, strict=True)) for values in product(*spans.values())]
        self._known: dict[tuple[int, ...], Any] = {}

    @staticmethod
    def _span(name: str, least: int) -> list[int]:
        """What is solved for may be 0 where its layers let it; other symbols of a snippet are at least 1."""
        high = FARTHEST if name in "WH" else 4 if name == "n" else 7
        return list(range(least, high + 1))

    def at(self, point: dict[str, int]) -> Any:
        """The network in numbers; None where there is none."""
        key = tuple(point.values())
        if key not in self._known:
            try:
                self._known[key] = _derived(self.net, point)
            except SymcnnError:
                self._known[key] = None
        return self._known[key]


def _derived(net: Any, point: dict[str, int]) -> Any:
    for name, value in point.items():
        if value == 0:
            net = net.widened(name)
    net = net.at(**point)
    net.derivation  # noqa: B018 - whether it can be derived is the question
    return net


def fulfils(net: Any, equation: str, point: dict[str, int]) -> bool:
    """Whether an equation holds in a network in numbers."""
    for part in equation.split(" and "):
        left, relation, right = part.split()
        try:
            if not RELATIONS[relation](_value(left, net, point), _value(right, net, point)):
                return False
        except SymcnnError:
            return False
    return True


def _value(words: str, net: Any, point: dict[str, int]) -> Any:
    result = 1
    for word in words.split("*"):
        if word.isdecimal() or word in point:
            result *= point[word] if word in point else int(word)
        elif "." in word:
            label, _, part = word.partition(".")
            result *= _of_layer(label, part, net)
        else:
            result *= net.quantity(word)
    return result


def _of_layer(label: str, part: str, net: Any) -> Any:
    """What belongs to a layer, or to the last one within a block; the first size where a size is asked for."""
    found = net if label == "output" else next(one for one in reversed(net.layers) if one.name.split("/")[0] == label)
    volume = net.output if label == "output" else found.output
    return volume[-1 if part == "D" else 0] if part in "WD" else getattr(found, part)


def holds(pieces: list[list[Any]], point: dict[str, int]) -> bool:
    """Whether some list of printed conditions holds at a point."""
    return any(all(_true(condition, point) for condition in piece) for piece in pieces)


def _true(condition: Any, point: dict[str, int]) -> bool:
    try:
        return evaluate(condition, point, Exact()) is True
    except SymcnnError:  # something is divided by 0
        return False


def said(solution: Any, point: dict[str, int]) -> bool:
    """Whether an answer of `solve` holds at a point."""
    kind = solution.kind
    unknown = solution.answer.unknown
    if kind == "none" or (unknown.is_positive and point[unknown.name] < 1):
        return False
    return holds(solution.data()["pieces"], point)


def wrong(question: Question, seconds: float = 2) -> Wrong | str | None:
    """What is wrong with the answer; None if nothing is, a word if nothing could be compared."""
    try:
        net = symcnn.parse(question.text)
        solution = symcnn.solve(net, question.equation, question.unknown, seconds=seconds)
    except ArgumentMistake:
        return "refused"
    except SymcnnError:
        return "refused"
    assert isinstance(solution, Solution)
    if solution.kind == "undecided" or solution.unread:
        return "undecided"
    box = Box(question.text, net.symbols, question.unknown)
    legal = 0
    for point in box.points:
        there = box.at(point)
        legal += there is not None
        right = there is not None and fulfils(there, question.equation, point)
        if said(solution, point) != right:
            return Wrong(question, str(solution), point, not right, right)
    return None if legal else "illegal"
