"""What a header declares of its symbols holds for what is put in for them: asked for where symbols leave it open."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from typing import TYPE_CHECKING

import formula_values
import pytest
import sympy

import symcnn
from symcnn import errors

if TYPE_CHECKING:
    from collections.abc import Mapping

NET = symcnn.parse("""
    network Whole(W, P: integer >= 3, K: integer <= 4, q: integer, r: real > 0, B: boolean) {
        input(W, 3); pad(abs(q)); conv(1, max(1, K) + floor(r) + B); pad(P)
    }
""")
TRIED: Mapping[str, tuple[int | Fraction, ...]] = {
    "W": (1, 2, 3, 4, 5, 8),
    "Q": (1, 2, 3, 4),
    "P": (3, 4, 5),
    "q": (-3, -1, 0, 1, 2),
    "r": (Fraction(1, 2), 1, Fraction(3, 2), 2),
}
"""Values that a symbol may have by its own declaration, or as a new one."""


@pytest.mark.parametrize(
    "put",
    [
        {"P": "Q"},
        {"P": "W - 1"},
        {"K": "W"},
        {"K": "W + q"},
        {"W": "P", "P": "W"},
        {"W": "q"},
        {"W": "r"},
        {"q": "W/2"},
        {"q": "r + P"},
        {"r": "1/W"},
        {"r": "P - W"},
        {"r": "1/q"},
        {"B": "W"},
        {"B": "W - 1"},
        {"B": "q"},
    ],
    ids=str,
)
def test_there_is_a_network_exactly_where_all_conditions_hold(put: Mapping[str, str]) -> None:
    net = NET.at(**put)
    names = [name for name in net.open_symbols if name in " ".join(put.values())]
    rest = {"W": 5, "P": 3, "K": 1, "q": 0, "r": 1, "B": 0}
    net = net.at(**{name: value for name, value in rest.items() if name not in put and name not in names})
    conditions = net.conditions
    for values in product(*(TRIED[name] for name in names)):
        point = dict(zip(names, values, strict=True))
        assert exists(net, point) == hold(conditions, point), (point, conditions)


def exists(net: symcnn.Network, point: Mapping[str, int | Fraction]) -> bool:
    try:
        net.at(**point).derivation  # noqa: B018 - deriving is the question
    except (errors.ShapeMistake, errors.ArgumentMistake, errors.ArithmeticMistake):
        return False
    return True


def hold(conditions: tuple[symcnn.Condition, ...], point: Mapping[str, int | Fraction]) -> bool:
    exact = {name: Fraction(value) for name, value in point.items()}
    try:
        return all(formula_values.value(condition.formula, exact) for condition in conditions)
    except ZeroDivisionError:
        return False


def test_entries_of_a_list_are_asked_as_its_header_declares_them() -> None:
    net = symcnn.parse("network N(W, L, k[1..L]: integer >= 2) { input(W, 3); for f in k { conv(f, 4, padding=f) } }")
    assert [str(row) for row in net.at(k=["a", 3]).conditions] == [
        "a ≥ 2 (N: k must be a list, each entry a whole number >= 2)"
    ]


@pytest.mark.parametrize("name", ["W", "B"])
def test_a_root_is_no_whole_number(name: str) -> None:
    with pytest.raises(errors.ArgumentMistake, match=r"must be .*, not 2\^\(1/2\)"):
        NET.at(**{name: sympy.sqrt(2)})


def test_a_root_of_a_positive_number_is_positive() -> None:
    assert not any("r must" in row.words for row in NET.at(r=sympy.sqrt(2)).conditions)


@pytest.mark.parametrize(
    ("put", "value"), [({"r": "1/q"}, 0), ({"q": "W/(P - 3)"}, 3), ({"r": "1 if 1/q > 2 else 3"}, 0)]
)
def test_nothing_is_divided_by_zero(put: Mapping[str, str], value: int) -> None:
    name = "P" if "P" in next(iter(put.values())) else "q"
    with pytest.raises(errors.ArithmeticMistake, match="division by zero"):
        NET.at(**put).at(**{name: value})


def test_a_symbol_in_its_own_value_is_as_it_was_declared() -> None:
    with pytest.raises(errors.ArgumentMistake, match="P must be a whole number >= 3, not 5 − P"):
        NET.at(P="5 - P")


def test_what_is_put_in_for_itself_changes_nothing() -> None:
    same = NET.at(B="B", P="P")
    assert [str(row) for row in same.conditions] == [str(row) for row in NET.conditions]


def test_a_symbol_that_values_exchanged_is_as_it_was_declared() -> None:
    exchanged = NET.at(W="P", P="W")
    with pytest.raises(errors.ArgumentMistake, match="P must be a whole number >= 3, not 1"):
        exchanged.at(P=1)
    assert exchanged.at(P=4).symbols["W"] == 4
