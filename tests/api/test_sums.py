"""What the layers have is what the network has: in Python, and in the rows of every format for programs."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from fractions import Fraction
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from fast_rows import some_fast
from sympy import Integer

import symcnn
from symcnn.algebra.exact.arithmetic import Exact
from symcnn.algebra.exact.evaluate import evaluate_scalar
from symcnn.limits import DEFAULT
from symcnn.syntax.parser import parse_expression

if TYPE_CHECKING:
    from symcnn.network.network import Network

KEYS = ("params", "macs", "connections", "units", "buffers")


def nested(random: Random, depth: int = 2) -> str:
    """Layers, some of them in repeats by symbols or by numbers."""
    parts = []
    for _ in range(random.randint(1, 3)):
        kind = random.randrange(5)
        if kind == 0 and depth:
            count, index = random.choice(["n", "m", "2", "n + 1"]), "ab"[depth - 1]
            parts.append(f"repeat {count} as {index} {{ {nested(random, depth - 1)} }}")
        elif kind == 1 and depth:
            parts.append(f"repeat {random.choice('nm')} {{ {nested(random, depth - 1)} }}")
        elif kind == 2:
            parts.append("bn; relu")
        elif kind == 3:
            parts.append(
                f"add {{ {{ conv(3, C, padding=1) }} {{ conv(1, C) }} }}; conv({random.choice('13')}, C, padding=same)"
            )
        else:
            parts.append(f"conv({random.choice('135')}, {random.choice(['C', '2*C', '8'])}, padding=same)")
    return "; ".join(parts)


def at(value: Any, numbers: dict[str, int]) -> Fraction:
    if not hasattr(value, "xreplace"):
        return Fraction(value)
    found = value.xreplace({symbol: Integer(numbers[symbol.name]) for symbol in value.free_symbols}).doit()
    return Fraction(int(found.p), int(found.q))


def check(net: Network, numbers: dict[str, int]) -> None:
    for key in KEYS:
        total = at(net.quantity(key), numbers)
        counted = Counter(layer.quantity(key) for layer in net.layers)  # layers that cost the same are computed once
        assert sum(many * at(value, numbers) for value, many in counted.items()) == total, key


def random_net(seed: int) -> Network:
    random = Random(seed)
    return symcnn.parse(f"input(W, D); {nested(random)}; repeat n {{ {nested(random, 1)} }}")


@pytest.mark.parametrize("seed", some_fast(range(25)))
def test_layers_in_nested_repeats_add_up_to_the_network(seed: int) -> None:
    random, net = Random(seed), random_net(seed)
    for _ in range(3):
        numbers = {name: random.randint(1, 4) for name in net.symbols} | {"W": 9}
        check(net, numbers)
        single = net.at(**numbers)
        for key in KEYS:
            assert (
                at(net.quantity(key), numbers)
                == single.quantity(key)
                == sum(layer.quantity(key) for layer in single.layers)
            )


@pytest.mark.slow
@pytest.mark.parametrize("name", symcnn.zoo())
def test_layers_of_published_networks_add_up(name: str) -> None:
    net = symcnn.load(name)
    defaults = {**dict.fromkeys(net.symbols, 8), **{key: int(value) for key, value in net.defaults.items()}}
    check(net, defaults)


@pytest.mark.parametrize("seed", range(8))
def test_rows_for_programs_add_up(seed: int) -> None:
    net = random_net(seed)
    numbers = {name: Random(seed).randint(1, 4) for name in net.symbols} | {"W": 9}

    def value(formula: str | int) -> Fraction:
        found = evaluate_scalar(parse_expression(str(formula)), dict(numbers), Exact(DEFAULT))
        assert isinstance(found, int | Fraction)
        return Fraction(found)

    data = json.loads(net.table("json", columns=",".join(KEYS)))
    rows = list(csv.DictReader(io.StringIO(net.table("csv", columns=",".join(KEYS)))))
    for key in KEYS:
        assert (
            sum(value(row[key]) for row in data["layers"])
            == value(data["totals"][key])
            == at(net.quantity(key), numbers)
        )
    assert rows


def test_one_turn_is_there_for_who_asks() -> None:
    layer = symcnn.parse("input(W, D); repeat n as i { conv(3, D*2^i, padding=1) }").layers[-1]
    assert str(layer.in_one_turn("params")) == "2**i*D*(3*2**i*D/2 + 1)"
    assert {symbol.name for symbol in layer.params.free_symbols} == {"D", "n"}
