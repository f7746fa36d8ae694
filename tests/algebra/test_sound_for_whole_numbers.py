"""What is proved of whole numbers, against sets of whole numbers: all points at once, by isl, which counts none."""

from __future__ import annotations

import random
import re
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
from random_facts import KINDS, parsed, read

from symcnn.algebra.domains.symbolic import Symbolic
from symcnn.errors import SymcnnError

if TYPE_CHECKING:
    from symcnn.formula import Comparator

isl = pytest.importorskip("islpy")

NAMES = ("W", "P", "z")
SEEDS = range(250)
OPPOSITE = {">=": "<", "<=": ">", ">": "<=", "<": ">=", "==": "!=", "!=": "=="}


def line(draw: random.Random, depth: int) -> str:
    """A sum of multiples of symbols, and of their quotients and remainders by numbers: what isl calls quasi-affine."""
    parts = [f"{draw.choice([1, 1, 2, 3, -1, -2])}*{part(draw, depth)}" for _ in range(draw.choice([1, 2, 2, 3]))]
    return " + ".join([*parts, str(draw.randint(-6, 9))])


def part(draw: random.Random, depth: int) -> str:
    if depth and draw.random() < 0.5:
        inside, number = line(draw, depth - 1), draw.choice([2, 3, 4, 6])
        return draw.choice([f"floor(({inside})/{number})", f"(({inside}) % {number})"])
    return draw.choice(NAMES)


def comparison(draw: random.Random, depth: int) -> tuple[str, Comparator, str]:
    relation: Comparator = draw.choice([">=", "<=", "==", "==", "<", "!="])
    return line(draw, depth), relation, draw.choice(["0", "1", str(draw.randint(-4, 9)), line(draw, 0)])


def compared(text: str) -> tuple[str, Comparator, str]:
    left, relation, right = re.split(r" (>=|<=|==|!=) ", text)
    return left, relation, right  # type: ignore[return-value]  # one of these signs


def points(*comparisons: tuple[str, str, str]) -> Any:
    """The whole numbers that fulfil comparisons."""
    kinds = ["W >= 1", "P >= 0"]
    texts = [f"{left} {relation} {right}" for left, relation, right in comparisons]
    said = " and ".join([*kinds, *texts]).replace("%", "mod").replace("==", "=").replace("+ -", "- ")
    return isl.Set(f"{{ [{', '.join(NAMES)}] : {said} }}")


@pytest.mark.slow
def test_what_is_proved_follows() -> None:
    seen: Counter[Any] = Counter()
    for seed in SEEDS:
        draw = random.Random(seed)
        facts = [comparison(draw, 1) for _ in range(draw.choice([0, 1, 1, 2, 2, 3]))]
        domain = Symbolic()
        scope = {name: domain.symbol(name, *KINDS[name]) for name in NAMES}
        try:
            for left, relation, right in facts:
                domain.assume(parsed(f"{left} {relation} {right}"), scope)
        except SymcnnError:
            assert points(*facts).is_empty(), (seed, facts)
            seen["refused"] += 1
            continue
        for _ in range(4):
            left, relation, right = comparison(draw, 2)
            answer = domain.decide(relation, read(left, domain, scope), read(right, domain, scope))
            seen[answer] += 1
            if answer is not None:
                excluded = left, OPPOSITE[relation] if answer else relation, right
                assert points(*facts, excluded).is_empty(), (seed, facts, left, relation, right, answer)
        above, number = line(draw, 1), draw.choice([2, 3, 4, 6])
        rest = domain.remainder(read(above, domain, scope), number)
        if isinstance(rest, int):
            seen["remainder"] += 1
            assert points(*facts, (f"({above}) % {number}", "!=", str(rest))).is_empty(), (seed, facts, above, number)
    assert min(seen[True], seen[False], seen[None]) > 30, seen
    assert min(seen["refused"], seen["remainder"]) > 5, seen


@pytest.mark.parametrize(
    ("facts", "question"),
    [
        (["W % 4 == 3"], "W >= 3"),
        (["W % 4 == 3", "W <= 6"], "W == 3"),
        (["W + 2*P >= 7", "P <= 2"], "W >= 3"),
        (["floor(W/8) == 0"], "W <= 7"),
        (["W == P + 3"], "W >= 3"),
        (["z % 3 == 1"], "z != 3"),
    ],
)
def test_the_witness_agrees_by_hand(facts: list[str], question: str) -> None:
    """The instances do test the facts: none of them follows without its facts."""
    *given, (left, relation, right) = [compared(text) for text in [*facts, question]]
    against = left, OPPOSITE[relation], right
    assert points(*given, against).is_empty()
    assert not points(against).is_empty()
