"""Of a least or greatest end no part is told that cannot win: ⌊−M/(n − m)⌋ + 1 is below 1 where n > m."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest

import symcnn

ENDS = (
    ("input(C); dense(K*(n - m) + M)", "units <= 40", "K", "0 ≤ K ≤ ⌊(40 − M)/(n − m)⌋ if n ≥ m + 1"),
    ("input(W, C); conv(1, K*(n - m) + K + M)", "output.D <= 40", "K", "0 ≤ K ≤ ⌊(40 − M)/(n − m + 1)⌋ if n ≥ m"),
    ("assume n > m; input(C); dense(M + n*K - m*K)", "units <= 40", "K", "0 ≤ K ≤ ⌊(40 − M)/(n − m)⌋"),
)


@pytest.mark.parametrize(("text", "equation", "unknown", "words"), ENDS)
def test_a_part_that_never_wins_is_not_told(text: str, equation: str, unknown: str, words: str) -> None:
    net = symcnn.parse(text)
    found: Any = symcnn.solve(net, equation, unknown)
    assert str(found).splitlines()[0].startswith(words)
    piece = found.ranges[0]
    symbols = {symbol.name: symbol for symbol in piece.greatest.free_symbols}
    tried = 0
    for n, m, most in product(range(1, 5), range(1, 4), (1, 3, 7)):
        if n <= m:
            continue
        high = piece.greatest.subs({symbols["n"]: n, symbols["m"]: m, symbols["M"]: most})
        width = n - m + (1 if " + K + " in text else 0)
        right = [K for K in range(60) if 1 <= K * width + most <= 40]
        assert right == [K for K in range(60) if piece.least <= K <= high], (n, m, most)
        tried += 1
    assert tried == 18
