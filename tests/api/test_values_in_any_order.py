"""Values given one after another, in any order, and all at once; and what a name means that a value brought along."""

from __future__ import annotations

import random
from itertools import permutations
from typing import TYPE_CHECKING, Any

import pytest
import sympy
from fast_rows import some_fast

import symcnn

if TYPE_CHECKING:
    from symcnn import Network

NAMES = ("W", "H", "K", "n")
TEXT = "network N(W, H, K, n) { input(W, H, K); repeat n as i { conv(3, K*(i + 1), padding=1) } conv(1, W) }"
NEW = ("z", "i", "j")
FORMS = ("{}", "{} + 1", "2*{}", "{} + {}", "{}*{}")


def drawn(seed: int) -> dict[str, Any]:
    """Values without a circle: each refers to names before it in some order, or to new ones."""
    draw = random.Random(seed)
    order = draw.sample(NAMES, len(NAMES))
    values: dict[str, Any] = {}
    for place, name in enumerate(order[: draw.randint(2, 4)]):
        if draw.random() < 0.25:
            values[name] = draw.randint(1, 5)
            continue
        among = [*order[:place], *NEW, name]
        values[name] = draw.choice(FORMS).format(draw.choice(among), draw.choice(among))
    return values


def said(net: Network) -> tuple[Any, ...]:
    """What the network is, in its symbols."""
    return net.symbols, sympy.expand(net.params), net.output


@pytest.mark.parametrize("seed", some_fast(range(24)))
def test_values_given_in_any_order_are_those_given_at_once(seed: int) -> None:
    values = drawn(seed)
    right = said(symcnn.parse(TEXT).at(**values))
    for order in permutations(values):
        net = symcnn.parse(TEXT)
        for name in order:
            net = net.at(**{name: values[name]})
        assert said(net) == right, (values, order)
        assert said(symcnn.parse(TEXT).at(**{name: values[name] for name in order})) == right, (values, order)


@pytest.mark.parametrize("last", ["K", "K + W", "2*H + K"])
def test_a_value_that_refers_into_a_circle_comes_after_it(last: str) -> None:
    circle = {"W": "H + 1", "H": "W"}
    right = said(symcnn.parse(TEXT).at(**circle).at(K="H", n=last))
    assert said(symcnn.parse(TEXT).at(K="H", n=last).at(**circle)) == right
    for order in permutations({**circle, "K": "H", "n": last}.items()):
        assert said(symcnn.parse(TEXT).at(**dict(order))) == right, order


CIRCLES = ({"W": "H", "H": "W"}, {"W": "K", "K": "n", "n": "W"}, {"W": "W + 1"}, {"K": "2*K + W"})


@pytest.mark.parametrize("values", CIRCLES)
def test_a_name_that_a_value_brought_along_is_what_the_formulas_show(values: dict[str, str]) -> None:
    net = symcnn.parse(TEXT).at(**values)
    point = {symbol: 3 + place for place, symbol in enumerate(sorted(net.free_symbols, key=str))}
    names = {str(symbol): number for symbol, number in point.items()}
    assert net.at(**names).params == net.params.subs(point) == net.function("params")(**names)
