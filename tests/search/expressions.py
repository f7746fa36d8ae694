"""Formulas at random against counting: what is printed of a size, what is asked of it, and what is decided from facts.

A text pads by a formula, or pads by 1 where a comparison is decided. What is right follows from the words of the text
alone, read by a reader of our own, at every point of a box.

>>> text(7).splitlines()[-3]
'input(Z, 1)'
"""

from __future__ import annotations

import random
import re
from itertools import product
from typing import TYPE_CHECKING, Any

from networks import page_of, told, value
from points import REALS, all_hold
from reading import TooLarge, Unknown, Unreadable, names
from sympy import Mod

import symcnn
from symcnn import errors

if TYPE_CHECKING:
    from outcome import Outcome

BOX = 2000
"""Points that are looked at, at most."""
KINDS = {"a": "integer", "b": "integer", "p": "integer >= 0", "q": "integer >= 2", "r": "real > 0", "s": "integer <= 4"}
"""Names by how they are declared; all others are positive whole numbers."""
NAMES = ("a", "b", "p", "q", "W", "F", "n", "D", "W", "F", "n", "K")


class Writer:
    """Writes formulas and facts over a few names."""

    def __init__(self, seed: object) -> None:
        self.draw = random.Random(str(seed))
        self.names = self.draw.sample(NAMES, self.draw.choice([1, 2, 2, 3, 3]))
        if self.draw.random() < 0.05:
            self.names.append("r")

    def name(self) -> str:
        return self.draw.choice(self.names)

    def whole(self, low: int = -6, high: int = 8) -> int:
        return self.draw.randint(low, high)

    def formula(self, depth: int) -> str:
        """Any formula, its divisors of any sign."""
        if depth <= 0 or self.draw.random() < 0.12:
            return self.name() if self.draw.random() < 0.75 else str(self.whole(0, 9))
        a, b = self.formula(depth - 1), self.formula(depth - 1)
        c = self.draw.choice([2, 2, 3, 4, 5, 6, 8])
        return self.draw.choice(
            [
                *(f"({a} + {b})", f"({a} - {b})", f"{c}*({a})", f"({a})*({b})", f"max({a}, {b})", f"min({a}, {b})"),
                *(f"floor(({a})/{c})", f"ceil(({a})/{c})", f"floor(({a})/({b}))", f"ceil(({a})/({b}))"),
                *(f"(({a}) % {c})", f"(({a}) % ({b}))", f"floor(({a})/({self.name()} - {c}))", f"abs({a})"),
                *(f"ceil(({a})/(-{c}))", f"ceil(({a})/({self.name()} - {c}))", f"({c}*{self.name()} + {self.whole()})"),
                *(f"({a})*(({b}) % {c})", f"2^({self.name()})", f"({a})^2", f"({a} - {c})", f"floor(({a})/2^n)"),
                *(f"floor(({c}*({a}) + {b})/{c})", f"(({a}) % ({b}*{c}))", f"(({c}*({a}) + {self.whole()}) % {c})"),
            ]
        )

    def fact(self) -> str:
        """Something to be assumed or decided."""
        a, b, c, small = self.formula(self.draw.choice([0, 0, 1])), self.name(), self.whole(2, 8), self.whole(0, 3)
        sign = self.draw.choice(["==", "<=", ">=", "<", ">", "<="])
        return self.draw.choice(
            [
                *(f"{a} % {c} == {small % c}", f"{a} % {c} <= {small}", f"floor(({a})/{c}) == {small}"),
                *(f"{a} {sign} {self.whole()}", f"{a} {sign} {b}", f"{a} {sign} {c}*{b}", f"({a})*{b} {sign} {small}"),
                *(f"({a})*{b} {sign} {self.name()}", f"{a} % {b} == 0", f"({a} - {c + 5}) % {c} == 0"),
                *(f"{a} % {b} <= {small}", f"({a})*({a}) <= {c * c + small}", f"{a} + {b} {sign} {c}"),
                *(f"{a} % 2^{b} == 0", f"max({a}, {b}) {sign} {c}", f"floor(({a})/{b}) {sign} {small}"),
                *(f"{a} != {small}", f"ceil(({a})/{c}) {sign} {b}", f"{a} - {b} {sign} {small}", f"{a} % {c} > 0"),
            ]
        )


def text(seed: object) -> str:
    """One text."""
    w = Writer(seed)
    lines = [f"assume {w.fact()}" for _ in range(w.draw.choice([0, 0, 1, 1, 2, 2, 3]))]
    if lines and w.draw.random() < 0.6:
        last = f"when {w.fact()} {{ pad(1, padding_end=0) }}"
    else:
        last = f"pad({w.formula(w.draw.choice([1, 2, 2, 3, 3]))}, padding_end=0)"
    body = "\n".join([*lines, "input(Z, 1)", last])
    used = sorted({*re.findall(r"\b[abpqrsWFnDK]\b", body), "Z"})
    header = ", ".join(f"{name}: {KINDS[name]}" if name in KINDS else name for name in used)
    return f"network N({header}) {{\n{body}\n}}"


def box(program: str, used: list[str]) -> list[dict[str, Any]]:
    """Every point of a box, or as many at random."""
    wide = 14 if len(used) < 3 else 10 if len(used) == 3 else 6
    ranges = [_range(program, name, wide) for name in used]
    size = 1
    for values in ranges:
        size *= len(values)
    if size <= BOX:
        return [dict(zip(used, values, strict=True)) for values in product(*ranges)]
    draw = random.Random(program)
    return [{name: draw.choice(values) for name, values in zip(used, ranges, strict=True)} for _ in range(BOX)]


