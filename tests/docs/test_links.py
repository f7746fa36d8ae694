"""Links within the documentation lead to pages and headings that exist; every picture has words for it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
FENCES = re.compile(r"^ *```.*?^ *```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"(!?)\[((?:[^\[\]]|\[[^\]]*\])*)\]\(([^()\s]*)\)")
HEADING = re.compile(r"^#+ +(.+?) *$", re.MULTILINE)
TARGET = re.compile(r"^\(([\w-]+)\)=$|<a id=\"([\w-]+)\"", re.MULTILINE)


def anchor(heading: str) -> str:
    """The anchor of a heading, as GitHub and MyST make it."""
    words = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).lower()
    return re.sub(r"[^\w\- ]", "", words).replace(" ", "-")


def anchors(page: Path) -> set[str]:
    text = FENCES.sub("", page.read_text("utf-8"))
    named = {first or second for first, second in TARGET.findall(text)}
    return {anchor(heading) for heading in HEADING.findall(text)} | named


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    wrong = []
    for picture, words, address in LINK.findall(FENCES.sub("", page.read_text("utf-8"))):
        if picture and not words.strip():
            wrong.append(f"no words for {address}")
        if re.match(r"[a-z]+:", address):
            continue
        place, _, heading = address.partition("#")
        target = (page.parent / place).resolve() if place else page
        if not target.exists():
            wrong.append(f"no file {address}")
        # The sheet of each layer is put into its page when the site is built.
        elif target.suffix == ".md" and heading and "<!-- sheets -->" not in target.read_text("utf-8"):
            wrong += [] if heading in anchors(target) else [f"no heading {address}"]
    assert not wrong


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_pictures_in_html_have_words(page: Path) -> None:
    pictures = re.findall(r"<img\b[^>]*>", FENCES.sub("", page.read_text("utf-8")))
    assert all(re.search(r'alt="[^"]+"', picture) for picture in pictures)
    for figure in re.findall(r"^```\{(?:figure|image)\}.*?^```", page.read_text("utf-8"), re.MULTILINE | re.DOTALL):
        assert ":alt:" in figure
