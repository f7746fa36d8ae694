"""A network at many values: one derivation in symbols gives what each value gives by itself."""

from __future__ import annotations

from fractions import Fraction

import pytest

import symcnn
from symcnn.analysis.measures import read_measures
from symcnn.analysis.sweep import FEW, Sweep, left_open, sweep
from symcnn.errors import ArgumentMistake, NameMistake, Unavailable

NETWORKS = [
    ("lenet5", {"H": "W"}, "macs, params, C3.W, S4.units, macs/params, training", "W", range(29, 60)),
    ("resnet18", {"H": "W"}, "macs, units, running, buffers, field", "W", range(1, 70, 3)),
    ("alexnet", {"H": "W"}, "macs, connections", "W", range(55, 90)),
    ("unet", {"H": "W"}, "macs, params", "W", range(180, 240, 4)),
    ("vgg16", {}, "params, macs", "C", range(1, 12)),
    ("densenet", {}, "params, depth", "L", range(7, 33)),
    ("resnet_bottleneck", {}, "params, depth, field", "n_3", range(9)),
    ("mobilenet_v1", {}, "params, macs", "alpha", [Fraction(n, 16) for n in range(17)]),
]


def swept(name: str, of: str, symbol: str, values: list[int | Fraction], **settings: str) -> Sweep:
    return sweep(left_open(symcnn.load(name).at(**settings), symbol), read_measures(of), symbol, tuple(values))


@pytest.mark.parametrize(("name", "settings", "of", "symbol", "values"), NETWORKS, ids=[row[0] for row in NETWORKS])
def test_symbols_and_numbers_agree(
    name: str, settings: dict[str, str], of: str, symbol: str, values: list[int | Fraction]
) -> None:
    together = swept(name, of, symbol, list(values), **settings)
    assert len(together.points) == len(values) > FEW
    for point in together.points:
        if point.reason:
            with pytest.raises(symcnn.TextError):
                swept(name, of, symbol, [point.at], **settings)
        else:
            assert swept(name, of, symbol, [point.at], **settings).points == (point,)


@pytest.mark.parametrize(
    ("name", "size", "macs"),
    [("vgg16", 224, 15_470_264_320), ("resnet50", 224, 4_089_184_256), ("mobilenet_v1", 224, 568_740_352)],
)
def test_published_numbers_lie_on_the_curve(name: str, size: int, macs: int) -> None:
    points = swept(name, "macs", "W", list(range(size - 5, size + 6)), H="W").points
    assert next(point for point in points if point.at == size).amounts == (macs,)


def test_gaps_say_why() -> None:
    found = swept("lenet5", "macs", "W", list(range(28, 40)))
    assert [point.at for point in found.gaps] == [28, 29, 30, 31]
    assert found.reasons == ("W ≥ 32 (C5: the kernel must fit into the padded input)",)
    assert len(swept("densenet", "params", "L", list(range(7, 40))).gaps) == 22


def test_what_no_value_mends_is_an_error() -> None:
    with pytest.raises(symcnn.TextError, match="the kernel must fit"):
        swept("lenet5", "macs", "W", list(range(1, 20)))
    with pytest.raises(ArgumentMistake, match="must be a positive whole number"):
        swept("lenet5", "macs", "W", [Fraction(1, 2), Fraction(3, 2)])


def test_an_unknown_symbol_or_one_with_a_value() -> None:
    with pytest.raises(NameMistake, match=r'"alhpa"(.|\n)*did you mean "alpha"'):
        left_open(symcnn.load("mobilenet_v1"), "alhpa")
    with pytest.raises(ArgumentMistake, match="W has a value already"):
        left_open(symcnn.load("lenet5").at(W=32), "W")


def test_other_symbols_need_numbers() -> None:
    net = symcnn.parse("input(W, H, D); conv(F, K)")
    with pytest.raises(Unavailable, match="W, H, D, F"):
        sweep(left_open(net, "K"), read_measures("macs"), "K", tuple(range(1, 10)))
    tied = left_open(symcnn.load("lenet5").at(W="2*n"), "D")
    with pytest.raises(Unavailable, match="no value is given for n"):
        sweep(tied, read_measures("macs"), "D", tuple(range(1, 10)))


def test_a_symbol_that_a_value_brought_along() -> None:
    net = left_open(symcnn.load("lenet5").at(W="4*n", H="4*n"), "n")
    points = sweep(net, read_measures("macs"), "n", tuple(range(6, 20))).points
    expected = [symcnn.load("lenet5").numbers(W=4 * n, H=4 * n).macs for n in range(8, 20)]
    assert [point.amounts[0] for point in points if not point.reason] == expected


@pytest.mark.parametrize(
    ("of", "said"),
    [
        ("parms", 'did you mean "params"?'),
        ("feild", 'did you mean "field"?'),
        ("C4.W", 'there is no layer "C4"'),
        ("C3.V", '"C3" has no "V"'),
        ("C3.X", "this has 2 values"),
        ("macs <= 3", "is no number"),
        ("macs,", "missing"),
        ("macs/(", "never closed"),
        ("__import__('os')", "without quotes"),
    ],
)
def test_what_cannot_be_measured(of: str, said: str) -> None:
    with pytest.raises(symcnn.TextError) as mistake:
        swept("lenet5", of, "W", list(range(32, 64)))
    assert said in str(mistake.value)


def test_words_for_axes() -> None:
    found = read_measures("params, macs/params, C1.W, C2.W, C1.params, max(C1.W, C2.W), params")
    assert [measure.heading for measure in found] == [
        "parameters",
        "MACs/parameters",
        "width of C1",
        "width of C2",
        "parameters of C1",
        "max(width of C1, width of C2)",
    ]
    assert [measure.unit for measure in found][2:5] == ["width", "width", "parameters"]


@pytest.mark.parametrize(
    ("text", "of", "symbol", "wanted"),
    [
        ("input(W, W, 3); conv(F, 8)", "params", "F", [8 * (3 * f * f + 1) for f in range(1, 10)]),
        ("input(W, W, 3); repeat n { conv(3, 8, dilation=2) }", "field", "n", [4 * n + 1 for n in range(1, 10)]),
        ("input(W, H, D); conv(3, K); gap; dense(K)", "params/K", "D", [9 * d + 1 + 6 + 1 for d in range(1, 10)]),
    ],
)
def test_a_symbol_that_the_quantity_does_not_hold_needs_no_value(
    text: str, of: str, symbol: str, wanted: list[int]
) -> None:
    net = symcnn.parse(text).at(**({"K": 6} if "K" in text else {}))
    for few in (2, 9):
        found = sweep(left_open(net, symbol), read_measures(of), symbol, tuple(range(1, few + 1)))
        assert [point.amounts for point in found.points] == [(amount,) for amount in wanted[:few]]
    with pytest.raises(Unavailable, match="no default is given for"):
        sweep(left_open(net, symbol), read_measures("macs"), symbol, (5, 6))


def test_only_symbols_that_the_quantity_holds_are_asked_for() -> None:
    net = symcnn.parse("input(W, W, D); repeat n { conv(F, 8, stride=S) }")
    for of, missing in (("params", "D, F"), ("field", "F, S"), ("jump", "S"), ("macs", "W, D, F, S")):
        with pytest.raises(Unavailable) as mistake:
            sweep(left_open(net, "n"), read_measures(of), "n", (5, 6))
        assert mistake.value.message == f"no default is given for {missing}"
