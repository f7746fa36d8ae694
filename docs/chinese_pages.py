"""What stands around a page in Chinese: a menu of its own, and the theme's words."""

from __future__ import annotations

import gettext
import re
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

import sphinx
from furo.navigation import get_navigation_tree
from sphinx import addnodes
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.environment.adapters.toctree import TocTree
from sphinx.search.en import SearchEnglish

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from docutils.nodes import document
    from sphinx.application import Sphinx

    class PageContext(TypedDict, total=False):
        """What a template is given, as far as it is read or changed here."""

        pathto: Callable[[str], str]
        prev: None
        next: None
        language: str
        furo_navigation_tree: str
        _: Callable[[str], str]
        gettext: Callable[[str], str]


FOLDER, FIRST, LAST = "zh/", "zh/index", "zh/layers"
"""Beyond the first and the last of them the order of all pages goes on in English."""
MANUAL = {
    "图集": "gallery",
    "语言": "language",
    "命令行": "command-line",
    "Python 接口": "python",
    "计数约定": "counting",
    "论文排版": "papers",
    "结构图": "figures",
    "曲线图": "plots",
    "记号与语言": "notations",
    "导入模型": "import",
    "编辑器": "editors",
    "演练场": "playground",
    "随附的网络": "zoo",
    "框架用词对照": "words",
    "局限": "limits",
    "English": "index",
}
"""Pages in English, each by what it is called in Chinese."""
WORDS = {
    "Search": "搜索",
    "Next": "下一页",
    "Previous": "上一页",
    "Home": "首页",
    "On this page": "本页目录",
    "Back to top": "回到顶部",
    "View this page": "查看源文件",
    "Skip to content": "跳到正文",
    "Made with ": "制作工具 ",
}
_BROKEN = re.compile(r"(?<=[\u3001-\u9fff\uff01-\uff5e])\n(?=[\u3001-\u9fff\uff01-\uff5e])")
"""Where a line ends within a sentence, which has no blanks."""
_RUN = re.compile(r"[\u4e00-\u9fff]+|[^\u4e00-\u9fff]+")
_SPHINX = gettext.translation("sphinx", Path(sphinx.__file__).parent / "locale", ["zh_CN"], fallback=True)


class SearchBothLanguages(SearchEnglish):
    """English words, and of a Chinese sentence, which has no blanks, each two characters in a row."""

    js_splitter_code = r"""
var splitQuery = (query) =>
  query
    .split(/[^\p{Letter}\p{Number}_]+|(?<=[\u4e00-\u9fff])(?![\u4e00-\u9fff])|(?<![\u4e00-\u9fff])(?=[\u4e00-\u9fff])/gu)
    .filter((term) => term)
    .flatMap((term) =>
      /^[\u4e00-\u9fff]{2,}$/.test(term) ? [...term].slice(1).map((sign, place) => term[place] + sign) : [term],
    );
"""

    def split(self, input: str) -> list[str]:  # noqa: A002 - the base class's word
        """The words of a text."""
        return [part for word in super().split(input) for run in _RUN.findall(word) for part in _pairs(run)]


def _pairs(run: str) -> list[str]:
    is_chinese = len(run) > 1 and "\u4e00" <= run[0] <= "\u9fff"
    return [first + second for first, second in pairwise(run)] if is_chinese else [run]


def said(words: str) -> str:
    """The theme's words in Chinese, those that Sphinx knows too."""
    return WORDS.get(words) or _SPHINX.gettext(words)


def menu(app: Sphinx, page: str, pathto: Callable[[str], str]) -> str:
    """The menu of a page: the pages in Chinese, and the manual."""
    manual = "".join(_link(title, pathto(name)) for title, name in MANUAL.items())
    own = f"<ul>{_link('首页', pathto(FIRST))}</ul>{''.join(own_pages(app, page))}"
    return f"{_caption('中文')}{own}{_caption('英文手册')}<ul>{manual}</ul>"


def _link(title: str, address: str) -> str:
    return f'<li class="toctree-l1"><a class="reference internal" href="{address}">{title}</a></li>'


def own_pages(app: Sphinx, page: str) -> Iterator[str]:
    """The lists of pages on the first page in Chinese, as seen from a page."""
    builder = app.builder
    assert isinstance(builder, StandaloneHTMLBuilder), "only pages have a menu"
    for node in app.env.get_doctree(FIRST).findall(addnodes.toctree):
        found = TocTree(app.env).resolve(page, builder, node, prune=False, titles_only=True, includehidden=True)
        yield builder.render_partial(found)["fragment"]


def _caption(words: str) -> str:
    return f'<p class="caption" role="heading"><span class="caption-text">{words}</span></p>'


def in_chinese(app: Sphinx, page: str, _template: str, context: PageContext, _doctree: document | None) -> None:
    """Give a Chinese page its own menu and words; a reader of others finds it by their menu's link."""
    if page.startswith(FOLDER):
        if page == FIRST:
            context["prev"] = None
        elif page == LAST:
            context["next"] = None
        context["language"] = "zh-CN"
        context["_"] = context["gettext"] = said
        context["furo_navigation_tree"] = get_navigation_tree(menu(app, page, context["pathto"]))


def with_lines_joined(_app: Sphinx, page: str, source: list[str]) -> None:
    """Join the lines of a Chinese paragraph: a browser would show each line's end as a blank."""
    if page.startswith(FOLDER):
        parts = re.split(r"(^(?:```|:::).*?^(?:```|:::)$)", source[0], flags=re.MULTILINE | re.DOTALL)
        source[0] = "".join(part if at % 2 else _BROKEN.sub("", part) for at, part in enumerate(parts))
