"""The page of questions is made from their answers; ``--update`` writes it, with the times measured then."""

from __future__ import annotations

import re
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from asked_answers import answered
from asked_questions import Question, read_questions

from symcnn.render.formats.markdown_cells import escape

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGE = Path(__file__).parents[2] / "docs" / "questions.md"
MARK = "<!-- questions -->\n\n"
TIMES = ((0.1, "< 0.1 s"), (1, "< 1 s"), (10, "< 10 s"), (float("inf"), "longer"))
TIME = re.compile(r"\| (< 0\.1 s|< 1 s|< 10 s|longer) \|")
MOST_SHOWN = 260
"""Characters of an answer; a longer one is cut."""


def row(question: Question) -> str:
    found = answered(question.title)
    asked = [question.lines["network"], question.lines.get("against", ""), question.lines["ask"]]
    said = "; ".join(map(str.strip, found.text.splitlines()))
    said = said if len(said) <= MOST_SHOWN else said[:MOST_SHOWN] + " …"
    time = next(words for most, words in TIMES if found.seconds < most)
    how = said if found.outcome == "decided" else f"*{found.outcome}*: {said}"
    where = question.lines["from"]
    source = f"[thread]({where})" if where.startswith("http") else escape(where)
    cells = [
        f"{escape(question.title)} ({source})",
        "<br>".join(f"`{part}`".replace("|", "\\|") for part in asked if part),
        escape(how) if found.outcome == "decided" else how.replace("|", "\\|"),
        time,
        escape(question.lines["right"]),
    ]
    return f"| {' | '.join(cells)} |"


def sections() -> Iterator[str]:
    questions = sorted(read_questions(), key=lambda question: question.lines["kind"])
    for kind, group in groupby(questions, key=lambda question: question.lines["kind"]):
        head = "| question | as it is asked | answer | time | by trying |\n|---|---|---|---|---|"
        yield "\n".join([f"## {kind[0].upper()}{kind[1:]}", "", head, *map(row, group), ""])


@pytest.mark.slow
def test_the_page_shows_every_question(update: bool) -> None:
    text = PAGE.read_text("utf-8")
    head, mark, _ = text.partition(MARK)
    made = head + mark + "\n".join(sections())
    if update:
        PAGE.write_text(made, "utf-8")
        return
    assert TIME.sub("|", made) == TIME.sub("|", text)
