"""Repeats in symbols whose turns go by a remainder of the index: against the same with numbers of turns."""

from __future__ import annotations

from typing import Any

import pytest

import symcnn

BODIES = [
    "repeat n as i { conv(1, 8 if i % 2 == 0 else 4) }",
    "repeat n as i { conv(3, 8, padding=1, stride=2 if i % 2 == 1 else 1) }",
    "repeat n as i { conv(1, C); when i % 3 == 2 { maxpool(2) } }",
    "repeat n as i { add { { conv(3, C, padding=1) } {} when (i + 1) % 2 == 0 { {} } }; relu }",
    "repeat n as i { conv(1, 4*(i % 3 + 1)) }",
    "for i in 1..n { conv(3, C if i % 2 == 0 else 2*C, padding=1) }",
    "repeat n as i { let odd = i % 2; conv(1, 8 if odd == 1 else 4) }",
    "conv(1, 5); repeat n as i { dense(8 if i % 2 == 0 else 4) }",
    "repeat n as i { conv(1, 8 if i % 2 == 0 else 4 if i % 4 == 1 else 6) }",
    "repeat n as i { repeat m as j { conv(1, 8 if j % 2 == 0 else 4) } }",
]
KEYS = ("units", "params", "connections", "macs", "buffers", "additions", "divisions")


@pytest.mark.parametrize("body", BODIES)
def test_turns_in_periods_cost_what_turns_in_numbers_do(body: str) -> None:
    net: Any = symcnn.parse(f"input(W, C); {body}")
    names = net.symbols
    for turns in range(1, 9):
        values = {name: value for name, value in {"W": 700, "C": 3, "n": turns, "m": 3}.items() if name in names}
        numbers = net.at(**values)
        put = {names[name]: value for name, value in values.items()}
        for key in KEYS:
            assert net.quantity(key).subs(put) == numbers.quantity(key), (key, turns)
        assert tuple(part.subs(put) for part in net.output) == tuple(numbers.output)
        assert net.depth.subs(put) == numbers.depth
