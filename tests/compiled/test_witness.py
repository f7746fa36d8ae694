"""Every language that formulas are compiled to gives, at random points, what derivation in numbers gives."""

from __future__ import annotations

import random
import shutil
from fractions import Fraction
from functools import cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, NamedTuple

import pytest
from compiled_runs import WAYS, by_derivation, drawn_points, totals_of
from fast_rows import some_fast

import symcnn

if TYPE_CHECKING:
    from compiled_runs import Point, Values

NEEDS = {"c": shutil.which("cc"), "node": shutil.which("node"), "duckdb": find_spec("duckdb")}
PLACES = [pytest.param(way, marks=pytest.mark.skipif(not NEEDS.get(way, True), reason=f"no {way}")) for way in WAYS]
FAMILIES = ("densenet", "wide_resnet", "mobilenet_v2")
MANY = ("lenet5", "tcn", "unet", "regnety", "hourglass", "resnet_bottleneck", "vgg", "shufflenet_v1", "se_resnet50")


class Expected(NamedTuple):
    """What every way has to give: the values of a network at points, found by derivation in numbers."""

    net: symcnn.Network
    of: str
    points: list[Point]
    values: list[Values]


@cache
def drawn_of(name: str, count: int, seed: int) -> Expected:
    net = symcnn.load(name)
    of = ", ".join(totals_of(net))
    points = drawn_points(net, net.function(of).symbols, count, seed)
    return Expected(net, of, points, by_derivation(net, of, points))


def differing(name: str, way: str, count: int, seed: int) -> list[object]:
    """Points at which a way differs from derivation in numbers."""
    net, of, points, expected = drawn_of(name, count, seed)
    found = WAYS[way](net, of, points)
    assert any(value is not None for value in expected)
    return [row for row in zip(points, expected, found, strict=True) if row[1] != row[2]]


@pytest.mark.parametrize("way", PLACES)
@pytest.mark.parametrize("name", some_fast(FAMILIES))
def test_it_is_what_derivation_in_numbers_gives(name: str, way: str) -> None:
    assert not differing(name, way, 8, seed=3)


@pytest.mark.slow
@pytest.mark.parametrize("way", PLACES)
@pytest.mark.parametrize("name", MANY)
def test_many_networks_give_it(name: str, way: str) -> None:
    assert not differing(name, way, 40, seed=11)


@pytest.mark.parametrize("way", PLACES)
def test_a_large_network_neither_wraps_nor_rounds(way: str) -> None:
    net = symcnn.load("resnet_bottleneck")
    point = {**net.function("macs").defaults, "C": 10**5, "W": 10**5, "H": 10**5}
    (expected,), (found,) = by_derivation(net, "macs", [point]), WAYS[way](net, "macs", [point])
    assert found == expected
    assert expected is not None
    assert expected[0] > 2**63


@pytest.mark.parametrize("way", PLACES)
def test_coefficients_that_are_fractions_stay_exact(way: str) -> None:
    net = symcnn.load("wide_resnet")
    point = {**net.function("params").defaults, "n": 10, "k": 2}
    assert WAYS[way](net, "params", [point]) == [(303706,)]


@pytest.mark.parametrize("way", PLACES)
def test_a_result_that_is_a_fraction_is_one_or_is_refused(way: str) -> None:
    net = symcnn.parse("input(W, 3); conv(3, 8)")
    if way == "duckdb":
        import duckdb

        with pytest.raises(duckdb.Error, match="no whole number"):
            WAYS[way](net, "macs/params", [{"W": 33}])
    else:
        refused = None if way == "c" else (Fraction(31 * 72, 80),)
        assert WAYS[way](net, "macs/params", [{"W": 33}]) == [refused]
    assert WAYS[way](net, "macs/params", [{"W": 2}, {"W": 12}]) == [None, (9,)]


@pytest.mark.parametrize("way", PLACES)
def test_a_sum_that_does_not_close_runs_as_a_loop(way: str) -> None:
    net = symcnn.parse("input(W, 3); repeat n as i { conv(3, 2^(i*i), padding=1) }")
    points = [{"W": w, "n": n} for w in (1, 7) for n in (1, 2, 3, 4)]
    assert WAYS[way](net, "params", points) == by_derivation(net, "params", points)


NO_TURN_IS_THE_HARDEST = (
    "input(W, 3); repeat n as i { conv(i*i - 5*i + 9, 4) }",
    "input(W, 3); repeat n as i { conv(2^i + 1 - 6*i, 4, padding=same) }",
    "input(W, 3); repeat n as i { repeat m as j { conv(i*i - 5*i + 9 + j*j - 3*j, 4) } }",
    "input(W, 3); repeat n as i { conv(3, C*(i - 2)*(i - 3), padding=1) }",
)


