"""The names of a text, found without derivation, and new names for them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import symcnn
from symcnn.editor.names_in_text import KEYWORDS, NameRole, words
from symcnn.editor.renaming import definition, mentions, renamed, word_at
from symcnn.errors import NameMistake

GRAMMAR = Path(__file__).parents[2] / "grammar" / "symcnn.lark"
TEXT = """block b(K, stride S = 1) {
    conv(3, K, stride=S, padding=1)  # K is no name here
    add { { relu } {} }
    when S == 1 { relu } else { bn }
}
network N(W = 32, K = 4) {
    input(W, W, 3)
    C1: b(K, stride=2)
    let q = C1.W - C1.W
    repeat 2 as i { x: conv(3, 4 + i - i, padding=1) }
    add { { from C1 { b(K=4 + q - q) } } {} }
}
"""


def changed(text: str, name: str) -> str:
    """The text with another name for what stands behind the mark."""
    place = text.index("¦")
    plain = text.replace("¦", "")
    word = word_at(plain, place)
    assert word
    for found in reversed(renamed(plain, word, name)):
        plain = plain[: found.start] + name + plain[found.end :]
    return plain


def test_keywords_are_those_of_the_grammar() -> None:
    assert set(re.findall(r'"([a-z]+)"', GRAMMAR.read_text("utf-8"))) <= set(KEYWORDS)


def test_comments_and_strings_hold_no_names() -> None:
    assert [word.name for word in words('use "blocks.cnn" # conv\nrelu')] == ["relu"]


@pytest.mark.parametrize("name", ["lenet5", "unet", "resnet50", "mobilenet_v2", "inceptionv3"])
def test_what_a_text_calls_is_what_the_parser_says(name: str) -> None:
    path = symcnn.zoo()[name]
    net = symcnn.load(path)
    called = {word.name for word in words(path.read_text("utf-8")) if word.role is NameRole.CALLED}
    assert {layer.kind for layer in net.layers} <= called | {"add", "concat", "mul"}


@pytest.mark.parametrize(
    ("old", "name", "new"),
    [
        ("block b(¦K) { conv(3, K) } network N(K = 2) { input(9, 9, 3); b(K=K) }", "Z", "b(Z=K)"),
        ("block b(K) { conv(3, K) } network N(¦K = 2) { input(9, 9, 3); b(K=K) }", "Z", "b(K=Z)"),
        ("block ¦b(K) { conv(3, K) } network N { input(9, 9, 3); x: b(4) }", "body", "x: body(4)"),
        ("input(W, W, 3); ¦A: conv(3, 4); let q = A.W", "C1", "let q = C1.W"),
        ("input(9, 9, 3); ¦down: repeat 2 { left: conv(3, 4) }; from down[0].left { relu }", "d", "from d[0]"),
        ("input(9, 9, 3); down: repeat 2 { ¦left: conv(3, 4) }; from down[0].left { relu }", "l", "from down[0].l "),
    ],
)
def test_a_new_name_goes_everywhere(old: str, name: str, new: str) -> None:
    assert new in changed(old, name)


@pytest.mark.parametrize("place", [match.start() for match in re.finditer(r"\b\w+", TEXT)])
def test_a_new_name_changes_no_formula(place: int) -> None:
    word = word_at(TEXT, place)
    if word is None:
        return
    try:
        places = renamed(TEXT, word, "fresh")
    except NameMistake:
        assert not mentions(TEXT, word)
        return
    text = TEXT
    for found in reversed(places):
        text = text[: found.start] + "fresh" + text[found.end :]
    old, new = (symcnn.parse(source).numbers() for source in (TEXT, text))
    assert (old.params, old.macs) == (new.params, new.macs)


@pytest.mark.parametrize("name", ["repeat", "2x", "C1", "a b"])
def test_a_name_that_cannot_be_is_refused(name: str) -> None:
    text = "C1: conv(3, 4); C2: conv(3, 4)"
    word = word_at(text, text.index("C2"))
    assert word
    with pytest.raises(NameMistake):
        renamed(text, word, name)


def test_a_block_is_defined_in_its_header() -> None:
    text = "network N { input(9, 9, 3); b }; block b { relu }"
    word = word_at(text, text.index("b }"))
    assert word
    found = definition(text, word)
    assert found
    assert found.start == text.index("b { relu")
