"""Cases in the language itself: a network, values put in, and what must come out.

A case is a title (``== title``), a text, and parts behind ``--``: ``-- at W=32, H=32`` puts values in, ``-- at``
alone none, ``-- numbers`` the defaults; each lists equations whose left side is a quantity of a layer or of
the network.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import pytest
from sympy import expand

import symcnn
from symcnn.algebra.domains.indexed import Indexed
from symcnn.algebra.exact.evaluate import evaluate
from symcnn.algebra.quotients.numbers import to_sympy
from symcnn.syntax.parser import parse_expression

HERE = Path(__file__).parent


class Case(NamedTuple):
    """One part of a case."""

    file: str
    title: str
    text: str
    at: str
    equations: tuple[str, ...]


def read_cases(path: Path) -> list[Case]:
    cases = []
    for part in path.read_text(encoding="utf-8").split("\n== ")[1:]:
        title, _, rest = part.partition("\n")
        text, *parts = rest.split("\n-- ")
        for block in parts:
            at, *equations = [line for line in block.splitlines() if line.strip()]
            cases.append(Case(path.stem, title, text, at, tuple(equations)))
    return cases


CASES = [case for path in sorted(HERE.glob("*.cases")) for case in read_cases(path)]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.file}: {case.title} ({case.at})")
def test_case(case: Case) -> None:
    net = (
        symcnn.load(case.text.strip())
        if "\n" not in case.text.strip() and "(" not in case.text
        else symcnn.parse(case.text)
    )
    if case.at == "numbers":
        net = net.numbers()
    elif case.at != "at":
        net = net.at(**dict(pair.strip().split("=") for pair in case.at.removeprefix("at ").split(",")))
    assert case.equations
    for equation in case.equations:
        left, right = equation.split(" = ")
        assert shown(value_of(net, left.strip())) == expected(right), equation


def value_of(net: symcnn.Network, path: str) -> object:
    layer, dot, quantity = path.rpartition(".")
    return getattr(net[layer] if dot else net, quantity)


def expected(text: str) -> object:
    formula = parse_expression(text)
    domain = Indexed()
    names = {str(node.value): domain.symbol(str(node.value)) for node in formula.names()}
    return shown(evaluate(formula, names, domain))


def shown(value: Any) -> object:
    if isinstance(value, tuple):
        return tuple(map(shown, value))
    return expand(to_sympy(value))


def test_there_are_cases() -> None:
    assert len(CASES) > 30
