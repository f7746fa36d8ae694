"""Whatever single word or sign is wrong, the mistake says more than that it is: what it is, or what would do there."""

from __future__ import annotations

import re

import pytest

import symcnn

TEXT = """
block unit(filters K, stride S = 1) { conv(3, K, stride=S); bn }
network N(W = 32, n = 3) {
    input(W, W, 3)
    let T = [(1, 16), (6, 24)]
    C1: conv(F=5, K=6); relu
    for (t, c) in T { unit(t*c) }
    repeat n - 1 as i { add { { unit(2^i) } { } } }
    when n > 1 { relu } else { from C1 { tanh } }
    dense(10 if n == 1 else 5)
}
"""
WORDS = re.findall(r"\w+|==|\S", TEXT)
WRONG = ["", ",", ":", ";", "=", "==", "(", ")", "]", "{", "}", "*", "3", "Q", "for", "relu relu"]


@pytest.mark.parametrize("wrong", WRONG)
def test_one_wrong_word_is_explained(wrong: str) -> None:
    bare = []
    for place in range(len(WORDS)):
        text = " ".join([*WORDS[:place], wrong, *WORDS[place + 1 :]])
        try:
            symcnn.parse(text)
        except symcnn.TextError as mistake:
            if mistake.message.startswith("unexpected") and not mistake.hint:
                bare.append(str(mistake))
    assert not bare
