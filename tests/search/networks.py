"""A network in symbols against the same network in numbers: legal alike, and every size and quantity the same.

What is derived in symbols is read from JSON with a reader of our own, so that a formula counts as it is printed. Rows
of loops in symbols are held against each of the turns that they stand for.
"""

from __future__ import annotations

import json
import random
import re
from typing import TYPE_CHECKING, Any

import by_hand
from points import all_hold, holds, points
from reading import TooLarge, Unknown, Unreadable, exact, formula

import symcnn
from symcnn import errors

if TYPE_CHECKING:
    from collections.abc import Iterator

    from outcome import Outcome

QUANTITIES = ("units", "params", "connections", "macs")
NEVER = ("ShapeMistake",)
"""Refusals that say that no numbers make it a network."""
OPEN = ("goes nowhere", "nothing uses", "declares another input", "closed form")
NARROWER = "the repeat has at least"
"""A condition that says for what the formulas hold, where fewer turns leave another number of axes."""
POINTS, LEGAL, ILLEGAL = 400, 10, 9
"""Points that are looked at, and how many of them are derived in numbers."""

Page = dict[str, Any]


def page_of(net: symcnn.Network) -> Page:
    """Everything that a network says, as JSON has it."""
    return json.loads(net.table("json"))  # type: ignore[no-any-return]


def in_numbers(net: symcnn.Network, point: dict[str, Any]) -> symcnn.Network | None:
    """The network at a point, or nothing where it is refused."""
    try:
        there = net.at(**point) if point else net
        there.derivation  # noqa: B018 - deriving is the question
    except (errors.ShapeMistake, errors.ArgumentMistake):
        return None
    return there


def check(text: str, outcome: Outcome) -> None:
    """Derive in symbols, then at points."""
    net = symcnn.parse(text)
    draw = random.Random(text)
    try:
        symbols = [*net.symbols]
        page = page_of(net)
    except errors.SymcnnError as refusal:
        _refused(text, net, refusal, points(text, _symbols(net), draw, POINTS), outcome)
        return
    outcome.count("derived")
    compare(net, page, points(text, symbols, draw, POINTS), outcome)


def _symbols(net: symcnn.Network) -> list[str]:
    try:
        return [*net.symbols]
    except errors.SymcnnError:
        return []


def _refused(
    text: str, net: symcnn.Network, refusal: errors.SymcnnError, at: list[dict[str, Any]], outcome: Outcome
) -> None:
    """What is refused for good must be refused at every point."""
    never = type(refusal).__name__ in NEVER and not any(words in refusal.message for words in OPEN)
    outcome.count("refused" if never else "not derived")
    if not never:
        return
    facts = [fact.strip() for fact in re.findall(r"assume ([^;\n}]+)", text)]
    fitting = [point for point in at if all_hold(facts, point) is not False]
    for point in fitting[:24]:
        outcome.count("comparisons")
        if _accepted(net, point):
            outcome.wrong("refused", f"refused: {refusal.message}; yet there is one at {told(point)}")
            return


def _accepted(net: symcnn.Network, point: dict[str, Any]) -> bool:
    try:
        return in_numbers(net, point) is not None
    except errors.SymcnnError:
        return False


def compare(net: symcnn.Network, page: Page, at: list[dict[str, Any]], outcome: Outcome) -> None:
    """Points at which all conditions hold, and points at which one is broken."""
    assumed = [text for text in page["assumptions"] if text != "exact"]
    asked, known = _conditions(page, assumed), Closed(page["definitions"])
    narrower = {row["formula"] for row in page["conditions"] if row["reason"].startswith(NARROWER)}
    legal, illegal = chosen([(point, known.at(point)) for point in at], asked)
    outcome.count("comparisons", len(legal) + len(illegal))
    if not legal and not illegal and at:
        _unreadable(page, known.at(at[0]), outcome)
    for point, whole in legal:
        _legal(net, page, point, whole, outcome)
    for point, whole in illegal:
        if not outcome.finding and _accepted(net, point):
            broken = [text for text in asked if holds(text, whole) is False and text not in narrower]
            if not broken:
                continue
            sort = "assumed but not asked" if set(broken) & set(assumed) else "too strict"
            outcome.wrong(sort, f"at {told(point)} there is such a network, though not {'; not '.join(broken)}")


