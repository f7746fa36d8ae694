"""Where the algebra does not decide, all values between bounds are tried, and the answer says so."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from fast_rows import some_fast

import symcnn
from symcnn.analysis.solve import solve as by_algebra
from symcnn.errors import SymcnnError

SUMS = "input({}, 3); repeat n as i {{ conv(3, K*2^(i*i), padding=1) }}"


def holds(net: symcnn.Network, **values: int) -> bool:
    """Whether the equation of these tests holds, by derivation in numbers."""
    try:
        return bool(net.at(**values).params % 7 == 3)
    except SymcnnError:
        return False


@pytest.fixture
def undecided(monkeypatch: pytest.MonkeyPatch) -> None:
    """The algebra gives up, as it may on a formula that it cannot work out."""

    def gives_up(*asked: Any, **options: Any) -> Any:
        found: Any = by_algebra(*asked, **options)
        found.answer = found.answer._replace(kind="undecided", tried=("by algebra",), numbers=None, ranges=())
        return found

    monkeypatch.setattr("symcnn.compiled.trying.solve_by_algebra", gives_up)


@pytest.mark.usefixtures("undecided")
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


@pytest.mark.usefixtures("undecided")
def test_none_is_a_proof_too() -> None:
    net = symcnn.parse(SUMS.format(32)).at(K=1)
    found: Any = symcnn.solve(net, "params == 5", "n", bounds={"n": (1, 9)})
    assert found.kind == "none"
    assert "all 9 values of n within its bounds were tried" in str(found)


@pytest.mark.usefixtures("undecided")
@pytest.mark.parametrize(
    ("size", "bounds"), [("W", {"n": (1, 9)}), ("32", {}), ("32", {"n": (1, 10**9)})], ids=["open", "endless", "many"]
)
def test_what_is_not_tried_stays_undecided(size: str, bounds: dict[str, tuple[int, int]]) -> None:
    net = symcnn.parse(SUMS.format(size)).at(K=1)
    found: Any = symcnn.solve(net, "params % 7 == 3", "n", bounds=bounds)
    assert found.kind == "undecided"
    assert ("not without values for W, as by --set W=1, net.at(W=1)" in str(found)) == (size == "W")


@pytest.mark.usefixtures("undecided")
def test_what_is_open_is_named_in_chinese() -> None:
    net = symcnn.parse(SUMS.format("W")).at(K=1)
    found: Any = symcnn.solve(net, "params % 7 == 3 and W > n", "n", bounds={"n": (1, 9)})
    assert "须先给出 W 的值，如 --set W=1" in found.render("text", language="zh")  # noqa: RUF001 - Chinese punctuation


@pytest.mark.usefixtures("undecided")
def test_trying_ends_in_time() -> None:
    net = symcnn.parse(SUMS.format(32)).at(K=1)
    found: Any = symcnn.solve(net, "params % 7 == 3", "n", bounds={"n": (1, 90_000)}, seconds=0.2)
    assert found.kind == "undecided"
    assert "it took too long" in str(found)


@pytest.mark.usefixtures("undecided")
def test_in_chinese() -> None:
    net = symcnn.parse(SUMS.format(32)).at(K=1)
    found: Any = symcnn.solve(net, "params <= 10^6", "n", bounds={"n": (1, 9)})
    assert "已试遍 n 在界限内的全部 9 个值" in found.render("text", language="zh")


SMALL = {"W": (1, 12), "F": (1, 5), "S": (1, 3)}
EQUATIONS = ("C1.W == 4", "macs <= 2000", "C1.W == W and macs % 7 == 3", "units == 32")


def points_of(found: Any, names: tuple[str, ...]) -> set[tuple[int, ...]]:
    """Every point of an answer about several unknowns."""
    low, high = SMALL[names[-1]]
    return {
        (*(row.given[name] for name in names[:-1]), last)
        for row in found.rows
        for last in range(low, high + 1)
        if last in row
    }


@pytest.mark.parametrize("text", ["input(W, 3); C1: conv(F, 8, stride=S)", "input(W, 3); C1: conv(F, 8, padding=S)"])
@pytest.mark.parametrize("equation", some_fast(EQUATIONS))
@pytest.mark.parametrize("unknowns", ["W, F, S", "S, W, F"])
def test_a_grid_gives_what_counting_gives(
    text: str, equation: str, unknowns: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from symcnn.analysis import solve

    net, names = symcnn.parse(text), tuple(unknowns.split(", "))
    right = set()
    for width, kernel, step in product(*(range(low, high + 1) for low, high in SMALL.values())):
        padded, stride = (width + 2 * step, 1) if "padding" in text else (width, step)
        if kernel > padded:
            continue
        out = (padded - kernel) // stride + 1
        macs = out * kernel * 3 * 8
        holds = (out == 4, macs <= 2000, out == width and macs % 7 == 3, out * 8 == 32)
        point = {"W": width, "F": kernel, "S": step}
        right |= {tuple(point[name] for name in names)} if holds[EQUATIONS.index(equation)] else set()
    by_algebra = symcnn.solve(net, equation, unknowns, bounds=SMALL)
    assert points_of(by_algebra, names) == right
    monkeypatch.setattr(solve, "MOST_CHOICES", 1)
    by_grid = symcnn.solve(net, equation, unknowns, bounds=SMALL)
    assert points_of(by_grid, names) == right
    assert "all 180 points within the bounds were tried" in str(by_grid)
    assert "180" in str(by_grid.render("text", language="zh"))


def test_millions_of_points_are_tried() -> None:
    net = symcnn.load("resnet_bottleneck").at(H=224, W=224, D=3, M=1000)
    bounds = {"n_1": (1, 12), "n_2": (1, 12), "n_3": (1, 24), "n_4": (1, 12), "C": (16, 256)}
    found: Any = symcnn.solve(net, "params == 25557032", "n_1, n_2, n_3, n_4, C", bounds=bounds)
    assert [(*row.given.values(), row.value) for row in found.rows] == [(3, 4, 6, 3, 64), (11, 6, 1, 4, 64)]
    assert all(net.numbers(**row.given, C=64).params == 25557032 for row in found.rows)


def test_many_values_of_one_unknown_are_tried() -> None:
    """A polynomial whose remainder the algebra does not decide."""
    net = symcnn.parse("input(32, 3); C1: conv(3, K); dense(K*K + 1)")
    bounds = {"K": (1, 200_000)}
    found: Any = symcnn.solve(net, "(params % 1009) * (macs % 1013) == 6", "K", bounds=bounds)
    right = []
    for k in range(1, 200_001):
        first, second = 9 * k, 30 * k * (k * k + 1)
        params, macs = first + k + second + k * k + 1, 30 * first + second
        right += [k] if (params % 1009) * (macs % 1013) == 6 else []
    assert right
    assert [k for k in range(1, 200_001) if k in found] == right
    assert "all 200000 values of K within its bounds were tried" in str(found)


@pytest.mark.parametrize(
    ("unknowns", "bounds", "says"),
    [
        ("W, H", {"W": (1, 3000)}, "more than 2,000 choices of W"),
        ("W, H", {"W": (1, 3000), "H": (1, 40)}, r"choices of W, and no values for M\n.* --set M=1, net.at\(M=1\)$"),
        ("W, H, M", {"W": (1, 10**6), "H": (1, 10**6), "M": (1, 10**6)}, "points could be tried in the time given"),
        ("W, H, M", {"W": (32, 3000), "H": (32, 600), "M": (1, 10)}, "more than 100,000 points"),
    ],
    ids=["no bound", "open", "endless", "many"],
)
def test_what_cannot_be_tried_is_refused(unknowns: str, bounds: dict[str, tuple[int, int]], says: str) -> None:
    net = symcnn.load("lenet5").at(D=1)
    with pytest.raises(SymcnnError, match=says):
        symcnn.solve(net, "macs >= 10", unknowns, bounds=bounds, seconds=0.3)
