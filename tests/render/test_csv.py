"""CSV as it is printed: records of one length, exact numbers, formulas that can be read back, nothing that runs."""

from __future__ import annotations

import csv
import io

import pytest

import symcnn
from symcnn.algebra.exact.arithmetic import Exact
from symcnn.algebra.exact.evaluate import evaluate
from symcnn.derive.work_shown import EqualityChain, LayerWork
from symcnn.formula import name as symbol
from symcnn.formula import negative
from symcnn.render.content.derivation_steps import WorkPage
from symcnn.render.formats.csv import render
from symcnn.syntax.parser import parse_expression


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
    symcnn.sheet(format="csv"),
    symcnn.load("lenet5").explain(format="csv"),
    symcnn.sizes(symcnn.load("lenet5"))[0].render("csv"),
    symcnn.load("lenet5").reconcile().render("csv"),
])  # fmt: skip
def test_no_cell_is_carried_out(page: str) -> None:
    for row in csv.reader(io.StringIO(page, newline="")):
        assert not [cell for cell in row if cell.lstrip().startswith(("=", "+", "-", "@"))]
