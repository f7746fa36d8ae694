"""The formatter: cases as texts before and after, laws on drawn programs, and bounds on time and size."""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import NamedTuple

import pytest
from fast_rows import some_fast
from hypothesis import given
from hypothesis import strategies as st

from symcnn.errors import LimitExceeded, SyntaxMistake
from symcnn.limits import Limits
from symcnn.support.gc_pause import collector_paused
from symcnn.syntax.format import format_text
from symcnn.syntax.parser import parse

PACKAGE = Path(__file__).parents[2] / "symcnn"
SHIPPED = sorted(PACKAGE.rglob("*.cnn"))
CASE = re.compile(r"^#### (.+)\n((?s:.*?))^#### becomes\n((?s:.*?))\n*(?=^#### |\Z)", re.MULTILINE)
COMMENT = re.compile(r'"""(?s:.)*?"""|"[^"\n]*"|(#[^\n]*)')


class Case(NamedTuple):
    """A text before and after, under its title."""

    path: Path
    title: str
    before: str
    after: str


CASES = [
    Case(path, match[1], match[2], f"{match[3]}\n")
    for path in sorted((Path(__file__).parent / "format").glob("*.cnn"))
    for match in CASE.finditer(path.read_text("utf-8"))
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.path.stem}: {case.title}")
def test_a_text_becomes(case: Case, update: bool) -> None:
    after = format_text(case.before)
    assert_laws(case.before)
    if update:
        text = case.path.read_text("utf-8")
        head = f"#### {case.title}\n{case.before}#### becomes\n"
        start = text.index(head) + len(head)
        following = re.compile(r"^#### |\Z", re.MULTILINE).search(text, start)
        assert following
        rest = text[following.start() :]
        case.path.write_text(f"{text[:start]}{after}" + (f"\n{rest}" if rest else ""), "utf-8")
    else:
        assert after == case.after


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_what_is_shipped_stays(path: Path) -> None:
    text = path.read_text("utf-8")
    assert format_text(text) == text


# -- laws -------------------------------------------------------------------------------------------------------------


def comments(text: str) -> list[str]:
    return [match[1].rstrip() for match in COMMENT.finditer(text) if match[1]]


def assert_laws(text: str) -> None:
    after = format_text(text)
    assert format_text(after) == after
    assert parse(after) == parse(text)
    assert comments(after) == comments(text)
    assert "".join(after.split()) == "".join(text.split()), "only white space may change"
    assert after == "" or (after.endswith("\n") and not after.startswith("\n") and not after.endswith("\n\n"))
    code = re.sub(r'"""(?s:.)*?"""', '""', after)
    assert not re.search(r"[ \t\r]$|\t|\n\n\n", code, re.MULTILINE)
    assert not re.search(r"[(\[{]\n\n|\n\n *[)\]}]", code)


Words = list[str]


def one_of(*choices: str) -> st.SearchStrategy[Words]:
    return st.sampled_from(choices).map(lambda word: [word])


def words(*parts: str | st.SearchStrategy[Words]) -> st.SearchStrategy[Words]:
    """The words of all parts in a row."""
    lists = (one_of(part) if isinstance(part, str) else part for part in parts)
    return st.tuples(*lists).map(lambda rows: [word for row in rows for word in row])


def rows(part: st.SearchStrategy[Words], between: str = "", least: int = 0) -> st.SearchStrategy[Words]:
    """Some of a part in a row, such as the arguments of a call."""
    mark = [between] if between else []
    joined = st.lists(part, min_size=least, max_size=3)
    return joined.map(lambda items: [word for i, item in enumerate(items) for word in (mark * (i > 0) + item)])


def bigger(inner: st.SearchStrategy[Words]) -> st.SearchStrategy[Words]:
    """Formulas around formulas, bracketed so that they fit everywhere."""
    chain = words(inner, INFIX, inner, INFIX, "-", inner)
    fork = words("not", inner, "if", inner, "else", "-", inner)
    return st.one_of(
        words("(", chain, ")"),
        words("(", fork, ")"),
        words("(", inner, "^", "-", inner, ")"),
        words(NAMES, "(", rows(inner, ","), ")"),
        words(NAMES, "[", rows(inner, ",", 1), "]"),
        words("(", inner, ",", ")"),
        words("[", rows(inner, ","), "]"),
        words("sum", "(", inner, "for", ANY_NAME, "in", inner, ")"),
    )


NAMES = one_of("a", "K", "conv", "relu", "x2", "Größe", "let_", "W_1")
ANY_NAME = NAMES | one_of("add", "network", "input", "from")
"""With words of statements, where any name is taken."""
ANY_WORD = ANY_NAME | one_of("for", "if", "in")
"""With those of formulas too, which name arguments and nothing else."""
LEAVES = one_of("a", "K", "X'", "0", "12", "0.25", '"a  #b"', '""')
INFIX = one_of("+", "-", "*", "/", "%", "==", "<=", "<", "and", "or")
FORMULAS = st.recursive(LEAVES, bigger, max_leaves=4)
ARGUMENTS = words("(", rows(words(ANY_WORD, "=", FORMULAS) | FORMULAS, ","), ")")
KINDS = words(":", NAMES, "<", "-", FORMULAS) | words(":", NAMES) | words()
PARAMETERS = words("(", rows(words(NAMES, NAMES, KINDS, "=", FORMULAS) | NAMES, ",", 1), ")")
CALLS = NAMES | words(NAMES, ARGUMENTS)
SIMPLE = st.one_of(
    CALLS,
    words(NAMES, ":", CALLS),
    words("input", ARGUMENTS),
    words("let", ANY_NAME, "=", FORMULAS),
    words("assume", FORMULAS, "<", FORMULAS),
    words("use", ANY_NAME),
    words(";"),
)


