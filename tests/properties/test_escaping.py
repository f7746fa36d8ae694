"""Whatever authors call things, a page shows the name and obeys none of it."""

from __future__ import annotations

import csv
import io
import json
import re
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import symcnn
from symcnn.formula import Formula
from symcnn.formula import name as name_of
from symcnn.render.formats.latex_lines import OTHER_SCRIPT
from symcnn.render.formula.latex import to_latex

LABELS = [
    "a_b",
    "_",
    "__class__",
    "W_1_2",
    "ß",
    "名前",
    "ﬁ",
    "a__",
    "__import__",
    "lambda",
    "E",
    "alpha_max",
    "write18",
]
WORDS = [
    "<script>alert(1)</script>", "</td></table>", "\\input{/etc/passwd}", "\\write18{ls}", "$x$", "1 % & _ # ~ ^",
    "=1+1", "+SUM(A1)", "-2+3|cmd", "@import", "\uff1dHYPERLINK()", '"",""', "&#60;script&#62;", "</script>", "</math>",
    "| column |", "`code`", "](http://example.org)", "&lt;", "{", "}", "\\\\", "--", "<!--", "]]>", "\\end{document}",
]  # fmt: skip
CARRIED_OUT = tuple("=+-@\t\r\uff1d\uff0b\uff0d\uff20")
DANGER = re.compile(r"\\(input|write|include|def|csname|end\{document|catcode|openout)")
TABLES = {"table", "thead", "tbody", "tfoot", "tr", "th", "td"}
MATH = {"math", "mi", "mn", "mo", "mrow", "mtext", "mfrac", "msub", "msup", "msubsup", "munder", "munderover"}
ALLOWED_TAGS = TABLES | MATH | {"div", "p", "strong", "code", "ul", "li", "br"}

labels = st.sampled_from(LABELS) | st.from_regex(r"[^\W\d]\w{0,6}", fullmatch=True)
words = st.sampled_from(WORDS) | st.text(
    st.characters(exclude_characters='"\n\r\x00', exclude_categories=["C", "Z"]), max_size=20
)


class Reader(HTMLParser):
    """Collects the words of a page, and refuses what no page of ours needs."""

    def __init__(self) -> None:
        super().__init__()
        self.words = ""
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        assert tag in ALLOWED_TAGS
        assert {name for name, _ in attrs} <= {"style", "class", "form", "separator"}
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)

    def handle_data(self, data: str) -> None:
        self.words += data


def program(label: str, name: str, said: str) -> str:
    layer = f"layer own(k) {{ require X >= k \"{said}\"; X' = X; D' = D; params = k; connections = 0; macs = 0 }}"
    return f"{layer}\nnetwork {label}({name} = 9, Z9) {{ input({name}, Z9); {label}: own(Z9) # {said}\n }}"


def net_of(label: str, name: str, said: str) -> symcnn.Network | None:
    try:
        net = symcnn.parse(program(label, name, said))
        net.derivation  # noqa: B018 - deriving is the test
    except symcnn.TextError:
        return None  # a word of the language, or a name that is taken
    return net


@given(labels, labels, words)
def test_html(label: str, name: str, said: str) -> None:
    net = net_of(label, name, said)
    for page in [net.table("html"), net.explain(format="html")] if net else []:
        reader = Reader()
        reader.feed(page)
        reader.close()
        assert not reader.open
        assert label in reader.words
    if net and net.conditions:
        assert " ".join(said.split()) in " ".join(reader_of(net.table("html")).split())


def reader_of(page: str) -> str:
    reader = Reader()
    reader.feed(page)
    return reader.words


@given(labels, labels, words)
def test_latex(label: str, name: str, said: str) -> None:
    net = net_of(label, name, said)
    for page in [net.table("latex"), net.explain(format="latex")] if net else []:
        body = "\n".join(line for line in page.splitlines() if not line.startswith("%") and line != OTHER_SCRIPT)
        assert not DANGER.search(body.replace(r"\end{document}", "", 1))
        plain = re.sub(r"\\.", "", body)
        assert plain.count("{") == plain.count("}")
        assert plain.count("$") % 2 == 0
        assert plain.count("#") == 0


@given(labels, labels, words)
def test_markdown(label: str, name: str, said: str) -> None:
    net = net_of(label, name, said)
    for page in [net.table("markdown"), net.explain(format="markdown")] if net else []:
        outside_code = re.sub(r"`[^`\n]*`", "", page)
        assert not re.search(r"(?<!\\)<\w", re.sub(r"\$[^$\n]*\$", "", outside_code))
        rows = [line for line in page.splitlines() if line.startswith("| ")]
        columns = {len(re.findall(r"(?<!\\)\|", line)) for line in rows}
        assert len(columns) <= 1


@given(labels, labels, words)
def test_json(label: str, name: str, said: str) -> None:
    net = net_of(label, name, said)
    if net is not None:
        page = json.loads(net.table("json"))
        assert page["name"] == label
        assert page["layers"][0]["name"] == label
        assert all(condition["reason"] == said for condition in page["conditions"])


@given(labels, labels, words)
def test_csv(label: str, name: str, said: str) -> None:
    net = net_of(label, name, said)
    for page in [net.table("csv"), net.explain(format="csv")] if net else []:
        rows = list(csv.reader(io.StringIO(page, newline="")))
        assert {len(row) for row in rows} == {len(rows[0])}
        assert label in {cell for row in rows for cell in row}
        assert not [cell for row in rows for cell in row if cell.lstrip().startswith(CARRIED_OUT)]


@pytest.mark.parametrize("word", ["}", "{", "$", "%", "_", "\\", "^", "}_2", "$'", "\\x_{", "&_in"])
def test_a_name_that_no_text_can_hold(word: str) -> None:
    for formula in (name_of(word), Formula("index", (name_of("i"),), word)):
        plain = re.sub(r"\\.", "", to_latex(formula))
        assert plain.count("{") == plain.count("}")
        assert not set(plain) & set("$%&#")


@given(labels, labels, words)
def test_terminal(label: str, name: str, said: str) -> None:
    net = net_of(label, name, said)
    for page in [net.table(), net.explain()] if net else []:
        assert label in page
        assert not [character for character in page if not (character.isprintable() or character == "\n")]


@pytest.mark.parametrize("character", ["\x1b", "\x07", "\r", "\x9b", "\u202e", "\u2066", "\x00"])
@pytest.mark.parametrize("format_", ["text", "markdown", "latex", "html", "csv"])
def test_characters_that_move_the_cursor(character: str, format_: str) -> None:
    """A text that is safe to read in an editor is safe to print on a terminal."""
    text = program("label", "W", f"says{character}[31m so")
    pages = []
    try:
        net = symcnn.parse(text)
        pages = [net.table(format_), net.explain(format=format_)]
    except symcnn.TextError as mistake:
        pages = [str(mistake)]
    for page in pages:
        assert character not in page.replace("\r\n", "\n")
