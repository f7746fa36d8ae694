"""Random facts about symbols of all kinds and random formulas, as texts, and the small points where they are counted.

The witness is the evaluator in exact numbers, which knows neither SymPy nor facts.
"""

from __future__ import annotations

import random
from fractions import Fraction
from functools import lru_cache
from itertools import product
from typing import Any

from symcnn.algebra.domains.symbolic import Symbolic
from symcnn.algebra.exact.arithmetic import Exact
from symcnn.algebra.exact.evaluate import evaluate, truth
from symcnn.algebra.quotients.numbers import to_plain, to_sympy
from symcnn.errors import SymcnnError
from symcnn.syntax.parser import parse_expression

KINDS: dict[str, tuple[str, str, int]] = {
    "W": ("integer", ">=", 1),
    "F": ("integer", ">=", 1),
    "q": ("integer", ">=", 2),
    "P": ("integer", ">=", 0),
    "z": ("integer", "", 0),
    "a": ("real", ">=", 0),
    "r": ("real", ">", 0),
}
VALUES: dict[str, list[Any]] = {
    "W": [1, 2, 3, 4, 6, 9],
    "F": [1, 2, 3, 5],
    "q": [2, 3, 6],
    "P": [0, 1, 2, 4],
    "z": [-4, -3, -1, 0, 1, 2, 5],
    "a": [0, Fraction(1, 3), 1, Fraction(5, 2)],
    "r": [Fraction(1, 4), 1, Fraction(3, 2), 3],
}
WHOLE = ("W", "F", "q", "P", "z")
NUMBERS = Exact()
parsed = lru_cache(None)(parse_expression)

Point = dict[str, Any]


class Drawn:
    """Texts over some names, from one seed."""

    def __init__(self, seed: int, names: tuple[str, ...] = tuple(KINDS)) -> None:
        self.draw = random.Random(seed)
        self.names = self.draw.sample(names, self.draw.choice([2, 2, 3]))

    def term(self, depth: int) -> str:
        """A product, a quotient, a remainder, an extremum or a power."""
        draw = self.draw
        if depth == 0 or draw.random() < 0.3:
            return draw.choice([*draw.choices(self.names, k=2), str(draw.randint(1, 6))])
        above, below = self.sum(depth - 1), self.divisor()
        rows = {
            f"{draw.choice([2, 3, 4, 5])}*{self.term(depth - 1)}": 3,
            f"({self.term(depth - 1)})*({self.term(depth - 1)})": 2,
            f"floor(({above})/({below}))": 4,
            f"ceil(({above})/({below}))": 2,
            f"(({above}) % ({below}))": 4,
            f"{draw.choice(['min', 'max'])}({above}, {self.sum(depth - 1)})": 2,
            f"{draw.choice(self.names)}^{draw.choice([2, 3])}": 1,
            f"({above})/({below})": 1,
        }
        return draw.choices(list(rows), list(rows.values()))[0]

    def divisor(self) -> str:
        """What may be below 0, or 0."""
        name, other = (self.draw.choice(self.names) for _ in range(2))
        numbers = [str(self.draw.choice([2, 3, 4, 6, -2, -3, -6]))] * 4
        sums = [f"{name} - {self.draw.randint(1, 5)}", f"{name} + {other}"]
        return self.draw.choice([*numbers, name, name, f"{name}*{other}", *sums])

    def sum(self, depth: int) -> str:
        """One to three terms."""
        signs = [self.draw.choice([" + ", " - "]) for _ in range(self.draw.choice([0, 0, 1, 1, 2]))]
        return self.term(depth) + "".join(sign + self.term(depth) for sign in signs)

    def fact(self) -> str:
        """A comparison that a text may assume."""
        draw, name = self.draw, self.draw.choice(self.names)
        modulus, remainder = draw.choice(["2", "3", "4", name]), draw.choice(["0", "0", "1", "2", name])
        rows = [
            f"({self.sum(1)}) % {modulus} == {remainder}",
            f"{self.sum(1)} {draw.choice(['<=', '>=', '<', '>'])} {draw.randint(-3, 9)}",
            f"floor(({self.sum(1)})/({self.divisor()})) == {draw.randint(-1, 2)}",
            f"{name} {draw.choice(['==', '>=', '<='])} {self.sum(1)}",
            f"{self.term(1)}*{name} {draw.choice(['<=', '>='])} {draw.choice([name, '0', self.term(1)])}",
            f"{self.sum(1)} {draw.choice(['==', '!=', '>=', '<'])} {self.sum(1)}",
        ]
        return draw.choice(rows)

    def facts(self) -> list[str]:
        """None to three of them."""
        return [self.fact() for _ in range(self.draw.choice([0, 1, 1, 2, 2, 3]))]

    def points(self) -> list[Point]:
        """Every small point."""
        rows = product(*(VALUES[name] for name in self.names))
        return [dict(zip(self.names, row, strict=True)) for row in rows]

    def domain(self, facts: list[str]) -> tuple[Symbolic, dict[str, Any]]:
        """A domain that takes the facts for granted, and its symbols; an error where they contradict each other."""
        domain = Symbolic()
        scope = {name: domain.symbol(name, *KINDS[name]) for name in self.names}
        for fact in facts:
            domain.assume(parsed(fact), scope)
        return domain, scope


def holds(text: str, point: Point) -> bool:
    """Whether a comparison holds in numbers; not where it divides by 0."""
    try:
        return truth(parsed(text), point, NUMBERS) is True
    except SymcnnError:
        return False


def counted(text: str, point: Point) -> Any:
    """The value in numbers, None where there is none."""
    try:
        return evaluate(parsed(text), point, NUMBERS)
    except SymcnnError:
        return None


def read(text: str, domain: Symbolic, scope: dict[str, Any]) -> Any:
    """The value in symbols, None where there is none."""
    try:
        return evaluate(parsed(text), scope, domain)
    except SymcnnError:
        return None


def put(value: Any, scope: dict[str, Any], point: Point) -> Any:
    """The value in symbols at a point, as whoever has the formula would compute it."""
    there = {scope[name]: to_sympy(number) for name, number in point.items()}
    return to_plain(to_sympy(value).xreplace(there))
