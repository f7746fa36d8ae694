"""Questions about networks as authors write them: several unknowns, every size at once, what leaves nothing over.

Symbols are of every declared kind. Behind the network stands ``? solve output.W == 3 for F,P with F=1..4``,
``? sizes``, ``? even`` or, before a second network, ``? compare params for K``.
"""

from __future__ import annotations

import json
import random
import re
from itertools import product
from typing import TYPE_CHECKING, Any

import designs
import questions
from networks import in_numbers, told
from points import all_hold, kind_of, least, points

import symcnn
from symcnn import errors

if TYPE_CHECKING:
    from outcome import Outcome

SECONDS = 1.5
MOST = 260
"""Points of one question."""


def text(seed: object) -> str:
    """A network with few symbols, and a question."""
    draw = random.Random(f"several {seed}")
    while True:
        network = fewer(designs.text(draw.random(), 2), draw)
        known = sorted(questions.names_of(network))
        whole = [name for name in known if kind_of(network, name)[0] == "integer"]
        if not whole or not questions.is_derived(network):
            continue
        if draw.random() < 0.3:
            if not any(size.free_symbols for size in symcnn.parse(network).input[:-1]):
                continue
            return f"{network}\n? {draw.choice(['sizes', 'sizes', 'even'])}"
        if draw.random() < 0.2:
            asked = f"{draw.choice(['params', 'macs', 'units'])} for {draw.choice(whole)}"
            return f"{network}\n? compare {asked}\n{changed(network, draw)}"
        unknowns = draw.sample(whole, min(len(whole), draw.choice([1, 1, 2, 2, 3])))
        bounded = unknowns[:-1] + unknowns[-1:] * (draw.random() < 0.4)
        bounds = " ".join(f"{name}={bound(network, name, draw)}" for name in bounded)
        equation = about(network, unknowns, known, draw)
        if not equation:
            continue
        return f"{network}\n? solve {equation} for {','.join(unknowns)} with {bounds}".removesuffix(" with ")


def changed(network: str, draw: random.Random) -> str:
    """The same with a number of its body made another."""
    body = network.index("input(")
    places = [found for found in re.finditer(r"(?<![\w.])[1-8]\b", network) if found.start() > body]
    if not places:
        return network
    place = draw.choice(places)
    return network[: place.start()] + str(draw.randint(1, 6)) + network[place.end() :]


def about(network: str, unknowns: list[str], known: list[str], draw: random.Random) -> str:
    """A comparison of something in which the unknowns stand; nothing if there is none."""
    net = symcnn.parse(network)
    ends = {"output.D": net.output[-1], "depth": net.depth}
    if net.derivation.inputs[0].letters[:1] == ("W",) and len(net.output) > 1:
        ends["output.W"] = net.output[0]
    amounts = {**ends, **{key: net.quantity(key) for key in ("params", "macs", "units")}}
    fitting = [word for word, said in amounts.items() if set(unknowns) <= set(map(str, said.free_symbols))]
    if not fitting:
        return ""
    left = draw.choice(fitting)
    most = {"params": 200, "macs": 900, "units": 300}.get(left, 9)
    formulas = [*known, *(f"{name} + 1" for name in known), f"2*{known[0]}"]
    right = str(draw.randint(-1, most)) if draw.random() < 0.7 else draw.choice(formulas)
    sign = draw.choice(["==", "==", "==", "<=", ">=", "<", ">", "!="])
    also = f" and {draw.choice(known)} {draw.choice(['<=', '>=', '!='])} {draw.randint(1, 12)}"
    return f"{left} {sign} {right}{also if draw.random() < 0.15 else ''}"


def bound(network: str, name: str, draw: random.Random) -> str:
    low = max(least(network, name), -2) if draw.random() < 0.8 else draw.randint(-2, 3)
    return f"{low}..{low + draw.randint(0, 3)}"


def fewer(network: str, draw: random.Random) -> str:
    """Of the symbols in the header only a few, for the others numbers."""
    before, _, after = network.rpartition("network Whole(")
    header, _, body = after.partition(")")
    parameters = {parameter.split(":")[0].strip(): parameter.strip() for parameter in header.split(",")}
    kept = draw.sample([*parameters], min(len(parameters), draw.choice([1, 2, 2, 3])))
    for name in parameters:
        if name not in kept:
            number = str(draw.choice([1, 2, 2, 3, 4]))
            body = re.sub(rf"(?<![.\w]){name}\b(?!\s*=[^=])", number, body)
    return f"{before}network Whole({', '.join(parameters[name] for name in sorted(kept))}){body}"


