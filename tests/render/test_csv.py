"""CSV as it is printed: records of one length, exact numbers, formulas that can be read back, nothing that runs."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import pytest

import symcnn
from symcnn.algebra.exact.arithmetic import Exact
from symcnn.algebra.exact.evaluate import evaluate
from symcnn.derive.work_shown import EqualityChain, LayerWork
from symcnn.formula import name as symbol
from symcnn.formula import negative
from symcnn.render.content.derivation_steps import WorkPage
from symcnn.render.printers.csv import render
from symcnn.syntax.parser import parse_expression

if TYPE_CHECKING:
    from collections.abc import Callable

    from symcnn.analysis.answer import Reportable


def rows_of(page: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(page, newline="")))


def test_every_record_ends_with_a_carriage_return_and_a_line_feed() -> None:
    page = symcnn.load("lenet5").table("csv") + "\r\n"
    assert page.count("\r\n") == page.count("\n")
    assert len({len(row) for row in csv.reader(io.StringIO(page, newline=""))}) == 1


def test_numbers_are_exact_and_not_grouped() -> None:
    rows = rows_of(symcnn.load("lenet5").numbers().table("csv"))
    total = next(row for row in rows if row["row"] == "total")
    assert [total[key] for key in ("units", "parameters", "connections", "MACs")] == [
        "8094",
        "60000",
        "340908",
        "326520",
    ]
    first = next(row for row in rows if row["layer"] == "C1")
    assert (first["W"], first["H"], first["D"]) == ("28", "28", "6")


def test_formulas_are_read_back_by_the_language() -> None:
    net = symcnn.load("lenet5")
    rows = rows_of(net.table("csv"))
    values = {"W": 32, "H": 32, "D": 1, "M": 10}
    for row, layer in zip([row for row in rows if row["row"] == "layer"], net.numbers(), strict=True):
        assert evaluate(parse_expression(row["connections"]), dict(values), Exact()) == layer.connections
    asked = [row for row in rows if row["row"] == "if"]
    assert [row["definition"] for row in asked] == ["W >= 32", "H >= 32"]
    assert asked[0]["remark"] == "the kernel must fit into the padded input"


def test_a_share_is_its_fraction() -> None:
    rows = rows_of(symcnn.load("lenet5").numbers().table("csv", columns="params", shares=True))
    assert next(row for row in rows if row["layer"] == "C1")["share"] == "0.0026"


def test_a_formula_that_starts_with_a_sign_stands_in_brackets() -> None:
    page = render(WorkPage((LayerWork("a", "a()", "", (EqualityChain(symbol("X"), (negative(symbol("W")),)),)),)))
    assert page.splitlines()[1] == "a,X,1,(-W)"


@pytest.mark.parametrize("page", [
    lambda: symcnn.sheet(format="csv"),
    lambda: symcnn.load("lenet5").explain(format="csv"),
    lambda: symcnn.sizes(symcnn.load("lenet5"))[0].render("csv"),
    lambda: symcnn.load("lenet5").reconcile().render("csv"),
])  # fmt: skip
def test_no_cell_is_carried_out(page: Callable[[], str]) -> None:
    for row in csv.reader(io.StringIO(page(), newline="")):
        assert not [cell for cell in row if cell.lstrip().startswith(("=", "+", "-", "@"))]


SNIPPET = "input(W, W, D); C: conv(F, K, padding=P); maxpool(2)"


@pytest.mark.parametrize(("page", "head"), [
    (lambda: symcnn.solve(symcnn.load("lenet5"), "S4.W == 7", "W"), "symbol,answer,least,greatest,condition,remark"),
    (lambda: symcnn.solve(symcnn.parse(SNIPPET), "C.W == W", "F,P", bounds={"F": (1, 5)}),
     "F,symbol,answer,least,greatest,condition,remark"),
    (lambda: symcnn.sizes(symcnn.load("unet"), "W")[0], "row,symbol,answer,least,greatest,condition,remark,layer"),
    (lambda: symcnn.compare(symcnn.load("lenet5"), symcnn.load("alexnet")), "quantity,row,symbol,value"),
    (lambda: symcnn.load("lenet5").numbers().memory(4), "key,value"),
    (lambda: symcnn.load("lenet5").reconcile(), "convention,row,amount,layers,remark"),
    (lambda: symcnn.leading(symcnn.parse(SNIPPET), "K"), "quantity,leading term,growth"),
])  # fmt: skip
def test_answers_are_data_with_a_head(page: Callable[[], Reportable], head: str) -> None:
    rows = list(csv.reader(io.StringIO(page().render("csv"), newline="")))
    assert ",".join(rows[0]) == head
    assert len({len(row) for row in rows}) == 1
    for row in rows:
        assert not [cell for cell in row if "≤" in cell or "≥" in cell]


def test_values_of_answers_are_read_back() -> None:
    (row,) = rows_of(symcnn.solve(symcnn.load("lenet5"), "S4.W == 7", "W").render("csv"))
    assert (row["symbol"], row["least"], row["greatest"]) == ("W", "40", "43")
    condition = parse_expression(row["condition"])
    assert [w for w in range(30, 50) if evaluate(condition, {"W": w, "H": 32}, Exact())] == [40, 41, 42, 43]
    rows = rows_of(symcnn.sizes(symcnn.load("unet"), "W")[0].render("csv"))
    assert [row["layer"] for row in rows] == ["", "right3/conv2", "maxpool4"]
    costs = rows_of(symcnn.compare(symcnn.load("lenet5").numbers(), symcnn.load("alexnet").numbers()).render("csv"))
    assert [row["value"] for row in costs] == ["60000", "61100840", "-61040840", "1500/1527521"]
    units = rows_of(symcnn.load("alexnet").numbers().table("csv", columns="params", units="M"))
    assert units[-2]["parameters"] == "61100840"
