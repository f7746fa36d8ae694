"""Whatever authors call things, a drawing shows it and obeys none of it."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest

import symcnn
from symcnn.formula import name, number, product
from symcnn.render.figures.shapes import Picture, TextShape
from symcnn.render.figures.svg import to_svg
from symcnn.render.figures.tikz import to_page, to_tikz

WORDS = [
    "</script>", "<script>alert(1)</script>", "]]>", "<!--", "-->", "&lt;", "&#x3c;", "&", "</text></svg>", '"', "'",
    "\\write18{ls}", "^^5cwrite18{ls}", "\\input{/etc/passwd}", "\\end{tikzpicture}", "}", "{", "$x$", "%", "#", "_",
    "~", "\\\\", "a\nb", "\n\n", "<?xml?>", "<!DOCTYPE svg>", "javascript:", "};\\draw", "\\catcode", "\x1b[31m",
    "\u202e", "--",
]  # fmt: skip
LABELS = ["a_b", "_", "__class__", "W_1_2", "ß", "名前", "ﬁ", "a__", "__import__", "E", "alpha_max", "write18", "αβ"]
DANGER = re.compile(r"\\(write|input|include|def|csname|catcode|openout|immediate)(?![a-z])|\^\^")


def picture(words: str) -> Picture:
    shapes = (TextShape(50, 10, (words, name(words), product([number(2), name(words)]))),)
    return Picture(words, 100, 20, shapes, words=words)


@pytest.mark.parametrize("words", WORDS)
def test_svg_holds_words_as_words(words: str) -> None:
    text = to_svg(picture(words))
    page = ET.fromstring(text)  # noqa: S314 - a text of ours
    assert {element.tag.partition("}")[2] for element in page.iter()} == {"svg", "title", "desc", "text"}
    shown = "".join(page.itertext())
    assert [c for c in words if c.isprintable() and c not in shown] == []
    assert not [c for c in text if not (c.isprintable() or c == "\n")]


@pytest.mark.parametrize("words", WORDS)
def test_tikz_holds_words_as_words(words: str) -> None:
    text = to_tikz(picture(words))
    assert not DANGER.search(text)
    assert text.count("\\end{tikzpicture}") == 1
    assert text.endswith("\\end{tikzpicture}\n")
    node = next(line for line in text.splitlines() if line.startswith("\\pgftext"))
    plain = re.sub(r"\\[^a-zA-Z]", "", node)
    assert plain.count("{") == plain.count("}")
    assert plain.count("$") % 2 == 0
    assert "%" not in plain
    assert "#" not in plain
    assert not re.search(r"\n\s*\n", text)


@pytest.mark.parametrize("label", LABELS)
def test_labels_and_names(label: str) -> None:
    text = (
        f"network {label}_net({label}x = 9) {{ input({label}x, {label}x, 3); {label}: conv(3, 8); conv(3, {label}x) }}"
    )
    net = symcnn.parse(text)
    for style in ("schematic", "boxes", "field"):
        page = ET.fromstring(net.draw(style))  # noqa: S314 - a text of ours
        assert label in "".join(page.itertext())
        assert not DANGER.search(net.draw(style, "tikz"))


def test_a_page_is_closed() -> None:
    page = to_page(picture("\\end{document}"))
    assert page.count("\\end{document}") == 1
