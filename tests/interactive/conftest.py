"""Pages opened from a file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from browser_pages import OpenPage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


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
        assert len([address for address in page.requests if not address.startswith(("blob:", "about:"))]) == 1
        page.window.context.close()