def _range(program: str, name: str, wide: int) -> list[Any]:
    declared = re.search(rf"\b{name}: (\w+)(?: (>=|<=|>) (-?\d+))?", program)
    if not declared:
        return [*range(1, wide + 1), *([24, 40] if wide > 10 else [])]
    if declared[1] == "real":
        return [*REALS]
    if declared[2] == "<=":
        return [*range(int(declared[3]) - wide, int(declared[3]) + 1)]
    low = int(declared[3]) + (declared[2] == ">") if declared[2] else -(wide // 2)
    return [*range(low, low + wide)]


def check(program: str, outcome: Outcome) -> None:
    """Every point of a box: legal alike, and of the same size; or the comparison as decided."""
    facts = [fact.strip() for fact in re.findall(r"assume ([^;\n}]+)", program)]
    used = sorted(_declared(program) - {"Z"})
    at = [point for point in box(program, used) if all_hold(facts, point)]
    asked = re.search(r"when (.+?) \{ pad", program)
    amount = re.search(r"pad\((.*), padding_end=0\)", program)
    net = symcnn.parse(program)
    if "input(Z, 1)" not in program or not (asked or amount):  # made too small
        return
    try:
        page = page_of(net)
    except errors.ShapeMistake as refusal:
        _refused(refusal, at, facts, amount, outcome)
        return
    except errors.SymcnnError:
        outcome.count("not derived")
        return
    outcome.count("derived")
    if asked:
        _decided(asked[1], page["layers"] != [], at, facts, outcome)
    elif amount:
        _padded(amount[1], page, at, facts, outcome)
        if left := _plain(net, [point for point in at if isinstance(_amount(amount[1], point), int)]):
            outcome.wrong("no number", left)


def _declared(program: str) -> set[str]:
    header = re.search(r"network N\(([^)]*)\)", program)
    if header:
        return {parameter.split(":")[0].strip() for parameter in header[1].split(",")} - {""}
    texts = re.findall(r"assume ([^;\n}]+)|when (.+?) \{|pad\((.*), padding_end|input\((.*)\)", program)
    return {name for found in texts for part in found for name in names(part)}


def _refused(refusal: errors.SymcnnError, at: Any, facts: list[str], amount: Any, outcome: Outcome) -> None:
    """A contradiction, or a padding that is never right."""
    outcome.count("refused")
    together = "cannot hold" in refusal.message or "does not hold" in refusal.message
    for point in at:
        outcome.count("comparisons")
        right = amount and _amount(amount[1], point)
        if (together and not amount) or (right is not None and not isinstance(right, str) and right >= 0):
            outcome.wrong("contradiction", f"{refusal.message}; yet {told(point)} fulfils {' and '.join(facts)}")
            return


def _decided(comparison: str, answer: bool, at: Any, facts: list[str], outcome: Outcome) -> None:
    for point in at:
        outcome.count("comparisons")
        right = all_hold([comparison], point)
        if right is not None and right != answer:
            outcome.wrong("decided", f"{comparison} is taken to be {answer} under {facts}; at {told(point)} {right}")
            return


def _amount(words: str, point: dict[str, Any]) -> Any:
    """What the text pads by: a number, nothing where it has none, or the reason why it cannot be."""
    try:
        right = value(words, point)
    except (ZeroDivisionError, TooLarge, Unknown, Unreadable, OverflowError):
        return None
    if right != int(right):
        return "no whole number"
    return right if right >= 0 else "below 0"


def _padded(words: str, page: Any, at: Any, facts: list[str], outcome: Outcome) -> None:
    conditions = [condition["formula"] for condition in page["conditions"]]
    shown = page["layers"][-1]["output"][0] if page["layers"] else page["input"][0]
    for point in at:
        right, whole = _amount(words, point), {**point, "Z": 100}
        if right is None:
            continue
        outcome.count("comparisons")
        legal = all_hold(conditions, whole)
        if isinstance(right, str):
            if legal:
                outcome.wrong("too weak", f"at {told(point)} {words} is {right}, yet conditions are {conditions}")
                return
            continue
        if legal is False:
            outcome.wrong("too strict", f"at {told(point)} {words} is {right}, yet conditions are {conditions}")
            return
        if not _same(shown, whole, right, facts, words, outcome):
            return


def _plain(net: symcnn.Network, at: Any) -> str:
    """What stays of the size once every symbol has a number, where that is no number."""
    for point in at[:1]:
        size = net.output[0].subs({symbol: {**point, "Z": 100}[name] for name, symbol in net.symbols.items()})
        return "" if size.is_number and not size.has(Mod) else f"at {told(point)} there stays {size}"
    return ""


def _same(shown: Any, whole: Any, right: Any, facts: list[str], words: str, outcome: Outcome) -> bool:
    try:
        mine = value(shown, whole)
    except ZeroDivisionError:
        mine = "no number"
    except (Unreadable, Unknown, TooLarge, OverflowError):
        outcome.count("formulas not read")
        return True
    if mine != right + 100:
        here = {name: number for name, number in whole.items() if name != "Z"}
        words = f"Z + {words} is {shown} under {facts}; at {told(here)} and Z = 100 {mine}, right {right + 100}"
        outcome.wrong("wrong", words)
        return False
    return True