def check(program: str, outcome: Outcome) -> None:
    """Ask, and try values."""
    parts = re.fullmatch(r"(.*?)\n\? compare (\w+) for (\w+)\n(.*)", program.strip(), re.DOTALL)
    if parts:
        network, quantity, unknown, other = parts.groups()
        questions.compare(symcnn.parse(network), network, quantity, unknown, other, outcome)
        return
    pattern = r"(.*?)\n\? (solve|sizes|even) ?(?:(.*?) for ([\w,]+))?(?: with (.*))?"
    found = re.fullmatch(pattern, program.strip(), re.DOTALL)
    if not found:
        return
    network, kind, words, unknowns, bounds = found.groups()
    net = symcnn.parse(network)
    if kind == "solve":
        _solve(net, network, words, unknowns.split(","), _bounds(bounds or ""), outcome)
    else:
        _sizes(net, network, kind, outcome)


def _bounds(words: str) -> dict[str, tuple[int, int]]:
    return {name: (int(low), int(high)) for name, low, high in re.findall(r"(\w+)=(-?\d+)\.\.(-?\d+)", words)}


def _solve(net: Any, network: str, words: str, unknowns: list[str], bounds: Any, outcome: Outcome) -> None:
    if not set(unknowns) <= set(net.symbols):
        return
    found = symcnn.solve(net, words, ",".join(unknowns), bounds=bounds, seconds=SECONDS)
    told_all = json.loads(found.render("json"))
    rows = told_all if isinstance(told_all, list) else [told_all]
    *outer, last = unknowns
    for row in rows:
        outcome.count(f"answers: {row['kind']}")
    for point in _points(net, network, unknowns, bounds):
        row = next((row for row in rows if all(row["given"][name] == point[name] for name in outer)), None)
        if row and (row["kind"] == "undecided" or "not looked at" in row["answer"]):
            continue
        right = questions.right_at(net, words, point)
        inside = all(low <= point[name] <= high for name, (low, high) in bounds.items())
        said = questions.said_at(row, point) if row else False
        if said is None or right is None:
            outcome.count("points not told")
            continue
        outcome.count("comparisons")
        if said != (right and inside):
            answer = f"{row['answer'] if row else 'no row'} (of {', '.join(outer)} and {last})"
            sort = "left out" if right else "does not hold" if questions.exists(net, point) else "no network"
            outcome.wrong(sort, f"{answer}; at {told(point)} {words}: {right}, {said}")
            return


def _points(net: Any, network: str, unknowns: list[str], bounds: Any) -> list[dict[str, Any]]:
    """Some values of the other symbols, and with them all of a box of the unknowns."""
    draw, assumed = random.Random(network), [fact for fact in net.assumptions if fact != "exact"]
    ranges = []
    for name in unknowns:
        low, high = bounds.get(name, (max(least(network, name), -5), 24 if len(unknowns) < 2 else 9))
        out = 2 if name == unknowns[-1] else 0
        ranges.append([value for value in range(low - out, high + out + 1) if _may(network, name, value)])
    box = [dict(zip(unknowns, values, strict=True)) for values in product(*ranges)]
    others = points(network, [name for name in net.symbols if name not in unknowns], draw, 12)
    found = [{**other, **inner} for other in others for inner in box]
    found = [point for point in found if all_hold(assumed, point) is not False]
    return draw.sample(found, min(len(found), MOST))


def _may(network: str, name: str, number: int) -> bool:
    """Whether the header lets a name have a value."""
    kind, sign, limit = kind_of(network, name)
    return kind == "integer" and {">=": number >= limit, "<=": number <= limit, ">": number > limit}.get(sign, True)


def _sizes(net: Any, network: str, kind: str, outcome: Outcome) -> None:
    """The rows of all sizes hold together; ``even`` where nothing is left over besides."""
    rows = [json.loads(legal.render("json")) for legal in symcnn.sizes(net, seconds=SECONDS)]
    if any(row["kind"] == "undecided" or "not looked at" in row["answer"] for row in rows):
        outcome.count("not decided")
        return
    evens = [row["even"] for row in rows if row.get("even")]
    if kind == "even" and (
        len(net.derivation.inputs) > 1 or len(evens) < len(rows) or any(even["kind"] == "undecided" for even in evens)
    ):
        return
    names = [row["unknown"] for row in rows]
    exactly = net.exactly() if kind == "even" else net
    for point in _points(net, network, names, {}):
        said = [questions.said_at(row, point) for row in rows]
        if kind == "even" and said and all(said):
            said += [questions.said_at(even, point) for even in evens]
        elif kind == "even":
            continue
        try:
            right = in_numbers(exactly, point) is not None
        except errors.SymcnnError:
            continue
        if None in said:
            outcome.count("points not told")
            continue
        outcome.count("comparisons")
        if all(said) != right:
            shown = "; ".join(row["answer"] for row in [*rows, *(evens if kind == "even" else [])])
            outcome.wrong("left out" if right else "no network", f"{shown}; at {told(point)} {kind}: {right}")
            return
