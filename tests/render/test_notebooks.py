"""What a notebook shows of each thing: HTML, a picture; one element for each formula, all digits in one face."""

from __future__ import annotations

import copy
import pickle
import re

import symcnn
from symcnn.formula import name, number, total
from symcnn.render.formula.mathml import to_lines
from symcnn.render.printers.html import cell


def shown(thing: object) -> str:
    return thing._repr_html_()  # type: ignore[attr-defined, no-any-return]


def test_pages_are_rich_and_strings() -> None:
    net = symcnn.load("lenet5")
    for page in (net.table(), net.explain("C3"), symcnn.sheet("conv"), net.table("markdown"), net.exercise()):
        assert isinstance(page, str)
        assert "<math>" in shown(page)
        assert shown(page).startswith('<div class="symcnn">')
        assert pickle.loads(pickle.dumps(page)) == copy.deepcopy(page) == page  # noqa: S301 - our own
        assert repr(page) == repr(str(page))


def test_a_drawing_is_a_picture() -> None:
    net = symcnn.load("lenet5")
    assert net.draw()._repr_svg_().startswith("<svg")  # type: ignore[attr-defined]
    assert net.draw(format="tikz")._repr_svg_() is None  # type: ignore[attr-defined]


def test_a_layer_shows_its_work() -> None:
    assert "1,516" in shown(symcnn.load("lenet5")["C3"])


def test_a_sheet_takes_its_format_as_a_table_does() -> None:
    assert symcnn.sheet("conv", "html") == symcnn.sheet("conv", format="html")


def test_a_formula_is_one_element_and_its_signs_stand_between_terms() -> None:
    page = symcnn.load("lenet5").table("html")
    for found in re.findall(r"<td[^>]*>(.*?)</td>", page):
        assert found.count("<math>") <= 1
    long = total([*(name(f"a_long_name_{n}") for n in range(12)), number(-6)])
    assert to_lines(long).count("<math>") == 1
    assert '<mo form="infix">+</mo>' in to_lines(long)
    assert '<mo form="infix">−</mo><mn>6</mn>' in to_lines(long)


def test_digits_have_one_face() -> None:
    assert cell(number(1516)) == "<math><mn>1,516</mn></math>"
    assert not re.search(r"<td[^>]*>[\d,]+</td>", symcnn.load("lenet5").numbers().table("html"))


def test_what_is_out_of_sight_leaves_a_shade() -> None:
    assert "no-repeat scroll" in symcnn.load("lenet5").table("html")
