"""``solve``, ``sizes`` and ``compare`` against trying every value.

A text is a network and behind it a question, such as ``? solve params <= 100 for K`` or ``? sizes for W``; for
``compare`` a second network stands behind ``? compare params``. An answer is read from JSON with a reader of our own
and must hold at a point exactly if there is a network in numbers and the question's equation holds there.
"""

from __future__ import annotations

import json
import random
import re
from typing import TYPE_CHECKING, Any

from networks import in_numbers, page_of, told, value
from points import all_hold, points
from programs import program
from reading import TooLarge, Unknown, Unreadable, formula, names

import symcnn
from symcnn import errors

if TYPE_CHECKING:
    from outcome import Outcome

SECONDS = 1.5
"""What a question may take of its own accord; it then is not decided."""
POINTS, EACH = 40, 14
"""Points of the other symbols, and values of the unknown at each."""
UNREADABLE = (Unknown, Unreadable, TooLarge, ZeroDivisionError, OverflowError)


def text(seed: object) -> str:
    """A small network and a question."""
    draw = random.Random(f"question {seed}")
    network = small(draw)
    known = sorted(names_of(network))
    unknown = draw.choice(known or ["W"])
    kind = draw.choice(["solve", "solve", "solve", "solve", "sizes", "sizes", "compare"])
    if kind == "sizes":
        sized = re.search(r"input\(([^)]*)\)", network)
        inside = sorted(names(sized[1])) if sized else []
        return f"{network}\n? sizes for {draw.choice(inside or ['W'])}"
    if kind == "compare":
        quantity = draw.choice(["params", "params", "macs", "units"])
        return f"{network}\n? compare {quantity} for {unknown}\n{_other(network, draw)}"
    return f"{network}\n? solve {_equation(network, unknown, draw)} for {unknown}"


def names_of(network: str) -> set[str]:
    """The names of symbols, as the network itself lists them."""
    try:
        return {*symcnn.parse(network).symbols}
    except errors.SymcnnError:
        return set()


def small(draw: random.Random) -> str:
    """A network with few symbols: of the others most are numbers."""
    while True:
        network = program(draw.random(), size=2)
        network = re.sub(r"network Whole\([^)]*\) \{|^\}$", "", network, flags=re.MULTILINE).strip()
        found = sorted(names_of(network))
        if not found or "network" in network or "block" in network:
            continue
        kept = draw.sample(found, min(len(found), draw.choice([1, 2, 2, 3])))
        for name in set(found) - set(kept):
            network = re.sub(rf"\b{name}\b", str(draw.choice([1, 2, 2, 3, 4])), network)
        if is_derived(network):
            return network


def is_derived(network: str) -> bool:
    try:
        symcnn.parse(network).derivation  # noqa: B018 - deriving is the question
    except (errors.SymcnnError, TypeError):
        return False
    return True


def _equation(network: str, unknown: str, draw: random.Random) -> str:
    """A comparison of a quantity or a size of the output, now and then of two symbols."""
    has_width = re.search(r"input\(W, [^)]*\)", network) and not re.search("dense|gap|flatten|tokens|gmp", network)
    sizes = ["output.D", *(["output.W", "output.W"] if has_width else [])]
    left = draw.choice(["params", "macs", "units", "depth", *sizes, *sizes, unknown])
    sign = draw.choice(["==", "==", "==", "<=", ">=", "<", ">", "!="])
    most = {"params": 200, "macs": 900, "units": 300}.get(left, 9)
    right = str(draw.randint(1, most)) if draw.random() < 0.7 else draw.choice(["W", "2*W", "W + 1", "D", "F", "3*D"])
    more = f" and {draw.choice(['W', unknown])} <= {draw.randint(3, 20)}" if draw.random() < 0.1 else ""
    return f"{left} {sign} {right}{more}"


def _other(network: str, draw: random.Random) -> str:
    """The same with one number changed, or any other."""
    found = [*re.finditer(r"\b[1-5]\b", network)]
    if not found or draw.random() < 0.3:
        return small(draw)
    place = draw.choice(found)
    return network[: place.start()] + draw.choice(["1", "2", "3", "F", "W"]) + network[place.end() :]


def check(program_and_question: str, outcome: Outcome) -> None:
    """Ask, and try every value."""
    found = re.fullmatch(
        r"(.*?)\n\? (solve|sizes|compare) ?(.*?) for (\w+)\n?(.*)", program_and_question.strip(), re.DOTALL
    )
    if not found:
        return
    network, kind, words, unknown, other = found.groups()
    net = symcnn.parse(network)
    if unknown not in net.symbols and kind != "compare":
        return
    CHECKS[kind](net, network, words, unknown, other, outcome)


def _solve(net: symcnn.Network, network: str, words: str, unknown: str, _other: str, outcome: Outcome) -> None:
    found = symcnn.solve(net, words, unknown, seconds=SECONDS)
    _against([json.loads(found.render("json"))], net, network, words, unknown, outcome)


