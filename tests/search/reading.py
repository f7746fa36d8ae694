"""A reader of formulas in the language that owes the package nothing: text to Python functions over exact numbers.

It knows whole numbers and fractions, ``floor`` ``ceil`` ``abs`` ``min`` ``max``, sums, products and extrema over a
range, comparisons in a row, and what joins them.

>>> formula("floor((W - 3)/2)*2^n + sum(i^2 for i in n)")({"W": 8, "n": 3})
21
>>> formula("W % 4 == 0 and (H > 2 or not W > 3)")({"W": 4, "H": 2})
False
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import cache
from itertools import pairwise
from math import ceil, floor, inf, prod
from typing import Any

Value = Any
Point = Mapping[str, Value]
Meaning = Callable[[Point], Value]

TOKEN = re.compile(r"\s*(\d+(?:\.\d+)?|[^\W\d]\w*(?:\.\w+)*'*|==|!=|<=|>=|[-+*/%^<>()\[\],])")
COMPARISONS: dict[str, Callable[[Value, Value], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<=": operator.le,
    ">=": operator.ge,
    "<": operator.lt,
    ">": operator.gt,
}
WORDS = {"and", "or", "not", "for", "in", "if", "else"}
LARGEST = 10_000
"""No exponent and no range of a small network is larger."""


class Unreadable(Exception):  # noqa: N818 - it says what happened
    """The text is no formula."""


class Unknown(Exception):  # noqa: N818 - the same
    """A name without a value."""


class TooLarge(Exception):  # noqa: N818 - the same
    """A power or a range that no small network has."""


@cache
def formula(text: str) -> Meaning:
    """A formula as a function of the values of its names."""
    reader = _Reader(text)
    meaning = reader.expression()
    if reader.tokens:
        raise Unreadable(f"{reader.tokens[-1]!r} in {text!r}")
    return meaning


@cache
def names(text: str) -> frozenset[str]:
    """The names in a formula that stand for values, those of indices included."""
    words = {found[1] for found in re.finditer(r"([^\W\d]\w*'*)\s*(?![\w'(])", text)}
    return frozenset(words - WORDS - {"true", "false"})


class _Reader:
    """Recursive descent; each method takes one level of the grammar, loosest first."""

    def __init__(self, text: str) -> None:
        self.text, self.tokens, place = text, [], 0
        while place < len(text.rstrip()):
            found = TOKEN.match(text, place)
            if not found:
                raise Unreadable(f"{text[place:]!r} in {text!r}")
            self.tokens.append(found[1])
            place = found.end()
        self.tokens.reverse()

    def next(self) -> str:
        return self.tokens[-1] if self.tokens else ""

    def take(self, *wanted: str) -> str:
        """The next token if it is one of these, else nothing."""
        return self.tokens.pop() if self.tokens and self.next() in wanted else ""

    def need(self, wanted: str) -> None:
        if not self.take(wanted):
            raise Unreadable(f"{wanted!r} is missing before {self.next()!r} in {self.text!r}")

    def expression(self) -> Meaning:
        value = self.either()
        if not self.take("if"):
            return value
        condition = self.either()
        self.need("else")
        other = self.expression()
        return lambda point: value(point) if condition(point) else other(point)

    def either(self) -> Meaning:
        parts = [self.both()]
        while self.take("or"):
            parts.append(self.both())
        return parts[0] if len(parts) == 1 else lambda point: any(part(point) for part in parts)

    def both(self) -> Meaning:
        parts = [self.negation()]
        while self.take("and"):
            parts.append(self.negation())
        return parts[0] if len(parts) == 1 else lambda point: all(part(point) for part in parts)

    def negation(self) -> Meaning:
        if self.take("not"):
            inner = self.comparison()
            return lambda point: not inner(point)
        return self.comparison()

    def comparison(self) -> Meaning:
        sides, signs = [self.sum()], []
        while sign := self.take(*COMPARISONS):
            signs.append(COMPARISONS[sign])
            sides.append(self.sum())
        if not signs:
            return sides[0]

        def holds(point: Point) -> bool:
            values = [side(point) for side in sides]
            return all(sign(*pair) for sign, pair in zip(signs, pairwise(values), strict=True))

        return holds

    def sum(self) -> Meaning:
        value = self.product()
        while sign := self.take("+", "-"):
            value = _joined(operator.add if sign == "+" else operator.sub, value, self.product())
        return value

    def product(self) -> Meaning:
        value = self.signed()
        while sign := self.take("*", "/", "%"):
            value = _joined({"*": operator.mul, "/": divide, "%": operator.mod}[sign], value, self.signed())
        return value

    def signed(self) -> Meaning:
        if self.take("-"):
            inner = self.signed()
            return lambda point: -inner(point)
        return self.power()

    def power(self) -> Meaning:
        base = self.atom()
        if not self.take("^"):
            return base
        exponent = self.signed() if self.next() == "-" else self.atom()
        return _joined(power, base, exponent)

    def atom(self) -> Meaning:
        word = self.tokens.pop() if self.tokens else ""
        if word == "(":
            inner = self.expression()
            self.need(")")
            return inner
        if word[:1].isdigit():
            number = exact(Fraction(word))
            return lambda _point: number
        if word in {"true", "false"}:
            return lambda _point: word == "true"
        if not word or not (word[0].isalpha() or word[0] == "_"):
            raise Unreadable(f"{word!r} in {self.text!r}")
        return self.call(word) if self.take("(") else _name(word)

    def call(self, word: str) -> Meaning:
        """What stands in brackets behind a word: arguments, or one expression and a range or several."""
        start = list(self.tokens)
        parts = [self.expression()]
        if self.next() == "for":
            ranges = []
            while self.take("for", ","):
                index = self.tokens.pop()
                self.need("in")
                ranges.append((index, self.either()))
            self.need(")")
            return _fold(word, parts[0], ranges)
        while self.take(","):
            parts.append(self.expression())
        self.need(")")
        if word not in FUNCTIONS:
            raise Unreadable(f"{word}(...) in {self.text!r} at {len(start)}")
        function = FUNCTIONS[word]
        return lambda point: function(*[part(point) for part in parts])


def _name(word: str) -> Meaning:
    def value(point: Point) -> Value:
        if word not in point:
            raise Unknown(word)
        return point[word]

    return value


def _joined(operation: Callable[[Value, Value], Value], left: Meaning, right: Meaning) -> Meaning:
    return lambda point: operation(left(point), right(point))


def _fold(word: str, body: Meaning, ranges: list[tuple[str, Meaning]]) -> Meaning:
    (index, count), *others = ranges
    inner = _fold(word, body, others) if others else body

    def value(point: Point) -> Value:
        turns = count(point)
        if turns > LARGEST:
            raise TooLarge
        return FOLDS[word]([inner({**point, index: turn}) for turn in range(floor(turns))])

    return value


def exact(value: Any) -> Value:
    """A whole number as an int, all else as a fraction."""
    if isinstance(value, Fraction) and value.denominator == 1:
        return int(value)
    return value


def divide(a: Value, b: Value) -> Value:
    """The exact quotient."""
    return exact(Fraction(a) / Fraction(b))


def power(base: Value, exponent: Value) -> Value:
    """The exact power."""
    if abs(exponent) > LARGEST:
        raise TooLarge
    if exponent != int(exponent):
        raise Unreadable(f"{base}^({exponent})")
    return exact(Fraction(base) ** int(exponent))


FUNCTIONS: dict[str, Callable[..., Value]] = {"floor": floor, "ceil": ceil, "abs": abs, "min": min, "max": max}
FOLDS: dict[str, Callable[[list[Value]], Value]] = {
    "sum": sum,
    "prod": prod,
    "min": lambda values: min(values, default=inf),
    "max": lambda values: max(values, default=-inf),
}