def nested(inner: st.SearchStrategy[Words]) -> st.SearchStrategy[Words]:
    body = words("{", rows(inner), "}")
    return st.one_of(
        words("repeat", FORMULAS, "as", NAMES, body),
        words("for", "(", NAMES, ",", NAMES, ")", "in", FORMULAS, body),
        words("from", NAMES, body),
        words("K", ":", one_of("add", "concat", "mul"), "{", rows(body), "}"),
    )


STATEMENTS = st.recursive(SIMPLE, nested, max_leaves=5)
TARGETS = NAMES | one_of("X'") | words(NAMES, "[", rows(NAMES, ",", 1), "]")
RULES = st.one_of(
    words(TARGETS, "=", FORMULAS),
    words("require", FORMULAS, '"so  # it=is"'),
    words("let", NAMES, "=", FORMULAS),
)
DOCS = words() | words('"""One  line."""') | words('"""\n  # Two\nlines. """')
DEFINITIONS = st.one_of(
    words(DOCS, one_of("network", "block"), ANY_NAME, PARAMETERS, "{", rows(STATEMENTS), "}"),
    words(DOCS, "layer", ANY_NAME, "{", rows(RULES), rows(RULES), "}"),
    words("use", '"blocks.cnn"'),
)
GAPS = st.sampled_from(
    ["", "", "", " ", "   ", "\n", "\n  ", "\n\n\n", "\r\n", "\t", " # c  \n", "#c {}\r\n", "\n    #  d (x\n"]
)


@st.composite
def texts(draw: st.DrawFn) -> str:
    """Programs whose words stand anyhow apart."""
    program = draw(rows(DEFINITIONS | STATEMENTS))
    text = draw(GAPS)
    for word in program:
        gap = draw(GAPS)
        wordlike = re.search(r"[\w'\"]$", text) and re.match(r"[\w\"]", word)
        text += " " * bool(wordlike and not gap) + gap + word if text else word
    return text + draw(GAPS)


@given(texts())
def test_only_white_space_changes_and_only_once(text: str) -> None:
    assert_laws(text)


@given(texts())
def test_windows_lines_make_no_difference(text: str) -> None:
    plain = text.replace("\r\n", "\n")
    assert format_text(plain.replace("\n", "\r\n")) == format_text(plain)


# -- edges ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["", "\n", " \t\r\n\n  "])
def test_nothing_becomes_nothing(text: str) -> None:
    assert format_text(text) == ""


def test_a_docstring_keeps_its_lines() -> None:
    assert_laws('"""One\r\r\nTwo\rThree\r\n\r\n"""\r\r\nlayer a { }\r\r\n')


@pytest.mark.parametrize("text", ["# c", "\n\n# c  \t\n\n"])
def test_a_comment_alone_is_a_text(text: str) -> None:
    assert format_text(text) == "# c\n"


def test_a_broken_text_raises_as_parsing_does() -> None:
    text = "input(W)\r\nconv(3"
    with pytest.raises(SyntaxMistake) as expected:
        parse(text, "net.cnn")
    with pytest.raises(SyntaxMistake) as raised:
        format_text(text, "net.cnn")
    assert str(raised.value) == str(expected.value)


def test_limits_hold() -> None:
    with pytest.raises(LimitExceeded):
        format_text("relu; relu", limits=Limits(characters=5))


LINES = 2_000
GREEDY = {
    "many lines": "C1: conv(3, K) # c\n" * LINES,
    "deep brackets": "let a = " + "(" * 49 + "1\n,2," * LINES + ")" * 49,
    "deep hanging brackets": "let a = " + "(\n" * 49 + "1\n,2," * LINES + ")\n" * 49,
    "a bracket far right": "let a = [" + "1," * LINES + "(1," + "\n1," * LINES + ")]",
    "a long rule": "layer a {" + "x" * LINES + " = 1\n" + "y = 2\n" * LINES + "}",
    "a long let": "let " + "x" * LINES + " = 1" + "\n+ 1" * LINES,
    "a long line with a comment": "x" * LINES + "# c\n" + "y # c\n" * LINES,
    "a comment far right": "x" + " " * LINES + "# c\n" + ("y" * 101 + "# c\n") * LINES,
    "white space": " \t\n" * LINES * 10,
}


@pytest.mark.parametrize("title", some_fast(GREEDY))
def test_time_and_size_are_linear(title: str) -> None:
    text = GREEDY[title]
    with collector_paused():  # which would go through whatever other tests left behind
        start = time.process_time()
        parse(text)
        parsed = time.process_time()
        after = format_text(text)
        assert time.process_time() - parsed < 4 * (parsed - start) + 0.5
    assert len(after) < len(text) + 300 * text.count("\n")
