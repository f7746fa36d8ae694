"""Bounds of what is solved for: fractions where it may be one, else a word about why not."""

from __future__ import annotations

from fractions import Fraction

import pytest

import symcnn
from symcnn.errors import ArgumentMistake

NET = "network N(a: real > 0, K) { input(8, 3); conv(3, floor(a*4)); conv(1, K) }"


@pytest.mark.parametrize("bounds", [("1/8", "2"), (Fraction(1, 8), 2), ("0.125", 2)])
def test_a_symbol_that_may_be_a_fraction_has_fractions_as_bounds(bounds: tuple[str | int, str | int]) -> None:
    net = symcnn.parse(NET).at(K=1)
    assert str(symcnn.solve(net, "conv1.params <= 100", "a", bounds={"a": bounds})) == "1/4 ≤ a ≤ 2"
    found = symcnn.solve(net, "conv1.params <= 100", "a", bounds={"a": ("3/2", "11/4")})
    assert str(found) == "3/2 ≤ a < 11/4"
    for a in (Fraction(3, 2), Fraction(27, 10)):
        assert net.at(a=a)["conv1"].params <= 100
    assert net.at(a=Fraction(11, 4))["conv1"].params > 100


@pytest.mark.parametrize(
    ("unknown", "bounds", "words"),
    [
        ("K", {"K": ("1/2", 3)}, "a header declares what may be a fraction"),
        ("K", {"K": ("x", 3)}, "the bounds of K are numbers"),
        ("K", {"K": (0.5, 3)}, "no exact number|not an exact number"),
        ("K", {"K": (5, 3)}, "the least value stands first"),
        ("a,K", {"a": (1, 3)}, "a may be any fraction, so it stands last"),
        ("a,K", {"a": ("1/2", "3/2")}, "a may be any fraction, so it stands last"),
        ("K,a", {"K": ("1/2", "3/2")}, "K is a whole number"),
    ],
)
def test_what_bounds_cannot_be(unknown: str, bounds: dict[str, tuple[str, str]], words: str) -> None:
    with pytest.raises(ArgumentMistake, match=words):
        symcnn.solve(symcnn.parse(NET), "params <= 400", unknown, bounds=bounds)


def test_a_choice_of_whole_numbers_before_a_fraction() -> None:
    found = symcnn.solve(symcnn.parse(NET), "params <= 100", "K,a", bounds={"K": (1, 2), "a": ("1/4", 2)})
    assert str(found).splitlines() == ["K = 1: 1/4 ≤ a ≤ 2", "K = 2: 1/4 ≤ a ≤ 2"]


@pytest.mark.parametrize("fact", ["r >= 5*r", "r <= 0", "2*r + 1 <= 1", "r < 0"])
@pytest.mark.parametrize("other", ["D - r < 2", "D >= 1", "D/r >= 1"])
def test_what_is_above_0_is_not_assumed_below_it(fact: str, other: str) -> None:
    """Beside a fact whose proof divides by it; what may be 0 may be assumed to be."""
    text = "network N(D, Z, r: real {} 0) {{ assume {}; assume {}; input(Z, 1); pad(D) }}"
    with pytest.raises(symcnn.SymcnnError, match="can never hold"):
        symcnn.parse(text.format(">", other, fact)).table()
    if fact != "r < 0" and "/" not in other:
        assert symcnn.parse(text.format(">=", other, fact)).table()
