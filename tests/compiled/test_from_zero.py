"""Symbols of a snippet that its layers let be 0 may be 0 in what is compiled, as they may in numbers."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from compiled_runs import by_derivation

import symcnn

TEXTS = [
    ("input(W, W, 3); conv(F, 4, padding=P); gap; dense(10)", {"W": (1, 8), "F": (0, 1, 3), "P": (0, 1, 2)}),
    (
        "input(W, 3); repeat n { conv(3, 4, padding=P) }; dense(K)",
        {"W": (7,), "n": (0, 1, 2), "P": (0, 1), "K": (0, 5)},
    ),
    ("input(W, 3); conv_transpose(3, 4, stride=S, output_padding=A)", {"W": (4,), "S": (0, 1, 2), "A": (0, 1, 2)}),
    (
        "input(W, 3); repeat n as i { repeat m as j { conv(i*i - 5*i + 9 + j*j - 3*j, 4) } }",
        {"W": (20, 60), "n": (0, 1, 2), "m": (0, 1, 2)},
    ),
    ("input(W, 3); pad(c); conv(2, D)", {"W": (4, 9), "c": (0, 1, 2), "D": (0, 3)}),
]
OF = "params, macs"


@pytest.mark.parametrize(("text", "values"), TEXTS)
def test_every_point_is_what_numbers_give(text: str, values: dict[str, tuple[int, ...]]) -> None:
    net = symcnn.parse(text)
    points = [dict(zip(values, point, strict=True)) for point in product(*values.values())]
    expected = by_derivation(net, OF, points)
    assert any(None is not found and 0 in point.values() for found, point in zip(expected, points, strict=True))
    function: Any = net.function(OF)
    assert [function(**point) for point in points] == expected
    table = symcnn.sweep(net, OF, values)
    assert len(table) == len(points) - expected.count(None)
