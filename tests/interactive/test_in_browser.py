"""Pages in Chromium: their numbers are those of the command line, wherever the sliders stand."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import pytest
from browser_pages import WIDTHS, by_command_line, points_of, sideways

import symcnn
from symcnn.errors import SymcnnError

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.browser
TEN = (
    "lenet5", "resnet50", "mobilenet_v2", "vgg16", "densenet", "wide_resnet", "unet", "inception_v3",
    "shufflenet_v1", "vit",
)  # fmt: skip


@pytest.mark.parametrize("name", TEN)
def test_a_page_gives_what_the_command_line_gives(name: str, opened: Callable[..., Any]) -> None:
    page = opened(symcnn.load(name).page())
    for point in points_of(name, 3):
        page.go(**point)
        expected, found = by_command_line(name, point), page.totals()
        if expected is None:
            assert set(page.numbers()) == {"–"}
            assert page.window.is_visible("#reason")
        else:
            assert found == {**expected, "depth": found["depth"]}
            assert "–" not in page.numbers()


def test_every_layer_of_a_page_follows(opened: Callable[..., Any]) -> None:
    page = opened(symcnn.load("resnet50").page())
    page.go(W=96, H=64, C=32)
    layers = symcnn.load("resnet50").numbers(W=96, H=64, C=32).derivation.layers
    rows = page.window.eval_on_selector_all(
        "tbody tr", "rows => rows.map((row) => [...row.cells].map((cell) => (cell.querySelector('output, b') ?? cell)"
        ".innerText))"
    )  # fmt: skip
    for row, layer in zip(rows[1:], layers, strict=True):
        sizes = (*layer.output.sizes, layer.output.depth)
        assert row[0] == layer.name
        assert row[2].replace(",", "").split(" × ") == list(map(str, sizes))


def test_formulas_that_are_written_once_stand_in_all_their_places(
    opened: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    short = opened(symcnn.load("resnet50").page())
    monkeypatch.setattr("symcnn.interactive.network_html.with_copies", str)
    long = opened(symcnn.load("resnet50").page())
    assert short.texts("body") == long.texts("body")
    assert short.texts("math") == long.texts("math")


def test_a_slider_moves_numbers_and_hash(opened: Callable[..., Any]) -> None:
    page = opened(symcnn.load("mobilenet_v2").page(["alpha=1/4..2:1/16", "W=96..512:32"]))
    page.window.evaluate(
        "() => { const slider = document.querySelector('[data-s=alpha]'); slider.value = 4;"
        " slider.dispatchEvent(new Event('input')); }"
    )
    page.window.wait_for_function("() => location.hash.includes('alpha=1/2')", timeout=10_000)
    assert page.window.input_value('[data-f="alpha"]') == "1/2"
    assert page.totals()["MACs"] == str(symcnn.load("mobilenet_v2").numbers(alpha="1/2").macs)
    again = opened(symcnn.load("mobilenet_v2").page(), place=page.window.evaluate("location.hash"))
    assert again.totals() == page.totals()


def test_a_broken_condition_turns_red_and_says_why(opened: Callable[..., Any]) -> None:
    page = opened(symcnn.load("lenet5").page())
    assert page.window.is_hidden("#reason")
    page.go(W=20)
    (broken,) = page.texts(".conditions .bad span")
    assert broken == "C5: the kernel must fit into the padded input"
    assert broken in page.texts("#reason")[0]
    page.go(W=32)
    assert page.texts(".conditions .bad") == []


@pytest.mark.parametrize(("typed", "said"), [("3/4", "W is a whole number"), ("abc", "W is not a number"), ("", "W")])
def test_what_is_no_number_is_said(opened: Callable[..., Any], typed: str, said: str) -> None:
    page = opened(symcnn.load("lenet5").page())
    page.go(W=typed)
    assert said in page.texts("#reason")[0]
    assert set(page.numbers()) == {"–"}


def test_a_hash_of_nonsense_is_passed_over(opened: Callable[..., Any]) -> None:
    page = opened(symcnn.load("lenet5").page(), place="#W=%3Cscript%3E&H=1e9&M=20&&=&x")
    assert page.window.input_value('[data-f="W"]') == "32"
    assert page.window.input_value('[data-f="M"]') == "20"


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_nothing_sticks_out(opened: Callable[..., Any], scheme: str, language: str, width: int) -> None:
    page = symcnn.load("resnet50").page(language=language)
    window = opened(page, color_scheme=scheme, viewport={"width": width, "height": 800}).window
    assert sideways(window) == []
    paper = window.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (paper == "rgb(255, 255, 255)") == (scheme == "light")


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", ["lenet5", "resnet50", "densenet"])
def test_a_report_in_a_page_sticks_out_nowhere(opened: Callable[..., Any], name: str, width: int) -> None:
    head = '<!DOCTYPE html><meta name="viewport" content="width=device-width">'
    window = opened(head + symcnn.load(name).table("html"), viewport={"width": width, "height": 800}).window
    assert sideways(window) == []


def test_it_prints(opened: Callable[..., Any]) -> None:
    window = opened(symcnn.load("lenet5").page()).window
    window.emulate_media(media="print")
    assert not window.is_visible("input[type=range]")
    assert window.pdf().startswith(b"%PDF")


def test_a_large_page_follows_within_fifty_milliseconds(opened: Callable[..., Any]) -> None:
    """With all that has to be laid out anew; the best of some moves, for what else the machine does is not its time."""
    page = opened(symcnn.load("resnet50").page())
    spent = page.window.evaluate(
        "() => Array.from({length: 12}, (_, turn) => { const began = performance.now();"
        " const field = document.querySelector('[data-f=W]'); field.value = 200 + turn;"
        " field.dispatchEvent(new Event('input')); update(); document.body.offsetHeight;"
        " return performance.now() - began; })"
    )
    assert min(spent) <= 50


def test_random_points_of_a_snippet_with_everything(opened: Callable[..., Any]) -> None:
    net = symcnn.parse(
        "network N(W, S = 2, q: real > 0 = 1) { input(W, 3); conv(3, floor(8*q), stride=S); conv(3, 8) }"
    )
    page, chance = opened(net.page()), random.Random(3)
    for _ in range(8):
        point = {"W": chance.randint(1, 99), "S": chance.randint(1, 9), "q": f"{chance.randint(1, 9)}/4"}
        page.go(**point)
        try:
            assert page.totals()["parameters"] == str(net.numbers(**point).params)
        except SymcnnError:
            assert set(page.numbers()) == {"–"}
