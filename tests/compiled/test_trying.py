"""Where the algebra does not decide, all values between bounds are tried, and the answer says so."""

from __future__ import annotations

from typing import Any

import pytest

import symcnn
from symcnn.errors import SymcnnError

SUMS = "input({}, 3); repeat n as i {{ conv(3, K*2^(i*i), padding=1) }}"


def holds(net: symcnn.Network, **values: int) -> bool:
    """Whether the equation of these tests holds, by derivation in numbers."""
    try:
        return bool(net.at(**values).params % 7 == 3)
    except SymcnnError:
        return False


def test_one_unknown_is_found_by_trying_all() -> None:
    net = symcnn.parse(SUMS.format(32)).at(K=3)
    found: Any = symcnn.solve(net, "params % 7 == 3", "n", bounds={"n": (1, 12)})
    assert [n for n in range(1, 13) if n in found] == [n for n in range(1, 13) if holds(net, n=n)]
    assert "all 12 values of n within its bounds were tried" in str(found)


def test_several_unknowns_are() -> None:
    net = symcnn.parse(SUMS.format(32))
    found: Any = symcnn.solve(net, "params % 7 == 3", "K, n", bounds={"K": (1, 5), "n": (1, 6)})
    right = {(k, n) for k in range(1, 6) for n in range(1, 7) if holds(net, K=k, n=n)}
    assert {(row.given["K"], n) for row in found.rows for n in range(1, 7) if n in row} == right
    assert right
    assert not [row for row in found.rows if row.kind == "undecided"]


def test_none_is_a_proof_too() -> None:
    net = symcnn.parse(SUMS.format(32)).at(K=1)
    found: Any = symcnn.solve(net, "params == 5", "n", bounds={"n": (1, 9)})
    assert found.kind == "none"
    assert "all 9 values of n within its bounds were tried" in str(found)


@pytest.mark.parametrize(
    ("size", "bounds"), [("W", {"n": (1, 9)}), ("32", {}), ("32", {"n": (1, 10**9)})], ids=["open", "endless", "many"]
)
def test_what_is_not_tried_stays_undecided(size: str, bounds: dict[str, tuple[int, int]]) -> None:
    net = symcnn.parse(SUMS.format(size)).at(K=1)
    found: Any = symcnn.solve(net, "params % 7 == 3", "n", bounds=bounds)
    assert found.kind == "undecided"


def test_trying_ends_in_time() -> None:
    net = symcnn.parse(SUMS.format(32)).at(K=1)
    found: Any = symcnn.solve(net, "params % 7 == 3", "n", bounds={"n": (1, 90_000)}, seconds=0.2)
    assert found.kind == "undecided"
    assert "it took too long" in str(found)


def test_in_chinese() -> None:
    net = symcnn.parse(SUMS.format(32)).at(K=1)
    found: Any = symcnn.solve(net, "params <= 10^6", "n", bounds={"n": (1, 9)})
    assert "已试遍 n 在界限内的全部 9 个值" in found.render("text", language="zh")