Where = tuple[dict[str, Any], dict[str, Any]]
"""Values of the symbols, and with them those of named sizes."""


def chosen(at: list[Where], asked: list[str]) -> tuple[list[Where], list[Where]]:
    """Points where all conditions hold, small ones and others; and for each condition some where it alone is broken."""
    legal: list[Where] = []
    broken: dict[str, list[Where]] = {text: [] for text in asked}
    for where in sorted(at, key=lambda where: sum(map(abs, where[0].values()))):
        answers = {text: holds(text, where[1]) for text in asked}
        if None in answers.values():
            continue
        faults = [text for text, answer in answers.items() if not answer]
        if not faults:
            legal.append(where)
        elif len(faults) == 1:
            broken[faults[0]].append(where)
    few, rest = LEGAL // 2, legal[LEGAL // 2 :]
    illegal = [where for these in broken.values() for where in these[:2] + these[-1:]]
    return legal[:few] + random.Random(str(asked)).sample(rest, min(few, len(rest))), illegal[:ILLEGAL]


def _conditions(page: Page, assumed: list[str]) -> list[str]:
    return [*assumed, *(condition["formula"] for condition in page["conditions"])]


def _unreadable(page: Page, whole: dict[str, Any], outcome: Outcome) -> None:
    """A condition with a name that stands for nothing."""
    for condition in page["conditions"]:
        try:
            formula(condition["formula"])(whole)
        except Unknown as name:
            if str(name) not in page["definitions"]:  # else its definition has no value there
                outcome.wrong("free name", f"{name} stands for nothing in the condition {condition['formula']}")
        except (Unreadable, TooLarge, ZeroDivisionError, OverflowError):
            outcome.count("conditions not read")


class Closed:
    """The values of named sizes, from those of the symbols."""

    def __init__(self, definitions: dict[str, Any]) -> None:
        self.definitions = definitions

    def at(self, point: dict[str, Any]) -> dict[str, Any]:
        whole = dict(point)
        for name, text in self.definitions.items():
            try:
                whole[name] = value(text, whole)
            except (Unknown, Unreadable, TooLarge, ZeroDivisionError, OverflowError):
                continue
        return whole


def value(text: Any, point: dict[str, Any]) -> Any:
    """A number of a page at a point."""
    return exact(formula(text)(point)) if isinstance(text, str) else text


def _legal(net: symcnn.Network, page: Page, point: dict[str, Any], whole: dict[str, Any], outcome: Outcome) -> None:
    """The network must exist and be what the formulas say."""
    try:
        there = in_numbers(net, point)
    except errors.SymcnnError:
        outcome.count("not derived in numbers")
        return
    if there is None:
        outcome.wrong("too weak", f"at {told(point)} all conditions hold, yet {_why(net, point)}")
        return
    numbers = page_of(there)
    for what, formulas, right in _pairs(page, numbers, whole):
        try:
            mine = value(formulas, whole)
        except Unknown as name:
            outcome.wrong("free name", f"{name} stands for nothing in {what} {formulas}")
            return
        except (Unreadable, TooLarge):
            outcome.count("formulas not read")
            continue
        except (ZeroDivisionError, OverflowError):
            mine = "no number"
        outcome.count("formulas")
        if mine != right:
            outcome.wrong("wrong", f"{what} is {formulas}, at {told(point)} {mine}, right {right}")
            return
    outcome.count("points")
    _output(net, there, point, outcome)
    _turns(page, numbers, whole, point, outcome)


def _output(net: symcnn.Network, there: symcnn.Network, point: dict[str, Any], outcome: Outcome) -> None:
    """What leaves the network, as Python has it: behind a loop no row says it."""
    put = {symbol: point[name] for name, symbol in net.open_symbols.items()}
    try:
        mine = tuple(exact(by_hand.value(size, put)) for size in net.output)
    except (ArithmeticError, KeyError, StopIteration, errors.SymcnnError):
        outcome.count("outputs not read")
        return
    if mine != (right := tuple(map(int, there.output))):
        outcome.wrong("wrong", f"the output is {net.output}, at {told(point)} {mine}, right {right}")


