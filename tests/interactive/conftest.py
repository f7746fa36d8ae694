"""Chromium, driven by playwright, for the tests that open pages."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

QUIET = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync"),
]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """A browser with a profile of its own; it is shared by all tests."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        pytest.skip("Chromium is not installed")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=QUIET)
        yield browser
        browser.close()


class OpenPage:
    """A page in a window of its own: what it says, and what went wrong on it."""

    def __init__(self, window: Any, address: str) -> None:
        self.window = window
        self.errors: list[str] = []
        self.requests: list[str] = []
        window.on("pageerror", lambda error: self.errors.append(str(error)))
        window.on("console", lambda said: self.errors.append(said.text))
        window.on("request", lambda request: self.requests.append(request.url))
        window.goto(address)

    def go(self, **values: object) -> None:
        """Put values into the fields, as a reader types them."""
        for name, value in values.items():
            self.window.fill(f'[data-f="{name}"]', str(value))
        self.window.evaluate("update()")

    def texts(self, selector: str) -> list[str]:
        """What stands in some elements."""
        found: list[str] = self.window.eval_on_selector_all(selector, "parts => parts.map((part) => part.innerText)")
        return found

    def numbers(self) -> list[str]:
        """All numbers that move, in order, without the commas that group digits."""
        return [text.replace(",", "") for text in self.texts("output[data-v]")]

    def totals(self) -> dict[str, str]:
        """Each total by what it is called."""
        heads, values = self.texts(".totals dt"), self.texts(".totals output")
        return {head: value.replace(",", "") for head, value in zip(heads, values, strict=True)}


@pytest.fixture
def opened(chromium: Any, tmp_path: Path) -> Iterator[Callable[..., OpenPage]]:
    """Opens the text of a page from a file; what it asked for beside that file must be nothing."""
    pages: list[OpenPage] = []

    def show(text: str, place: str = "", **how: Any) -> OpenPage:
        file = tmp_path / f"page{len(pages)}.html"
        file.write_text(text, "utf-8")
        page = OpenPage(chromium.new_context(**how).new_page(), f"{file.as_uri()}{place}")
        pages.append(page)
        return page

    yield show
    for page in pages:
        assert page.errors == []
        assert len(page.requests) == 1
        page.window.context.close()
