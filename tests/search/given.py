"""Networks with formulas put in for their symbols, against numbers put in at once.

Behind the text stands what is put in, such as ``? given W = 2*H, P = K - 1``. The names in it are the network's own or
new ones; a symbol may stand in its own value, and two may change places.
"""

from __future__ import annotations

import random
import re
from typing import TYPE_CHECKING, Any

import designs
import networks
from networks import POINTS, in_numbers, page_of, told
from points import kind_of, points
from questions import UNREADABLE
from reading import formula

import symcnn
from symcnn import errors

if TYPE_CHECKING:
    from outcome import Outcome

TRIED = 60


def text(seed: object) -> str:
    """A network with a header, and values for some of its symbols."""
    draw = random.Random(f"given {seed}")
    while True:
        network = designs.text(draw.random(), 2)
        header = network[network.rfind("network ") :].partition(") {")[0]
        known = re.findall(r"[(,] ?(\w+)", header)
        if known:
            break
    put = draw.sample(known, min(len(known), draw.choice([1, 1, 2, 3])))
    rest = [name for name in known if name not in put] + ["z", "y"]
    if len(put) == 2 and draw.random() < 0.3:
        values = [put[1], put[0]]
    else:
        values = [_value([*rest, *([name] if len(put) == 1 else [])], network, name, draw) for name in put]
    return f"{network}\n? given {', '.join(f'{name} = {value}' for name, value in zip(put, values, strict=True))}"


def _value(names: list[str], network: str, name: str, draw: random.Random) -> str:
    """A formula for a symbol, of which not every value is of its kind."""
    if kind_of(network, name)[0] == "boolean":
        return draw.choice((f"{draw.choice(names)} % 2", draw.choice(names), "true"))
    a, b = draw.choice(names), draw.choice(names)
    forms = (
        "{a}", "{a}", "2*{a}", "{a} + 1", "{a} - 1", "{a} - {b}", "{a}/2", "{a}*{b}", "{a}/{b}", "floor({a}/2)",
        "1/{a}", "max({a}, {b})", "{a} if {b} > 2 else 3", "{a} % 3", "3 - {a}", "2^{a}", "{a}^2", "ceil({a}/{b})",
    )  # fmt: skip
    return draw.choice(forms).format(a=a, b=b)


def check(program: str, outcome: Outcome) -> None:
    """The network with formulas at points, as any other, and the same numbers put in at once."""
    network, _, words = program.partition("\n? given ")
    values = dict(part.split(" = ", 1) for part in re.split(r", (?=\w+ = )", words.strip()))
    net = symcnn.parse(network)
    if not values.keys() <= net.symbols.keys():
        return
    there = net.at(**values)
    page = page_of(there)
    outcome.count("derived")
    at = points(network, there.open_symbols, random.Random(program), POINTS)
    networks.compare(there, page, at, outcome)
    meanings = {name: formula(value) for name, value in values.items()}
    for point in [] if outcome.finding else at[:TRIED]:
        try:
            whole = {**point, **{name: meaning(point) for name, meaning in meanings.items()}}
        except UNREADABLE:
            continue
        _at_once(net, there, point, {name: whole[name] for name in net.symbols}, outcome)


def _at_once(
    net: symcnn.Network, there: symcnn.Network, point: dict[str, Any], whole: dict[str, Any], outcome: Outcome
) -> None:
    """Numbers put in at once, against formulas first and numbers for their symbols then."""
    outcome.count("comparisons")
    try:
        right, mine = in_numbers(net, whole), in_numbers(there, point)
    except errors.SymcnnError:
        return
    pages = [None if one is None else page_of(one)["totals"] for one in (right, mine)]
    if pages[0] != pages[1]:
        outcome.wrong("given apart", f"at {told(whole)} {pages[0]}, and by formulas first {pages[1]}")
