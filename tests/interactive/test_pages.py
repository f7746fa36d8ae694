"""What a page with sliders is made of, without a browser."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

import symcnn
from symcnn.errors import ArgumentMistake, NameMistake


class Elements(HTMLParser):
    """The elements of a page, and the text of its scripts."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs


def test_a_large_network_is_a_small_page() -> None:
    assert len(symcnn.load("resnet50").page().encode()) <= 300_000


def test_what_a_deep_network_repeats_is_written_once() -> None:
    page = symcnn.load("resnet50").page()
    assert len(page.encode()) <= 100_000  # each formula in its place would be 240,000
    assert {mark[1] for mark in re.finditer(r"data-as=(\d+)", page)} <= {
        mark[1] for mark in re.finditer(r"data-once=(\d+)", page)
    }


def test_it_asks_nobody_for_anything() -> None:
    page = Elements(symcnn.load("lenet5").page())
    assert not {"link", "img", "iframe", "object", "embed", "base"} & set(page.tags)
    assert not {"src", "href", "action", "srcset", "data", "poster"} & {name for name, _ in page.attributes}
    assert any((value or "").startswith("default-src 'none'") for name, value in page.attributes if name == "content")


HOSTILE = (
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "--><b a='",
    "${alert(1)}`",
    "&lt;b&gt;",
)


@pytest.mark.parametrize("words", HOSTILE)
def test_text_of_an_author_stays_text(words: str) -> None:
    source = f'"""{words}"""\nnetwork N(W) {{ input(W, 3); conv(3, 8) }}'
    plain = Elements(symcnn.parse("network N(W) { input(W, 3); conv(3, 8) }").page())
    page = Elements(symcnn.parse(source).page())
    assert [tag for tag in page.tags if tag != "p"] == [tag for tag in plain.tags if tag != "p"]
    assert {name for name, _ in page.attributes} == {name for name, _ in plain.attributes}


def test_names_that_mean_something_in_javascript() -> None:
    net = symcnn.parse("input(var, network, 3); conv(held, update)")
    page = net.page()
    assert re.search(r"function network\(var_, network_, held_, update\)", page)


def test_only_what_is_wished_slides() -> None:
    net = symcnn.load("resnet50")
    assert net.page(["W=32..512:32", "C"]).count("<input type=range") == 2
    assert net.page("W").count("<input type=range") == 1
    assert net.page().count("<input type=range") == 5
    assert net.at(W=224, H=224).page().count("<input type=range") == 3


@pytest.mark.parametrize(
    ("slide", "error", "said"),
    [
        (["K=1..3"], NameMistake, 'no symbol "K" is there to slide'),
        (["W=9..3"], ArgumentMistake, "the first value is above the last"),
        (["W=1..10^9"], ArgumentMistake, "a slider has no 1,000,000,000 stops"),
        (["W=1/2..3:1/2"], ArgumentMistake, "W is a whole number"),
        (["W", "W=1..3"], ArgumentMistake, "W slides twice"),
        (["W=a..b"], ArgumentMistake, "W = a is not a number"),
    ],
)
def test_a_wish_that_cannot_be(slide: list[str], error: type[Exception], said: str) -> None:
    with pytest.raises(error, match=said):
        symcnn.load("lenet5").page(slide)


def test_words_are_translated() -> None:
    page = symcnn.load("lenet5").page(language="zh")
    assert '<html lang="zh-CN">' in page
    assert "条件" in page
    assert "卷积核必须能放进填充后的输入" in page


def test_a_network_without_symbols_has_numbers_only() -> None:
    page = symcnn.load("lenet5").numbers().page()
    assert "<output data-v" not in page
    assert "340,908" in page
