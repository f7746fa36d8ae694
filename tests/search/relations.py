"""``solve`` for relations between symbols alone, against trying every value.

What networks ask for has divisors above 0. Here a divisor may be 0, below 0, or cancel; sums, products, extrema and
roundings meet, beside symbols of any sign and such as are no whole numbers. What divides by 0 does not hold.
"""

from __future__ import annotations

import json
import random
from fractions import Fraction
from itertools import product
from typing import TYPE_CHECKING, Any

from points import kind_of
from questions import SECONDS, UNREADABLE
from reading import formula, names

import symcnn

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from outcome import Outcome

KINDS = {"P": "P: integer >= 0", "x": "x: integer", "r": "r: real > 0", "a": "a: real > 0"}
REALS = (*(Fraction(part, 4) for part in range(1, 13)), Fraction(1, 3), Fraction(7, 3))
VALUES: dict[tuple[str, str], tuple[Any, ...]] = {
    ("integer", ">="): tuple(range(10)),
    ("integer", ""): tuple(range(-6, 7)),
    ("real", ">"): REALS,
}
"""What is tried of a symbol that is declared so."""
SIGNS = ("==", "!=", "<", "<=", ">", ">=")
MOST = 600
"""Points at which an answer is tried."""


def text(seed: object) -> str:
    """A header, a relation or two, and what it is solved for."""
    draw = random.Random(f"relation {seed}")
    letters = draw.sample("WFSDPx", draw.choice((1, 2, 2, 3))) + draw.choice(([], [], [], ["r"], ["a"]))
    parts = [_relation(letters, draw) for _ in range(draw.choice((1, 1, 1, 2)))]
    used = sorted(names(" and ".join(parts)) & set(letters)) or ["W"]
    header = ", ".join(KINDS.get(name, name) for name in used)
    body = "{ input(7, 3); conv(1, 1) }"
    return f"network Whole({header}) {body}\n? solve {' and '.join(parts)} for {draw.choice(used)}"


def _relation(letters: list[str], draw: random.Random) -> str:
    left, right = _amount(letters, draw, draw.choice((1, 2, 2, 3))), _amount(letters, draw, draw.choice((0, 0, 1)))
    return f"{left} {draw.choice(SIGNS)} {right}"


def _amount(letters: list[str], draw: random.Random, deep: int) -> str:
    if deep == 0 or draw.random() < 0.2:
        return draw.choice(letters) if draw.random() < 0.65 else str(draw.choice((0, 1, 1, 2, 2, 3, 5, "(-1)", "(-2)")))
    one, other = (_amount(letters, draw, deep - 1) for _ in range(2))
    forms = ("({} + {})", "({} - {})", "({} - {})", "({}*{})", "({}*{})", "({}/{})", "({}/{})", "({} % {})")
    rounded = ("floor({}/{})", "floor({}/{})", "ceil({}/{})", "max({}, {})", "min({}, {})", "abs({})", "({})^2")
    return draw.choice(forms + rounded).format(one, other)


def check(program: str, outcome: Outcome) -> None:
    """Ask, and try the values of all symbols."""
    network, _, asked = program.partition("\n? solve ")
    words, _, unknown = asked.rpartition(" for ")
    net = symcnn.parse(network)
    if unknown not in net.symbols:
        return
    answer = json.loads(symcnn.solve(net, words, unknown, seconds=SECONDS).render("json"))
    outcome.count(f"answers: {answer['kind']}")
    if answer["kind"] == "undecided" or "^(1/2)" in answer["answer"]:
        return
    points = [dict(zip(net.symbols, values, strict=True)) for values in product(*_spans(network, net.symbols))]
    for point in random.Random(words).sample(points, min(len(points), MOST)):
        right = _hold(words.split(" and "), point)
        said = answer["kind"] == "all" and not answer["pieces"]
        said = said or any(_hold(piece, point) for piece in answer["pieces"])
        outcome.count("comparisons")
        if said != right:
            told = ", ".join(f"{name} = {value}" for name, value in point.items())
            outcome.wrong("left out" if right else "does not hold", f"{answer['answer']}; at {told} {words}: {right}")
            return


def _spans(network: str, symbols: Iterable[str]) -> Iterator[tuple[Any, ...]]:
    for name in symbols:
        kind, sign, bound = kind_of(network, name)
        yield tuple(value for value in VALUES.get((kind, sign), ()) if not sign or value >= bound)


def _hold(conditions: list[str], point: dict[str, Any]) -> bool:
    try:
        return all(formula(condition)(point) for condition in conditions)
    except UNREADABLE:
        return False
