"""Reads a formula as it is printed, in text or in LaTeX, and says its value: a witness that it reads in one way.

A reader knows the printed names and nothing else of what was meant. What follows the sign ``^`` goes as far as there is
no other sign, as an eye reads it: ``S^in`` is S to the power of i times n.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from typing import NamedTuple

Value = Callable[[Mapping[str, Fraction]], Fraction]

_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")


class Token(NamedTuple):
    """A kind, and what stands there."""

    kind: str
    text: str


class Script(NamedTuple):
    """How signs look, a pattern for each kind of token."""

    kinds: Mapping[str, str]
    is_latex: bool = False


TEXT = Script(
    {
        "blank": r"\s+(?!mod\b)",
        "mod": r"\s+mod\s+",
        "fold": r"Σ\[(?P<index>[^\W\d]\w*) = (?P<first>\d+)…",
        "call": r"(?:max|min|gcd|lcm)(?=\()",
        "raised": r"⁻?[⁰¹²³⁴⁵⁶⁷⁸⁹]+",
        "number": r"\d+",
        "^": r"\^",
        "*": "·",
        "/": "/",
        "+": r"\+",
        "-": "−",
        "open": r"[(⌊⌈]",
        "close": r"[)⌋⌉\]]",
        "comma": ",",
    }
)

LATEX = Script(
    {
        "blank": r"\s+",
        "mod": r"\\bmod\b",
        "fold": r"\\sum_\{(?P<index>[^=]*)=(?P<first>\d+)\}\^\{",
        "call": r"\\(?:max|min)\b|\\operatorname\{\w+\}",
        "frac": r"\\frac\{",
        "number": r"\d+",
        "^": r"\^\{",
        "*": r"\\cdot\b",
        "/": "/",
        "+": r"\+",
        "-": "-",
        "open": r"(?:\\left)?(?:\(|\\lfloor\b|\\lceil\b)",
        "close": r"(?:\\right)?(?:\)|\\rfloor\b|\\rceil\b)|\}",
        "comma": ",",
        "between": r"\{",
    },
    is_latex=True,
)


def value_of(
    printed: str, names: Mapping[str, str], numbers: Mapping[str, Fraction], script: Script = TEXT
) -> Fraction:
    """What a printed formula comes to; ``names`` says which symbol each printed name is."""
    return Reader(script, names).read(printed)(numbers)


class Reader:
    """Reads one formula by descent."""

    def __init__(self, script: Script, names: Mapping[str, str]) -> None:
        self._script, self._names = script, names
        longest = sorted(names, key=len, reverse=True)
        kinds = dict(script.kinds)
        words = {"name": "|".join(map(re.escape, longest)) or r"(?!)"}
        ahead: dict[str, str] = {kind: kinds.pop(kind) for kind in ("fold", "call", "mod") if kind in kinds}
        every: dict[str, str] = {**ahead, **words, **kinds}
        self._pattern = re.compile("|".join(f"(?P<{_key(kind)}>{pattern})" for kind, pattern in every.items()))
        self._kinds = {_key(kind): kind for kind in every}

    def read(self, printed: str) -> Value:
        """The formula; all of it must be read."""
        self._tokens, self._place = list(self._split(printed)), 0
        value = self._sum()
        assert self._place == len(self._tokens), f"{printed}: not read from {self._tokens[self._place :]}"
        return value

    def _split(self, printed: str) -> Iterable[Token]:
        place = 0
        while place < len(printed):
            match = self._pattern.match(printed, place)
            assert match, f"{printed}: what is {printed[place:]}"
            place = match.end()
            kind = next(kind for key, kind in self._kinds.items() if match.group(key) is not None)
            if kind != "blank":
                yield Token(kind, f"{match['index'].strip()}={match['first']}" if kind == "fold" else match[0])

    def _next(self, *kinds: str) -> Token | None:
        if self._place < len(self._tokens) and self._tokens[self._place].kind in kinds:
            self._place += 1
            return self._tokens[self._place - 1]
        return None

    def _sum(self) -> Value:
        first = self._next("-")
        total = _negated(self._product()) if first else self._product()
        while sign := self._next("+", "-"):
            total = _joined(total, sign.kind, self._product())
        return total

    def _product(self) -> Value:
        value = self._power()
        while self._place < len(self._tokens):
            if sign := self._next("*", "/", "mod"):
                value = _joined(value, sign.kind, self._power())
            elif self._tokens[self._place].kind in _BEGINS:
                value = _joined(value, "*", self._power())
            else:
                break
        return value

    def _power(self) -> Value:
        base = self._atom()
        if raised := self._next("raised"):
            return _power(base, _constant(int(raised.text.translate(_RAISED))))
        if not self._next("^"):
            return base
        if self._script.is_latex:
            exponent = self._sum()
            self._close()
            return _power(base, exponent)
        exponent = self._power()
        while self._place < len(self._tokens) and self._tokens[self._place].kind in _BEGINS:
            exponent = _joined(exponent, "*", self._power())
        return _power(base, exponent)

    def _atom(self) -> Value:  # noqa: PLR0911 - one row for each kind of word
        if number := self._next("number"):
            return _constant(int(number.text))
        if name := self._next("name"):
            return _symbol(self._names[name.text])
        if self._next("frac"):
            above = self._sum()
            self._close()
            assert self._next("between")
            below = self._sum()
            self._close()
            return _joined(above, "/", below)
        if fold := self._next("fold"):
            index, _, first = fold.text.rpartition("=")
            last = self._sum()
            self._close()
            return _summed(self._names.get(index, index), int(first), last, self._product())
        if function := self._next("call"):
            assert self._next("open")
            arguments = [self._sum()]
            while self._next("comma"):
                arguments.append(self._sum())
            self._close()
            return _called(re.sub(r"\W|operatorname", "", function.text), arguments)
        opening = self._next("open")
        assert opening, self._tokens[self._place :]
        inside = self._sum()
        self._close()
        if "⌊" in opening.text or "floor" in opening.text:
            return lambda numbers: Fraction(math.floor(inside(numbers)))
        if "⌈" in opening.text or "ceil" in opening.text:
            return lambda numbers: Fraction(math.ceil(inside(numbers)))
        return inside

    def _close(self) -> None:
        assert self._next("close"), f"not closed before {self._tokens[self._place :]}"


_BEGINS = ("name", "number", "open", "call", "fold", "frac")
"""What may follow a factor without a sign."""


def _key(kind: str) -> str:
    return kind if kind.isidentifier() else f"sign{ord(kind)}"


def _constant(value: int) -> Value:
    return lambda _: Fraction(value)


def _symbol(name: str) -> Value:
    return lambda numbers: Fraction(numbers[name])


def _negated(value: Value) -> Value:
    return lambda numbers: -value(numbers)


def _power(base: Value, exponent: Value) -> Value:
    def raised(numbers: Mapping[str, Fraction]) -> Fraction:
        times = exponent(numbers)
        assert times.denominator == 1
        return base(numbers) ** int(times)

    return raised


def _joined(one: Value, sign: str, other: Value) -> Value:
    act: Callable[[Fraction, Fraction], Fraction] = {
        "+": lambda a, b: a + b,
        "-": lambda a, b: a - b,
        "*": lambda a, b: a * b,
        "/": lambda a, b: a / b,
        "mod": lambda a, b: a - b * math.floor(a / b),
    }[sign]
    return lambda numbers: act(one(numbers), other(numbers))


def _summed(index: str, first: int, last: Value, body: Value) -> Value:
    return lambda numbers: sum(
        (body({**numbers, index: Fraction(turn)}) for turn in range(first, int(last(numbers)) + 1)), Fraction(0)
    )


def _called(function: str, arguments: list[Value]) -> Value:
    act: Callable[..., Fraction] = {"max": max, "min": min}[function]
    return lambda numbers: act([argument(numbers) for argument in arguments])
