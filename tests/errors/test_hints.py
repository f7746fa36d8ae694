"""A hint that is followed helps: what it says to write is accepted in that place."""

# ruff: noqa: RUF001 - a comma that is none of the language is what one case is about

from __future__ import annotations

import re
from pathlib import Path

import pytest

import symcnn

CASES = [
    (part.partition("\n")[0], part.partition("\n")[2].partition("\n-- says\n")[0])
    for part in Path(__file__).with_name("messages.cases").read_text(encoding="utf-8").split("\n== ")[1:]
]
PATTERN = re.compile(
    r'(?:write |did you mean )(?:"([^"]+)"|(same|causal): padding=|([^ ,]+(?:, \w+=\S+)?))|(leave it out)'
)
ARGUMENTS = [
    "conv(3, 4, bias=None)", "conv(3, 4, padding_end=None)", "conv(3, 4, links=None)", "conv(3, 4, stride=None)",
    "conv(3, 4, bias=yes)", "conv(3, 4, bias=off)", "conv(3, 4, padding=SAME)", "conv(3, 4, padding=VALID)",
    "conv(3, 4, padding=CAUSAL)", "maxpool(3, padding=half)", "conv(3, 8 + None)", "dropout(None)",
    "bn(affine=None)", "maxpool(2, ceil_mode=None)", "conv(3, bias=None, filters=4)",
    "conv(3, 4, padding=zeros)", "conv(3, 4, stride=NO)", "conv(3, 4, use_bias=false)", "dense(units=8)",
    "conv(3, 4, stride=SAME)", "conv(None, 4)", "conv(3, 4, bias=SAME)", "conv_transpose(3, 4, padding=full)",
]  # fmt: skip
TEXTS = [*CASES, *((text, f"input(9, 3); {text}") for text in ARGUMENTS)]
BY_HAND = {
    "K = 64; input(W, W, D); conv(3, K)": "let K = 64; input(W, W, D); conv(3, K)",
    "input(W, W, D); x = relu; conv(3, D)": "input(W, W, D); x: relu; conv(3, D)",
    "input(W, W, D); y = add { {} { relu } }": "input(W, W, D); y: add { {} { relu } }",
    "input(W, W, D); when D == 4 { relu } else if D == 3 { gap }": (
        "input(W, W, D); when D == 4 { relu } else when D == 3 { gap }"
    ),
    "input(W, W, D); while W > 3 { conv(3, D) }": "input(W, W, D); repeat 3 { conv(3, D, padding=1) }",
    "input(W，W, D); conv(3, K)": "input(W,W, D); conv(3, K)",
    "input(W, W, D); conv(3x3, 64)": "input(W, W, D); conv((3, 3), 64)",
    "input(W, W, D); conv(3, 2³)": "input(W, W, D); conv(3, 2^3)",
    "input(W, W, 3); E: conv(3, 8, padding=1); concat { { from E } {} }": (
        "input(W, W, 3); E: conv(3, 8, padding=1); concat { { from E {} } {} }"
    ),
    "input(W, W, 3); d: repeat n as i { E: conv(3, 8, padding=1) }; concat { {} { from d[n - 1].E } }": (
        "input(W, W, 3); d: repeat n as i { E: conv(3, 8, padding=1) }; concat { {} { from d[n - 1].E {} } }"
    ),
    "input(8, 8, 4); A: relu; mean { {} { from A {} } }": "input(8, 8, 4); A: relu; average { {} { from A {} } }",
    "import blocks; input(W, W, D)": 'use "blocks.cnn"; input(W, W, D)',
    "block b(K) { conv(3, K, padding=zeros) } input(T, 8); b(4)": (
        "block b(K) { conv(3, K, padding=1) } input(T, 8); b(4)"
    ),
}
"""What is changed in more than one place, or by hand."""


def mistake_of(text: str) -> symcnn.TextError | None:
    try:
        symcnn.parse(text).table()
    except symcnn.TextError as mistake:
        return mistake
    return None


def followed(text: str, mistake: symcnn.TextError) -> str | None:
    """The text as the hint says; None where it says nothing to write."""
    found = PATTERN.search(mistake.hint)
    if found is None or mistake.span.source.text != text:
        return None
    written = next((group for group in found.groups()[:3] if group), "")
    start, end = mistake.span.start, mistake.span.end
    if found[4]:
        before = re.sub(r"[,+]?\s*(\w+=)?\s*$", "", text[:start])
        return re.sub(r"\(\s*, ", "(", before + text[end:])
    quoted = [word for word in re.findall(r'"([^"]+)"', mistake.message) if word in text[start:end]]
    if quoted:
        place = text.index(quoted[-1], start)
        start, end = place, place + len(quoted[-1])
    if "=" in written and re.search(r"\w+=$", text[:start]):
        start = re.search(r"\w+=$", text[:start]).start()  # type: ignore[union-attr]  # it was just found
    return text[:start] + written.rstrip(";") + text[end:]


@pytest.mark.parametrize(("title", "text"), TEXTS, ids=[title for title, _ in TEXTS])
def test_what_a_hint_says_is_accepted(title: str, text: str) -> None:
    mistake = mistake_of(text)
    assert mistake is not None
    better = BY_HAND.get(text) or followed(text, mistake)
    if better is None or better == text:
        pytest.skip("it says nothing to write")
    later = mistake_of(better)
    assert later is None or (later.message, later.hint) != (mistake.message, mistake.hint), better
    if later is not None:
        assert title in OTHERWISE_WRONG, f"{better} is refused: {later}"


OTHERWISE_WRONG = frozenset(
    {
        "a condition that begins with if",
        "else if",
        "a file that is imported",
        "channels that enter",
        "exact denied",
        "a layer of a module",
    }
)
"""Cases that are wrong in another way as well."""


def test_hints_are_found() -> None:
    assert followed("input(W, 3); cnv(3, 4)", mistake_of("input(W, 3); cnv(3, 4)") or pytest.fail("no mistake")) == (
        "input(W, 3); conv(3, 4)"
    )