def _sizes(net: symcnn.Network, network: str, _words: str, unknown: str, _other: str, outcome: Outcome) -> None:
    """What is asked of one size stands in its row, so the rows of all sizes hold together."""
    rows = [json.loads(legal.render("json")) for legal in symcnn.sizes(net, seconds=SECONDS)]
    asked = [json.loads(legal.render("json")) for legal in symcnn.sizes(net, unknown, seconds=SECONDS)]
    _against([*asked, *(row for row in rows if row["unknown"] != unknown)], net, network, "", unknown, outcome)


def _against(
    answers: list[dict[str, Any]], net: symcnn.Network, network: str, words: str, unknown: str, out: Outcome
) -> None:
    """Answers that hold together, at points."""
    answer = answers[0]
    out.count(f"answers: {answer['kind']}")
    if any(one["kind"] == "undecided" or "not looked at" in one["answer"] for one in answers):
        return
    for point in _points(net, network, unknown):
        each = [said_at(one, point) for one in answers]
        said = None if None in each else all(each)
        right = right_at(net, words, point)
        if said is None or right is None:
            out.count("points not told")
            continue
        out.count("comparisons")
        if said != right:
            there = "holds" if right else "does not hold" if exists(net, point) else "there is no such network"
            sort = "left out" if right else "does not hold" if there == "does not hold" else "no network"
            out.wrong(sort, f"{answer['answer']}; at {told(point)} {words or 'is legal'}: {there}")
            return


def _points(net: symcnn.Network, network: str, unknown: str) -> list[dict[str, Any]]:
    """Values of the other symbols, and with each several of the unknown."""
    draw, assumed = random.Random(network), [fact for fact in net.assumptions if fact != "exact"]
    others = [name for name in net.symbols if name != unknown]
    found = []
    for other in points(network, others, draw, POINTS):
        many = EACH if others else 48
        values = {*range(1, 7), *(draw.randint(1, 40) for _ in range(many))} if others else range(1, many)
        here = [{**other, unknown: number} for number in sorted(values)]
        found += [point for point in here if all_hold(assumed, point)]
        if len(found) > 40 * EACH // 2:
            break
    return found


def said_at(answer: dict[str, Any], point: dict[str, Any]) -> bool | None:
    if answer["kind"] == "all" and not answer["pieces"]:
        return True
    try:
        return any(all(formula(piece)(point) for piece in pieces) for pieces in answer["pieces"])
    except UNREADABLE:
        return None


def exists(net: symcnn.Network, point: dict[str, Any]) -> bool:
    try:
        return in_numbers(net, point) is not None
    except errors.SymcnnError:
        return False


def right_at(net: symcnn.Network, words: str, point: dict[str, Any]) -> bool | None:
    """Whether there is a network at a point, and the equation holds for it."""
    try:
        there = in_numbers(net, point)
    except errors.SymcnnError:
        return None
    if there is None:
        return False
    if not words:
        return True
    known = {"output.W": there.output[0], "output.D": there.output[-1], "depth": there.depth}
    known |= {key: there.quantity(key) for key in ("params", "macs", "units") if key in words}
    try:
        return all_hold([words], {**point, **{name: int(number) for name, number in known.items()}})
    except (errors.SymcnnError, TypeError):
        return None


def compare(net: symcnn.Network, network: str, quantity: str, unknown: str, other: str, outcome: Outcome) -> None:
    second = symcnn.parse(other)
    found = symcnn.compare(net, second, quantity, unknown, seconds=SECONDS)
    answer = json.loads(found.render("json"))
    symbols = {**dict.fromkeys(net.symbols), **dict.fromkeys(second.symbols)}
    for point in points(network, symbols, random.Random(network), 120):
        both = [_quantity(one, quantity, point) for one in (net, second)]
        if None in both:
            continue
        outcome.count("comparisons")
        for word, right in (("first", both[0]), ("second", both[1]), ("difference", both[0] - both[1])):
            try:
                mine = value(answer[word], point)
            except UNREADABLE:
                continue
            if mine != right:
                outcome.wrong("wrong", f"{word} is {answer[word]}, at {told(point)} {mine}, right {right}")
                return
        for name, cheaper in answer["cheaper"].items():
            said = None if cheaper["kind"] == "undecided" else said_at(cheaper, point)
            if said is not None and said != (both[0] < both[1]):
                words = f"first is cheaper where {cheaper['answer']} (by {name})"
                outcome.wrong("cheaper", f"{words}; at {told(point)} they are {both[0]} and {both[1]}")
                return


def _quantity(net: symcnn.Network, quantity: str, point: dict[str, Any]) -> Any:
    try:
        there = in_numbers(net, {name: number for name, number in point.items() if name in net.symbols})
        return None if there is None else int(page_of(there)["totals"][quantity])
    except (errors.SymcnnError, TypeError):
        return None


CHECKS = {"solve": _solve, "sizes": _sizes, "compare": compare}
