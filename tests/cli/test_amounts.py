"""Amounts on the command line: in a unit on demand, grouped by thousands, as ratios, and as 1G in a question."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import pytest

import symcnn

if TYPE_CHECKING:
    from collections.abc import Callable

    Run = Callable[..., tuple[int, str, str]]


def test_numbers_are_rounded_to_a_unit(run: Run) -> None:
    page = run("derive", "resnet50", "--numbers", "--by", "1", "--columns", "params,macs", "--units", "M")[1]
    assert "25.6 M" in page
    assert "4,089 M" in page
    assert "7×7×2,048 " in page
    page = run("derive", "resnet50", "--numbers", "--by", "1", "--columns", "macs", "--units", "G")[1]
    assert "4.09 G" in page


def test_csv_and_json_stay_exact(run: Run) -> None:
    for format_ in ("csv", "json"):
        arguments = ("derive", "lenet5", "--numbers", "--format", format_)
        assert run(*arguments, "--units", "k")[1] == run(*arguments)[1]


def test_an_unknown_unit_is_refused(fails: Callable[..., str]) -> None:
    assert "there is k, M, G, Ki, Mi" in fails(1, "derive", "lenet5", "--units", "million")


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [
        ("resnet50", "mobilenet_v2", "ratio: 3,194,629/438,109, 7.29 times"),
        ("lenet5", "alexnet", "ratio: 1,500/1,527,521, about 1/1,018"),
        ("vgg16", "vgg19", "4 % less"),
    ],
)
def test_large_ratios_are_so_many_times(run: Run, first: str, second: str, said: str) -> None:
    assert said in run("compare", first, second, "--numbers")[1]


def test_several_quantities_are_compared(run: Run) -> None:
    page = run("compare", "vgg16", "vgg19", "--of", "params,macs", "--numbers")[1]
    assert [line for line in page.splitlines() if not line.startswith(" ")] == ["parameters", "MACs"]
    rows = list(
        csv.DictReader(
            io.StringIO(
                run("compare", "vgg16", "vgg19", "--of", "params,macs", "--numbers", "--format", "csv")[1], newline=""
            )
        )
    )
    assert [row["quantity"] for row in rows] == ["parameters"] * 4 + ["MACs"] * 4


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("macs <= 1.5G", "macs <= 1500000000"),
        ("params <= 100k", "params <= 10^5"),
        ("params <= 2 Mi", "params <= 2^21"),
        ("params <= 1.0005k", "params <= 2001/2"),
    ],
)
def test_a_prefix_behind_a_number_multiplies_it(short: str, long: str) -> None:
    net = symcnn.parse("input(32, 32, 3); conv(3, K)")
    assert str(symcnn.solve(net, short, "K")) == str(symcnn.solve(net, long, "K"))


def test_a_letter_of_the_network_is_no_prefix(fails: Callable[..., str]) -> None:
    assert "write 3*M for a product" in fails(2, "solve", "lenet5", "macs <= 3M", "--for", "W")


def test_thousands_are_grouped_everywhere(run: Run) -> None:
    assert "60,000 parameters" in symcnn.load("lenet5").numbers().summary()
    for verb in (("explain", "lenet5"), ("derive", "lenet5", "--numbers")):
        page = run(*verb)[1]
        assert "48,120" in page
        assert "48120" not in page
