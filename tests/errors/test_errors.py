"""Every mistake an author can make has a case: a title, the text, and the whole message.

``pytest --update`` rewrites the messages; read the difference before it is committed.
"""

from __future__ import annotations

from pathlib import Path

import pytest

import symcnn

FILE = Path(__file__).with_name("messages.cases")


def read_cases() -> list[tuple[str, str, str]]:
    cases = []
    for part in FILE.read_text(encoding="utf-8").split("\n== ")[1:]:
        title, _, rest = part.partition("\n")
        text, _, message = rest.partition("\n-- says\n")
        cases.append((title, text, message.rstrip("\n")))
    return cases


CASES = read_cases()


def message_of(text: str) -> str:
    with pytest.raises(symcnn.TextError) as caught:
        symcnn.parse(text).table()
    return str(caught.value)


@pytest.mark.parametrize(("title", "text", "message"), CASES, ids=[case[0] for case in CASES])
def test_message(title: str, text: str, message: str, update: bool) -> None:
    if update:
        pytest.skip("rewritten below")
    assert message_of(text) == message, title


def test_messages_are_written_down(update: bool) -> None:
    assert len(CASES) > 40
    if update:
        parts = [f"\n== {title}\n{text}\n-- says\n{message_of(text)}\n" for title, text, _ in CASES]
        FILE.write_text("".join(parts), encoding="utf-8")
