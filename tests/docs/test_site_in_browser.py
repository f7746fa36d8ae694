"""Pages of the site open on a phone and on a screen: nothing makes the page wider than that, nothing goes wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from browser_pages import WIDTHS, OpenPage, sideways

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.browser
KINDS = (
    "index",
    "tutorial",
    "recipes/changes",
    "gallery",
    "zoo",
    "layers",
    "published",
    "api",
    "zh/index",
    "zh/layers",
)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("kind", KINDS)
def test_a_page_is_as_wide_as_the_screen(kind: str, width: int, site: Path, chromium: Any) -> None:
    window = chromium.new_context(viewport={"width": width, "height": 800}).new_page()
    page = OpenPage(window, (site / f"{kind}.html").as_uri())
    # The hand-written formulas are set by a script that runs when the page is there.
    window.wait_for_function("window.MathJax?.startup?.promise?.then(() => true) ?? true", timeout=120_000)
    assert sideways(window) == []
    assert page.errors == []
    assert all(address.startswith(("file:", "data:", "blob:")) for address in page.requests)
    window.context.close()


def test_a_chinese_page_is_chinese_all_around(site: Path, chromium: Any) -> None:
    window = chromium.new_page()
    window.goto((site / "zh" / "recipes" / "padding.html").as_uri())
    assert window.get_attribute("html", "lang") == "zh-CN"
    around = [window.inner_text(".sidebar-tree"), window.inner_text("footer")]
    assert "怎样填充能保持尺寸" in around[0]
    assert not [words for words in ("Cheat sheet", "The command line", "Next", "Previous") if words in "".join(around)]
    assert window.get_attribute(".sidebar-search", "placeholder") == "搜索"
    window.click("text=公式速查")
    window.wait_for_load_state("load")
    assert window.locator("#zh-conv").count() == 1
    assert window.locator(".formulas math").count() > 1_000
    assert not window.evaluate("Boolean(window.MathJax)")
    assert "\\(" not in window.inner_text("article")
    window.close()


@pytest.mark.parametrize(("words", "found"), [("感受野", "感受野"), ("卷积", "LeNet-5"), ("padding", "padding")])
def test_a_search_finds_pages_in_both_languages(words: str, found: str, site: Path, chromium: Any) -> None:
    window = chromium.new_page()
    window.goto(f"{(site / 'search.html').as_uri()}?q={words}")
    window.wait_for_selector("#search-results li", timeout=30_000)
    window.wait_for_function("words => document.querySelector('#search-results').innerText.includes(words)", arg=found)
    window.close()


@pytest.mark.parametrize("kind", ["gallery", "tutorial", "zh/tutorial"])
def test_figures_stand_on_white_where_the_page_is_dark(kind: str, site: Path, chromium: Any) -> None:
    """They are drawn black on nothing; one with colours of its own for a dark page needs no ground."""
    window = chromium.new_context(color_scheme="dark").new_page()
    window.goto((site / f"{kind}.html").as_uri())
    grounds = window.evaluate(
        "[...document.querySelectorAll('article img:not(.only-dark, .only-light)')]"
        ".map((picture) => getComputedStyle(picture).backgroundColor)"
    )
    assert set(grounds) == {"rgb(255, 255, 255)"}
    assert window.evaluate("getComputedStyle(document.body).backgroundColor") != "rgb(255, 255, 255)"
    window.context.close()
