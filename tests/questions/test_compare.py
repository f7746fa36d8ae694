"""Comparisons that papers publish, and differences, ratios and cheapness against numbers."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from typing import Any

import pytest
from sympy import Max

import symcnn
import symcnn.analysis.compare as comparing
from symcnn.errors import SymcnnError

SEPARABLE = "input(W, H, M); conv(F, M, padding=P, groups=M, bias=false); conv(1, N, bias=false)"
STANDARD = "input(W, H, M); conv(F, N, padding=P, bias=false)"


def compare(first: str, second: str, of: str, **values: int) -> Any:
    one, other = (_put(symcnn.parse(text), values) for text in (first, second))
    return symcnn.compare(one, other, of=of)


def _put(net: Any, values: dict[str, int]) -> Any:
    return net.at(**{name: value for name, value in values.items() if name in net.symbols})


@pytest.mark.slow
def test_depthwise_separable_against_standard() -> None:
    """1/N + 1/F²: Howard et al. 2017, section 3.1."""
    found = compare(SEPARABLE, STANDARD, "macs")
    assert "first/second: 1/F² + 1/N" in str(found)
    for f, n in product((1, 3, 5), (1, 8, 64)):
        named = {symbol: {"F": f, "N": n}[symbol.name] for symbol in found.ratio.free_symbols}
        assert found.ratio.subs(named) == Fraction(1, n) + Fraction(1, f**2)


def test_three_small_kernels_against_a_large_one() -> None:
    """27C² against 49C², 81 % more: Simonyan and Zisserman 2015, section 2.3."""
    large = "input(W, H, C); conv(7, C, padding=3, bias=false)"
    small = "input(W, H, C); repeat 3 { conv(3, C, padding=1, bias=false) }"
    found = compare(large, small, "params")
    assert (found.ratio.p, found.ratio.q) == (49, 27)
    assert "81 % more" in str(found)
    assert "first is never cheaper" in str(found)
    assert "first is always cheaper" in str(compare(small, large, "params"))


def test_amounts_whose_symbols_stay_are_not_built_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """SymPy compares the values of a maximum for long whenever a symbol is put in, for itself too."""
    first = symcnn.parse("input(W, 1); conv(1, max(K, L) + max(2*K, M))")
    second = symcnn.parse("input(W, 1); conv(1, max(K, L))")
    amounts, compared = (first.params, second.params), []
    monkeypatch.setattr(Max, "_is_connected", classmethod(lambda _kind, *values: compared.append(values)))
    found = symcnn.compare(first, second)
    assert (found.first, found.second) == amounts
    assert not compared


def test_basic_against_bottleneck_block() -> None:
    """Both 'have similar time complexity' at 64 and 256 maps: He et al. 2016, figure 5."""
    basic = "input(W, H, C); conv(3, C, padding=1, bias=false); conv(3, C, padding=1, bias=false)"
    bottleneck = "input(W, H, 4*C); conv(1, C, bias=false); conv(3, C, padding=1, bias=false); conv(1, 4*C, bias=false)"
    found = compare(basic, bottleneck, "params")
    assert (found.ratio.p, found.ratio.q) == (18, 17)


def test_global_pooling_against_a_dense_head() -> None:
    """C·N·(H·W - 1) weights less: Lin, Chen and Yan 2014, section 3.2."""
    found = compare("input(W, H, C); dense(N)", "input(W, H, C); gap; dense(N)", "params")
    values = {"W": 7, "H": 5, "C": 3, "N": 10}
    assert (
        found.difference.subs({symbol: values[symbol.name] for symbol in found.difference.free_symbols}) == 3 * 10 * 34
    )


@pytest.mark.parametrize("of", ["params", "macs", "connections", "units", "depth"])
def test_all_quantities(of: str) -> None:
    first, second = "input(9, 9, C); conv(3, K); conv(3, K)", "input(9, 9, C); conv(5, K)"
    found = compare(first, second, of)
    for c, k in product((1, 3, 16), (1, 4, 9)):
        numbers = [symcnn.parse(text).at(C=c, K=k).quantity(of) for text in (first, second)]
        named = {symbol: {"C": c, "K": k}[symbol.name] for symbol in found.difference.free_symbols}
        assert found.difference.subs(named) == numbers[0] - numbers[1]
        values = {symbol: {"C": c, "K": k}[symbol.name] for symbol in found.ratio.free_symbols}
        assert found.ratio.subs(values) * numbers[1] == numbers[0]


def test_when_the_first_is_cheaper() -> None:
    """A dense layer through a bottleneck of r against a direct one, for every small r."""
    found = compare(
        "input(100); dense(r, bias=false); dense(60, bias=false)", "input(100); dense(60, bias=false)", "params"
    )
    (symbol,) = found.symbols
    cheaper = found.cheaper(symbol)
    for r in range(1, 80):
        assert (r in cheaper) == (100 * r + 60 * r < 6000)


def test_what_cannot_be_compared() -> None:
    net = symcnn.parse("input(8, 8, 3); conv(3, K)")
    with pytest.raises(SymcnnError, match='no quantity "parms"'):
        symcnn.compare(net, net, of="parms")
    with pytest.raises(SymcnnError, match='no symbol "Q"'):
        symcnn.compare(net, net, unknown="Q").report()
    nothing = symcnn.parse("input(8, 8, 3); maxpool(2)")
    assert symcnn.compare(net, nothing).ratio is None


def test_one_name_declared_in_two_ways() -> None:
    first = symcnn.parse("network A(C: integer >= 0) { input(8, 8, C + 1); conv(1, 2) }")
    second = symcnn.parse("input(8, 8, C); conv(1, 2)")
    assert symcnn.compare(first, second).difference == 2


def test_growth_uses_the_conditions() -> None:
    net = symcnn.parse("input(W, W, D); conv(F, K); conv(F, K)")
    text = str(symcnn.leading(net, "K"))
    assert "parameters: F²K², grows as K²" in text
    assert "not decided" not in text
    assert "grows as W" in str(symcnn.leading(symcnn.load("lenet5"), "W"))


@pytest.mark.parametrize(("first", "second", "of", "symbol", "limits"), [
    ("input(W, W, 4); conv(5, 4)", "input(W, W, 4); conv(3, 4); conv(3, 4)", "macs", "W", {}),
    ("assume K >= 10; input(9); dense(K)", "input(9); dense(20)", "params", "K", {}),
    ("input(9); dense(K)", "assume K % 3 == 1; input(9); dense(20)\nlet a = K", "params", "K", {}),
    ("input(2); repeat K - 1 { linear(2) }", "input(2); repeat K - 1 { linear(3); linear(2) }", "macs", "K", {}),
    ("input(2); repeat K { dense(3); dense(2) }", "input(2); repeat 2*K { dense(2) }", "params", "K", {}),
])  # fmt: skip
def test_cheaper_only_where_both_can_be(first: str, second: str, of: str, symbol: str, limits: dict[str, int]) -> None:
    found = compare(first, second, of, **limits)
    (known,) = (candidate for candidate in found.symbols if candidate.name == symbol)
    cheaper = found.cheaper(known)
    for value in range(1, 60):
        costs = []
        for text in (first, second):
            try:
                net = symcnn.parse(text)
                costs.append(net.at(**({symbol: value} if symbol in net.symbols else {})).quantity(of))
            except SymcnnError:
                break
        expected = len(costs) == 2 and bool(costs[0] < costs[1])
        assert (value in cheaper) == expected, (value, costs)


def test_a_factor_that_may_be_0_leaves_the_same_cost() -> None:
    found = compare(
        "input(2); repeat n - 1 { linear(2) }",
        "input(2); repeat n - 1 { maximum { { linear(F); maxout(3) } {} } }",
        "macs",
    )
    n, F = (next(known for known in found.symbols if known.name == name) for name in ("n", "F"))  # noqa: N806
    assert "never" not in str(found)
    assert "always" not in str(found)
    assert str(found.cheaper(n)) == "n ≥ 2 if F = 6"
    assert str(found.cheaper(F)) == "F = 6 if n ≥ 2"


def test_several_symbols_share_the_steps_that_one_has(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(comparing, "SHARES", 1_000_000)
    one, other = (symcnn.parse(text) for text in ("input(W, W, 3); conv(F, 8)", "input(W, W, 3); conv(3, M)"))
    assert "where by F, M: not decided" in str(symcnn.compare(one, other))
    assert "first is cheaper where M ≥ ⌊(6F² + 9)/7⌋" in str(symcnn.compare(one, other, unknown="M"))
    monkeypatch.undo()
    assert "not decided" not in str(symcnn.compare(one, other))


def test_a_common_factor_is_positive_by_what_the_networks_ask() -> None:
    lenet = symcnn.load("lenet5")
    found = symcnn.compare(lenet, lenet, "macs")
    assert "never" in str(found)
    assert "1 < 1 does not hold" in found.render("json")
    padded = compare("input(W, W, 2); conv(3, K)", "input(W, W, 2); conv(3, 5)", "macs")
    assert "K ≤ 4" in str(padded)


@pytest.mark.parametrize(
    ("of", "first", "second"),
    [
        ("A.params", "28*K", "76*K"),
        ("B.field.H", "7", "9"),
        ("field.W", "F + 4", "F + 4"),
        ("max(B.D, 3)", "8", "8"),
    ],
)
def test_what_one_layer_has(of: str, first: str, second: str) -> None:
    one, other = (
        f"input(W, H, 3); A: conv((F, {height}), K, stride=(2, 1), bias=false); B: conv(3, 8)" for height in (5, 7)
    )
    found = (
        compare(one, other, of)
        if of != "A.params"
        else compare("input(8, 8, 3); A: conv(3, K); B: conv(3, 8)", "input(8, 8, 3); A: conv(5, K); B: conv(3, 8)", of)
    )
    assert [str(found.first), str(found.second)] == [first, second]


def test_what_no_layer_has() -> None:
    for of in ("A.params", "A.field.W", "field.Q"):
        with pytest.raises(SymcnnError):
            compare("input(8, 8, 3); conv(3, K)", "input(8, 8, 3); conv(3, K)", of)