def _why(net: symcnn.Network, point: dict[str, Any]) -> str:
    try:
        net.at(**point).derivation  # noqa: B018 - it raises
    except errors.SymcnnError as refusal:
        return refusal.message
    return "?"


def _pairs(page: Page, numbers: Page, _whole: dict[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    """What is said of the whole, in symbols and in numbers."""
    ends = zip(_ends(page), _ends(numbers), strict=False)
    yield from (("output" if place < 0 else "size", mine, theirs) for place, (mine, theirs) in enumerate(ends, -1))
    for key in QUANTITIES:
        if page["totals"][key] is not None and numbers["totals"][key] is not None:
            yield key, page["totals"][key], numbers["totals"][key]
    if page["depth"] is not None:
        yield "depth", page["depth"], numbers["depth"]


def _ends(page: Page) -> list[Any]:
    last = page["layers"][-1]["output"] if page["layers"] else page["input"]
    heads = [size for sizes in page["heads"].values() for size in sizes]
    return [] if _in_a_loop(page) or heads else list(last)


def _in_a_loop(page: Page) -> bool:
    return bool(page["layers"]) and any(_inside(page["layers"][-1]["name"], loop["name"]) for loop in page["loops"])


def _inside(layer: str, loop: str) -> bool:
    return layer.startswith(f"{loop}/")


def _turns(page: Page, numbers: Page, whole: dict[str, Any], point: dict[str, Any], outcome: Outcome) -> None:
    """Each row against those of the turns that it stands for: the sizes of each, the sums of all.

    Where the last turn has rows of its own, a turn in numbers may be the first and the last.
    """
    if any("/last" in row["name"] for row in page["layers"]):
        return
    rows = {row["name"]: row for row in numbers["layers"]}
    loops = sorted(page["loops"], key=lambda loop: loop["name"].count("/"))
    for row in page["layers"]:
        sums = dict.fromkeys(QUANTITIES, 0)
        try:
            for name, there in _meant(row["name"], loops, whole):
                if name not in rows:
                    outcome.count("rows without a twin")
                    return
                mine = [value(size, there) for size in row["output"]]
                if mine != rows[name]["output"]:
                    words = f"{row['name']} leaves {row['output']}, at {told(point)} {mine}"
                    outcome.wrong("wrong", f"{words}, right in {name} {rows[name]['output']}")
                    return
                for key in QUANTITIES:
                    sums[key] += rows[name].get(key) or 0
            said = {key: value(row[key], whole) for key in QUANTITIES if row.get(key) is not None}
        except Unknown as name:
            outcome.wrong("free name", f"{name} stands for nothing in the row {row['name']}")
            return
        except (Unreadable, TooLarge, ZeroDivisionError, OverflowError):
            outcome.count("rows not read")
            return
        outcome.count("rows")
        apart = [key for key in said if said[key] != sums[key]]
        if apart:
            key = apart[0]
            words = f"{row['name']}: {key} {row[key]}, at {told(point)} {said[key]}"
            outcome.wrong("wrong", f"{words}, right over all turns {sums[key]}")
            return


def _meant(name: str, loops: list[dict[str, Any]], whole: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The rows in numbers that a row in symbols stands for, each with the values of the counters."""
    loop = next((loop for loop in loops if _inside(name, f"{loop['name']}/{loop['counter']}")), None)
    if loop is None:
        yield name, whole
        return
    inner = f"{loop['name']}/{loop['counter']}"
    first, last = value(loop["first"], whole), value(loop["last"], whole)
    before = 0 if loop["name"].rpartition("/")[2].startswith("for") else 1  # what stands before a count from 0
    for turn in range(first, last + 1):
        here = f"{loop['name']}/{turn + before}"
        others = [
            {**other, "name": here + other["name"][len(inner) :]} if _inside(other["name"], inner) else other
            for other in loops
            if other is not loop
        ]
        yield from _meant(here + name[len(inner) :], others, {**whole, loop["counter"]: turn})


def told(point: dict[str, Any]) -> str:
    return ", ".join(f"{name} = {number}" for name, number in point.items()) or "its numbers"
