"""Sums over one range are one sum, a term next to a range belongs to it, and values stay those of unrolled loops."""

from __future__ import annotations

import pytest

import symcnn
from symcnn.algebra.exact.arithmetic import Exact
from symcnn.algebra.exact.evaluate import evaluate
from symcnn.render.formula.order import arrange
from symcnn.render.formula.text import to_text

PYRAMID = "repeat n as i { conv(3, C*2^i, padding=1); maxpool(2) }"
HALVED = "repeat n as i { conv(3, K*(i + 1), stride=2, padding=1); relu }"
ROWS = [
    (PYRAMID, "units", "CΣ[i = 0…n − 1] 2^i·(⌊H/2^(i + 1)⌋⌊W/2^(i + 1)⌋ + ⌊H/2^i⌋⌊W/2^i⌋)"),
    (PYRAMID, "macs", "9C(C(Σ[i = 1…n − 1] ⌊H/2^i⌋·⌊W/2^i⌋·4^i)/2 + DHW)"),
    (HALVED, "units", "2KΣ[i = 1…n] ⌈H/2^i⌉⌈W/2^i⌉i"),
    ("conv(1, C); repeat n { maxpool(2); relu }", "units", "C(2Σ[i = 1…n] ⌊H/2^i⌋⌊W/2^i⌋ + HW)"),
]


@pytest.mark.parametrize(("body", "quantity", "expected"), ROWS)
def test_sums_are_put_together(body: str, quantity: str, expected: str) -> None:
    derivation = symcnn.parse(f"input(W, H, D); {body}").derivation
    value = derivation.domain.sum(derivation.collected(quantity))
    assert to_text(arrange(derivation.domain.formed(value), {})) == expected


@pytest.mark.parametrize(("body", "quantity"), [row[:2] for row in ROWS])
@pytest.mark.parametrize("n", [1, 2, 4])
def test_they_have_the_values_of_the_turns(body: str, quantity: str, n: int) -> None:
    derivation = symcnn.parse(f"input(W, H, D); {body}").derivation
    shown = derivation.domain.formed(derivation.domain.sum(derivation.collected(quantity)))
    point = {"W": 61, "H": 35, "D": 3, "C": 4, "K": 4, "n": n}
    unrolled = symcnn.parse(f"input(W, H, D); {body.replace('repeat n', f'repeat {n}')}")
    counted = unrolled.at(**{letter: point[letter] for letter in derivation.roles.keys() & point.keys() - {"n"}})
    assert evaluate(shown, point, Exact()) == getattr(counted, quantity)