@cache
def with_hardest_turns(text: str) -> Expected:
    net = symcnn.parse(text)
    chance = random.Random(1)
    symbols = net.function("params").symbols
    points: list[Point] = [{name: chance.randint(1, 40 if name == "W" else 7) for name in symbols} for _ in range(40)]
    return Expected(net, "params, macs", points, by_derivation(net, "params, macs", points))


@pytest.mark.parametrize("way", PLACES)
@pytest.mark.parametrize("text", NO_TURN_IS_THE_HARDEST)
def test_a_condition_on_the_least_of_all_turns_is_asked_in_a_loop(text: str, way: str) -> None:
    net, of, points, expected = with_hardest_turns(text)
    assert any("min[" in str(condition) for condition in net.conditions)
    assert 0 < expected.count(None) < len(points)
    assert WAYS[way](net, of, points) == expected


TAKEN_NAMES = (
    {"while": 8, "lambda": 9, "select": 4, "t1": 5},
    {"INT64_MAX": 8, "uint8_t": 9, "raised": 4, "turns": 5},
)


@pytest.mark.parametrize("point", TAKEN_NAMES)
def test_names_that_mean_something_elsewhere_are_told_apart(point: dict[str, int]) -> None:
    width, height, depth, units = point
    net = symcnn.parse(f"input({width}, {height}, 3); C1: conv(3, {depth}); dense({units})")
    expected = by_derivation(net, "params, macs, C1.W", [point])
    for way, needed in ((way, NEEDS.get(way, True)) for way in WAYS):
        if needed:
            assert WAYS[way](net, "params, macs, C1.W", [point]) == expected


@cache
def with_filters(quotient: str) -> Expected:
    net = symcnn.parse(f"input(9, 9, 3); repeat n as i {{ conv(3, {quotient}, padding=1) }}; dense(5)")
    points: list[Point] = [{"n": n, "C": c} for n in range(1, 6) for c in (1, 6, 12, 60, 61, 120)]
    return Expected(net, "params, macs", points, by_derivation(net, "params, macs", points))


@pytest.mark.parametrize("way", PLACES)
@pytest.mark.parametrize("quotient", ["C/(i + 1)", "12*C/((i - 4)*(i - 5))", "8 + C/(n*(i + 1))"])
def test_a_sum_of_fractions_with_denominators_of_their_own_is_exact(quotient: str, way: str) -> None:
    net, of, points, expected = with_filters(quotient)
    assert len({*expected}) > 3
    assert WAYS[way](net, of, points) == expected


def asked_in_duckdb(columns: str, row: str) -> list[dict[str, object]]:
    """What a query of a small network gives for a table with one row."""
    import duckdb

    query = symcnn.parse("input(W, 3); maxpool(2); conv(3, 8)").function("macs", "sql", over={"W": "1..99"}).source
    connection = duckdb.connect()
    connection.execute(f"CREATE TABLE designs AS SELECT * FROM (VALUES {row}) AS designs({columns})")  # noqa: S608
    found = connection.execute(query)
    names = [column[0] for column in found.description]
    return [dict(zip(names, values, strict=True)) for values in found.fetchall()]


@pytest.mark.skipif(not NEEDS["duckdb"], reason="no duckdb")
@pytest.mark.parametrize("other", ["legal", "macs", "i0_", "t1", "value_macs", "LEGAL"])
def test_columns_of_a_table_of_any_name_change_no_answer(other: str) -> None:
    for width in (2, 33):
        (alone,), (beside,) = asked_in_duckdb("W", f"({width})"), asked_in_duckdb(f"W, {other}", f"({width}, 0)")
        assert beside | alone == beside
        assert alone["macs"] == (14 * 72 if width > 2 else None)


@pytest.mark.skipif(not NEEDS["duckdb"], reason="no duckdb")
@pytest.mark.parametrize("kind", ["DOUBLE", "DECIMAL(9, 1)"])
def test_a_fraction_for_a_whole_number_is_refused_by_duckdb(kind: str) -> None:
    import duckdb

    (found,) = asked_in_duckdb("W", f"(CAST(33 AS {kind}))")
    assert found["macs"] == 14 * 72
    with pytest.raises(duckdb.Error, match="outside of the range"):
        asked_in_duckdb("W", f"(CAST(33.5 AS {kind}))")


@pytest.mark.parametrize("way", [place for place in PLACES if place.values[0] in ("python", "numpy", "node")])
def test_a_fraction_for_a_whole_number_has_no_network(way: str) -> None:
    net = symcnn.parse("input(W, 3); conv(3, 8)")
    points = [{"W": Fraction(33, 2)}, {"W": Fraction(33, 1)}]
    assert WAYS[way](net, "params", points) == [None, (80,)]
