"""HTML as it is printed: well formed, escaped, and without anything that runs."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

import symcnn

if TYPE_CHECKING:
    from collections.abc import Callable

GOLDEN = Path(__file__).parent / "golden"
HOSTILE = """
\"\"\"<script>alert(1)</script> & "quoted" 'too'\"\"\"
layer evil(β_1) {
    require D >= β_1 "<img src=x onerror='alert(1)'> &"
    X' = X
    D' = D
    params = β_1
    connections = 0
}
network 层(W, H, D, β_1) { input(W, H, D); β_1: evil(β_1) }
"""
VOID = {"br"}
MATH = "math mi mn mo mrow mtext mfrac mtable mtr mtd msub msup msubsup munder munderover"
TAGS = {*"div p strong table thead tbody tfoot tr th td ul li code br".split(), *MATH.split()}  # noqa: SIM905


class Reader(HTMLParser):
    """What a browser would see."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.text = ""
        self.open: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert {key for key, _ in attrs} <= {"style", "class", "form", "separator"}
        self.tags.add(tag)
        self.open += [tag] * (tag not in VOID)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def pages(net: symcnn.Network) -> list[str]:
    return [net.table("html"), net.explain(format="html")]


@pytest.mark.parametrize("shown", [
    lambda: symcnn.load("lenet5").table("html"),
    lambda: symcnn.load("lenet5").explain(format="html"),
    lambda: symcnn.parse(HOSTILE).table("html"),
    lambda: symcnn.parse(HOSTILE).explain(format="html"),
    lambda: symcnn.sheet(format="html"),
])  # fmt: skip
def test_every_tag_is_one_of_ours_and_closed(shown: Callable[[], str]) -> None:
    page = shown()
    reader = Reader(page)
    assert not reader.open
    assert reader.tags <= TAGS
    ET.fromstring(page.replace("<br>", "<br/>"))  # noqa: S314 - our own page


def test_words_of_an_author_are_shown_as_written() -> None:
    table, work = (Reader(page).text for page in pages(symcnn.parse(HOSTILE)))
    assert "<img src=x onerror='alert(1)'> &" in table
    assert "<script>alert(1)</script> & \"quoted\" 'too'" in work


def test_numbers_are_grouped_and_stand_to_the_right() -> None:
    page = symcnn.load("lenet5").numbers().table("html")
    assert re.search(r"text-align: right[^>]*><math><mn>340,908</mn></math></td>", page)


def test_a_quantity_without_a_rule_is_said_to_be_missing() -> None:
    assert "not stated" in symcnn.parse(HOSTILE).table("html")


def test_a_notebook_shows_the_table() -> None:
    net = symcnn.load("lenet5")
    assert net._repr_html_() == net.table("html")


@pytest.mark.parametrize("name", ["lenet5", "lenet5-numbers"])
def test_it_prints_what_it_printed(name: str, update: bool) -> None:
    net = symcnn.load("lenet5")
    page = (net.numbers() if name.endswith("numbers") else net).table("html")
    path = GOLDEN / f"{name}.html"
    if update:
        path.write_text(page, "utf-8")
    assert page == path.read_text("utf-8")
