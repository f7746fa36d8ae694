"""Links between pages lead somewhere: to a file that is there, and to a heading in it."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = sorted(
    page for page in (*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")) if not {"_build", "node_modules"} & {*page.parts}
)
LINK = re.compile(r'(?:\]\(|(?:src|srcset|href)=")(?P<target>[^)\s"]+)')
LABEL = re.compile(r"^\((?P<name>[\w-]+)\)=$|<a (?:id|name)=\"(?P<anchor>[\w-]+)\"", re.MULTILINE)
FENCED = re.compile(r"^(`{3,}).*?^\1", re.MULTILINE | re.DOTALL)


@cache
def prose(page: Path) -> str:
    """A page without what is fenced, where brackets mean other things."""
    return FENCED.sub("", page.read_text("utf-8"))


@cache
def anchors(page: Path) -> frozenset[str]:
    """What a link may lead to in a page: headings as GitHub and MyST name them, and labels."""
    headings = re.findall(r"^#+ (.+)$", prose(page), re.MULTILINE)
    slugs = (re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings)
    labels = (found["name"] or found["anchor"] for found in LABEL.finditer(prose(page)))
    return frozenset((*slugs, *labels))


def links(page: Path) -> list[str]:
    return [found["target"] for found in LINK.finditer(prose(page)) if "://" not in found["target"]]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_a_link_leads_somewhere(page: Path) -> None:
    for target in links(page):
        if target.startswith(("mailto:", "{")):
            continue
        file, _, anchor = target.partition("#")
        found = (page.parent / file).resolve() if file else page
        assert found.exists(), f"{target} is not there"
        assert ROOT in (found, *found.parents), f"{target} lies outside of the project"
        assert not anchor or found.suffix != ".md" or anchor in anchors(found), f"{target} has no such heading"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_a_page_that_is_named_is_there(page: Path) -> None:
    for name in re.findall(r"\{doc\}`(?:[^`<]*<)?/?([^`>]+)>?`", prose(page)):
        start = ROOT / "docs" if "`/" in name else page.parent
        assert (start / f"{name}.md").exists(), name


def test_links_are_found() -> None:
    """The patterns above see something."""
    assert sum(len(links(page)) for page in PAGES) > 50
    assert {"how-to-add", "style"} <= anchors(ROOT / "CONTRIBUTING.md")


def test_every_picture_says_what_it_shows() -> None:
    """For who does not see it: an alternative text at every picture of every page."""
    for page in PAGES:
        for text, target in re.findall(r"!\[([^\]]*)\]\(([^)]+)\)", prose(page)):
            assert len(text) > 10, f"{page.name}: {target}"
        for tag in re.findall(r"<img\b[^>]*>", prose(page)):
            found = re.search(r'alt="([^"]*)"', tag)
            assert found, f"{page.name}: {tag}"
            assert len(found[1]) > 10, f"{page.name}: {tag}"
        for block in re.findall(r"^```\{(?:image|figure)\}.*?^```", page.read_text("utf-8"), re.MULTILINE | re.DOTALL):
            assert ":alt:" in block, f"{page.name}: {block}"
